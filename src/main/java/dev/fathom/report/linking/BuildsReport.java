package dev.fathom.report.linking;

import dev.fathom.ask.linking.BuildLine;
import dev.fathom.model.ByteUnit;
import dev.fathom.report.table.linking.BuildsTable;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.ScreenTable;
import dev.fathom.view.Style;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Builds of a program, as text.
public final class BuildsReport {
  private BuildsReport() {}

  /// {@return a screen}
  public static List<String> lines(List<BuildLine> builds, Style style, int width) {
    List<String> lines = new ArrayList<>();
    builds.forEach(build -> lines.addAll(Fit.text(sentence(build), width)));
    if (builds.size() > 1) {
      BuildLine least =
          builds.stream().min(Comparator.comparingLong(BuildLine::total)).orElseThrow();
      lines.add("Least memory: " + Escape.terminal(least.program().name()) + ".");
    }
    lines.addAll(
        ScreenTable.ofColumns(BuildsTable.SPEC)
            .name("PROGRAM", each -> each.program().name())
            .show("delta")
            .show("measured")
            .show("running")
            .show("written")
            .show("relocations")
            .show("shared")
            .section(builds, style, width));
    lines.add("");
    Fit.text(
            "Δ: one more process, when it has started and done nothing of its own yet; measured:"
                + " what one that runs takes for itself by now",
            width)
        .forEach(line -> lines.add(style.dim(line)));
    return lines;
  }

  private static String sentence(BuildLine build) {
    return String.format(
        Locale.ROOT,
        "%s (%s): %s for each process, and at most %s that all share; %,d take at most %s.",
        Escape.terminal(build.program().name()),
        build.program().kind().label(),
        ByteUnit.inText(build.cost().delta()),
        ByteUnit.inText(build.cost().shared()),
        build.processes(),
        ByteUnit.inText(build.total()));
  }
}
