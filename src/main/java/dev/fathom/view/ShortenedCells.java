package dev.fathom.view;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The cells of a column that are too long for it, cut in the middle: a path tells by its beginning
/// whose it is, and by its end what. Two that differ do not look alike afterwards.
final class ShortenedCells {
  /// Narrower columns show a beginning alone.
  private static final int NARROWEST = 12;

  /// How much of the room the beginning has, which names who holds it.
  private static final double SHARE = 0.6;

  /// The same where it is shown in what a cell differs from another.
  private static final int PART = 3;

  /// Of more that look alike some may still do.
  private static final int MOST_ALIKE = 8;

  private ShortenedCells() {}

  /// {@return them, each of at most `width` cells}
  static List<String> of(List<String> cells, int width) {
    if (width < NARROWEST) {
      return cells.stream().map(cell -> Fit.line(cell, Math.max(1, width))).toList();
    }
    Map<String, String> shown = new HashMap<>();
    List<String> all = new ArrayList<>();
    for (String cell : cells) {
      String cut = Fit.middle(cell, width, SHARE);
      String alike = shown.get(cut);
      for (int more = 0; more < MOST_ALIKE && alike != null && !alike.equals(cell); more++) {
        cut = around(cell, alike, width);
        alike = shown.get(cut);
      }
      shown.putIfAbsent(cut, cell);
      all.add(cut);
    }
    return all;
  }

  /// {@return the beginning of a cell, and where it differs from another}
  private static String around(String cell, String other, int width) {
    int[] points = cell.codePoints().toArray();
    int[] others = other.codePoints().toArray();
    int at = 0;
    while (at < Math.min(points.length, others.length) && points[at] == others[at]) {
      at++;
    }
    int head = Math.min(width / PART, points.length);
    int room = width - head - 2;
    int start = Math.clamp(at - room / 2, head, Math.max(head, points.length - room));
    int count = Math.min(room, points.length - start);
    boolean whole = start + count == points.length;
    return Cells.beginning(new String(points, 0, head), head)
        + "…"
        + Cells.beginning(new String(points, start, count), room)
        + (whole ? "" : "…");
  }
}
