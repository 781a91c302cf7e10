package dev.fathom.lab.allocator;

import dev.fathom.lab.process.ModelProcess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Perl's memory (`sv.c`, 5.36): each value has a head of 24 bytes; most have a body, whose size
/// depends on what they are; text and elements are malloc's. Heads and bodies are cut from arenas
/// of some 4 KiB, which are kept for ever: what is freed is good for another head or body of that
/// size and for nothing else.
///
/// What [#allocate] hands out is a scalar that holds a string of so many bytes: head, body and
/// buffer.
public final class SvArenas implements ModelAllocator {
  public static final int HEAD_BYTES = 24;

  /// What is allocated of the body of a string (PV): current and allocated length.
  public static final int STRING_BODY_BYTES = 16;

  /// The body of an array (AV).
  public static final int ARRAY_BODY_BYTES = 40;

  private static final int ARENA_BYTES = 4080;
  private static final int HEADS = ARENA_BYTES / HEAD_BYTES;

  // struct sv
  private static final int ANY = 0;
  private static final int REFCNT_AND_FLAGS = 8;
  private static final int CONTENT = 16;

  private static final long FREED = 0xffL << 32;
  private static final int FLAGS_SHIFT = 32;

  // The body of a string
  private static final int CURRENT = 0;
  private static final int ALLOCATED = 8;

  /// Type numbers that stand in a head's flags.
  private static final long TYPE_STRING = 3;

  private static final long ROUNDING = 16;

  private final ModelProcess process;
  private final BoundaryTagMalloc malloc;

  /// Arenas of heads, and of bodies by their size.
  private final List<Long> headArenas = new ArrayList<>();

  private final Map<Integer, List<Long>> bodyArenas = new HashMap<>();
  private long freeHead;
  private final Map<Integer, Long> freeBodies = new HashMap<>();

  private SvArenas(ModelProcess process, BoundaryTagMalloc malloc) {
    this.process = process;
    this.malloc = malloc;
  }

  /// {@return one for a process, with a malloc of its own}
  public static SvArenas in(ModelProcess process) {
    return new SvArenas(process, BoundaryTagMalloc.in(process));
  }

  /// {@return what a child of its process has after a fork}
  public SvArenas inChild(ModelProcess child) {
    SvArenas copy = new SvArenas(child, malloc.inChild(child));
    copy.headArenas.addAll(headArenas);
    bodyArenas.forEach((size, arenas) -> copy.bodyArenas.put(size, new ArrayList<>(arenas)));
    copy.freeHead = freeHead;
    copy.freeBodies.putAll(freeBodies);
    return copy;
  }

  @Override
  public ModelProcess process() {
    return process;
  }

  /// The malloc that arenas and buffers come from.
  public BoundaryTagMalloc malloc() {
    return malloc;
  }

  /// {@return a head}
  ///
  /// @param type the number of its type
  public long allocateHead(long type) {
    if (freeHead == 0) {
      moreHeads();
    }
    long head = freeHead;
    freeHead = process.word(head + ANY);
    process.word(head + ANY, 0);
    process.word(head + REFCNT_AND_FLAGS, 1 | type << FLAGS_SHIFT);
    process.word(head + CONTENT, 0);
    return head;
  }

  private void moreHeads() {
    long arena = malloc.allocate(ARENA_BYTES);
    process.word(arena + ANY, headArenas.isEmpty() ? 0 : headArenas.getLast());
    process.word(arena + REFCNT_AND_FLAGS, HEADS);
    headArenas.add(arena);
    long next = 0;
    for (int index = HEADS - 1; index > 0; index--) {
      long head = arena + (long) index * HEAD_BYTES;
      process.word(head + ANY, next);
      process.word(head + REFCNT_AND_FLAGS, FREED);
      next = head;
    }
    freeHead = next;
  }

  /// Takes a head back.
  public void freeHead(long head) {
    process.word(head + ANY, freeHead);
    process.word(head + REFCNT_AND_FLAGS, FREED);
    freeHead = head;
  }

