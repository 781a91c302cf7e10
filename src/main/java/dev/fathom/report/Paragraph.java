package dev.fathom.report;

import java.util.ArrayList;
import java.util.List;

/// Running text in lines.
final class Paragraph {
  private Paragraph() {}

  /// {@return the text, broken between words into lines of at most `width` characters; a longer
  /// word has a line of its own}
  static List<String> wrap(String text, int width) {
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
