package dev.fathom.ask.condition;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Cuts a condition into words. **Cost**: linear.
///
/// What stands in parentheses behind a word is one [Lexeme.Kind#ARGUMENT]: names of types and paths
/// of owners are of the target's language, so of them only brackets and quotes are understood, to
/// find the end.
final class Lexer {
  private static final Map<String, Lexeme.Kind> KEYWORDS =
      Map.of("and", Lexeme.Kind.AND, "or", Lexeme.Kind.OR, "not", Lexeme.Kind.NOT);

  private static final Map<Character, String> INSTEAD =
      Map.of('&', "and", '|', "or", '!', "not or !=", '=', "==");

  private static final String OPENING = "([{";
  private static final String CLOSING = ")]}";

  private final String text;
  private final List<Lexeme> lexemes = new ArrayList<>();
  private int at;

  private Lexer(String text) {
    this.text = text;
  }

  /// {@return the words, the last of which is [Lexeme.Kind#END]}
  static List<Lexeme> lexemes(String text) throws ConditionException {
    Lexer lexer = new Lexer(text);
    while (lexer.skipBlanks()) {
      lexer.next();
    }
    lexer.add(Lexeme.Kind.END, text.length());
    return lexer.lexemes;
  }

  /// {@return whether anything follows}
  private boolean skipBlanks() {
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
    return at < text.length();
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  private void next() throws ConditionException {
    char c = text.charAt(at);
    if (isLetter(c)) {
      word();
    } else if (isDigit(c)) {
      number();
    } else if (c == '<' || c == '>' || ((c == '=' || c == '!') && at(at + 1) == '=')) {
      add(Lexeme.Kind.RELATION, at(at + 1) == '=' ? at + 2 : at + 1);
    } else {
      switch (c) {
        case '(' -> add(Lexeme.Kind.OPEN, at + 1);
        case ')' -> add(Lexeme.Kind.CLOSE, at + 1);
        case '+', '-' -> add(Lexeme.Kind.SIGN, at + 1);
        case '%' -> add(Lexeme.Kind.PERCENT, at + 1);
        default -> throw unexpected(c);
      }
    }
  }

  private ConditionException unexpected(char c) {
    String instead = INSTEAD.get(c);
    String message =
        instead != null
            ? "write " + instead + ", not " + c
            : c > ' ' && c < 0x7f
                ? "'" + c + "' makes no sense here"
                : String.format(Locale.ROOT, "the character U+%04X makes no sense here", (int) c);
    return new ConditionException(text, at, at + 1, message);
  }

  private void word() throws ConditionException {
    int end = at;
    while (isLetter(at(end)) || isDigit(at(end)) || at(end) == '.') {
      end++;
    }
    Lexeme.Kind keyword = KEYWORDS.get(text.substring(at, end));
    if (keyword != null) {
      add(keyword, end);
      return;
    }
    add(Lexeme.Kind.WORD, end);
    if (skipBlanks() && text.charAt(at) == '(') {
      argument();
    }
  }

  private void number() throws ConditionException {
    int end = digits(at);
    if (at(end) == '.') {
      int fraction = digits(end + 1);
      if (fraction == end + 1) {
        throw new ConditionException(text, end, end + 1, "digits must follow the point");
      }
      end = fraction;
    }
    add(Lexeme.Kind.NUMBER, end);
  }

  private int digits(int from) {
    int end = from;
    while (isDigit(at(end))) {
      end++;
    }
    return end;
  }

  /// What is in quotes from end to end is meant without them; anything else as it stands.
  private void argument() throws ConditionException {
    int open = at;
    int close = closing(open);
    String inside = text.substring(open + 1, close).strip();
    boolean quoted =
        inside.length() > 1 && inside.charAt(0) == '"' && quoteEnd(inside, 0) == inside.length();
    String meant = quoted ? unquoted(inside) : inside;
    lexemes.add(new Lexeme(Lexeme.Kind.ARGUMENT, meant, open, close + 1));
    at = close + 1;
  }

  /// {@return where the bracket closes that opens at a place}
  private int closing(int open) throws ConditionException {
    List<Integer> unclosed = new ArrayList<>();
    for (int i = open; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\'') {
        int end = quoteEnd(text, i);
        if (end < 0) {
          throw new ConditionException(
              text,
              i,
              i + 1,
              "the quote is not closed; a name with quotes goes into \"…\", as \\\"");
        }
        i = end - 1;
      } else if (OPENING.indexOf(c) >= 0) {
        unclosed.add(i);
      } else if (CLOSING.indexOf(c) >= 0) {
        char opened = text.charAt(unclosed.removeLast());
        if (OPENING.indexOf(opened) != CLOSING.indexOf(c)) {
          throw new ConditionException(
              text,
              i,
              i + 1,
              "'" + c + "' does not close '" + opened + "'; put the name into \"…\"");
        }
        if (unclosed.isEmpty()) {
          return i;
        }
      }
    }
    int last = unclosed.getLast();
    throw new ConditionException(text, last, last + 1, "'" + text.charAt(last) + "' is not closed");
  }

  /// {@return the place behind the quote that closes the one at `start`, or -1}
  private static int quoteEnd(String text, int start) {
    char quote = text.charAt(start);
    for (int i = start + 1; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == quote) {
        return i + 1;
      }
    }
    return -1;
  }

  /// {@return what is between the quotes} A backslash stands before a quote or another backslash;
  /// in front of anything else it means itself.
  private static String unquoted(String quoted) {
    StringBuilder meant = new StringBuilder();
    for (int i = 1; i < quoted.length() - 1; i++) {
      char c = quoted.charAt(i);
      char following = quoted.charAt(i + 1);
      boolean escapes = c == '\\' && (following == '"' || following == '\\');
      meant.append(escapes ? following : c);
      i += escapes ? 1 : 0;
    }
    return meant.toString();
  }

  private void add(Lexeme.Kind kind, int end) {
    lexemes.add(new Lexeme(kind, text.substring(at, end), at, end));
    at = end;
  }

  /// {@return the character at a place; a blank behind the end}
  private char at(int place) {
    return place < text.length() ? text.charAt(place) : ' ';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
