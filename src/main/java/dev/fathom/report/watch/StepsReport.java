package dev.fathom.report.watch;

import dev.fathom.model.ByteUnit;
import dev.fathom.model.watch.LoadStep;
import dev.fathom.model.watch.Sample;
import dev.fathom.view.Escape;
import dev.fathom.view.Style;
import dev.fathom.view.Table;
import java.util.List;
import java.util.Locale;

/// What a process used at each step of load, and how much more that was.
public final class StepsReport {
  private static final int LONGEST_NAME = 24;
  private static final int BAR_CELLS = 20;
  private static final double MILLIS = 1000;

  private StepsReport() {}

  /// {@return lines of at most `width` characters}
  ///
  /// @param steps the first one before any load
  public static List<String> lines(List<LoadStep> steps, Style style, int width) {
    long top = steps.stream().mapToLong(step -> step.sample().rss()).max().orElse(0);
    ByteUnit unit = ByteUnit.forLargest(top);
    Table table =
        new Table(
            Table.Align.LEFT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.LEFT);
    table.row("STEP", "at", "RSS", "Δ", "PSS", "Δ", "");
    for (int number = 0; number < steps.size(); number++) {
      Sample now = steps.get(number).sample();
      Sample before = steps.get(Math.max(0, number - 1)).sample();
      table.row(
          Escape.terminal(steps.get(number).name(), LONGEST_NAME),
          String.format(Locale.ROOT, "%.1f s", now.millis() / MILLIS),
          unit.format(now.rss()),
          number == 0 ? "" : more(now.rss() - before.rss()),
          now.pss() == Sample.UNKNOWN ? "" : unit.format(now.pss()),
          number == 0 || now.pss() == Sample.UNKNOWN || before.pss() == Sample.UNKNOWN
              ? ""
              : more(now.pss() - before.pss()),
          style.bar("█".repeat((int) (BAR_CELLS * now.rss() / Math.max(1, top)))));
    }
    List<String> lines = table.headed(style, width);
    lines.add("");
    return lines;
  }

  private static String more(long bytes) {
    return (bytes > 0 ? "+" : "") + ByteUnit.inText(bytes);
  }
}
