package dev.fathom.os;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.ProcessAccessException;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.NativeTarget;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The page table of a process that says which of its pages are there.
final class PageScanTest {
  private static final long PAGE_BYTES = 4096;

  /// More runs than the kernel collects at a time, and than one call asks for.
  private static final int PAGES = 20_000;

  @Test
  void tellsEachOfManyRunsOnce() throws ProcessAccessException {
    try (NativeTarget stripes = NativeTarget.start(CProgram.compile("stripes.c"), PAGES);
        PageScan scan = PageScan.open(Math.toIntExact(stripes.pid()))) {
      NativeTarget.Region region = stripes.regions().getFirst();
      List<Long> told = new ArrayList<>();
      boolean there =
          scan.scan(
              region.start(),
              region.end(),
              (start, end, state) -> {
                assertThat(end - start).isEqualTo(PAGE_BYTES);
                told.add(start);
              });
      assertThat(there).isTrue();
      List<Long> expected = new ArrayList<>();
      for (long at = region.start(); at < region.end(); at += 2 * PAGE_BYTES) {
        expected.add(at);
      }
      assertThat(told).isEqualTo(expected);
    }
  }
}
