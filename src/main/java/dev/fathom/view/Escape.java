package dev.fathom.view;

/// Makes text that a target chose harmless to a terminal.
public final class Escape {
  private static final int LONGEST = 200;

  private static final int LONGEST_MARKUP = 10_000;

  private Escape() {}

  /// {@return the text with control characters, invisible and bidirectional formatting, and lone
  /// surrogates written as `\x1b` or `\u202e`} At most 200 characters of it.
  public static String terminal(String text) {
    return terminal(text, LONGEST);
  }

  /// {@return a word of a command line, quoted where a shell demands it} What cannot be printed is
  /// not there to be pasted either: then it is `otherwise`.
  public static String word(String text, String otherwise) {
    if (!terminal(text, text.length()).equals(text)) {
      return otherwise;
    }
    return text.matches("[\\w./:@%+=,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  /// {@return the same, of at most `longest` characters of the text}
  public static String terminal(String text, int longest) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints()
        .limit(longest)
        .forEach(c -> {
          int type = Character.getType(c);
          if (type == Character.CONTROL) {
            escaped.append("\\x%02x".formatted(c));
          } else if (type == Character.FORMAT
              || type == Character.SURROGATE
              || type == Character.LINE_SEPARATOR
              || type == Character.PARAGRAPH_SEPARATOR
              || type == Character.UNASSIGNED
              || type == Character.PRIVATE_USE) {
            escaped.append("\\u%04x".formatted(c));
          } else {
            escaped.appendCodePoint(c);
          }
        });
    return text.codePointCount(0, text.length()) > longest
        ? escaped.append('…').toString()
        : escaped.toString();
  }

  /// {@return text as it stands in HTML and SVG, also in an attribute between quotes; what is
  /// invisible is written as on a terminal}
  public static String markup(String text) {
    return terminal(text, LONGEST_MARKUP)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
