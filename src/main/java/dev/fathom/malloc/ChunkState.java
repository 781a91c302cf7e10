package dev.fathom.malloc;

/// What a piece of an allocator's memory is.
public enum ChunkState {
  /// Handed out to the program.
  LIVE(1),
  /// Given back by the program, kept by the allocator.
  FREE(2),
  /// The unused end of a heap, from which new chunks are cut.
  TOP(3),
  /// The allocator's own structures: arena headers, fenceposts.
  BOOKKEEPING(4),
  /// Inside a brk heap, but taken from the kernel by somebody else.
  FOREIGN(5),
  /// Could not be parsed: memory that was torn or corrupt.
  UNPARSED(6);

  private static final ChunkState[] BY_CODE = byCode();

  private final int code;

  ChunkState(int code) {
    this.code = code;
  }

  /// {@return the number that stands for it in columns, 1 or more; it does not change}
  public int code() {
    return code;
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
