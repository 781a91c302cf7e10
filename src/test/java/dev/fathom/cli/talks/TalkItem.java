package dev.fathom.cli.talks;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Something that a talk shows, measures, names, plans or advises: a line of `talks.tsv`.
///
/// @param talk its number
/// @param place the minute, the slide or the heading
/// @param text what it is
/// @param command of Fathom, without its name; or a document; or one of [#SOON] and [#ELSEWHERE]
/// @param codes the exit codes that the command may have
/// @param shows what is on the screen, or in the document; or what there will be, or what to use
record TalkItem(
    int talk, String place, String text, String command, Set<Integer> codes, String shows) {
  /// Instead of a command: it is being built.
  static final String SOON = "soon";

  /// Instead of a command: no tool for Linux can show it.
  static final String ELSEWHERE = "-";

  private static final String DOCUMENT = "docs/";
  private static final int COLUMNS = 6;

  static TalkItem parse(String line) {
    List<String> cells = List.of(line.split("\t", -1));
    if (cells.size() != COLUMNS) {
      throw new IllegalArgumentException("not " + COLUMNS + " columns: " + line);
    }
    Set<Integer> codes =
        Stream.of(cells.get(4).split("\\|", -1))
            .filter(code -> !code.isEmpty())
            .map(Integer::valueOf)
            .collect(Collectors.toSet());
    return new TalkItem(
        Integer.parseInt(cells.get(0)),
        cells.get(1),
        cells.get(2),
        cells.get(3),
        codes,
        cells.get(5));
  }

  boolean isSoon() {
    return command.equals(SOON);
  }

  boolean isElsewhere() {
    return command.equals(ELSEWHERE);
  }

  boolean isInDocument() {
    return command.startsWith(DOCUMENT);
  }

  boolean isPlayed() {
    return !isSoon() && !isElsewhere() && !isInDocument();
  }
}
