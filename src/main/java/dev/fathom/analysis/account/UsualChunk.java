package dev.fathom.analysis.account;

import dev.fathom.model.Findings;
import dev.fathom.model.column.Extents;
import dev.fathom.model.memory.ChunkState;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The size of which live chunks take the most: what a program has much of, where nobody can say
/// who holds it.
///
/// @param bytes the size of each
/// @param count how many there are
public record UsualChunk(long bytes, long count) {
  /// Larger ones are few.
  private static final int SMALL = 1 << 16;

  /// {@return it, if there are live chunks} **Cost**: some nanoseconds a chunk.
  public static Optional<UsualChunk> of(Findings findings) {
    Extents chunks = findings.chunks();
    long[] small = new long[SMALL];
    Map<Long, Long> counts = new HashMap<>();
    for (int chunk = 0; chunk < chunks.count(); chunk++) {
      if (chunks.state(chunk) != Extents.NOTHING
          && ChunkState.of(chunks.state(chunk)).use() == ChunkState.Use.LIVE) {
        long bytes = chunks.end(chunk) - chunks.start(chunk);
        if (bytes < SMALL) {
          small[(int) bytes]++;
        } else {
          counts.merge(bytes, 1L, Long::sum);
        }
      }
    }
    for (int bytes = 0; bytes < SMALL; bytes++) {
      if (small[bytes] > 0) {
        counts.put((long) bytes, small[bytes]);
      }
    }
    return counts.entrySet().stream()
        .map(entry -> new UsualChunk(entry.getKey(), entry.getValue()))
        .max(
            Comparator.<UsualChunk>comparingLong(usual -> usual.bytes * usual.count)
                .thenComparingLong(UsualChunk::bytes));
  }
}
