package dev.fathom.model.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// An index gives the ranks that a sorted map of the same addresses gives.
final class GranuleIndexTest {
  private static final long BASE = 0x7f12_3456_7000L;
  private static final int GRANULE = GranuleIndex.GRANULE_BYTES;

  private final SplittableRandom random = new SplittableRandom(42);
  private final TreeMap<Long, Integer> ranks = new TreeMap<>();
  private long next = BASE;

  /// Marks addresses of which most are near, some on the next page, a few far away.
  private GranuleIndex marked(int count, int firstRank) {
    GranuleIndex index = new GranuleIndex();
    for (int i = 0; i < count; i++) {
      int far = random.nextInt(1000);
      next += GRANULE * (long) (1 + random.nextInt(far == 0 ? 1 << 20 : far < 50 ? 600 : 4));
      assertThat(index.mark(next + random.nextInt(GRANULE))).isTrue();
      ranks.put(next, firstRank + i);
    }
    return index;
  }

  private void assertSame(GranuleIndex index) {
    for (int i = 0; i < 100_000; i++) {
      long address = BASE - 8192 + random.nextLong(next - BASE + 16384);
      if (i % 2 == 0) { // near one that is marked
        Long near = ranks.floorKey(address);
        address = near == null ? address : near + random.nextInt(-64, 64);
      }
      Map.Entry<Long, Integer> below = ranks.floorEntry(address);
      long granule = address & -GRANULE;
      assertThat(index.rank(address)).isEqualTo(ranks.getOrDefault(granule, -1));
      assertThat(index.rankAtOrBelow(address)).isEqualTo(below == null ? -1 : below.getValue());
    }
  }

  @Test
  void ranksAreThoseOfTheAddressesInOrder() {
    GranuleIndex index = marked(20_000, 0);
    index.seal();
    assertThat(index.marked()).isEqualTo(20_000);
    assertSame(index);
  }

  @Test
  void whatIsMarkedAlreadyOrBelowIsNotMarkedAgain() {
    GranuleIndex index = new GranuleIndex();
    assertThat(index.mark(BASE + GRANULE)).isTrue();
    assertThat(index.mark(BASE + GRANULE + 1)).isFalse();
    assertThat(index.mark(BASE)).isFalse();
    assertThat(index.marked()).isEqualTo(1);
  }

  @Test
  void aPageThatAllGranulesAreMarkedOfIsCountedToItsEnd() {
    GranuleIndex index = new GranuleIndex();
    for (int i = 0; i < 512; i++) {
      index.mark(BASE + (long) i * GRANULE);
    }
    index.seal();
    for (int i = 0; i < 512; i++) {
      assertThat(index.rank(BASE + (long) i * GRANULE)).isEqualTo(i);
    }
    assertThat(index.rankAtOrBelow(Long.MAX_VALUE)).isEqualTo(511);
  }

  @Test
  void partsGoOnWhereTheOneBeforeEndsAlsoWithinAPage() {
    GranuleIndex index = marked(700, 0);
    int rank = 700;
    for (int part = 0; part < 30; part++) {
      GranuleIndex more = marked(700, rank);
      index.append(more, rank);
      rank += 700;
    }
    index.seal();
    assertThat(index.marked()).isEqualTo(rank);
    assertSame(index);
  }
}
