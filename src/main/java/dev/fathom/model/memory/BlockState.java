package dev.fathom.model.memory;

/// What a piece of memory is that a runtime's own allocator manages.
public enum BlockState {
  /// Handed out: holds an object or a buffer of one.
  LIVE(1),
  /// Handed out, but only kept for reuse by the runtime's free lists.
  KEPT(2),
  /// Given back, to be handed out again.
  FREE(3),
  /// Never handed out yet.
  VIRGIN(4),
  /// The allocator's own structures.
  HEADER(5),
  /// Rounding: too small for another block.
  TAIL(6),
  /// Holds interpreter frames, not objects.
  FRAMES(7),
  /// Handed out, but only kept for the next call of the function that it is the frame of, or of
  /// any.
  KEPT_FRAME(8),
  /// A table in static data in which the runtime keeps answers, to look them up faster.
  CACHE(9),
  /// What a debugging allocator puts around what it hands out.
  PADDING(10),
  /// Handed out: the fields of an object that stand apart from it.
  BODY(11),
  /// Handed out since the collector ran last, where it makes new objects.
  YOUNG(12),
  /// Room where the collector makes new objects, which it fills from one end.
  NURSERY(13),
  /// What the collector notes of the blocks, apart from them.
  MARKS(14);

  private static final BlockState[] BY_CODE = byCode();

  private final int code;

  BlockState(int code) {
    this.code = code;
  }

  /// {@return the number that stands for it in columns, 1 or more; it does not change}
  public int code() {
    return code;
  }

  /// Whether it is handed out and holds something of the program's: an object, its fields, a
  /// buffer.
  public boolean isLive() {
    return this == LIVE || this == BODY || this == YOUNG;
  }

  public static BlockState of(int code) {
    return BY_CODE[code - 1];
  }

  private static BlockState[] byCode() {
    BlockState[] states = new BlockState[values().length];
    for (BlockState state : values()) {
      states[state.code - 1] = state;
    }
    return states;
  }
}
