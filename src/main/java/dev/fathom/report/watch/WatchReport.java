package dev.fathom.report.watch;

import dev.fathom.model.ByteUnit;
import dev.fathom.model.watch.Curve;
import dev.fathom.model.watch.Sample;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.Style;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// A watched process as a screen: the peak in words, and the curve.
public final class WatchReport {
  private static final int ROWS = 8;

  /// A command line tells by its end more than by the folder of its program.
  private static final double BEGINNING = 0.3;

  private static final int LONGEST_NAME = 40;
  private static final int MOST_COLUMNS = 120;
  private static final String EIGHTHS = " ▁▂▃▄▅▆▇█";
  private static final double MILLIS = 1000;
  private static final double MINUTE = 60;

  private final Curve curve;
  private final WatchedProcess watched;
  private final Style style;
  private final int width;
  private final List<String> lines = new ArrayList<>();

  private WatchReport(Curve curve, WatchedProcess watched, Style style, int width) {
    this.curve = curve;
    this.watched = watched;
    this.style = style;
    this.width = width;
  }

  /// {@return the lines of the screen, none of them wider than `width` characters}
  public static List<String> lines(Curve curve, WatchedProcess watched, Style style, int width) {
    WatchReport report = new WatchReport(curve, watched, style, width);
    report.header();
    if (curve.samples() > 0) {
      report.verdict();
      report.curve();
    } else {
      report.lines.add("It ended before the first sample: nothing was measured.");
    }
    for (String snapshot : watched.snapshots()) {
      report.lines.addAll(Fit.text(Escape.terminal(snapshot), width));
    }
    return report.lines;
  }

  private void header() {
    lines.add(
        style.bold(
            Fit.line(
                Fit.middle(Escape.terminal(watched.name()), LONGEST_NAME, BEGINNING)
                    + " · pid "
                    + watched.process()
                    + " · "
                    + time(curve.last().millis())
                    + " · "
                    + Escape.terminal(watched.end()),
                width)));
    lines.add(
        style.dim(
            Fit.line(
                String.format(
                    Locale.ROOT,
                    curve.samples() == 1
                        ? "%,d sample, one every %,d ms%s"
                        : "%,d samples, one every %,d ms%s",
                    curve.samples(),
                    watched.intervalMillis(),
                    watched.sharesRefused()
                        ? "; PSS and USS are not told to you (run it as root)"
                        : "; PSS and USS as often as takes 1 % of the time"),
                width)));
    lines.add("");
  }

  private void verdict() {
    Sample peak = curve.peak();
    StringBuilder text = new StringBuilder();
    text.append("Peak ")
        .append(ByteUnit.inText(peak.rss()))
        .append(" resident, at ")
        .append(time(peak.millis()))
        .append(": ")
        .append(accounts(peak.accounts()))
        .append('.');
    long highWater = curve.last().highWater();
    if (highWater > peak.rss()) {
      text.append(
              highWater > curve.first().highWater()
                  ? " Peak RSS between two samples: "
                  : " Peak RSS before the watch began: ")
          .append(ByteUnit.inText(highWater))
          .append('.');
    }
    if (curve.peakUss() != Sample.UNKNOWN) {
      text.append(" USS peaked at ")
          .append(ByteUnit.inText(curve.peakUss()))
          .append(", PSS at ")
          .append(ByteUnit.inText(curve.peakPss()))
          .append('.');
    }
    text.append(" It began with ")
        .append(ByteUnit.inText(curve.first().rss()))
        .append(" and ended with ")
        .append(ByteUnit.inText(curve.last().rss()))
        .append('.');
    if (curve.mostMappings() != Sample.UNKNOWN) {
      text.append(
          String.format(
              Locale.ROOT,
              " Mappings: %,d of %s (VIRT) at first, %,d of %s at last, at most %,d.",
              curve.firstMappings(),
              ByteUnit.inText(curve.first().mapped().bytes()),
              curve.lastMappings(),
              ByteUnit.inText(curve.last().mapped().bytes()),
              curve.mostMappings()));
    }
    text.append(WaitSentence.of(watched.waited()));
    lines.addAll(Fit.text(text.toString(), width));
    lines.add("");
  }

  private static String accounts(Sample.Accounts accounts) {
    StringBuilder text =
        new StringBuilder(ByteUnit.inText(accounts.anonymous())).append(" anonymous");
    if (accounts.sharedMemory() > 0) {
      text.append(", ").append(ByteUnit.inText(accounts.sharedMemory())).append(" shared memory");
    }
    return text.append(", ")
        .append(ByteUnit.inText(accounts.file()))
        .append(" of files")
        .toString();
  }

  private void curve() {
    long top = Math.max(1, curve.peak().rss());
    String label = ByteUnit.inText(top);
    int labelWidth = label.length();
    int columns = Math.max(1, Math.min(MOST_COLUMNS, width - labelWidth - 2));
    long[] heights =
        Arrays.stream(curve.columns(columns))
            .map(bytes -> Math.round((double) bytes * ROWS * 8 / top))
            .toArray();
    for (int row = ROWS - 1; row >= 0; row--) {
      StringBuilder cells = new StringBuilder();
      for (long height : heights) {
        cells.append(EIGHTHS.charAt(Math.clamp(height - row * 8L, 0, 8)));
      }
      String left = row == ROWS - 1 ? label : " ".repeat(labelWidth);
      lines.add(
          left + (row == ROWS - 1 ? " ┤" : " │") + style.bar(cells.toString().stripTrailing()));
    }
    lines.add(" ".repeat(labelWidth - 1) + "0 └" + "─".repeat(columns));
    String end = time(curve.last().millis());
    int gap = Math.max(1, columns - "0 s".length() - end.length());
    lines.add(Fit.line(" ".repeat(labelWidth + 2) + "0 s" + " ".repeat(gap) + end, width));
    lines.add("");
  }

  private static String time(long millis) {
    double seconds = millis / MILLIS;
    return seconds < 2 * MINUTE
        ? String.format(Locale.ROOT, "%.1f s", seconds)
        : String.format(Locale.ROOT, "%,.1f min", seconds / MINUTE);
  }
}
