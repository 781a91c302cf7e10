package dev.fathom.analysis.account;

import dev.fathom.model.Findings;
import dev.fathom.model.UnreadRuntime;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.memory.Area;
import java.util.List;
import java.util.stream.Collectors;

/// The leaves of the balance sheet: every resident byte is booked in exactly one of them.
public enum Leaf {
  OBJECTS_POOL(Group.OBJECTS, "pools", "in pools", Evidence.HEURISTIC),
  OBJECTS_MALLOC(Group.OBJECTS, "malloc", "in malloc chunks", Evidence.HEURISTIC),
  OBJECTS_STATIC(Group.OBJECTS, "static", "static, in program and libraries", Evidence.HEURISTIC),
  OBJECTS_YOUNG(Group.OBJECTS, "young", "young, in the nursery", Evidence.HEURISTIC),
  INTERNED(Group.OBJECTS, "interned", "interned strings and their table", Evidence.HEURISTIC),
  SMALL_INTS(Group.OBJECTS, "smallints", "small integers, shared by all", Evidence.HEURISTIC),
  CODE_OBJECTS(Group.OBJECTS, "code", "code objects", Evidence.HEURISTIC),
  GC_HEADS(Group.OBJECTS, "gc", "the garbage collector's heads", Evidence.HEURISTIC),

  OWNED_POOL(Group.BUFFERS, "pools", "tables and buffers of objects, in pools", Evidence.HEURISTIC),
  OWNED_MALLOC(
      Group.BUFFERS, "malloc", "tables and buffers of objects, in malloc", Evidence.HEURISTIC),
  SCANNED(Group.BUFFERS, "scanned", "buffers of objects of unknown structure", Evidence.HEURISTIC),
  UNOWNED_POOL(Group.BUFFERS, "unowned", "blocks of no object, in pools", Evidence.HEURISTIC),
  FRAMES(Group.BUFFERS, "frames", "frames", Evidence.HEURISTIC),
  KEPT(Group.BUFFERS, "kept", "dead objects kept for reuse (free lists)", Evidence.HEURISTIC),
  KEPT_FRAMES(Group.BUFFERS, "zombies", "dead frames kept for the next call", Evidence.HEURISTIC),

  POOL_TRAPPED(Group.POOL_FREE, "trapped", "on pages with live blocks", Evidence.VALIDATED),
  POOL_WHOLE(Group.POOL_FREE, "pages", "whole pages", Evidence.VALIDATED),
  NURSERY(Group.POOL_FREE, "nursery", "free in the nursery", Evidence.VALIDATED),
  POOL_OVERHEAD(Group.POOL_OVERHEAD, "", "", Evidence.VALIDATED),

  PADDING(Group.PADDING, "", "", Evidence.VALIDATED),

  CHUNK_LIVE(Group.CHUNK_LIVE, "native", "native, held from nowhere that shows", Evidence.EXACT),
  CHUNK_OF_LIBRARY(
      Group.CHUNK_LIVE, "library", "pointed to from libraries' data", Evidence.HEURISTIC),
  CHUNK_OF_STACK(Group.CHUNK_LIVE, "stack", "pointed to from stacks", Evidence.HEURISTIC),
  CHUNK_TRAPPED(Group.CHUNK_FREE, "trapped", "trapped on pages with live chunks", Evidence.EXACT),
  CHUNK_TRIMMABLE(
      Group.CHUNK_FREE, "trimmable", "trimmable: {call} would return it", Evidence.EXACT),
  CHUNK_WHOLE(Group.CHUNK_FREE, "pages", "whole pages that malloc keeps", Evidence.EXACT),
  CHUNK_TOP(Group.CHUNK_FREE, "top", "unused end of heaps (top)", Evidence.EXACT),
  CHUNK_BOOKKEEPING(Group.CHUNK_OVERHEAD, "", "", Evidence.EXACT),

  CODE(Group.BINARIES, "code", "executable code", Evidence.EXACT),
  READ_ONLY(Group.BINARIES, "rodata", "read-only data", Evidence.EXACT),
  RELOCATED(Group.BINARIES, "relro", "relocated data", Evidence.EXACT),
  WRITABLE(Group.BINARIES, "data", "writable data", Evidence.EXACT),
  BSS(Group.BINARIES, "bss", "zeroed data (bss)", Evidence.EXACT),
  METHOD_CACHE(Group.BINARIES, "methods", "the interpreter's cache of methods", Evidence.VALIDATED),

  STACKS(Group.STACKS, "", "", Evidence.EXACT),
  FILES(Group.FILES, "", "", Evidence.EXACT),
  SHARED(Group.SHARED, "", "", Evidence.EXACT),
  LET_GO(Group.LET_GO, "", "", Evidence.EXACT),
  LAZY_FREE(Group.LAZY_FREE, "", "", Evidence.HEURISTIC),
  KERNEL(Group.KERNEL, "", "", Evidence.EXACT),

  UNREAD_HEAP(Group.UNREAD, "", "", Evidence.HEURISTIC),

