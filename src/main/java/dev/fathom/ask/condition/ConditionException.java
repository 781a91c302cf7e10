package dev.fathom.ask.condition;

import java.util.List;

/// A condition that makes no sense: wrong use. The message is one line, with words of the
/// expression in it that are not escaped yet; [#place] shows where.
public final class ConditionException extends Exception {
  private static final long serialVersionUID = 1L;

  /// So much of a long expression is shown.
  private static final int WIDTH = 72;

  /// So much of that stands before the place.
  private static final int BEFORE = 24;

  /// The last letter of Latin Extended-B: what is shown as one column by every terminal.
  private static final char LAST_NARROW = '\u024f';

  private final String expression;
  private final int start;
  private final int end;

  ConditionException(String expression, int start, int end, String message) {
    super(message);
    this.expression = expression;
    this.start = Math.clamp(start, 0, expression.length());
    this.end = Math.clamp(end, this.start, expression.length());
  }

  /// {@return where in the expression it is wrong: the place of the first character, from 0; its
  /// length where it ends too early}
  public int position() {
    return start;
  }

  /// {@return the expression around the place, and below it a line that points there} Both are
  /// short, and harmless to a terminal.
  public List<String> place() {
    int from = expression.length() <= WIDTH ? 0 : Math.max(0, start - BEFORE);
    int to = Math.min(expression.length(), from + WIDTH);
    String before = from > 0 ? "…" : "";
    String after = to < expression.length() ? "…" : "";
    int marks = Math.max(1, Math.min(end, to) - start);
    return List.of(
        before + shown(expression.substring(from, to)) + after,
        " ".repeat(before.length() + start - from) + "^".repeat(marks));
  }

  /// {@return the same number of characters, each of which takes one column}
  private static String shown(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int type = Character.getType(c);
      boolean narrow = c <= LAST_NARROW && type != Character.CONTROL && type != Character.FORMAT;
      shown.append(narrow ? c : '?');
    }
    return shown.toString();
  }
}
