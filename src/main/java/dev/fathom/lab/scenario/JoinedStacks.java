package dev.fathom.lab.scenario;

import dev.fathom.lab.scenario.Drawing.Box;
import java.util.ArrayList;
import java.util.List;

/// Joins the boxes of several stacks to one box below them, as the talk draws threads.
final class JoinedStacks {
  private static final int GAP = 3;

  /// Columns before the left edge of a box, for the arrow.
  private static final int MARGIN = 2;

  /// How far the lower box begins before the first upper one ends.
  private static final int OVERLAP = 4;

  private JoinedStacks() {}

  /// A row of the lower box.
  record CommonRow(boolean marked, String inner, String beside) {}

  /// {@return all boxes as one}
  ///
  /// @param stacks without their lower edge
  /// @param edge characters between the two sides of each
  static Box join(List<Box> stacks, int edge, List<CommonRow> common) {
    List<Integer> lefts = new ArrayList<>();
    int column = 0;
    for (Box stack : stacks) {
      lefts.add(column + MARGIN);
      column += stack.width() + GAP;
    }
    List<String> lines = new ArrayList<>();
    for (int line = 0; line < stacks.getFirst().lines().size(); line++) {
      StringBuilder row = new StringBuilder();
      for (int i = 0; i < stacks.size(); i++) {
        row.append(" ".repeat(lefts.get(i) - MARGIN - row.length()));
        row.append(stacks.get(i).lines().get(line));
      }
      lines.add(row.toString());
    }
    int left = lefts.getFirst() + edge + 1 - OVERLAP;
    int right = Math.max(lefts.getLast() + OVERLAP, left + edge + 1);
    lines.add(seam(lefts, edge, left, right));
    for (CommonRow row : common) {
      lines.add(
          " ".repeat(left - MARGIN)
              + (row.marked() ? "→ │" : "  │")
              + row.inner()
              + " ".repeat(Math.max(0, right - left - 1 - row.inner().length()))
              + "│"
              + (row.beside().isEmpty() ? "" : " " + row.beside()));
    }
    lines.add(" ".repeat(left) + "└" + "─".repeat(right - left - 1) + "┘");
    stacks.forEach(stack -> lines.add("   " + summary(stack)));
    return Box.of(lines, stacks.stream().flatMap(stack -> stack.tables().stream()).toList());
  }

  /// `└─────┬──┴────┴──┬─────┘`: the lower edge of the stacks is the upper one of what is common.
  private static String seam(List<Integer> lefts, int edge, int left, int right) {
    int end = lefts.getLast() + edge + 1;
    StringBuilder seam = new StringBuilder("─".repeat(end + 1));
    for (int i = 0; i < lefts.getFirst(); i++) {
      seam.setCharAt(i, ' ');
    }
    for (int corner : lefts) {
      seam.setCharAt(corner, '┴');
      seam.setCharAt(corner + edge + 1, '┴');
    }
    seam.setCharAt(lefts.getFirst(), '└');
    seam.setCharAt(end, '┘');
    seam.setCharAt(left, '┬');
    seam.setCharAt(right, '┬');
    return seam.toString();
  }

  private static String summary(Box stack) {
    Step.Table table = stack.tables().getFirst();
    return table.task() + ": RES " + table.usage().resident();
  }
}
