package dev.fathom.ask.condition;

import dev.fathom.analysis.finding.Severity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Figures that a test says.
final class ToldFigures implements Figures {
  private final Map<FigureName, Figure> figures;
  private final Map<FigureName, Figure> earlier;
  private final Optional<Severity> highest;

  private ToldFigures(
      Map<FigureName, Figure> figures,
      Map<FigureName, Figure> earlier,
      Optional<Severity> highest) {
    this.figures = figures;
    this.earlier = earlier;
    this.highest = highest;
  }

  static ToldFigures of(Map<FigureName, Figure> figures, Optional<Severity> highest) {
    return new ToldFigures(figures, Map.of(), highest);
  }

  static ToldFigures ofTwo(Map<FigureName, Figure> earlier, Map<FigureName, Figure> later) {
    return new ToldFigures(later, earlier, Optional.empty());
  }

  @Override
  public Vocabulary vocabulary() {
    Map<String, Boolean> accounts = new TreeMap<>();
    figures.keySet().stream()
        .filter(name -> name.measure() == Measure.ACCOUNT)
        .forEach(name -> accounts.put(name.argument(), true));
    return new Vocabulary(
        !earlier.isEmpty(), List.copyOf(accounts.keySet()), List.of("duplicates", "pins"));
  }

  @Override
  public Figure figure(FigureName name) throws UnknownFigureException {
    return of(figures, name);
  }

  @Override
  public Figure earlier(FigureName name) throws UnknownFigureException {
    return of(earlier, name);
  }

  private static Figure of(Map<FigureName, Figure> told, FigureName name)
      throws UnknownFigureException {
    Figure figure = told.get(name);
    if (figure == null) {
      throw new UnknownFigureException(name.measure().usage() + " is not known");
    }
    return figure;
  }

  @Override
  public Optional<Severity> highest() {
    return highest;
  }
}
