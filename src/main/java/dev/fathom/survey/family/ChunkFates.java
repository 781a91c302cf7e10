package dev.fathom.survey.family;

import dev.fathom.model.Cursor;
import dev.fathom.model.Findings;
import dev.fathom.model.column.Extents;
import dev.fathom.model.family.Cause;
import dev.fathom.model.memory.ChunkFrame;
import dev.fathom.model.memory.ChunkState;

/// What has become of the parent's chunks in a worker: which were freed there, which are of other
/// chunks now. For one word after the other; words that are close come fast.
final class ChunkFates {
  private static final int ALLOCATOR = Cause.ALLOCATOR.code();

  private final Extents chunks;
  private final Cursor then;
  private final Extents.Cursor now;

  // Where the last answer holds.
  private long from;
  private long until;
  private Fate fate = Fate.SAME;

  // The piece in both, and what is around it.
  private long thenStart;
  private long nowStart;
  private ChunkFrame frame = ChunkFrame.NONE;

  private enum Fate {
    SAME,
    FREED,
    REUSED,
    /// Free then and now.
    FREE,
    /// Free then, and now with what was freed beside it.
    MERGED
  }

  /// @param findings of the parent
  /// @param now the worker's chunks
  ChunkFates(Findings findings, Extents now) {
    this.chunks = findings.chunks();
    this.then = Cursor.ofWords(findings);
    this.now = now.cursor();
  }

  /// {@return the code of the cause for which a word differs}
  ///
  /// @param cause of what stands there in the parent
  int cause(long address, int cause) {
    if (address < from || address >= until) {
      find(address);
    }
    if (fate == Fate.SAME && cause == ALLOCATOR && frame.beyond() > 0 && inHeader(address)) {
      // A header that lies between two payloads says also whether the chunk before is free.
      find(thenStart + frame.beyond() - 1);
    }
    return switch (fate) {
      case SAME -> cause;
      case FREED -> Cause.FREED.code();
      case REUSED -> Cause.REUSED.code();
      case FREE -> isAllocators(address) ? ALLOCATOR : Cause.REUSED.code();
      case MERGED -> (isAllocators(address) ? Cause.FREED : Cause.REUSED).code();
    };
  }

  private boolean inHeader(long address) {
    return address >= thenStart + frame.beyond() && address < thenStart + frame.payload();
  }

  /// Whether the allocator writes to a word of a piece that is free then and now: headers and links
  /// at its beginning, its size at its end. Elsewhere somebody had it in between.
  private boolean isAllocators(long address) {
    int links = frame.payload() + frame.links();
    return address - thenStart < links
        || address - nowStart < links
        || address >= until - frame.beyond();
  }

  private void find(long address) {
    int chunk = then.moveTo(address).chunk();
    frame = then.frame();
    now.moveTo(address - frame.beyond());
    from = Math.max(then.chunkStart(), now.start() + frame.beyond());
    until =
        Math.min(
            then.chunkEnd(), Math.min(now.end(), Long.MAX_VALUE - frame.beyond()) + frame.beyond());
    fate = Fate.SAME;
    if (chunk != Cursor.NONE) {
      thenStart = chunks.start(chunk);
      nowStart = now.start();
      fate = fate(then.chunkState(), now.state(), thenStart == nowStart);
      if (fate == Fate.FREE && (nowStart < thenStart || now.end() > then.chunkEnd())) {
        fate = Fate.MERGED;
      }
    }
  }

  private static Fate fate(int then, int now, boolean sameStart) {
    if (now == Extents.NOTHING) {
      return Fate.SAME;
    }
    ChunkState.Use was = ChunkState.of(then).use();
    return switch (ChunkState.of(now).use()) {
      case FREE, TOP ->
          switch (was) {
            case LIVE -> Fate.FREED;
            case FREE, TOP -> Fate.FREE;
            case OVERHEAD, PADDING, FOREIGN, UNPARSED -> Fate.SAME;
          };
      case LIVE ->
          was == ChunkState.Use.FREE
                  || was == ChunkState.Use.TOP
                  || (was == ChunkState.Use.LIVE && !sameStart)
              ? Fate.REUSED
              : Fate.SAME;
      case OVERHEAD, PADDING, FOREIGN, UNPARSED -> Fate.SAME;
    };
  }
}
