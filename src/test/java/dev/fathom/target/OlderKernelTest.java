package dev.fathom.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.account.Account;
import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.HoldMethod;
import dev.fathom.model.Pause;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.Warning;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.os.PageScan;
import dev.fathom.os.PhysicalPages;
import dev.fathom.survey.Survey;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.NativeTarget;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kernels before 6.7 have no call that tells the pages of a range: entries of the page table are
/// read there. That way works on all kernels, and is taken here.
final class OlderKernelTest {
  @TempDir private Path directory;

  @Test
  void theSamePagesAreFoundEntryByEntry() throws ProcessAccessException {
    assumeFrames();
    try (NativeTarget process = NativeTarget.states(List.of(), directory.resolve("file"))) {
      Findings findings = look(process, PageScan.Way.ENTRIES);
      assertThat(findings.counters().rss()).isEqualTo(Kernel.of(process.pid()).rss());
      assertThat(findings.warnings()).isEmpty();
      Findings byCall = look(process, PageScan.Way.CALL);
      for (Mapping mapping : byCall.mappings()) {
        assertThat(findings.pages().residentBytes(mapping.start(), mapping.end()))
            .as(mapping.toString())
            .isEqualTo(byCall.pages().residentBytes(mapping.start(), mapping.end()))
            .isEqualTo(mapping.counters().rss());
        // By the call most mappings say it, entry by entry the kernel says it of each page.
        assertThat(ofFiles(byCall.pages(), mapping))
            .as(mapping.toString())
            .isEqualTo(ofFiles(findings.pages(), mapping));
      }
    }
  }

  /// An ordinary user sees no frames there. What is mapped by nobody else and what is of a file
  /// adds up to the kernel's Rss of a mapping: then the rest of it is the zero page.
  @Test
  void withoutFramesZeroPagesAreWhatRssLeavesOver() throws ProcessAccessException {
    try (NativeTarget process = NativeTarget.states(List.of(), directory.resolve("file"))) {
      Findings findings = look(process, PageScan.Way.ENTRIES_WITHOUT_FRAMES);
      assertThat(Bookkeeper.balance(findings).rss()).isEqualTo(Kernel.of(process.pid()).rss());
      assertThat(findings.warnings()).isEmpty();
      for (Mapping mapping : findings.mappings()) {
        assertThat(findings.pages().residentBytes(mapping.start(), mapping.end()))
            .as(mapping.toString())
            .isEqualTo(mapping.counters().rss());
      }
    }
  }

  /// Where others share some of it zero pages cannot be told from these.
  @Test
  void withoutFramesBothCountsAreToldAndNoneIsNegative() throws ProcessAccessException {
    try (NativeTarget process = NativeTarget.mixed()) {
      Findings findings = look(process, PageScan.Way.ENTRIES_WITHOUT_FRAMES);
      long truth = Kernel.of(process.pid()).rss();
      BalanceSheet sheet = Bookkeeper.balance(findings);
      assertThat(findings.rss()).isEqualTo(truth);
      assertThat(sheet.rss()).isEqualTo(truth + (3L << 20));
      assertThat(sheet.accounts()).allSatisfy(OlderKernelTest::assertNotNegative);
      assertThat(findings.warnings()).extracting(Warning::code).containsExactly("recount");
      assertThat(findings.warnings().getFirst().message())
          .contains("%,d before".formatted(truth))
          .contains("%,d bytes of pages".formatted(sheet.rss()));
    }
  }

  @Test
  void reservedAddressSpaceTakesNoSteps() throws ProcessAccessException {
    try (NativeTarget process = NativeTarget.states(List.of(), directory.resolve("file"))) {
      long reserved =
          process.regions().stream()
              .filter(region -> region.name().equals("reserved"))
              .mapToLong(region -> region.end() - region.start())
              .sum();
      assertThat(reserved).isGreaterThan(8L << 40);
      for (PageScan.Way way : PageScan.Way.values()) {
        try (LiveProcess target =
                LiveProcess.open((int) process.pid(), Pause.of(Freeze.PTRACE), way);
            Target.Hold hold = target.hold()) {
          assertThat(hold.method()).isEqualTo(HoldMethod.PTRACE);
          // All that is mapped but the reserved: some 80 MiB.
          assertThat(target.scanSteps()).isLessThan(50_000);
        }
      }
    }
  }

  private static long ofFiles(PageRuns pages, Mapping mapping) {
    long bytes = 0;
    for (int run = pages.at(mapping.start());
        run < pages.count() && pages.start(run) < mapping.end();
        run++) {
      if (pages.resident(run) && pages.ofFile(run)) {
        bytes += Math.min(mapping.end(), pages.end(run)) - pages.start(run);
      }
    }
    return bytes;
  }

  private static void assertNotNegative(Account account) {
    assertThat(account.resident()).as(account.id()).isNotNegative();
    assertThat(account.children()).allSatisfy(OlderKernelTest::assertNotNegative);
  }

  private static void assumeFrames() {
    Optional<PhysicalPages> physical = PhysicalPages.open();
    Assumptions.assumeTrue(
        physical.isPresent(), "who runs the tests sees no frames: that takes root");
    physical.get().close();
  }

  private static Findings look(NativeTarget process, PageScan.Way way)
      throws ProcessAccessException {
    try (LiveProcess target = LiveProcess.open((int) process.pid(), Pause.of(Freeze.PTRACE), way)) {
      return Survey.of(target, List.of(), List.of());
    }
  }
}
