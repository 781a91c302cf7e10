package dev.fathom.report.metrics;

import java.util.ArrayList;
import java.util.List;

/// All that one name tells.
///
/// @param name without the `_total` of a counter; ends in its unit
/// @param unit one of Prometheus's base units; empty for plain numbers
/// @param help a line
record MetricFamily(String name, Kind kind, String unit, String help, List<Point> points) {
  /// What becomes of its numbers.
  enum Kind {
    /// They go up and down.
    GAUGE,
    /// They begin at 0, and only grow.
    COUNTER
  }

  /// One series at this moment.
  record Point(List<Label> labels, double value) {
    Point {
      labels = List.copyOf(labels);
    }
  }

  static MetricFamily gauge(String name, String unit, String help) {
    return new MetricFamily(name, Kind.GAUGE, unit, help, new ArrayList<>());
  }

  static MetricFamily counter(String name, String unit, String help) {
    return new MetricFamily(name, Kind.COUNTER, unit, help, new ArrayList<>());
  }

  void add(long value, Label... labels) {
    points.add(new Point(List.of(labels), (double) value));
  }

  void addSeconds(double value, Label... labels) {
    points.add(new Point(List.of(labels), value));
  }
}
