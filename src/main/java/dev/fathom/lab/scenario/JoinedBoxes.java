package dev.fathom.lab.scenario;

import dev.fathom.lab.scenario.Drawing.Box;
import java.util.ArrayList;
import java.util.List;

/// Joins boxes to one where they have pages in common, as the talk draws threads (stacks above, all
/// else in one box) and memory that is mapped before a fork (one box between the halves of two).
final class JoinedBoxes {
  private static final int GAP = 3;

  /// Columns before the left edge of a box, for the arrow.
  private static final int MARGIN = 2;

  /// How far the box in the middle begins before the first upper one ends.
  private static final int OVERLAP = 4;

  private final List<Integer> lefts = new ArrayList<>();
  private final int edge;
  private final int left;
  private final int right;

  private JoinedBoxes(List<Integer> widths, int edge) {
    int column = 0;
    for (int width : widths) {
      lefts.add(column + MARGIN);
      column += width + GAP;
    }
    this.edge = edge;
    this.left = lefts.getFirst() + edge + 1 - OVERLAP;
    this.right = Math.max(lefts.getLast() + OVERLAP, left + edge + 1);
  }

  /// A row of the box that is common.
  record CommonRow(boolean marked, String inner, String beside) {}

  /// {@return all boxes as one, what is common at the bottom}
  ///
  /// @param upper without their lower edges
  /// @param edge characters between the two sides of each
  static Box join(List<Box> upper, int edge, List<CommonRow> common) {
    JoinedBoxes joined = new JoinedBoxes(upper.stream().map(Box::width).toList(), edge);
    List<String> lines = joined.above(upper, common);
    lines.add(" ".repeat(joined.left) + "└" + "─".repeat(joined.right - joined.left - 1) + "┘");
    upper.forEach(box -> lines.add("   " + summary(box)));
    return Box.of(lines, tables(upper));
  }

  /// {@return all boxes as one, what is common in the middle}
  ///
  /// @param upper without their lower edges
  /// @param lower without their upper ones, as many
  /// @param edge characters between the two sides of each
  static Box join(List<Box> upper, int edge, List<CommonRow> common, List<Box> lower) {
    List<Integer> widths = new ArrayList<>();
    for (int i = 0; i < upper.size(); i++) {
      widths.add(Math.max(upper.get(i).width(), lower.get(i).width()));
    }
    JoinedBoxes joined = new JoinedBoxes(widths, edge);
    List<String> lines = joined.above(upper, common);
    lines.add(joined.seam('┌', '┬', '┐', '┴'));
    lines.addAll(joined.sideBySide(lower));
    return Box.of(lines, tables(upper));
  }

  private static List<Step.Table> tables(List<Box> boxes) {
    return boxes.stream().flatMap(box -> box.tables().stream()).toList();
  }

  private List<String> above(List<Box> upper, List<CommonRow> common) {
    List<String> lines = new ArrayList<>(sideBySide(upper));
    lines.add(seam('└', '┴', '┘', '┬'));
    for (CommonRow row : common) {
      lines.add(
          " ".repeat(left - MARGIN)
              + (row.marked() ? "→ │" : "  │")
              + row.inner()
              + " ".repeat(Math.max(0, right - left - 1 - row.inner().length()))
              + "│"
              + (row.beside().isEmpty() ? "" : " " + row.beside()));
    }
    return lines;
  }

  private List<String> sideBySide(List<Box> boxes) {
    List<String> lines = new ArrayList<>();
    for (int line = 0; line < boxes.getFirst().lines().size(); line++) {
      StringBuilder row = new StringBuilder();
      for (int i = 0; i < boxes.size(); i++) {
        row.append(" ".repeat(lefts.get(i) - MARGIN - row.length()));
        row.append(boxes.get(i).lines().get(line));
      }
      lines.add(row.toString());
    }
    return lines;
  }

  /// `└─────┬──┴────┴──┬─────┘`: the lower edges of the boxes are the upper one of what is common;
  /// or the same upside down.
  private String seam(char first, char corner, char last, char middle) {
    int end = lefts.getLast() + edge + 1;
    StringBuilder seam = new StringBuilder("─".repeat(end + 1));
    for (int i = 0; i < lefts.getFirst(); i++) {
      seam.setCharAt(i, ' ');
    }
    for (int each : lefts) {
      seam.setCharAt(each, corner);
      seam.setCharAt(each + edge + 1, corner);
    }
    seam.setCharAt(lefts.getFirst(), first);
    seam.setCharAt(end, last);
    seam.setCharAt(left, middle);
    seam.setCharAt(right, middle);
    return seam.toString();
  }

  private static String summary(Box stack) {
    Step.Table table = stack.tables().getFirst();
    return table.task() + ": RES " + table.usage().resident();
  }
}
