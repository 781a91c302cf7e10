package dev.fathom.report.linking;

import dev.fathom.ask.linking.LinkLineAnswer;
import dev.fathom.ask.linking.LinkLineAnswer.ObjectLine;
import dev.fathom.report.table.linking.ObjectsTable;
import dev.fathom.view.Fit;
import dev.fathom.view.ScreenTable;
import dev.fathom.view.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a linker would say, as text.
public final class ObjectsReport {
  private ObjectsReport() {}

  /// {@return a screen}
  ///
  /// @param library whether a library was to be made
  /// @param top how many object files are listed
  public static List<String> lines(
      LinkLineAnswer answer, boolean library, int top, Style style, int width) {
    List<String> lines = new ArrayList<>();
    lines.add(style.bold(Fit.line(verdict(answer, library), width)));
    lines.addAll(LinkFindingLines.of(answer.outcome().findings(), style, width));
    List<ObjectLine> all = answer.lines();
    lines.addAll(
        ScreenTable.ofColumns(ObjectsTable.SPEC)
            .show("offered")
            .show("wanted")
            .name("TAKEN", each -> each.taken() ? "yes" : "no")
            .name("FOR", ObjectLine::because)
            .name("OBJECT FILE", ObjectLine::name)
            .section(all.subList(0, Math.min(top, all.size())), style, width));
    if (all.size() > top) {
      lines.add(
          style.dim(
              String.format(Locale.ROOT, "… %,d more; --top N shows more", all.size() - top)));
    }
    return lines;
  }

  private static String verdict(LinkLineAnswer answer, boolean library) {
    int count = answer.lines().size();
    long taken = answer.lines().stream().filter(ObjectLine::taken).count();
    if (answer.hasFailures()) {
      return "A linker would refuse to make a " + (library ? "library" : "program") + " of these.";
    }
    if (taken == 0) {
      return String.format(
          Locale.ROOT,
          "%,d object files in archives; name what wants them to see which are taken.",
          count);
    }
    return String.format(
        Locale.ROOT,
        "These make a %s: %,d of %,d object files become part of it.",
        library ? "library" : "program",
        taken,
        count);
  }
}
