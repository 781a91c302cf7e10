package dev.fathom.report.metrics;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// The names that have been told so far as labels of one family of one target. A collector keeps a
/// series for each that it ever saw: so there are not more of them than so many, however long it
/// goes on; what is new afterwards is told with the others.
final class ToldNames {
  /// For one that is told at a time, so many are in all.
  private static final int CHANGES = 10;

  private final int most;
  private final Set<String> told = new HashSet<>();

  /// @param atOnce how many are told at a time
  ToldNames(int atOnce) {
    this.most = CHANGES * atOnce;
  }

  /// {@return the same figures by the names that may be told} What has no name of its own is among
  /// [Label#OTHERS], and so are names that look alike once they are shown.
  ///
  /// @param figures the most important first
  /// @param rest what they leave
  Map<String, NamedFigure> told(Iterable<NamedFigure> figures, NamedFigure rest) {
    Map<String, NamedFigure> all = new LinkedHashMap<>();
    NamedFigure others = rest;
    for (NamedFigure figure : figures) {
      String name = Label.shown(figure.name());
      if (name.equals(Label.OTHERS) || !(told.contains(name) || told.size() < most)) {
        others = others.plus(figure);
        continue;
      }
      told.add(name);
      all.merge(name, figure, NamedFigure::plus);
    }
    all.put(Label.OTHERS, others);
    return all;
  }
}
