package dev.fathom.ask.condition;

import dev.fathom.analysis.finding.Severity;
import dev.fathom.model.ByteSize;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Understands a condition, by recursive descent:
///
/// ```
/// condition  = all { "or" all }
/// all        = single { "and" single }
/// single     = "not" single | "(" condition ")" | comparison
/// comparison = figure relation bound
/// figure     = name [ "(" argument ")" ]
/// bound      = [ "+" | "-" ] number [ unit ] | severity
/// ```
final class ConditionParser {
  /// So many characters at most.
  static final int LONGEST = 4096;

  /// So many `(` and `not` within one another at most.
  static final int DEEPEST = 64;

  /// So many digits before the point of a number, and behind it, at most.
  private static final int MOST_DIGITS = 18;

  private static final int MOST_DECIMALS = 6;

  private static final String UNITS = "B, kB, MB, GB, TB, KiB, MiB, GiB, TiB or %";

  private final String text;
  private final Vocabulary vocabulary;
  private final List<Lexeme> lexemes;
  private int next;
  private int depth;

  private ConditionParser(String text, Vocabulary vocabulary, List<Lexeme> lexemes) {
    this.text = text;
    this.vocabulary = vocabulary;
    this.lexemes = lexemes;
  }

  static Expression parse(String text, Vocabulary vocabulary) throws ConditionException {
    if (text.length() > LONGEST) {
      throw new ConditionException(
          text, LONGEST, text.length(), "a condition has at most " + LONGEST + " characters");
    }
    ConditionParser parser = new ConditionParser(text, vocabulary, Lexer.lexemes(text));
    Expression condition = parser.condition();
    if (!parser.peek().is(Lexeme.Kind.END)) {
      throw parser.wrong(parser.peek(), parser.afterComparison());
    }
    return condition;
  }

  private String afterComparison() {
    return switch (peek().kind()) {
      case CLOSE -> "this closes nothing";
      case RELATION -> "a figure is compared once; join two comparisons with and";
      default -> "and, or, or the end must follow here";
    };
  }

  private Expression condition() throws ConditionException {
    return several(Lexeme.Kind.OR, this::all, Expression.Any::new);
  }

  private Expression all() throws ConditionException {
    return several(Lexeme.Kind.AND, this::single, Expression.All::new);
  }

  /// One rule of the grammar.
  @FunctionalInterface
  private interface Rule {
    Expression read() throws ConditionException;
  }

  private Expression several(
      Lexeme.Kind between, Rule rule, Function<List<Expression>, Expression> joined)
      throws ConditionException {
    List<Expression> parts = new ArrayList<>();
    parts.add(rule.read());
    while (peek().is(between)) {
      next++;
      parts.add(rule.read());
    }
    return parts.size() == 1 ? parts.getFirst() : joined.apply(parts);
  }

  private Expression single() throws ConditionException {
    Lexeme first = peek();
    return switch (first.kind()) {
      case NOT -> new Expression.Not(deeper(first, this::single));
      case OPEN -> {
        Expression inside = deeper(first, this::condition);
        if (!peek().is(Lexeme.Kind.CLOSE)) {
          throw peek().is(Lexeme.Kind.END)
              ? wrong(first, "'(' is not closed")
              : wrong(peek(), afterComparison());
        }
        next++;
        yield inside;
      }
      default -> comparison();
    };
  }

  private Expression deeper(Lexeme opening, Rule rule) throws ConditionException {
    if (depth == DEEPEST) {
      throw wrong(opening, "no more than " + DEEPEST + " within one another");
    }
    next++;
    depth++;
    Expression inside = rule.read();
    depth--;
    return inside;
  }

  private Expression comparison() throws ConditionException {
    Lexeme first = peek();
    FigureName name = name();
    Lexeme relation = peek();
    if (!relation.is(Lexeme.Kind.RELATION)) {
      throw wrong(relation, "one of " + Relation.all() + " must follow here");
    }
    int nameEnd = lexemes.get(next - 1).end();
    next++;
    Lexeme bound = peek();
    Expression.Comparison comparison =
        new Expression.Comparison(
            name,
            Relation.of(relation.text()).orElseThrow(),
            name.measure().kind() == Measure.Kind.SEVERITY ? level() : number(name.measure()),
            first.start(),
            nameEnd,
            bound.start(),
            lexemes.get(next - 1).end());
    vocabulary.check(comparison, text);
    return comparison;
  }

