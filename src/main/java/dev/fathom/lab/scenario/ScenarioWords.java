package dev.fathom.lab.scenario;

import java.util.List;

/// The words of a command, taken one by one.
final class ScenarioWords {
  private final List<Token> tokens;
  private int position;

  private ScenarioWords(List<Token> tokens, int position) {
    this.tokens = tokens;
    this.position = position;
  }

  static ScenarioWords of(List<Token> tokens, int position) {
    return new ScenarioWords(tokens, position);
  }

  boolean more() {
    return position < tokens.size();
  }

  /// {@return where the next word stands, or the last one if there is none}
  Token here() {
    return tokens.get(Math.min(position, tokens.size() - 1));
  }

  Token next(String wanted) {
    if (!more()) {
      Token last = tokens.getLast();
      throw new ScenarioException(
          last.line(), last.column() + last.text().length(), "expected " + wanted + " here");
    }
    Token token = tokens.get(position);
    position++;
    return token;
  }

  /// {@return whether the next word is this one, which is then taken}
  boolean take(String word) {
    boolean taken = more() && here().text().equals(word);
    position += taken ? 1 : 0;
    return taken;
  }

  /// Takes the next word, which must be this one.
  ///
  /// @param usage how the command is written
  void require(String word, String usage) {
    if (!next(usage).text().equals(word)) {
      throw new ScenarioException(tokens.get(position - 1), "expected: " + usage);
    }
  }

  int number() {
    return whole(next("a number"));
  }

  static int whole(Token token) {
    try {
      return Integer.parseInt(token.text());
    } catch (NumberFormatException noNumber) {
      throw new ScenarioException(token, "expected a number, not \"" + token.text() + "\"");
    }
  }

  /// A page, or a range as `4..7`.
  Range range() {
    Token token = next("a page or a range of pages");
    int dots = token.text().indexOf("..");
    if (dots < 0) {
      int page = whole(token);
      return new Range(page, page);
    }
    int first = whole(new Token(token.text().substring(0, dots), token.line(), token.column()));
    int last =
        whole(new Token(token.text().substring(dots + 2), token.line(), token.column() + dots + 2));
    if (last < first) {
      throw new ScenarioException(token, "a range goes from the lower page to the higher");
    }
    return new Range(first, last);
  }

  /// @throws ScenarioException if a word is left over
  void end() {
    if (more()) {
      throw new ScenarioException(here(), "did not expect \"" + here().text() + "\" here");
    }
  }

  /// Pages from `first` to `last`, both among them.
  record Range(int first, int last) {
    long count() {
      return (long) last - first + 1;
    }
  }
}
