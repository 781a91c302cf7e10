package dev.fathom.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The scenarios hold, are drawn as the talk draws them, and bad ones fail at their place.
final class ScenarioTest {
  @ParameterizedTest
  @MethodSource
  void holds(Scenario scenario) {
    assertThat(Player.play(scenario))
        .isNotEmpty()
        .allSatisfy(step -> assertThat(step.failure()).as(step.text()).isEmpty());
    assertThat(scenario.summary()).isNotEmpty();
  }

  static Stream<Scenario> holds() {
    return Catalogue.all().stream();
  }

  /// The figure of the talk under "Protection", line by line.
  @Test
  void drawsThePageTableOfTheTalk() {
    Scenario scenario = Catalogue.find("page-table").orElseThrow();
    assertThat(lastPicture(scenario))
        .contains(
            """
              │ 9-- → 59-- w │ stack
              │ 8-- → 63-- w │ stack
              │ 7-- → -      │
              │ 6-- → 61-- w │ heap
              │ 5-- → 60-- w │ heap
              │ 4-- → -      │
              │ 3-- → -      │
              │ 2-- → -      │
              │ 1-- → 36-- r │ libcurses
              │ 0-- → 35-- r │ binary
            """);
  }

  @Test
  void drawsWhatIsPromisedInBrackets() {
    assertThat(lastPicture(Catalogue.find("virt-and-res").orElseThrow()))
        .contains("│ 7-- → -      │ (heap)", "│ 2-- → 41-- r │ libc.so", "VIRT 8 RES 4");
  }

  @Test
  void drawsForkSideBySideAndMarksWhatChanged() {
    Scenario scenario = Catalogue.find("fork").orElseThrow();
    Drawing drawing = new Drawing(scenario.shape(), 100);
    String picture = "";
    for (Step step : Player.play(scenario)) {
      picture = drawing.draw(step);
      if (step.text().startsWith("in child write")) {
        break;
      }
    }
    assertThat(picture)
        .containsPattern("  │ 8-- → 63-- r │ stack +→ │ 8-- → 77-- w │ stack")
        .containsPattern("  │ 6-- → 61-- r │ heap ×2 +│ 6-- → 61-- r │ heap ×2");
  }

  private static String lastPicture(Scenario scenario) {
    Drawing drawing = new Drawing(scenario.shape(), 80);
    String picture = "";
    for (Step step : Player.play(scenario)) {
      picture = drawing.draw(step);
    }
    return picture;
  }

  @Test
  void anExpectationThatDoesNotHoldIsAFailureOfItsStep() {
    List<Step> steps = play("process p\nmap 0 w heap\nread 0 -> segmentation fault");
    assertThat(steps.getLast().holds()).isFalse();
    assertThat(steps.getLast().failure()).contains("segmentation fault", "wiped with zeros");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "process p;dance 3 | line 2, column 1",
        "process p;map 0 q heap | line 2, column 7",
        "process p;map 12 w heap | line 2, column 5",
        "process p;map 5..3 w heap | line 2, column 5",
        "process p;map 0..x w heap | line 2, column 8",
        "process p;map 0 w | line 2, column 8",
        "process p;read zero | line 2, column 6",
        "process p;read 0 -> happiness | line 2, column 11",
        "process p;expect beauty 3 | line 2, column 8",
        "process p;map 0 w heap of nothing | line 2, column 17",
        "process p;process p | line 2, column 9",
        "process p;in q read 0 | line 2, column 4",
        "process p;touch 0..2000000000 | line 2, column 1",
        "read 0 | line 1, column 1",
        "machine frames 2000000000 | line 1, column 1",
        "process p;machine frames 3 | line 2, column 1",
        "process p;map 0 w heap;grow heap 2000000000 | line 3, column 1",
        "process p;exit;exit | line 3, column 1",
        "file f 99999 | line 1, column 1",
        "frames 100 | line 1, column 1",
        "process p;fork q | line 2, column 6",
        "process p;stack 9 grows to 10 | line 2, column 1",
      })
  void badInputFailsAtItsPlace(String text, String place) {
    assertThatThrownBy(() -> play(text.replace(';', '\n')))
        .isInstanceOf(ScenarioException.class)
        .hasMessageStartingWith(place);
  }

  @Test
  void endlessGrowthIsStopped() {
    String loop = "touch 0..99999\n".repeat(21);
    assertThatThrownBy(() ->
            play("machine page 1 pages 100000 frames 100000\nprocess p\nmap 0..99999 w a\n" + loop))
        .isInstanceOf(ScenarioException.class)
        .hasMessageContaining("2000000");
    assertThatThrownBy(() -> play("say more\n".repeat(10_001)))
        .hasMessageStartingWith("line 10001");
  }

  private static List<Step> play(String text) {
    return Player.play(Parser.parse("test", text));
  }
}
