package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.ByteUnit;
import dev.fathom.view.Column;
import dev.fathom.view.Escape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A table as the screen shows it, read back by the heads of its columns.
final class ScreenRows {
  /// What stands between two gaps of at least two spaces.
  private static final Pattern WORDS = Pattern.compile("\\S+(?: \\S+)*");

  private static final String CUT = "…";

  private ScreenRows() {}

  /// A text and where it stands in its line.
  private record Word(String text, int from, int until) {
    boolean isAbove(Word other) {
      return from < other.until && other.from < until;
    }
  }

  /// {@return the cells of each row below the line that has all these heads, by head; what stands
  /// below no head is left out}
  static List<Map<String, String>> below(List<String> heads, List<String> lines) {
    for (int line = 0; line < lines.size(); line++) {
      List<Word> words = words(lines.get(line));
      if (words.stream().map(Word::text).toList().containsAll(heads)) {
        return lines.subList(line + 1, lines.size()).stream()
            .takeWhile(row -> !row.isBlank() && !row.strip().startsWith(CUT))
            .map(ScreenRows::words)
            .takeWhile(row -> row.stream().noneMatch(word -> isSentence(word, words)))
            .map(row -> cells(words, row, heads))
            .toList();
      }
    }
    throw new AssertionError("no line has " + heads + " in\n" + String.join("\n", lines));
  }

  /// Whether it goes on below several heads, as nothing in a column does.
  private static boolean isSentence(Word word, List<Word> heads) {
    return heads.stream().filter(head -> head.isAbove(word)).count() > 1;
  }

  private static Map<String, String> cells(
      List<Word> heads, List<Word> words, List<String> wanted) {
    Map<String, String> cells = new LinkedHashMap<>();
    for (Word head : heads) {
      if (wanted.contains(head.text())) {
        cells.put(
            head.text(),
            words.stream().filter(head::isAbove).map(Word::text).findFirst().orElse(""));
      }
    }
    return cells;
  }

  private static List<Word> words(String line) {
    List<Word> words = new ArrayList<>();
    Matcher matcher = WORDS.matcher(line);
    while (matcher.find()) {
      words.add(new Word(matcher.group(), matcher.start(), matcher.end()));
    }
    return words;
  }

  /// {@return whether a cell shows a value of JSON, in whichever unit}
  private static boolean shows(String cell, Column<?> column, @Nullable Object value) {
    if (value == null) {
      return cell.isEmpty();
    }
    return switch (column.kind()) {
      case BYTES -> value instanceof Long bytes && sizes(bytes).anyMatch(unmarked(cell)::equals);
      case COUNT ->
          value instanceof Long number && cell.equals(String.format(Locale.ROOT, "%,d", number));
      case ADDRESS -> value instanceof Long address && cell.equals("0x%x".formatted(address));
      case ID, SHARE, FLAG -> cell.equals(value.toString());
      case TEXT -> {
        String text = Escape.terminal(value.toString()).strip();
        yield isOf(cell, text) || text.startsWith(cell + "  ");
      }
    };
  }

  /// {@return whether a cell shows a text, be it that something is cut out of it}
  static boolean isOf(String cell, String text) {
    String pattern =
        Arrays.stream(cell.split(CUT, -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    return Pattern.compile(pattern, Pattern.DOTALL).matcher(text).matches();
  }

  /// {@return a size without what says that it is a difference, or not exact}
  private static String unmarked(String cell) {
    return cell.startsWith("+") || cell.startsWith("~") ? cell.substring(1) : cell;
  }

  private static Stream<String> sizes(long bytes) {
    return Stream.concat(
        // A head tells that all below it are kB.
        Stream.of(ByteUnit.inText(bytes), String.format(Locale.ROOT, "%,d", bytes / 1024)),
        Stream.of(ByteUnit.values()).map(unit -> unit.format(bytes)));
  }

  /// Asserts that each row is one of JSON's, in each figure that it shows.
  ///
  /// @param shown columns by the heads that the screen gives them
  static void assertAmong(
      List<Map<String, @Nullable Object>> json,
      Map<String, Column<?>> shown,
      List<Map<String, String>> rows) {
    for (Map<String, String> row : rows) {
      assertThat(json)
          .as("%s", row)
          .anyMatch(object ->
              shown.entrySet().stream()
                  .allMatch(each -> {
                    Column<?> column = each.getValue();
                    return shows(
                        row.getOrDefault(each.getKey(), ""), column, object.get(column.id()));
                  }));
    }
  }
}
