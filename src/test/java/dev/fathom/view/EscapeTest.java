package dev.fathom.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Names that a target chose: whatever they hold, a terminal does nothing but show them.
final class EscapeTest {
  private static final String HARMFUL = "[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}]";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "__main__.Node",
        "Outer.<locals>.Inner",
        "caf\u00e9",
        "\u0416\u4e2d",
        "\uD83D\uDC0D",
        "a b",
        "back\\slash"
      })
  void ordinaryNamesStayAsTheyAre(String name) {
    assertThat(Escape.terminal(name)).isEqualTo(name);
  }

  @Test
  void whatATerminalWouldObeyIsSpelled() {
    Map<String, String> spelled =
        Map.ofEntries(
            Map.entry("\u001b[31mred", "\\x1b[31mred"),
            Map.entry("\u009b31m", "\\x9b31m"),
            Map.entry("\u001b]0;title\u0007", "\\x1b]0;title\\x07"),
            Map.entry("a\nb\r\tc\u0000", "a\\x0ab\\x0d\\x09c\\x00"),
            Map.entry("\u007f", "\\x7f"),
            Map.entry("\u202egnp.exe", "\\u202egnp.exe"),
            Map.entry("\u2066\u2069\u200f", "\\u2066\\u2069\\u200f"),
            Map.entry("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"),
            Map.entry("\u2028\u2029", "\\u2028\\u2029"),
            Map.entry("\uD800", "\\ud800"),
            Map.entry("\uDC0Dx\uD83D", "\\udc0dx\\ud83d"),
            Map.entry("\uE000", "\\ue000"));
    spelled.forEach((raw, expected) -> assertThat(Escape.terminal(raw)).isEqualTo(expected));
  }

  @Test
  void nothingHarmfulEverGoesThrough() {
    Random random = new Random(1);
    for (int attempt = 0; attempt < 1000; attempt++) {
      char[] text = new char[random.nextInt(300)];
      for (int at = 0; at < text.length; at++) {
        // Half of them from where most of what is harmful lies.
        text[at] = (char) random.nextInt(random.nextBoolean() ? 0x100 : 0x10000);
      }
      String escaped = Escape.terminal(new String(text));
      assertThat(escaped).doesNotContainPattern(HARMFUL);
      assertThat(escaped.length()).isLessThanOrEqualTo(200 * 8 + 1);
    }
  }

  @Test
  void noCodePointGoesThroughThatIsHarmful() {
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      String text = Character.toString(codePoint);
      if (text.matches(HARMFUL)) {
        assertThat(Escape.terminal(text)).doesNotContainPattern(HARMFUL);
      }
    }
  }

  @Test
  void longNamesAreCut() {
    String snakes = "\uD83D\uDC0D".repeat(201);
    assertThat(Escape.terminal(snakes)).isEqualTo("\uD83D\uDC0D".repeat(200) + "…");
    assertThat(Escape.terminal("x".repeat(200))).isEqualTo("x".repeat(200));
    assertThat(Escape.terminal("x".repeat(1 << 20))).hasSize(201);
  }
}
