package dev.fathom.cli.talks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A command of Fathom, and all items of the talks that it shows.
record TalkCommand(String line, List<TalkItem> items) {
  /// A word, or several between apostrophes.
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\\S+");

  /// {@return each command once, in the order of the talks}
  static List<TalkCommand> of(List<TalkItem> items) {
    Map<String, List<TalkItem>> byLine = new LinkedHashMap<>();
    for (TalkItem item : items) {
      if (item.isPlayed()) {
        byLine.computeIfAbsent(item.command(), ignored -> new ArrayList<>()).add(item);
      }
    }
    return byLine.entrySet().stream()
        .map(entry -> new TalkCommand(entry.getKey(), entry.getValue()))
        .toList();
  }

  List<String> words() {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(line);
    while (matcher.find()) {
      words.add(matcher.group(1) == null ? matcher.group() : matcher.group(1));
    }
    return words;
  }

  @Override
  public String toString() {
    return "fathom " + line;
  }
}