  MAPPED(Group.MAPPED, "", "", Evidence.HEURISTIC),

  UNCLAIMED_ANONYMOUS(
      Group.UNEXPLAINED, "anonymous", "anonymous memory of no known allocator", Evidence.EXACT),
  UNCLAIMED_HEAP(Group.UNEXPLAINED, "heap", "brk heap of no known allocator", Evidence.EXACT),
  FOREIGN(Group.UNEXPLAINED, "foreign", "brk memory that is not malloc's", Evidence.EXACT),
  UNPARSED(Group.UNEXPLAINED, "unparsed", "malloc memory that could not be parsed", Evidence.EXACT),
  INACCESSIBLE(Group.UNEXPLAINED, "inaccessible", "inaccessible pages", Evidence.EXACT),
  RECOUNT(Group.UNEXPLAINED, "recount", "difference of the kernel's two counts", Evidence.EXACT);

  /// The accounts under which the leaves stand, in no particular order of weight.
  public enum Group {
    OBJECTS(0, ".objects", "objects"),
    BUFFERS(1, ".buffers", "tables and buffers"),
    POOL_FREE(2, ".free", "free blocks in pools"),
    POOL_OVERHEAD(3, ".overhead", "pool headers and rounding"),
    CHUNK_LIVE(4, "malloc.live", "C memory (malloc)"),
    CHUNK_FREE(5, "malloc.free", "free, kept by malloc"),
    CHUNK_OVERHEAD(6, "malloc.overhead", "malloc's own structures"),
    BINARIES(7, "binaries", "program and libraries"),
    STACKS(8, "stacks", "stacks"),
    FILES(9, "files", "mapped files"),
    SHARED(10, "shared", "shared memory"),
    KERNEL(11, "kernel", "kernel pages (vdso)"),
    UNEXPLAINED(12, "unexplained", "unexplained"),
    PADDING(13, ".padding", "padding of the debug allocator"),
    UNREAD(14, "unread", "heap of a runtime (not read)"),
    LAZY_FREE(15, "lazyfree", "given back, taken when needed (MADV_FREE)"),
    LET_GO(16, "stopped", "not read before it was released"),
    MAPPED(17, "mapped", "anonymous mappings with an owner");

    private final int number;
    public final String id;
    final String label;

    /// @param id of the runtime's own accounts the part behind its name, which begins with a dot
    Group(int number, String id, String label) {
      this.number = number;
      this.id = id;
      this.label = label;
    }

    /// {@return its id for programs}
    public String id(Dialect dialect) {
      return id.startsWith(".") ? dialect.accounts() + id : id;
    }

    /// {@return whether its parts are told} Without a runtime all is C memory, and its owners tell
    /// from where it is held.
    boolean divided(Dialect dialect) {
      return this != CHUNK_LIVE || !dialect.isMereMemory();
    }

    /// {@return what a reader calls it}
    String label(Dialect dialect) {
      return dialect.label(key(), label);
    }

    /// {@return the same with the names of the runtimes that it is about}
    public String label(Dialect dialect, Findings findings) {
      List<UnreadRuntime> mapping = findings.unread().stream().filter(UnreadRuntime::maps).toList();
      return this == UNREAD && !mapping.isEmpty()
          ? mapping.stream()
              .map(UnreadRuntime::title)
              .collect(Collectors.joining(" or ", "heap of ", " (not read)"))
          : label(dialect);
    }

    /// {@return what dialects know it by}
    private String key() {
      return id.startsWith(".") ? id.substring(1) : id;
    }

    /// {@return its place among the groups}
    public int number() {
      return number;
    }
  }

  final Group group;
  final String part;
  public final String label;
  final Evidence evidence;

  Leaf(Group group, String part, String label, Evidence evidence) {
    this.group = group;
    this.part = part;
    this.label = label;
    this.evidence = evidence;
  }

  /// {@return its id for programs}
  String id(Dialect dialect) {
    return part.isEmpty() ? group.id(dialect) : group.id(dialect) + "." + dialect.part(part);
  }

  /// {@return what a reader calls it}
  String label(Dialect dialect, Findings findings) {
    return part.isEmpty()
        ? group.label(dialect, findings)
        : dialect
            .label(group.key() + "." + part, label)
            .replace("{call}", findings.heaps().releaseCall());
  }

  /// {@return where memory of an area is booked that nothing finer is known of}
  static Leaf of(Area.Kind kind) {
    return switch (kind) {
      case CODE -> CODE;
      case READ_ONLY_DATA -> READ_ONLY;
      case RELOCATED_DATA -> RELOCATED;
      case WRITABLE_DATA -> WRITABLE;
      case BSS -> BSS;
      case STACK -> STACKS;
      case SHARED_MEMORY -> SHARED;
      case FILE -> FILES;
      case KERNEL -> KERNEL;
      case GUARD -> INACCESSIBLE;
      case UNREAD_HEAP -> UNREAD_HEAP;
      case HEAP -> UNCLAIMED_HEAP;
      case ANONYMOUS -> UNCLAIMED_ANONYMOUS;
    };
  }
}
