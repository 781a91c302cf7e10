package dev.fathom.view;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Fits text into lines of a terminal.
public final class Fit {
  private static final Pattern UNIT = Pattern.compile("(%|[KMGT]?i?B|[mµ]?s)[).,;:]*");
  private static final Pattern NUMBER = Pattern.compile("\\d$");

  private Fit() {}

  /// {@return how many cells of a line it takes: what sets colour and weight takes none}
  public static int length(String text) {
    return Cells.of(seen(text));
  }

  private static String seen(String text) {
    return text.indexOf(Style.ESCAPE) < 0 ? text : Style.SEQUENCE.matcher(text).replaceAll("");
  }

  /// {@return the line, its end cut off if it takes more than `width` cells; then it has no colour}
  public static String line(String line, int width) {
    if (length(line) <= width) {
      return line;
    }
    String seen = seen(line);
    return Cells.beginning(seen, width - 1) + "…";
  }

  /// {@return the line, cut in the middle if it takes more than `width` cells}
  ///
  /// @param share of the room that its beginning has, from 0 to 1
  public static String middle(String line, int width, double share) {
    if (length(line) <= width) {
      return line;
    }
    int head = (int) Math.round((width - 1) * share);
    int tail = width - 1 - head;
    return Cells.beginning(line, head) + "…" + Cells.end(line, tail);
  }

  /// {@return the text, broken between words into lines of at most `width` cells; a longer word has
  /// a line of its own, and a unit stands with its number}
  public static List<String> text(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    int seen = 0;
    for (String word : words(text)) {
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

  /// {@return the same of a line that is indented: all its lines are}
  public static List<String> indented(String line, int width) {
    String indent = line.substring(0, line.length() - line.stripLeading().length());
    return text(line.stripLeading(), width - indent.length()).stream()
        .map(each -> indent + each)
        .toList();
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    for (String word : text.split(" ", -1)) {
      boolean unit = !words.isEmpty() && UNIT.matcher(word).matches();
      if (unit && NUMBER.matcher(words.getLast()).find()) {
        words.set(words.size() - 1, words.getLast() + " " + word);
      } else {
        words.add(word);
      }
    }
    return words;
  }
}
