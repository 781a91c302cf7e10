package dev.fathom.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Text in lines of a terminal, coloured or not.
final class FitTest {
  private static final String NOTE = "note: a word and another word";

  @Test
  void colourTakesNoRoom() {
    String coloured = NOTE.replace("note:", Style.COLOUR.warning("note:"));
    for (int width = 6; width < 40; width++) {
      assertThat(Fit.text(coloured, width).stream().map(FitTest::seen))
          .as("%d", width)
          .isEqualTo(Fit.text(NOTE, width));
      assertThat(seen(Fit.line(coloured, width))).isEqualTo(Fit.line(NOTE, width));
    }
  }

  /// A number is not told on one line and its unit on the next.
  @Test
  void aUnitStandsWithItsNumber() {
    for (int width = 8; width < 60; width++) {
      assertThat(Fit.text("All but 16.0 KiB (0.1 %) of 23 MiB: 4 B in 5 ms.", width))
          .as("%d", width)
          .noneMatch(line -> line.matches("^(KiB|%|MiB|B|ms)\\W.*"));
    }
  }

  @Test
  void allLinesOfAnIndentedOneAre() {
    assertThat(Fit.indented("    … 153 more types; --top N shows more", 24))
        .containsExactly("    … 153 more types;", "    --top N shows more");
  }

  private static String seen(String line) {
    return line.replaceAll("\u001b\\[\\d*m", "");
  }
}
