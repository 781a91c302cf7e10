package dev.fathom.target;

import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.Mapping;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A target's mappings, cut into [Area]s of one purpose each.
///
/// Mappings are not purposes: the kernel merges the `bss` of a library with an arena mapped next to
/// it, and a thread's stack with its neighbour. The ELF files say where a `bss` ends, the threads
/// where a stack does.
public final class AddressSpace {
  private static final long PAGE_BYTES = 4096;

  /// glibc's `struct pthread` stands at the thread pointer, at the upper end of the stack's mapping
  /// (`nptl/allocatestack.c`); it is 0x900 bytes in 2.36, and rounded up to a page here.
  private static final long THREAD_DESCRIPTOR_BYTES = 0x900;

  private final ModuleRanges modules;
  private final ThreadStacks stacks;
  private final Target target;
  private final Words words;
  private final List<Area> areas = new ArrayList<>();

  private AddressSpace(Target target) {
    this.target = target;
    words = new Words(target.memory());
    modules = new ModuleRanges(target.modules());
    stacks = ThreadStacks.of(target);
  }

  /// {@return the areas in address order; together they are the mappings, exactly}
  public static List<Area> areas(Target target) {
    AddressSpace space = new AddressSpace(target);
    for (Mapping mapping : target.mappings()) {
      space.add(mapping);
    }
    return space.areas;
  }

  /// {@return the mapping at `address`, or else the first above it, or null}
  public static @Nullable Mapping atOrAbove(List<Mapping> mappings, long address) {
    int at = indexAtOrAbove(mappings, address);
    return at < mappings.size() ? mappings.get(at) : null;
  }

  private static int indexAtOrAbove(List<Mapping> mappings, long address) {
    int low = 0;
    int high = mappings.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (mappings.get(middle).end() > address) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /// {@return up to where memory is mapped without a hole from `start` on, looking no further than
  /// `end`} **Cost**: the mappings between the two.
  public static long mappedUntil(List<Mapping> mappings, long start, long end) {
    long at = start;
    for (int next = indexAtOrAbove(mappings, start);
        at < end && next < mappings.size() && mappings.get(next).start() <= at;
        next++) {
      at = mappings.get(next).end();
    }
    return at;
  }

  /// {@return the area that holds `address`, or null}
  ///
  /// @param areas in address order
  public static @Nullable Area areaAt(List<Area> areas, long address) {
    int low = 0;
    int high = areas.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (areas.get(middle).end() > address) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low < areas.size() && areas.get(low).start() <= address ? areas.get(low) : null;
  }

  private void add(Mapping mapping) {
    String name = mapping.name();
    if (mapping.special() || name.startsWith("[v")) {
      areas.add(whole(mapping, Area.Kind.KERNEL, null));
    } else if (mapping.permissions().startsWith("---")) {
      areas.add(whole(mapping, Area.Kind.GUARD, null));
    } else if (name.equals(Mapping.ZEROED_DATA)) {
      String file = areas.isEmpty() ? name : areas.getLast().name();
      areas.add(new Area(mapping.start(), mapping.end(), Area.Kind.BSS, file, mapping, null));
    } else if (name.equals("[heap]")) {
      addAnonymous(mapping, Area.Kind.HEAP);
    } else if (name.equals("[stack]")) {
      Target.ThreadState thread = stacks.in(mapping.start(), mapping.end());
      areas.add(
          whole(mapping, Area.Kind.STACK, null)
              .usedDownTo(thread == null ? 0 : thread.stackPointer()));
    } else if (mapping.shared()) {
      boolean memory =
          name.startsWith("/dev/shm/")
              || name.startsWith("/memfd:")
              || name.startsWith("/SYSV")
              || name.startsWith("/dev/zero")
              || name.startsWith("[anon_shmem");
      areas.add(whole(mapping, memory ? Area.Kind.SHARED_MEMORY : Area.Kind.FILE, null));
    } else if (mapping.ofFile()) {
      addFile(mapping);
    } else {
      addAnonymous(mapping, Area.Kind.ANONYMOUS);
    }
  }

  private void addFile(Mapping mapping) {
    LoadedModule module = modules.of(mapping);
    if (module == null && !target.headless().contains(mapping.inode())) {
      areas.add(whole(mapping, Area.Kind.FILE, null));
      return;
    }
    Area.Kind kind;
    if (mapping.executable()) {
      kind = Area.Kind.CODE;
    } else if (mapping.writable()) {
      kind = Area.Kind.WRITABLE_DATA;
    } else {
      kind =
          module != null && module.relocated(mapping.start())
              ? Area.Kind.RELOCATED_DATA
              : Area.Kind.READ_ONLY_DATA;
    }
    areas.add(whole(mapping, kind, module));
  }

  /// Anonymous memory: the end of a module's `bss`, a thread's stack, or neither.
  private void addAnonymous(Mapping mapping, Area.Kind kind) {
    long from = mapping.start();
    LoadedModule module = modules.zeroed(from);
    if (module != null) {
      long until = Math.min(mapping.end(), module.bssEnd());
      areas.add(new Area(from, until, Area.Kind.BSS, module.path(), mapping, module.binary()));
      from = until;
    }
    Target.ThreadState thread = stacks.in(from, mapping.end());
    if (thread != null && isStack(mapping, from, thread)) {
      long pointer = thread.threadPointer();
      long until =
          mapping.contains(pointer)
              ? Math.min(mapping.end(), roundUp(pointer + THREAD_DESCRIPTOR_BYTES))
              : mapping.end();
      areas.add(
          new Area(from, until, Area.Kind.STACK, "thread " + thread.id(), mapping, null)
              .usedDownTo(thread.stackPointer()));
      from = until;
    }
    if (from < mapping.end()) {
      areas.add(new Area(from, mapping.end(), kind, mapping.name(), mapping, null));
    }
  }

  /// Whether memory is a thread's stack that its stack pointer leads to. A runtime may have cut it
  /// from its heap, and others with it: what is a stack by itself has the thread's descriptor above
  /// it, which begins with its own address (glibc's `tcbhead_t`, musl's `struct pthread`), or an
  /// inaccessible page below it.
  private boolean isStack(Mapping mapping, long from, Target.ThreadState thread) {
    long pointer = thread.threadPointer();
    if (mapping.contains(pointer)
        && pointer > thread.stackPointer()
        && words.u64(pointer) == pointer) {
      return true;
    }
    Mapping below = below(target.mappings(), from);
    return below != null && below.end() == from && below.permissions().startsWith("---");
  }

  private static @Nullable Mapping below(List<Mapping> mappings, long address) {
    int low = 0;
    int high = mappings.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (mappings.get(middle).start() < address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? null : mappings.get(low - 1);
  }

  private static Area whole(Mapping mapping, Area.Kind kind, @Nullable LoadedModule module) {
    return new Area(
        mapping.start(),
        mapping.end(),
        kind,
        mapping.name(),
        mapping,
        module == null ? null : module.binary());
  }

  private static long roundUp(long address) {
    return (address + PAGE_BYTES - 1) & -PAGE_BYTES;
  }
}
