package dev.fathom.report.neighbourhood;

import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.dialect.ObjectPart;
import dev.fathom.model.object.Detail;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import java.util.ArrayList;
import java.util.List;

/// An object that stands in several pieces of memory, as boxes: its head at the left, what the head
/// points to at the right.
final class PartedBox {
  private static final int GAP = 6;
  private static final int WIDEST = 44;

  private final Dialect dialect;
  private final int box;
  private final List<String> left = new ArrayList<>();
  private final List<String> right = new ArrayList<>();

  private PartedBox(Dialect dialect, int width) {
    this.dialect = dialect;
    this.box = Math.min(WIDEST, (width - GAP) / 2);
  }

  /// {@return lines of at most `width` characters}
  static List<String> lines(String title, Dialect dialect, List<Detail> details, int width) {
    return new PartedBox(dialect, width).of(title, details);
  }

  private List<String> of(String title, List<Detail> details) {
    List<String> head = rows(details, ObjectPart.HEAD);
    List<String> body = rows(details, ObjectPart.BODY);
    List<String> data = rows(details, ObjectPart.DATA);
    left.add(top(title));
    if (!body.isEmpty()) {
      box("body" + at(details, ObjectPart.HEAD), body);
      left.add(pointing(dialect.pointerTo(ObjectPart.BODY)));
    }
    head.forEach(row -> left.add(side(row)));
    if (!data.isEmpty()) {
      int pad = Math.max(0, left.size() - right.size() - 1);
      for (int at = 0; at < pad; at++) {
        right.add("");
      }
      while (left.size() <= right.size()) {
        left.add(side(""));
      }
      box("data" + at(details, ObjectPart.DATA), data);
      left.add(pointing(dialect.pointerTo(ObjectPart.DATA)));
    }
    left.add("└" + "─".repeat(box - 2) + "┘");
    List<String> lines = new ArrayList<>();
    for (int at = 0; at < Math.max(left.size(), right.size()); at++) {
      String from = at < left.size() ? left.get(at) : " ".repeat(box);
      boolean points = from.endsWith("─");
      String gap =
          points ? "─".repeat(GAP - 3) + "▶ " : " ".repeat(Fit.length(from) > box ? 0 : GAP);
      lines.add((from + gap + (at < right.size() ? right.get(at) : "")).stripTrailing());
    }
    return lines;
  }

  private static List<String> rows(List<Detail> details, ObjectPart part) {
    return details.stream()
        .filter(detail -> detail.part() == part)
        .map(detail -> Escape.terminal(NodeWords.detail(detail)))
        .toList();
  }

  /// Where a piece begins, if it is told.
  private static String at(List<Detail> details, ObjectPart part) {
    return details.stream()
        .filter(detail -> detail.part() == part && detail.address() != 0)
        .map(detail -> " 0x" + Long.toHexString(detail.address()))
        .findFirst()
        .orElse("");
  }

  private void box(String title, List<String> rows) {
    right.add(top(title));
    rows.forEach(row -> right.add(side(row)));
    right.add("└" + "─".repeat(box - 2) + "┘");
  }

  private String top(String title) {
    String text = Fit.line(" " + title + " ", box - 2);
    return "┌" + text + "─".repeat(Math.max(0, box - 2 - Fit.length(text))) + "┐";
  }

  private String side(String text) {
    String row = Fit.line(" " + text, box - 2);
    return "│" + row + " ".repeat(Math.max(0, box - 2 - Fit.length(row))) + "│";
  }

  private String pointing(String name) {
    String row = " " + name + " ";
    return "│" + row + "─".repeat(box - 2 - row.length()) + "┼─";
  }
}
