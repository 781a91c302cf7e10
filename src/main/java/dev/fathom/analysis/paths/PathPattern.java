package dev.fathom.analysis.paths;

/// A path that was printed, in which places and keys may be left open: `__main__.rows[*].name`.
///
/// @param text as it was printed, without a mark that it is only likely
record PathPattern(String text) {
  private static final String ANY_PLACE = "[*]";
  private static final String ANY_KEY = "{*}";
  private static final String ANY_NAME = ".*";

  /// What a place in a variable of C begins with: its first part has none.
  private static final String PLACE = "+0x";

  /// How a path fits.
  enum Fit {
    /// It is one of those that are meant.
    WHOLE,
    /// It can be the beginning of one.
    BEGINNING,
    /// It is neither.
    NONE
  }

  /// {@return how a path fits} **Cost**: some nanoseconds a character.
  Fit of(String path) {
    int at = 0;
    int in = 0;
    while (in < path.length()) {
      if (at == text.length()) {
        return Fit.NONE;
      }
      char open = path.charAt(in);
      if (text.startsWith(ANY_PLACE, at) && path.startsWith(PLACE, in)) {
        in = endOfName(path, in + 1);
        at += ANY_PLACE.length();
        continue;
      }
      if (open == '.' && text.startsWith(ANY_NAME, at)) {
        in = endOfName(path, in + 1);
        at += ANY_NAME.length();
        continue;
      }
      boolean any =
          (open == '[' && text.startsWith(ANY_PLACE, at))
              || (open == '{' && text.startsWith(ANY_KEY, at));
      if (any) {
        int close = path.indexOf(open == '[' ? ']' : '}', in);
        in = close < 0 ? path.length() : close + 1;
        at += ANY_PLACE.length();
      } else if (open == text.charAt(at)) {
        in++;
        at++;
      } else {
        return Fit.NONE;
      }
    }
    boolean first = text.length() - at == ANY_PLACE.length() && text.endsWith(ANY_PLACE);
    return at == text.length() || (first && isVariable(path)) ? Fit.WHOLE : Fit.BEGINNING;
  }

  /// The first part of a table of C is called as the table.
  private static boolean isVariable(String path) {
    return path.contains(": ") && !path.endsWith("]");
  }

  private static int endOfName(String path, int from) {
    int at = from;
    while (at < path.length()
        && (Character.isLetterOrDigit(path.charAt(at)) || path.charAt(at) == '_')) {
      at++;
    }
    return at;
  }

  /// Whether a step can be the last of it: its longest word must stand there, whatever brackets and
  /// quotes are written around it.
  boolean mayEndWith(String step) {
    if (text.endsWith(ANY_PLACE) || text.endsWith(ANY_KEY) || text.endsWith(ANY_NAME)) {
      return true;
    }
    boolean place = step.startsWith("[") && step.endsWith("]") && !step.startsWith("['");
    return place ? text.endsWith(step) : text.contains(longestWord(step));
  }

  private static String longestWord(String step) {
    String longest = "";
    int start = 0;
    for (int at = 0; at <= step.length(); at++) {
      if (at == step.length() || !Character.isLetterOrDigit(step.charAt(at))) {
        longest = at - start > longest.length() ? step.substring(start, at) : longest;
        start = at + 1;
      }
    }
    return longest;
  }
}
