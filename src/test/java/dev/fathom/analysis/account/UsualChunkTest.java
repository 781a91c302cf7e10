package dev.fathom.analysis.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.memory.ChunkState;
import dev.fathom.testing.Heaps;
import org.junit.jupiter.api.Test;

final class UsualChunkTest {
  @Test
  void isWhatTakesTheMost() {
    Heaps heap =
        Heaps.plain()
            .memory(0x100000, 0x180000)
            .chunk(0x100000, 0x20000, ChunkState.LIVE)
            .chunk(0x120000, 0x20000, ChunkState.LIVE)
            .chunk(0x140000, 0x20000, ChunkState.FREE);
    for (int at = 0; at < 1000; at++) {
      heap.chunk(0x160000 + at * 0x40, 0x40, ChunkState.LIVE);
    }
    assertThat(UsualChunk.of(heap.findings())).contains(new UsualChunk(0x20000, 2));
  }

  @Test
  void isNothingWithoutChunks() {
    assertThat(UsualChunk.of(Heaps.plain().memory(0x1000, 0x2000).findings())).isEmpty();
  }
}
