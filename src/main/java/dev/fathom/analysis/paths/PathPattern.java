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

  /// Whether a step can be the last of it.
  boolean mayEndWith(String step) {
    boolean place = step.startsWith("[") && step.endsWith("]") && !step.startsWith("['");
    return !place || text.endsWith(step) || text.endsWith(ANY_PLACE);
  }
}
