package dev.fathom.model.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Runs of pages against the same pages one by one.
final class PageRunsTest {
  private static final long PAGE = 4096;
  private static final int PAGES = 200;
  private static final long BASE = 0x7f00_0000_0000L;

  private static final List<Integer> STATES =
      List.of(
          0,
          PageRuns.PRESENT,
          PageRuns.PRESENT | PageRuns.FILE,
          PageRuns.PRESENT | PageRuns.ZERO,
          PageRuns.PRESENT | PageRuns.HUGE,
          PageRuns.SWAPPED);

  @Test
  void residentBytesAreThoseOfThePages() {
    SplittableRandom random = new SplittableRandom(1);
    for (int attempt = 0; attempt < 300; attempt++) {
      int[] states = states(random);
      PageRuns runs = runs(states, random);
      for (int question = 0; question < 50; question++) {
        long start = BASE - PAGE + random.nextLong((PAGES + 2) * PAGE);
        long end = start + random.nextLong(random.nextBoolean() ? PAGE * 2 : PAGE * PAGES);
        assertThat(runs.residentBytes(start, end)).isEqualTo(resident(states, start, end));
      }
    }
  }

  @Test
  void aCursorAnswersTheSame() {
    SplittableRandom random = new SplittableRandom(2);
    for (int attempt = 0; attempt < 300; attempt++) {
      int[] states = states(random);
      PageRuns.Cursor cursor = runs(states, random).cursor();
      long start = BASE - PAGE;
      while (start < BASE + (PAGES + 1) * PAGE) {
        long end = start + random.nextLong(random.nextInt(4) == 0 ? PAGE * 20 : 600);
        assertThat(cursor.residentBytes(start, end)).isEqualTo(resident(states, start, end));
        // Ranges may also overlap, or leave something out.
        start += random.nextInt(3) == 0 ? random.nextLong(2 * PAGE) : (end - start) / 2 + 1;
      }
    }
  }

  @Test
  void aRunIsFoundByAnyOfItsAddresses() {
    SplittableRandom random = new SplittableRandom(3);
    for (int attempt = 0; attempt < 100; attempt++) {
      PageRuns runs = runs(states(random), random);
      for (long address = BASE - PAGE; address < BASE + (PAGES + 1) * PAGE; address += 512) {
        int expected = 0;
        while (expected < runs.count() && runs.end(expected) <= address) {
          expected++;
        }
        assertThat(runs.at(address)).isEqualTo(expected);
      }
    }
  }

  @Test
  void equalNeighboursAreOneRun() {
    PageRuns.Builder builder = new PageRuns.Builder();
    builder.add(BASE, BASE + PAGE, PageRuns.PRESENT);
    builder.add(BASE + PAGE, BASE + 2 * PAGE, PageRuns.PRESENT);
    builder.add(BASE + 2 * PAGE, BASE + 3 * PAGE, PageRuns.PRESENT | PageRuns.ZERO);
    builder.add(BASE + 4 * PAGE, BASE + 5 * PAGE, PageRuns.PRESENT | PageRuns.ZERO);
    PageRuns runs = builder.build();
    assertThat(runs.count()).isEqualTo(3);
    assertThat(runs.end(0)).isEqualTo(BASE + 2 * PAGE);
    assertThat(runs.resident(0)).isTrue();
    assertThat(runs.resident(1)).isFalse();
    assertThat(runs.swapped(0)).isFalse();
  }

  @Test
  void swappedAndZeroPagesAreNotResident() {
    PageRuns.Builder builder = new PageRuns.Builder();
    builder.add(BASE, BASE + PAGE, PageRuns.SWAPPED);
    builder.add(BASE + PAGE, BASE + 2 * PAGE, PageRuns.PRESENT | PageRuns.ZERO | PageRuns.HUGE);
    PageRuns runs = builder.build();
    assertThat(runs.swapped(0)).isTrue();
    assertThat(runs.residentBytes(0, Long.MAX_VALUE)).isZero();
  }

  @Test
  void noRunsAtAll() {
    PageRuns runs = new PageRuns.Builder().build();
    assertThat(runs.count()).isZero();
    assertThat(runs.at(BASE)).isZero();
    assertThat(runs.residentBytes(0, Long.MAX_VALUE)).isZero();
    assertThat(runs.cursor().residentBytes(0, Long.MAX_VALUE)).isZero();
  }

  private static int[] states(SplittableRandom random) {
    int[] states = new int[PAGES];
    int state = 0;
    int change = 1 + random.nextInt(20);
    for (int page = 0; page < PAGES; page++) {
      if (random.nextInt(change) == 0) {
        state = STATES.get(random.nextInt(STATES.size()));
      }
      states[page] = state;
    }
    return states;
  }

  /// As the kernel tells them: runs, sometimes cut where they need not be.
  private static PageRuns runs(int[] states, SplittableRandom random) {
    PageRuns.Builder builder = new PageRuns.Builder();
    int start = 0;
    for (int page = 1; page <= states.length; page++) {
      if (page == states.length || states[page] != states[start] || random.nextInt(30) == 0) {
        if (states[start] != 0) {
          builder.add(BASE + start * PAGE, BASE + page * PAGE, states[start]);
        }
        start = page;
      }
    }
    return builder.build();
  }

  private static long resident(int[] states, long start, long end) {
    long bytes = 0;
    for (int page = 0; page < states.length; page++) {
      boolean counts = (states[page] & (PageRuns.PRESENT | PageRuns.ZERO)) == PageRuns.PRESENT;
      long from = Math.max(start, BASE + page * PAGE);
      long to = Math.min(end, BASE + (page + 1) * PAGE);
      bytes += counts && to > from ? to - from : 0;
    }
    return bytes;
  }
}
