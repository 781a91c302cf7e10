package dev.fathom.cli.command;

import dev.fathom.analysis.Analysis;
import dev.fathom.ask.Looks;
import dev.fathom.ask.Manner;
import dev.fathom.ask.Subject;
import dev.fathom.ask.report.ReportAnswer;
import dev.fathom.ask.report.ReportQuestion;
import dev.fathom.cli.option.FormatOption;
import dev.fathom.cli.shell.Screen;
import dev.fathom.report.JsonReport;
import dev.fathom.report.TextReport;
import dev.fathom.report.TypeOrder;
import dev.fathom.report.next.Next;
import dev.fathom.report.table.TypesTable;
import java.io.IOException;
import java.util.function.BiFunction;

/// Looks at a process and prints the report.
///
/// @param format whether the table of types alone, and how
/// @param json whether as JSON
/// @param top how many types the text lists
/// @param order by what they are sorted
record LiveReport(Screen screen, FormatOption format, boolean json, int top, TypeOrder order) {
  /// Asks about a subject, and prints the answer.
  ///
  /// @param following what may be asked next
  /// @return what was looked at
  Analysis print(Subject subject, Manner manner, BiFunction<ReportAnswer, Manner, Next> following)
      throws IOException {
    long since = System.nanoTime();
    ReportQuestion question = new ReportQuestion();
    Analysis analysis = Looks.at(subject, manner, question.depth());
    ReportAnswer answer = question.answer(analysis);
    if (format.isGiven()) {
      format.print(
          TypesTable.SPEC,
          answer.sheet().types().stream().sorted(order.descending()).toList(),
          screen);
    } else if (json) {
      JsonReport.write(answer, order, System.nanoTime() - since, screen.out());
    } else {
      TextReport.lines(answer, top, order, screen.style(), screen.width())
          .forEach(screen.out()::println);
      following
          .apply(answer, manner)
          .lines(screen.style(), screen.width())
          .forEach(screen.out()::println);
    }
    return analysis;
  }
}
