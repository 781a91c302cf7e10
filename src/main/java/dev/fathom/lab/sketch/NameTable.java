package dev.fathom.lab.sketch;

import dev.fathom.view.Escape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Objects, the names that lead to them, and their counts of references.
public final class NameTable {
  private static final String NO_NAME = "—";

  private NameTable() {}

  /// An object.
  ///
  /// @param names that lead to it; may be empty
  /// @param count of references to it; negative where there is none
  /// @param note anything else; may be empty
  public record Line(List<String> names, String object, long count, String note) {}

  public static List<String> of(List<Line> objects) {
    if (objects.isEmpty()) {
      return List.of("no name, and no object");
    }
    int names = width("names", objects.stream().map(NameTable::names).toList());
    int things = width("object", objects.stream().map(Line::object).toList());
    boolean counted = objects.stream().anyMatch(line -> line.count() >= 0);
    List<String> text = new ArrayList<>();
    text.add(row(names, things, "names", "   ", "object", counted ? "refcnt" : ""));
    for (Line line : objects) {
      String count = line.count() < 0 ? "" : String.format(Locale.ROOT, "%6d", line.count());
      String arrow = line.names().isEmpty() ? "   " : " ─▶";
      String row = row(names, things, names(line), arrow, line.object(), count);
      text.add(line.note().isEmpty() ? row : row + "   " + line.note());
    }
    return text;
  }

  private static String row(
      int names, int things, String name, String arrow, String object, String count) {
    return (name
            + " ".repeat(names - name.length())
            + arrow
            + " "
            + object
            + " ".repeat(things - object.length())
            + "   "
            + count)
        .stripTrailing();
  }

  private static String names(Line line) {
    return line.names().isEmpty() ? NO_NAME : Escape.terminal(String.join(", ", line.names()));
  }

  private static int width(String head, List<String> cells) {
    return Math.max(head.length(), cells.stream().mapToInt(String::length).max().orElse(0));
  }
}
