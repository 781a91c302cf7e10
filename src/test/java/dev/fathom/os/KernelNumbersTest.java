package dev.fathom.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Numbers are read by their names, whatever the program is called.
final class KernelNumbersTest {
  private final Map<String, Long> numbers = new LinkedHashMap<>();

  @Test
  void amountsAreInBytesAndNamesAreNoAmounts() {
    KernelNumbers.amounts(
        "status",
        """
        Name:\tevil: 7 kB
        State:\tS (sleeping)
        VmPeak:\t    2340 kB
        Threads:\t1
        VmHuge:\t99999999999999999999 kB
        : 5 kB
        """,
        numbers);
    assertThat(numbers).containsExactly(Map.entry("status.VmPeak", 2340L * 1024));
  }

  @Test
  void aLineOfStatIsCountedFromBehindTheName() {
    StringBuilder line = new StringBuilder("17 (a) b (c) S");
    for (int field = 4; field <= 52; field++) {
      line.append(' ').append(field);
    }
    KernelNumbers.stat(line.append('\n').toString(), numbers);
    // proc(5) counts from 1
    assertThat(numbers)
        .containsOnly(
            Map.entry("stat.min_flt", 10L),
            Map.entry("stat.cmin_flt", 11L),
            Map.entry("stat.maj_flt", 12L),
            Map.entry("stat.cmaj_flt", 13L),
            Map.entry("stat.vsize", 23L),
            Map.entry("stat.rss", 24L * 4096));
  }

  @Test
  void whatIsCutShortIsLeftOut() {
    KernelNumbers.stat("17 (a) S 1 2 3", numbers);
    KernelNumbers.stat("", numbers);
    assertThat(numbers).isEmpty();
    KernelNumbers.statm("3 2", numbers);
    assertThat(numbers)
        .containsOnly(Map.entry("statm.size", 3L * 4096), Map.entry("statm.resident", 2L * 4096));
  }
}
