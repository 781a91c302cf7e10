package dev.fathom.ask.experiment;

import java.util.List;

/// Curves over a common axis.
///
/// @param id for programs
/// @param title for people
/// @param across what is counted from left to right
/// @param places what the places 0, 1, 2 … are called; empty where they are numbers
/// @param series the curves; their heights are bytes
public record Chart(
    String id, String title, String across, List<String> places, List<Series> series) {
  /// A curve.
  ///
  /// @param name may come from a target
  /// @param points from left to right
  public record Series(String name, List<Point> points) {}

  /// A point of it.
  public record Point(double x, double y) {}

  /// {@return the largest height, at least 1}
  public double top() {
    return Math.max(
        1,
        series.stream()
            .flatMap(each -> each.points().stream())
            .mapToDouble(Point::y)
            .max()
            .orElse(1));
  }

  /// {@return the largest place, at least 1}
  public double right() {
    return Math.max(
        1,
        series.stream()
            .flatMap(each -> each.points().stream())
            .mapToDouble(Point::x)
            .max()
            .orElse(1));
  }
}