  /// {@return a body}
  ///
  /// @param bytes its size, a multiple of eight
  public long allocateBody(int bytes) {
    long body = freeBodies.getOrDefault(bytes, 0L);
    if (body == 0) {
      body = moreBodies(bytes);
    }
    freeBodies.put(bytes, process.word(body));
    process.clear(body, bytes);
    return body;
  }

  private long moreBodies(int bytes) {
    int count = ARENA_BYTES / bytes;
    long arena = malloc.allocate((long) count * bytes);
    bodyArenas.computeIfAbsent(bytes, size -> new ArrayList<>()).add(arena);
    long next = 0;
    for (int index = count - 1; index >= 0; index--) {
      long body = arena + (long) index * bytes;
      process.word(body, next);
      next = body;
    }
    return next;
  }

  /// Takes a body back.
  public void freeBody(long body, int bytes) {
    process.word(body, freeBodies.getOrDefault(bytes, 0L));
    freeBodies.put(bytes, body);
  }

  /// {@return the word of a head that leads to its body}
  public long body(long head) {
    return process.word(head + ANY);
  }

  /// Sets it.
  public void body(long head, long body) {
    process.word(head + ANY, body);
  }

  /// {@return the word of a head that is the value, or leads to its buffer}
  public long content(long head) {
    return process.word(head + CONTENT);
  }

  /// Sets it.
  public void content(long head, long content) {
    process.word(head + CONTENT, content);
  }

  @Override
  public long allocate(long bytes) {
    long head = allocateHead(TYPE_STRING);
    long body = allocateBody(STRING_BODY_BYTES);
    long room = room(bytes);
    process.word(body + CURRENT, bytes);
    process.word(body + ALLOCATED, room);
    body(head, body);
    content(head, malloc.allocate(room));
    return head;
  }

  /// The text, a NUL, and a byte that counts who shares the buffer (`sv_grow`).
  private static long room(long bytes) {
    return bytes + 2 + ROUNDING - 1 & -ROUNDING;
  }

  @Override
  public void free(long head) {
    malloc.free(content(head));
    freeBody(body(head), STRING_BODY_BYTES);
    freeHead(head);
  }

  @Override
  public long reallocate(long head, long bytes) {
    long body = body(head);
    if (room(bytes) > process.word(body + ALLOCATED)) {
      // What has grown once will grow again: a quarter more, and ten.
      long grown = process.word(body + CURRENT);
      long room = room(Math.max(bytes, grown + (grown >>> 2) + 10));
      content(head, malloc.reallocate(content(head), room));
      process.word(body + ALLOCATED, room);
    }
    process.word(body + CURRENT, bytes);
    return head;
  }

  @Override
  public List<Piece> pieces(long head) {
    List<Piece> pieces = new ArrayList<>();
    pieces.add(new Piece(head, HEAD_BYTES));
    pieces.add(new Piece(body(head), STRING_BODY_BYTES));
    pieces.addAll(malloc.pieces(content(head)));
    return pieces;
  }

  @Override
  public List<Piece> bookkeeping() {
    List<Piece> pieces = new ArrayList<>();
    for (long arena : headArenas) {
      Piece chunk = malloc.pieces(arena).getFirst();
      pieces.add(new Piece(chunk.start(), arena + HEAD_BYTES - chunk.start()));
      long used = arena + (long) HEADS * HEAD_BYTES;
      if (used < chunk.end()) {
        pieces.add(new Piece(used, chunk.end() - used));
      }
    }
    bodyArenas.forEach((bytes, arenas) -> {
      for (long arena : arenas) {
        Piece chunk = malloc.pieces(arena).getFirst();
        pieces.add(new Piece(chunk.start(), arena - chunk.start()));
        long used = arena + (long) (ARENA_BYTES / bytes) * bytes;
        if (used < chunk.end()) {
          pieces.add(new Piece(used, chunk.end() - used));
        }
      }
    });
    return pieces;
  }
}
