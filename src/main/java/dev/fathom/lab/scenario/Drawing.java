package dev.fathom.lab.scenario;

import dev.fathom.lab.machine.Row;
import dev.fathom.lab.machine.Shape;
import dev.fathom.report.Escape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Draws page tables in the manner of the talk: virtual pages on the left, frames on the right,
/// what changed since the step before marked with an arrow.
public final class Drawing {
  private static final int GAP = 3;
  private static final int LONGEST_LABEL = 16;

  private final Shape shape;
  private final int width;
  private final Map<String, Row> before = new HashMap<>();

  /// @param width columns of the screen
  public Drawing(Shape shape, int width) {
    this.shape = shape;
    this.width = width;
  }

  /// {@return whether a step can have changed a page table}
  public static boolean isWorthIt(Step step) {
    boolean asks = step.text().contains("expect ") || step.text().startsWith("use ");
    boolean prepares = step.text().startsWith("frames ") || step.text().startsWith("file ");
    return !step.tables().isEmpty() && !asks && !prepares;
  }

  /// {@return the page tables after a step}
  public String draw(Step step) {
    List<List<String>> boxes = step.tables().stream().map(this::box).toList();
    StringBuilder text = new StringBuilder();
    int from = 0;
    while (from < boxes.size()) {
      int used = widthOf(boxes.get(from));
      int to = from + 1;
      while (to < boxes.size() && used + GAP + widthOf(boxes.get(to)) <= width) {
        used += GAP + widthOf(boxes.get(to));
        to++;
      }
      band(boxes.subList(from, to), text);
      from = to;
    }
    before.clear();
    for (Step.Table table : step.tables()) {
      table.rows().forEach(row -> before.put(table.task() + '/' + row.page(), row));
    }
    return text.toString();
  }

  private static int widthOf(List<String> box) {
    return box.stream().mapToInt(String::length).max().orElse(0);
  }

  private static void band(List<List<String>> boxes, StringBuilder text) {
    int height = boxes.stream().mapToInt(List::size).max().orElse(0);
    for (int line = 0; line < height; line++) {
      StringBuilder row = new StringBuilder();
      int column = 0;
      for (List<String> box : boxes) {
        row.append(" ".repeat(Math.max(0, column - row.length())));
        row.append(line < box.size() ? box.get(line) : "");
        column += widthOf(box) + GAP;
      }
      text.append(row.toString().stripTrailing()).append('\n');
    }
  }

  private List<String> box(Step.Table table) {
    List<String> lines = new ArrayList<>();
    String edge = "─".repeat(line(new Row(0, 0, false, true, true, false, 1, "")).length());
    lines.add("   " + Escape.terminal(table.task()) + (table.thread() ? " (thread)" : ""));
    lines.add("  ┌" + edge + "┐");
    for (Row row : table.rows()) {
      boolean changed = changed(table.task(), row);
      String label = label(row);
      lines.add((changed ? "→ │" : "  │") + line(row) + "│" + (label.isEmpty() ? "" : " " + label));
    }
    lines.add("  └" + edge + "┘");
    lines.add(
        String.format(
            Locale.ROOT,
            "   VIRT %d RES %d SHR %d PSS %.1f",
            table.usage().virtual(),
            table.usage().resident(),
            table.usage().shared(),
            table.usage().proportional()));
    return lines;
  }

  private boolean changed(String task, Row row) {
    @Nullable Row old = before.get(task + '/' + row.page());
    return old == null
        ? row.isPresent()
        : old.frame() != row.frame()
            || old.writable() != row.writable()
            || old.allowed() != row.allowed()
            || old.swapped() != row.swapped();
  }

  private static String label(Row row) {
    if (row.label().isEmpty()) {
      return "";
    }
    String escaped = Escape.terminal(row.label());
    String label =
        escaped.length() > LONGEST_LABEL ? escaped.substring(0, LONGEST_LABEL - 1) + "…" : escaped;
    return row.isPresent()
        ? label + (row.sharers() > 1 ? " ×" + row.sharers() : "")
        : "(" + label + ")";
  }

  /// {@return ` 9-- → 59-- w `}
  private String line(Row row) {
    String target =
        row.isPresent() ? prefix(row.frame(), shape.frames()) : row.swapped() ? "swap" : "-";
    String permission = row.isPresent() ? (row.writable() ? "w" : "r") : " ";
    int wide = prefix(shape.frames() - 1, shape.frames()).length();
    return " "
        + prefix(row.page(), shape.pages())
        + " → "
        + target
        + " ".repeat(Math.max(0, wide - target.length()))
        + " "
        + permission
        + " ";
  }

  /// The leading digits of an address, and a dash for each of the others.
  private String prefix(int number, int count) {
    int digits = 0;
    int power = 1;
    while (power < shape.pageSize()) {
      power *= 10;
      digits++;
    }
    if (power == shape.pageSize()) {
      int wide = Integer.toString(count - 1).length();
      return " ".repeat(Math.max(0, wide - Integer.toString(number).length()))
          + number
          + "-".repeat(digits);
    }
    int wide = Integer.toHexString(count - 1).length();
    String hex = Integer.toHexString(number);
    return "0x" + "0".repeat(Math.max(0, wide - hex.length())) + hex;
  }
}
