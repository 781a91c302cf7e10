package dev.fathom.view;

import java.util.ArrayList;
import java.util.List;

/// Fits text into lines of a terminal.
public final class Fit {
  private Fit() {}

  /// {@return how many characters of it are seen: what sets colour and weight is none}
  static int length(String text) {
    String seen = seen(text);
    return seen.codePointCount(0, seen.length());
  }

  private static String seen(String text) {
    return text.indexOf(Style.ESCAPE) < 0 ? text : Style.SEQUENCE.matcher(text).replaceAll("");
  }

  /// {@return the line, its end cut off if it is longer than `width` characters; then it has no
  /// colour}
  public static String line(String line, int width) {
    if (length(line) <= width) {
      return line;
    }
    String seen = seen(line);
    return seen.substring(0, seen.offsetByCodePoints(0, width - 1)) + "…";
  }

  /// {@return the line, cut in the middle if it is longer than `width` characters}
  ///
  /// @param share of the room that its beginning has, from 0 to 1
  public static String middle(String line, int width, double share) {
    if (length(line) <= width) {
      return line;
    }
    int head = (int) Math.round((width - 1) * share);
    int tail = width - 1 - head;
    return line.substring(0, line.offsetByCodePoints(0, head))
        + "…"
        + line.substring(line.offsetByCodePoints(line.length(), -tail));
  }

  /// {@return the text, broken between words into lines of at most `width` characters; a longer
  /// word has a line of its own}
  public static List<String> text(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    int seen = 0;
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && seen + 1 + length(word) > width) {
        lines.add(line.toString());
        line.setLength(0);
        seen = 0;
      }
      seen += (line.isEmpty() ? 0 : 1) + length(word);
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
