package dev.fathom.view;

import java.util.ArrayList;
import java.util.List;

/// Fits text into lines of a terminal.
public final class Fit {
  private Fit() {}

  /// {@return the line, its end cut off if it is longer than `width` characters}
  public static String line(String line, int width) {
    return line.codePointCount(0, line.length()) <= width
        ? line
        : line.substring(0, line.offsetByCodePoints(0, width - 1)) + "…";
  }

  /// {@return the line, cut in the middle if it is longer than `width` characters}
  ///
  /// @param share of the room that its beginning has, from 0 to 1
  public static String middle(String line, int width, double share) {
    int length = line.codePointCount(0, line.length());
    if (length <= width) {
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
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
