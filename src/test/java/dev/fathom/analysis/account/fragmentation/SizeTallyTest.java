package dev.fathom.analysis.account.fragmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.memory.SizeSteps;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which sizes are told together.
final class SizeTallyTest {
  private static final String MALLOC = "malloc";

  @Test
  void eachSmallSizeStandsForItself() {
    SizeTally tally = new SizeTally(MALLOC, SizeSteps.EXACT);
    tally.add(ChunkState.LIVE, 48);
    tally.add(ChunkState.CACHED, 48);
    tally.add(ChunkState.FREE, 56);
    tally.add(ChunkState.TOP, 48);
    tally.add(ChunkState.BOOKKEEPING, 48);
    assertThat(tally.finish())
        .containsExactly(
            new ChunkSizes(MALLOC, 48, 48, 1, 48, 1, 48),
            new ChunkSizes(MALLOC, 56, 56, 0, 0, 1, 56));
  }

  /// In four steps from one power of two to the next.
  @Test
  void largeOnesAreToldTogether() {
    SizeTally tally = new SizeTally(MALLOC, SizeSteps.EXACT);
    for (long size : new long[] {32_776, 40_960, 40_968, 49_152, 65_536, 65_544}) {
      tally.add(ChunkState.LIVE, size);
    }
    assertThat(tally.finish())
        .extracting(ChunkSizes::from)
        .containsExactly(32_776L, 40_968L, 65_536L, 65_544L);
  }

  @Test
  void binsAreTheAllocatorsOwn() {
    SizeSteps bins =
        new SizeSteps(List.of(new SizeSteps.Step(64, 16), new SizeSteps.Step(1 << 20, 4096)));
    SizeTally tally = new SizeTally(MALLOC, bins);
    for (long size : new long[] {48, 64, 4080, 4096, 40_960, 45_040, (1 << 20) + 16, 3 << 20}) {
      tally.add(ChunkState.FREE, size);
    }
    assertThat(tally.finish())
        .extracting(ChunkSizes::from, ChunkSizes::to)
        .containsExactly(
            tuple(48L, 48L),
            tuple(64L, 4080L),
            tuple(4096L, 4096L),
            tuple(40_960L, 45_040L),
            tuple((1L << 20) + 16, (1L << 20) + 16),
            tuple(3L << 20, 3L << 20));
  }
}
