package dev.fathom.snapshot.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// `docs/fleet.md` has every table with every column, for Spark and for Trino.
final class FleetDocumentTest {
  private static final Pattern STATEMENT =
      Pattern.compile(
          "CREATE (TEMPORARY VIEW |TABLE hive\\.fleet\\.)(\\w+) \\(\\s*([^;]*?)\\)\\s+(USING|WITH)");

  @Test
  void theStatementsDefineWhatThereIs() throws IOException {
    Matcher statements = STATEMENT.matcher(text());
    List<String> found = new ArrayList<>();
    while (statements.find()) {
      found.add(statements.group(2) + ": " + statements.group(3).replaceAll("\\s+", " "));
    }
    List<String> expected = new ArrayList<>();
    for (Map.Entry<String, String> engine :
        List.of(Map.entry("STRING", "BIGINT"), Map.entry("varchar", "bigint"))) {
      String text = engine.getKey();
      for (DatasetTable table : DatasetTable.values()) {
        expected.add(
            table.columns().stream()
                    .map(column ->
                        column.name() + " " + (column.number() ? engine.getValue() : text))
                    .collect(Collectors.joining(", ", table.id() + ": ", ""))
                + String.format(
                    ", app %s, host %s, taken %s",
                    text, text, text.equals("STRING") ? "DATE" : "date"));
      }
    }
    assertThat(found).containsExactlyElementsOf(expected);
  }

  @Test
  void theTableOfColumnsHasEachMeaning() throws IOException {
    Map<String, String> expected = new TreeMap<>();
    for (DatasetTable table : DatasetTable.values()) {
      for (int at = 0; at < table.columns().size(); at++) {
        DatasetTable.Column column = table.columns().get(at);
        String where = at < 4 ? "each" : "`" + table.id() + "`";
        expected.put(where + " " + column.name(), column.meaning());
      }
    }
    expected.forEach((key, meaning) ->
        assertThat(textOrFail())
            .contains(
                "| "
                    + key.substring(0, key.indexOf(' '))
                    + " | `"
                    + key.substring(key.indexOf(' ') + 1)
                    + "` |")
            .contains("| " + meaning + " |"));
  }

  private static String textOrFail() {
    try {
      return text();
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    }
  }

  private static String text() throws IOException {
    return Files.readString(Path.of("docs/fleet.md"));
  }
}
