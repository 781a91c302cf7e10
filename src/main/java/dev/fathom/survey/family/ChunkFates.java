package dev.fathom.survey.family;

import dev.fathom.model.Findings;
import dev.fathom.model.column.Extents;
import dev.fathom.model.family.Cause;
import dev.fathom.model.memory.ChunkFrame;
import dev.fathom.model.memory.ChunkState;

/// What has become of the parent's chunks in a worker: which were freed there, which are of other
/// chunks now. For one word after the other; words that are close come fast.
final class ChunkFates {
  private static final int ALLOCATOR = Cause.ALLOCATOR.code();

  private final Extents then;
  private final Extents now;
  private final ChunkFrames frames;

  // Where the last answer holds.
  private long from;
  private long until;
  private Fate fate = Fate.SAME;

  /// Up to where the allocator's own words reach in it, if it is free.
  private long ownEnd;

  private int nearThen;
  private int nearNow;

  private enum Fate {
    SAME,
    FREED,
    REUSED,
    /// Free then and now.
    FREE
  }

  /// @param findings of the parent
  /// @param now the worker's chunks
  ChunkFates(Findings findings, Extents now) {
    this.then = findings.chunks();
    this.now = now;
    this.frames = new ChunkFrames(findings.heaps());
  }

  /// {@return the code of the cause for which a word differs}
  ///
  /// @param cause of what stands there in the parent
  int cause(long address, int cause) {
    if (cause == ALLOCATOR) {
      return cause;
    }
    if (address < from || address >= until) {
      find(address);
    }
    return switch (fate) {
      case SAME -> cause;
      case FREED -> Cause.FREED.code();
      case REUSED -> Cause.REUSED.code();
      case FREE -> address < ownEnd ? ALLOCATOR : Cause.REUSED.code();
    };
  }

  private void find(long address) {
    ChunkFrame frame = frames.at(address);
    long at = address - frame.beyond();
    nearThen = then.at(at, nearThen);
    nearNow = now.at(at, nearNow);
    if (nearThen < 0 || nearNow < 0) {
      from = address;
      until = address + 1;
      fate = Fate.SAME;
      return;
    }
    from = Math.max(then.start(nearThen), now.start(nearNow)) + frame.beyond();
    until =
        Math.min(Math.min(then.end(nearThen), now.end(nearNow)), Long.MAX_VALUE - frame.beyond())
            + frame.beyond();
    ownEnd = now.start(nearNow) + frame.payload() + frame.links();
    fate =
        fate(
            then.state(nearThen),
            now.state(nearNow),
            then.start(nearThen) == now.start(nearNow));
  }

  private static Fate fate(int then, int now, boolean sameStart) {
    if (then == Extents.NOTHING || now == Extents.NOTHING) {
      return Fate.SAME;
    }
    ChunkState.Use was = ChunkState.of(then).use();
    return switch (ChunkState.of(now).use()) {
      case FREE, TOP ->
          switch (was) {
            case LIVE -> Fate.FREED;
            case FREE, TOP -> Fate.FREE;
            case OVERHEAD, FOREIGN, UNPARSED -> Fate.SAME;
          };
      case LIVE ->
          was == ChunkState.Use.FREE
                  || was == ChunkState.Use.TOP
                  || was == ChunkState.Use.LIVE && !sameStart
              ? Fate.REUSED
              : Fate.SAME;
      case OVERHEAD, FOREIGN, UNPARSED -> Fate.SAME;
    };
  }
}
