package dev.fathom.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.Freeze;
import dev.fathom.model.HoldMethod;
import dev.fathom.model.Pause;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.os.PageScan;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.NativeTarget;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The page table is read in steps that grow with the mappings and the resident pages, whatever
/// else there is: not with reserved address space.
final class HoldStepsTest {
  private static final long PAGE_BYTES = 4096;

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"2000, 0, 0, 0", "16025, 0, 0, 0", "60000, 0, 0, 0", "0, 16, 0, 0", "0, 0, 50, 1000"})
  void stepsGrowWithMappingsAndPages(int mappings, int terabytes, int threads, int files)
      throws ProcessAccessException {
    try (NativeTarget process = NativeTarget.wide(mappings, terabytes, threads, files, directory)) {
      Kernel kernel = Kernel.of(process.pid());
      assertThat(kernel.mappings()).isGreaterThanOrEqualTo(mappings + terabytes + files);
      for (PageScan.Way way : PageScan.Way.values()) {
        try (LiveProcess target =
                LiveProcess.open((int) process.pid(), Pause.of(Freeze.PTRACE), way);
            Target.Hold hold = target.hold()) {
          assertThat(hold.method()).isEqualTo(HoldMethod.PTRACE);
          long rss =
              target.mappings().stream().mapToLong(mapping -> mapping.counters().rss()).sum();
          assertThat(rss).isEqualTo(kernel.rss());
          // Twice: when it was opened, and under the hold. Entry by entry, a library is looked at
          // whole where a page of it is resident.
          assertThat(target.scanSteps())
              .as(way.name())
              .isLessThan(20L * (kernel.mappings() + kernel.rss() / PAGE_BYTES));
        }
      }
    }
  }
}
