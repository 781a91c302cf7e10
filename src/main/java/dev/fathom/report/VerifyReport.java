package dev.fathom.report;

import dev.fathom.ask.verify.Check;
import dev.fathom.ask.verify.VerifyAnswer;
import dev.fathom.report.table.ChecksTable;
import dev.fathom.view.Column;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.JsonDocument;
import dev.fathom.view.JsonTable;
import dev.fathom.view.Style;
import dev.fathom.view.Table;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What agrees and what does not, as text and as JSON.
public final class VerifyReport {
  private VerifyReport() {}

  /// {@return lines of at most `width` characters}
  public static List<String> lines(VerifyAnswer answer, Style style, int width) {
    List<String> lines = new ArrayList<>(Fit.text(sentence(answer), width));
    lines.add("");
    Table table =
        new Table(
            Table.Align.LEFT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.LEFT,
            Table.Align.LEFT);
    table.row("", title("fathom"), "witness", title("unit"), title("what"));
    for (Check check : answer.checks()) {
      table.row(
          check.agrees() ? "yes" : "NO",
          number(check.fathom()),
          check.least() == check.most()
              ? number(check.least())
              : number(check.least()) + ".." + number(check.most()),
          check.unit(),
          Escape.terminal(check.what() + "; " + check.witness()));
    }
    lines.addAll(table.headed(style, width));
    return lines;
  }

  /// {@return the sentence, and below it what does not agree}
  public static List<String> verdict(VerifyAnswer answer, Style style, int width) {
    return answer.disagreeing() == 0 ? List.of(sentence(answer)) : lines(answer, style, width);
  }

  private static String sentence(VerifyAnswer answer) {
    return answer.disagreeing() == 0
        ? String.format(Locale.ROOT, "All %,d figures agree.", answer.checks().size())
        : String.format(
            Locale.ROOT,
            "%,d of %,d figures do not agree.",
            answer.disagreeing(),
            answer.checks().size());
  }

  private static String title(String column) {
    Column<Check> found = ChecksTable.SPEC.column(column);
    return found.title();
  }

  private static String number(long figure) {
    return String.format(Locale.ROOT, "%,d", figure);
  }

  /// Writes the answer; the stream stays open.
  public static void write(VerifyAnswer answer, long wallNanos, OutputStream out) {
    JsonDocument.write(
        answer.findings(),
        wallNanos,
        out,
        json -> {
          json.writeNumberProperty("disagreeing", answer.disagreeing());
          JsonTable.write(json, ChecksTable.SPEC, answer.checks());
        });
  }
}
