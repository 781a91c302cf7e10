package dev.fathom.analysis.paths;

/// A path that was printed, in which places and keys may be left open: `__main__.rows[*].name`.
///
/// @param text as it was printed, without a mark that it is only likely
record PathPattern(String text) {
  private static final String ANY_PLACE = "[*]";
  private static final String ANY_KEY = "{*}";

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
    return at == text.length() ? Fit.WHOLE : Fit.BEGINNING;
  }

  /// Whether a step can be the last of it: its longest word must stand there, whatever brackets and
  /// quotes are written around it.
  boolean mayEndWith(String step) {
    if (text.endsWith(ANY_PLACE) || text.endsWith(ANY_KEY)) {
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