  private FigureName name() throws ConditionException {
    Lexeme word = peek();
    if (!word.is(Lexeme.Kind.WORD)) {
      throw wrong(word, "a figure must stand here, such as rss or objects(TYPE)");
    }
    next++;
    Lexeme argument = peek();
    if (!argument.is(Lexeme.Kind.ARGUMENT)) {
      Measure alone = Measure.of(word.text(), false).orElse(Measure.ACCOUNT);
      Measure other = Measure.of(word.text(), true).orElse(alone);
      if (alone == Measure.ACCOUNT && other != alone) {
        throw wrong(word, "write " + other.usage());
      }
      return alone == Measure.ACCOUNT ? new FigureName(alone, word.text()) : FigureName.of(alone);
    }
    next++;
    Measure measure =
        Measure.of(word.text(), true)
            .orElseThrow(() ->
                wrong(
                    word,
                    "'"
                        + word.text()
                        + "' takes nothing in parentheses; these do: "
                        + Measure.usages(true, vocabulary.compares())));
    if (argument.text().isEmpty()) {
      throw wrong(argument, "nothing is in the parentheses; write " + measure.usage());
    }
    return new FigureName(measure, argument.text());
  }

  private Bound level() throws ConditionException {
    Lexeme word = peek();
    Severity severity =
        Severity.of(word.text())
            .orElseThrow(() ->
                wrong(
                    word,
                    "a severity must stand here: "
                        + Arrays.stream(Severity.values())
                            .map(Severity::id)
                            .collect(Collectors.joining(", "))));
    next++;
    return new Bound.Level(severity);
  }

  private Bound number(Measure measure) throws ConditionException {
    Lexeme first = peek();
    Bound.Sign sign = Bound.Sign.NONE;
    if (first.is(Lexeme.Kind.SIGN)) {
      sign = first.text().equals("+") ? Bound.Sign.PLUS : Bound.Sign.MINUS;
      next++;
      if (measure.isOfTwo()) {
        throw wrong(first, measure.usage() + " tells itself what differs; leave the sign out");
      }
    }
    Lexeme digits = peek();
    if (!digits.is(Lexeme.Kind.NUMBER)) {
      throw wrong(
          digits,
          measure.kind() == Measure.Kind.BYTES
              ? "a size must stand here, such as 500MB"
              : "a number must stand here");
    }
    next++;
    String[] parts = digits.text().split("\\.", -1);
    if (parts[0].length() > MOST_DIGITS
        || (parts.length > 1 && parts[1].length() > MOST_DECIMALS)) {
      throw wrong(
          digits,
          "a number has at most "
              + MOST_DIGITS
              + " digits before the point and "
              + MOST_DECIMALS
              + " behind it");
    }
    BigDecimal number = new BigDecimal(digits.text());
    if (sign == Bound.Sign.MINUS) {
      number = number.negate();
    }
    Lexeme unit = peek();
    if (unit.is(Lexeme.Kind.PERCENT)) {
      next++;
      if (sign == Bound.Sign.NONE && !measure.isPart()) {
        throw wrong(
            unit,
            measure.usage()
                + " is not part of anything"
                + (vocabulary.compares() && !measure.isOfTwo() ? "; growth has a sign: +20%" : ""));
      }
      return new Bound.Amount(sign, number, true);
    }
    return new Bound.Amount(sign, number.multiply(unit(unit, digits, measure)), false);
  }

  /// {@return how many there are of a unit, or 1 where none stands behind the digits}
  private BigDecimal unit(Lexeme unit, Lexeme digits, Measure measure) throws ConditionException {
    if (!unit.is(Lexeme.Kind.WORD)) {
      return BigDecimal.ONE;
    }
    OptionalLong bytes = ByteSize.unit(unit.text());
    if (bytes.isEmpty()) {
      throw unit.start() == digits.end()
          ? wrong(unit, "'" + unit.text() + "' is not a unit; write " + UNITS)
          : wrong(unit, afterComparison());
    }
    if (measure.kind() != Measure.Kind.BYTES) {
      throw wrong(unit, measure.usage() + " is a number, and has no bytes");
    }
    next++;
    return BigDecimal.valueOf(bytes.getAsLong());
  }

  private Lexeme peek() {
    return lexemes.get(next);
  }

  private ConditionException wrong(Lexeme at, String message) {
    return new ConditionException(text, at.start(), at.end(), message);
  }
}
