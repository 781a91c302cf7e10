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

  private static String seen(String line) {
    return line.replaceAll("\u001b\\[\\d*m", "");
  }
}
