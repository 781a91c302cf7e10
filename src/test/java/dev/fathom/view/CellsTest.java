package dev.fathom.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What characters take on a terminal, as Python's copy of Unicode's tables has it.
final class CellsTest {
  /// A line for each character that both know: its number, whether it is wide, whether it joins.
  private static final String TABLES =
      """
      import unicodedata
      for code in range(0x300, 0x110000):
          kind = unicodedata.category(chr(code))
          if kind not in ('Cn', 'Co', 'Cs'):
              wide = unicodedata.east_asian_width(chr(code)) in 'WF'
              print(code, int(wide), int(kind in ('Mn', 'Me', 'Cf')))
      """;

  @Test
  void charactersTakeWhatUnicodeSays() throws IOException, InterruptedException {
    int known = 0;
    List<String> others = new ArrayList<>();
    for (String line : python()) {
      String[] fields = line.split(" ", -1);
      int code = Integer.parseInt(fields[0]);
      boolean korean = code >= 0x1160 && code <= 0x11ff;
      int cells = fields[2].equals("1") || korean ? 0 : fields[1].equals("1") ? 2 : 1;
      if (Character.isDefined(code) && Cells.of(code) != cells) {
        others.add("U+%04X".formatted(code));
      }
      known++;
    }
    assumeThat(known).as("Python's tables").isGreaterThan(100_000);
    // Another year's Unicode has another mind about some.
    assertThat(others).hasSizeLessThan(100);
    assertThat(others).doesNotContain("U+4E2D", "U+D55C", "U+1F40D", "U+0301", "U+2588");
  }

  private static List<String> python() throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder("python3", "-c", TABLES).start();
    } catch (IOException absent) {
      return List.of();
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output.lines().toList();
  }

  @Test
  void aCutNeverPartsACharacter() {
    String mixed = "a中é\u0301한😀z";
    assertThat(Cells.of(mixed)).isEqualTo(9);
    for (int cells = 0; cells <= 9; cells++) {
      String beginning = Cells.beginning(mixed, cells);
      String end = Cells.end(mixed, cells);
      assertThat(Cells.of(beginning)).isLessThanOrEqualTo(cells);
      assertThat(Cells.of(end)).isLessThanOrEqualTo(cells);
      assertThat(mixed).startsWith(beginning).endsWith(end);
      assertThat(end).doesNotStartWith("\u0301");
    }
  }

  @Test
  void columnsStandBelowEachOther() {
    Table table = new Table(Table.Align.LEFT, Table.Align.RIGHT, Table.Align.LEFT);
    table.row("type", "count", "path");
    table.row("データベース", "3", "x");
    table.row("Cafe\u0301", "17", "y");
    table.row("Plain", "4", "z");
    for (int width : List.of(10, 17, 40)) {
      List<String> lines = table.lines(width);
      assertThat(lines).allMatch(line -> Cells.of(line) <= width);
      if (width == 40) {
        assertThat(lines.stream().map(line -> Cells.of(line.replaceFirst("[a-z]+$", ""))))
            .as("where the last column begins")
            .containsOnly(Cells.of("データベース  count  "));
      }
    }
  }

  /// At 60 characters the names of two columns share what the figures leave.
  @Test
  void aNarrowTableLeavesRoomForTheLastName() {
    Table table =
        new Table(Table.Align.LEFT, Table.Align.RIGHT, Table.Align.LEFT, Table.Align.LEFT);
    table.row("PIN", "releases", "type", "owner");
    String path = "__main__.application.cache['sessions'][*]";
    table.row("0x56328a8f9ab0", "4.0 KiB", "buffer of collections.OrderedDict", path);
    assertThat(table.lines(60).getLast())
        .startsWith("0x56328a8f9ab0  ")
        .matches(".*  buffer of\\S*….*  __main__\\S*….+");
  }
}
