package dev.fathom.survey.family;

import dev.fathom.model.memory.ChunkFrame;
import dev.fathom.model.memory.Heaps;

/// What is around the chunks at one address after the other. **Cost**: a comparison while it is of
/// the same heap, else logarithmic in how many there are.
final class ChunkFrames {
  private final Heaps heaps;
  private final ChunkFrame mapped;
  private long from;
  private long until;
  private ChunkFrame frame = ChunkFrame.NONE;

  ChunkFrames(Heaps heaps) {
    this.heaps = heaps;
    int arena = heaps.ofMappedChunks();
    this.mapped = arena == Heaps.NONE ? ChunkFrame.NONE : heaps.arenas().get(arena).frame();
  }

  ChunkFrame at(long address) {
    if (address < from || address >= until) {
      find(address);
    }
    return frame;
  }

  private void find(long address) {
    int low = 0;
    int high = heaps.ranges().size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (heaps.ranges().get(middle).start() <= address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    long next = low < heaps.ranges().size() ? heaps.ranges().get(low).start() : Long.MAX_VALUE;
    if (low > 0 && heaps.ranges().get(low - 1).end() > address) {
      Heaps.Range range = heaps.ranges().get(low - 1);
      from = range.start();
      until = range.end();
      frame = heaps.arenas().get(range.arena()).frame();
    } else {
      from = low > 0 ? heaps.ranges().get(low - 1).end() : 0;
      until = next;
      frame = mapped;
    }
  }
}
