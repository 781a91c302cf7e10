package dev.fathom.cli;

import dev.fathom.account.BalanceSheet;
import dev.fathom.account.Bookkeeper;
import dev.fathom.findings.Findings;
import dev.fathom.findings.Survey;
import dev.fathom.graph.Owners;
import dev.fathom.os.Freeze;
import dev.fathom.os.ProcessAccessException;
import dev.fathom.report.JsonReport;
import dev.fathom.report.TextReport;
import dev.fathom.report.TypeOrder;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;

/// Looks at a live process and prints the report.
///
/// @param json whether as JSON
/// @param top how many types the text lists
/// @param order by what they are sorted
record LiveReport(Screen screen, boolean json, int top, TypeOrder order) {
  /// {@return the exit code}
  int print(int process, Freeze freeze) throws ProcessAccessException {
    long since = System.nanoTime();
    Findings findings;
    try (Target target = LiveProcess.open(process, freeze)) {
      findings = Survey.of(target, Parts.allocators(), Parts.runtimes());
    }
    if (json) {
      BalanceSheet sheet = Bookkeeper.balance(findings);
      JsonReport.write(findings, sheet, order, System.nanoTime() - since, screen.out());
    } else {
      Owners owners = Owners.of(findings);
      TextReport.lines(
              findings,
              owners.retained().sheet(),
              owners,
              top,
              order,
              screen.style(),
              screen.width())
          .forEach(screen.out()::println);
    }
    return findings.partial() ? ExitCode.PARTIAL : ExitCode.FINE;
  }
}
