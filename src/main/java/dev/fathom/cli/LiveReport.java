package dev.fathom.cli;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.model.Findings;
import dev.fathom.model.Pause;
import dev.fathom.report.JsonReport;
import dev.fathom.report.TextReport;
import dev.fathom.report.TypeOrder;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Looks at a process and prints the report.
///
/// @param json whether as JSON
/// @param top how many types the text lists
/// @param order by what they are sorted
record LiveReport(Screen screen, boolean json, int top, TypeOrder order) {
  /// {@return the exit code}
  ///
  /// @param subject a process id, or a file
  /// @param root where the files are that the process of a core had mapped; null for this machine's
  int print(String subject, Pause pause, @Nullable Path root) throws IOException {
    long since = System.nanoTime();
    Analysis analysis = LiveFindings.of(subject, pause, root);
    Findings findings = analysis.findings();
    if (json) {
      JsonReport.write(findings, analysis.sheet(), order, System.nanoTime() - since, screen.out());
    } else {
      // First: the balance sheet is made on the way to them.
      Owners owners = analysis.owners();
      TextReport.lines(
              findings, analysis.sheet(), owners, top, order, screen.style(), screen.width())
          .forEach(screen.out()::println);
    }
    return LiveFindings.exitCode(findings);
  }
}
