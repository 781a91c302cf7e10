package dev.fathom.view;

import java.util.ArrayList;
import java.util.List;

/// Places for sizes in a rectangle: each has its part of it, as near to a square as may be (Bruls,
/// Huizing and van Wijk, *Squarified Treemaps*, 2000).
public final class Treemap {
  /// A place, in the unit of the rectangle.
  public record Place(double x, double y, double width, double height) {}

  private final List<Place> places = new ArrayList<>();
  private double x;
  private double y;
  private double width;
  private double height;

  private Treemap(double width, double height) {
    this.width = width;
    this.height = height;
  }

  /// {@return a place for each size}
  ///
  /// @param sizes the largest first, none of them 0
  public static List<Place> of(List<Long> sizes, double width, double height) {
    Treemap map = new Treemap(width, height);
    double all = sizes.stream().mapToLong(Long::longValue).sum();
    double scale = all == 0 ? 0 : width * height / all;
    int next = 0;
    while (next < sizes.size()) {
      int end = next + 1;
      while (end < sizes.size()
          && map.worst(sizes, next, end + 1, scale) <= map.worst(sizes, next, end, scale)) {
        end++;
      }
      map.row(sizes, next, end, scale);
      next = end;
    }
    return map.places;
  }

  /// How far from a square the worst of a row would be, along the shorter side of what is left.
  private double worst(List<Long> sizes, int from, int to, double scale) {
    double side = Math.min(width, height);
    double sum = 0;
    for (long size : sizes.subList(from, to)) {
      sum += size * scale;
    }
    double thick = sum / side;
    double worst = 1;
    for (long size : sizes.subList(from, to)) {
      double along = size * scale / thick;
      worst = Math.max(worst, Math.max(thick / along, along / thick));
    }
    return worst;
  }

  private void row(List<Long> sizes, int from, int to, double scale) {
    double sum = 0;
    for (long size : sizes.subList(from, to)) {
      sum += size * scale;
    }
    boolean upright = width >= height;
    double thick = sum / Math.min(width, height);
    double at = upright ? y : x;
    for (long size : sizes.subList(from, to)) {
      double along = size * scale / thick;
      places.add(upright ? new Place(x, at, thick, along) : new Place(at, y, along, thick));
      at += along;
    }
    if (upright) {
      x += thick;
      width -= thick;
    } else {
      y += thick;
      height -= thick;
    }
  }
}
