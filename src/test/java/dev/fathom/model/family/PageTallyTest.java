package dev.fathom.model.family;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageCounters;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Marks of merged pages are believed as far as they can be true: Debian's 6.12 has them on all
/// anonymous pages.
final class PageTallyTest {
  private static final Mapping MAPPING =
      new Mapping(0x1000, 0x9000, "rw-p", 0, "00:00", 0, "", PageCounters.NONE, false);

  @Test
  void marksOnAllAnonymousPagesSayNothing() {
    assertThat(PageTally.showMerged(List.of(tally(4096, 4096), tally(8192, 8192)))).isFalse();
    assertThat(PageTally.showMerged(List.of(tally(4096, 4096), tally(8192, 4096)))).isTrue();
    assertThat(PageTally.showMerged(List.of(tally(4096, 0)))).isTrue();
    assertThat(PageTally.showMerged(List.of(tally(0, 0)))).isTrue();
  }

  @Test
  void theKernelsOwnCountTakesTheirPlace() {
    PageTally tally = tally(8192, 8192);
    assertThat(tally.withMerged(4096).merged()).isEqualTo(4096);
    assertThat(tally.withMerged(4096).withMerged(8192)).isEqualTo(tally);
    assertThat(tally.withMerged(1 << 20).merged()).isEqualTo(8192);
  }

  private static PageTally tally(long anonymous, long merged) {
    return new PageTally(
        MAPPING, true, anonymous, 0, 0, 0, anonymous, 0, 0, 0, merged, 0, 0, List.of());
  }
}
