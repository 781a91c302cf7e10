package dev.fathom.ask.condition;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// A condition over figures, as a person writes it: docs/conditions.md.
public final class Condition {
  private final String text;
  private final Expression expression;

  private Condition(String text, Expression expression) {
    this.text = text;
    this.expression = expression;
  }

  /// {@return the condition of a text} **Cost**: linear; the text is bounded.
  ///
  /// @param vocabulary the names that there are
  /// @throws ConditionException if it makes no sense
  public static Condition parse(String text, Vocabulary vocabulary) throws ConditionException {
    return new Condition(text, ConditionParser.parse(text, vocabulary));
  }

  /// {@return whether it holds, and what its figures were} Each figure is asked for, whatever the
  /// others say: so what cannot be known is told always, and not only on some days.
  ///
  /// @throws ConditionException if it asks for what is not there in these figures, such as an
  ///   account of another language
  /// @throws UnknownFigureException if a figure cannot be told: whether it holds is not known
  public ConditionResult check(Figures figures) throws ConditionException, UnknownFigureException {
    checkNames(expression, figures.vocabulary());
    List<ConditionResult.Checked> checked = new ArrayList<>();
    boolean holds = holds(expression, figures, checked);
    return new ConditionResult(holds, checked);
  }

  /// {@return as it was written}
  public String text() {
    return text;
  }

  private void checkNames(Expression at, Vocabulary vocabulary) throws ConditionException {
    switch (at) {
      case Expression.All all -> checkNames(all.parts(), vocabulary);
      case Expression.Any any -> checkNames(any.parts(), vocabulary);
      case Expression.Not not -> checkNames(not.part(), vocabulary);
      case Expression.Comparison comparison -> vocabulary.check(comparison, text);
    }
  }

  private void checkNames(List<Expression> parts, Vocabulary vocabulary) throws ConditionException {
    for (Expression part : parts) {
      checkNames(part, vocabulary);
    }
  }

  private boolean holds(Expression at, Figures figures, List<ConditionResult.Checked> checked)
      throws UnknownFigureException {
    return switch (at) {
      case Expression.All all -> held(all.parts(), figures, checked) == all.parts().size();
      case Expression.Any any -> held(any.parts(), figures, checked) > 0;
      case Expression.Not not -> !holds(not.part(), figures, checked);
      case Expression.Comparison comparison -> {
        ConditionResult.Checked one = compare(comparison, figures);
        checked.add(one);
        yield one.holds();
      }
    };
  }

  /// {@return how many hold}
  private int held(List<Expression> parts, Figures figures, List<ConditionResult.Checked> checked)
      throws UnknownFigureException {
    int held = 0;
    for (Expression part : parts) {
      held += holds(part, figures, checked) ? 1 : 0;
    }
    return held;
  }

  private ConditionResult.Checked compare(Expression.Comparison comparison, Figures figures)
      throws UnknownFigureException {
    ConditionResult.Told told =
        switch (comparison.bound()) {
          case Bound.Level level -> new ConditionResult.Told.Finding(figures.highest());
          case Bound.Amount number when number.isGrowth() ->
              new ConditionResult.Told.Growth(
                  figures.earlier(comparison.name()).amount(),
                  figures.figure(comparison.name()).amount());
          case Bound.Amount number ->
              new ConditionResult.Told.Amount(figures.figure(comparison.name()));
        };
    return new ConditionResult.Checked(
        text.substring(comparison.start(), comparison.end()),
        comparison.name(),
        told,
        comparison.relation().holds(order(told, comparison.bound())));
  }

  /// {@return negative if what was told is less than the bound, 0 if they are equal, else positive}
  private static int order(ConditionResult.Told told, Bound bound) {
    return switch (told) {
      case ConditionResult.Told.Finding finding ->
          bound instanceof Bound.Level level
              ? finding.highest().map(highest -> highest.compareTo(level.severity())).orElse(-1)
              : neverCompared();
      case ConditionResult.Told.Growth growth ->
          bound instanceof Bound.Amount number
              ? order(growth.later() - growth.earlier(), growth.earlier(), number)
              : neverCompared();
      case ConditionResult.Told.Amount amount ->
          bound instanceof Bound.Amount number
              ? order(amount.figure().amount(), amount.figure().whole().orElse(0), number)
              : neverCompared();
    };
  }

  private static int neverCompared() {
    throw new IllegalStateException("a severity and a number");
  }

  /// Nothing of nothing is 0 %; something of nothing is more than any share.
  private static int order(long amount, long whole, Bound.Amount bound) {
    if (!bound.percent()) {
      return BigDecimal.valueOf(amount).compareTo(bound.number());
    }
    if (whole == 0) {
      return amount == 0 ? BigDecimal.ZERO.compareTo(bound.number()) : 1;
    }
    return BigDecimal.valueOf(amount)
        .movePointRight(2)
        .compareTo(bound.number().multiply(BigDecimal.valueOf(whole)));
  }
}
