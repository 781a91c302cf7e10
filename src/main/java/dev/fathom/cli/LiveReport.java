package dev.fathom.cli;

import dev.fathom.account.BalanceSheet;
import dev.fathom.account.Bookkeeper;
import dev.fathom.findings.Findings;
import dev.fathom.graph.Owners;
import dev.fathom.os.Freeze;
import dev.fathom.report.JsonReport;
import dev.fathom.report.TextReport;
import dev.fathom.report.TypeOrder;
import java.io.IOException;

/// Looks at a process and prints the report.
///
/// @param json whether as JSON
/// @param top how many types the text lists
/// @param order by what they are sorted
record LiveReport(Screen screen, boolean json, int top, TypeOrder order) {
  /// {@return the exit code}
  ///
  /// @param subject a process id, or a file
  int print(String subject, Freeze freeze) throws IOException {
    long since = System.nanoTime();
    Findings findings = LiveFindings.of(subject, freeze);
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
    return LiveFindings.exitCode(findings);
  }
}
