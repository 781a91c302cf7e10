package dev.fathom.model.memory;

/// What a piece of an allocator's memory is. Each piece has one state.
///
/// Allocators with boundary tags and bins (glibc) tell their free chunks apart; others have [#FREE]
/// alone.
public enum ChunkState {
  /// Handed out to the program.
  LIVE(1, Use.LIVE, "live"),
  /// Given back by the program, kept by the allocator.
  FREE(2, Use.FREE, "free"),
  /// The unused end of a heap, from which new chunks are cut.
  TOP(3, Use.TOP, "top"),
  /// The allocator's own structures: arena and heap headers, the lead of an aligned chunk.
  BOOKKEEPING(4, Use.OVERHEAD, "bookkeeping"),
  /// Inside a brk heap, but taken from the kernel by somebody else.
  FOREIGN(5, Use.FOREIGN, "foreign"),
  /// Could not be parsed: memory that was torn or corrupt.
  UNPARSED(6, Use.UNPARSED, "unparsed"),
  /// Free, in the cache of a thread. The neighbours take it for live: it is never merged.
  CACHED(7, Use.FREE, "cached"),
  /// Free, in a fastbin. Merged with its neighbours when malloc consolidates.
  FAST(8, Use.FREE, "fast"),
  /// Free, not sorted into a bin yet.
  UNSORTED(9, Use.FREE, "unsorted"),
  /// Free, in a bin of one size.
  SMALL(10, Use.FREE, "small"),
  /// Free, in a bin of a range of sizes.
  LARGE(11, Use.FREE, "large"),
  /// What is left of the chunk that was split last; it is in the unsorted list too.
  LAST_REMAINDER(12, Use.FREE, "last-remainder"),
  /// Closes a heap that cannot grow any more.
  FENCEPOST(13, Use.OVERHEAD, "fencepost"),
  /// The C library's own: the table of a thread's cache (`tcache_perthread_struct`).
  THREAD_CACHE(14, Use.OVERHEAD, "thread-cache"),
  /// The C library's own: the vector of a thread's storage blocks (`dtv`).
  THREAD_VECTOR(15, Use.OVERHEAD, "thread-vector"),
  /// The C library's own: a `FILE`, or the buffer of one.
  STDIO(16, Use.OVERHEAD, "stdio"),
  /// What a debugging allocator that stands before malloc puts around what it hands out, with the
  /// chunk's own header.
  PADDING(17, Use.PADDING, "padding");

  /// What a piece is good for.
  public enum Use {
    /// Holds something of the program's.
    LIVE,
    /// Holds nothing; is handed out again.
    FREE,
    /// Was never handed out, or merged back: the end of a heap.
    TOP,
    /// Taken by the allocator or the C library for themselves.
    OVERHEAD,
    /// Put around live memory by a debugging allocator.
    PADDING,
    FOREIGN,
    UNPARSED
  }

  private static final ChunkState[] BY_CODE = byCode();

  private final int code;
  private final Use use;
  private final String id;

  ChunkState(int code, Use use, String id) {
    this.code = code;
    this.use = use;
    this.id = id;
  }

  /// {@return the number that stands for it in columns, 1 or more; it does not change}
  public int code() {
    return code;
  }

  public Use use() {
    return use;
  }

  /// {@return its name in JSON; it does not change}
  public String id() {
    return id;
  }

  /// Whether malloc merges it with free neighbours before it gives pages back: all that is free but
  /// for what threads cache (`malloc_consolidate` in `malloc/malloc.c`).
  public boolean mergeable() {
    return switch (this) {
      case FAST, UNSORTED, SMALL, LARGE, LAST_REMAINDER -> true;
      default -> false;
    };
  }

  public static ChunkState of(int code) {
    return BY_CODE[code - 1];
  }

  private static ChunkState[] byCode() {
    ChunkState[] states = new ChunkState[values().length];
    for (ChunkState state : values()) {
      states[state.code - 1] = state;
    }
    return states;
  }
}
