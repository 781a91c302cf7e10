package dev.fathom.analysis.account.fragmentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.memory.PageRuns;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Free memory, trapped or in whole pages, against a count of every granule of 16 bytes.
final class FreeRunsTest {
  private static final int PAGE = 4096;
  private static final int GRANULE = 16;
  private static final int IN_PAGE = PAGE / GRANULE;
  private static final int PAGES = 24;
  private static final long BASE = 0x5500_0000_0000L;

  private static final byte GAP = 0;
  private static final byte LIVE = 1;
  private static final byte FREE = 2;

  /// What each granule is, and whether its page is resident.
  private static final class Picture {
    final byte[] granules;
    final boolean[] resident;

    Picture(int pages) {
      granules = new byte[pages * IN_PAGE];
      resident = new boolean[pages];
    }

    long trapped() {
      return count(true);
    }

    long whole() {
      return count(false);
    }

    private long count(boolean withLive) {
      long bytes = 0;
      for (int at = 0; at < granules.length; at++) {
        if (granules[at] == FREE && resident[at / IN_PAGE] && live(at / IN_PAGE) == withLive) {
          bytes += GRANULE;
        }
      }
      return bytes;
    }

    /// How many runs of free granules have resident ones on a page with live ones.
    long holes() {
      long holes = 0;
      boolean stuck = false;
      for (int at = 0; at <= granules.length; at++) {
        if (at == granules.length || granules[at] != FREE) {
          holes += stuck ? 1 : 0;
          stuck = false;
        } else {
          stuck |= resident[at / IN_PAGE] && live(at / IN_PAGE);
        }
      }
      return holes;
    }

    private boolean live(int page) {
      for (int at = page * IN_PAGE; at < (page + 1) * IN_PAGE; at++) {
        if (granules[at] == LIVE) {
          return true;
        }
      }
      return false;
    }

    PageRuns pages() {
      PageRuns.Builder builder = new PageRuns.Builder();
      for (int page = 0; page < resident.length; page++) {
        if (resident[page]) {
          long start = BASE + (long) page * PAGE;
          builder.add(start, start + PAGE, PageRuns.PRESENT);
        }
      }
      return builder.build();
    }
  }

  @Test
  void everyFreeByteIsTrappedOrOnAWholePage() {
    SplittableRandom random = new SplittableRandom(9);
    for (int attempt = 0; attempt < 3000; attempt++) {
      Picture picture = picture(random);
      FreeRuns runs = new FreeRuns(picture.pages());
      tell(picture, runs, random);
      assertThat(runs.trapped()).as("trapped, try %d", attempt).isEqualTo(picture.trapped());
      assertThat(runs.whole()).as("whole, try %d", attempt).isEqualTo(picture.whole());
      assertThat(runs.holes()).as("holes, try %d", attempt).isEqualTo(picture.holes());
    }
  }

  @Test
  void nothingToldIsNothingFree() {
    FreeRuns runs = new FreeRuns(new PageRuns.Builder().build());
    runs.finish();
    assertThat(runs.trapped() + runs.whole() + runs.holes()).isZero();
  }

  @Test
  void aHoleInOnePageIsTrapped() {
    Picture picture = new Picture(1);
    picture.resident[0] = true;
    Arrays.fill(picture.granules, LIVE);
    Arrays.fill(picture.granules, 10, 20, FREE);
    FreeRuns runs = new FreeRuns(picture.pages());
    tell(picture, runs, new SplittableRandom(0));
    assertThat(runs.trapped()).isEqualTo(160);
    assertThat(runs.whole()).isZero();
    assertThat(runs.holes()).isEqualTo(1);
  }

  /// Live and free pieces of every size follow one another; where there are none, as between two
  /// heaps, there are none for whole pages.
  private static Picture picture(SplittableRandom random) {
    Picture picture = new Picture(PAGES);
    byte[] granules = picture.granules;
    int longest = random.nextBoolean() ? 12 : 3 * IN_PAGE;
    for (int at = 0; at < granules.length; ) {
      int end = Math.min(granules.length, at + 1 + random.nextInt(longest));
      Arrays.fill(granules, at, end, random.nextBoolean() ? LIVE : FREE);
      at = end;
    }
    for (int page = 0; page < PAGES; page++) {
      picture.resident[page] = random.nextInt(4) != 0;
      if (random.nextInt(6) == 0) {
        Arrays.fill(granules, page * IN_PAGE, (page + 1) * IN_PAGE, GAP);
      }
    }
    return picture;
  }

  /// Tells the picture piece by piece; a run of equal granules may be more than one piece.
  private static void tell(Picture picture, FreeRuns runs, SplittableRandom random) {
    byte[] granules = picture.granules;
    int start = 0;
    for (int at = 1; at <= granules.length; at++) {
      if (at == granules.length || granules[at] != granules[start] || random.nextInt(20) == 0) {
        long from = BASE + (long) start * GRANULE;
        long to = BASE + (long) at * GRANULE;
        if (granules[start] == FREE) {
          runs.free(from, to);
        } else if (granules[start] == LIVE) {
          runs.live(from, to);
        }
        start = at;
      }
    }
    runs.finish();
  }
}
