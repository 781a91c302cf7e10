package dev.fathom.view;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// The cells of a column that are too long for it, cut in the middle: a path tells by its beginning
/// whose it is, and by its end what. Two that differ do not look alike afterwards.
final class ShortenedCells {
  /// Narrower columns show a beginning alone.
  private static final int NARROWEST = 12;

  /// How much of the room the beginning has: what is tried first, and where two look alike then.
  private static final double[] SHARES = {0.5, 0.7, 0.3, 0.85, 0.15};

  private ShortenedCells() {}

  /// {@return them, each of at most `width` characters}
  static List<String> of(List<String> cells, int width) {
    if (width < NARROWEST) {
      return cells.stream().map(cell -> Fit.line(cell, Math.max(1, width))).toList();
    }
    for (double share : SHARES) {
      List<String> cut = cells.stream().map(cell -> Fit.middle(cell, width, share)).toList();
      if (new HashSet<>(cut).size() == new HashSet<>(cells).size()) {
        return cut;
      }
    }
    return byDifference(cells, width);
  }

  /// Of those that look alike the later ones show where they differ from the first.
  private static List<String> byDifference(List<String> cells, int width) {
    Map<String, String> shown = new HashMap<>();
    List<String> cut = new ArrayList<>();
    for (String cell : cells) {
      String plain = Fit.middle(cell, width, SHARES[0]);
      String alike = shown.putIfAbsent(plain, cell);
      cut.add(alike == null || alike.equals(cell) ? plain : around(cell, alike, width));
    }
    return cut;
  }

  private static String around(String cell, String other, int width) {
    int[] points = cell.codePoints().toArray();
    int[] others = other.codePoints().toArray();
    int at = 0;
    while (at < Math.min(points.length, others.length) && points[at] == others[at]) {
      at++;
    }
    int room = width - 2;
    int start = Math.clamp(at - room / 2, 0, Math.max(0, points.length - room));
    return "…" + new String(points, start, Math.min(room, points.length - start)) + "…";
  }
}
