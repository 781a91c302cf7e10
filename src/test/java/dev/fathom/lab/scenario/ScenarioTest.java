package dev.fathom.lab.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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

  /// The rows that are expected are those of the document: where a scene is new, put its row there.
  @Test
  void theDocumentTellsOfWhichTalkEachIs() throws IOException {
    String text = Files.readString(Path.of("docs", "reading.md"), UTF_8);
    assertThat(text.lines().filter(line -> line.startsWith("| `fathom lab ")))
        .containsExactlyElementsOf(
            Catalogue.all().stream()
                .map(scenario ->
                    String.format(
                        Locale.ROOT,
                        "| `fathom lab %s` | %d, %s | %s |",
                        scenario.name(),
                        scenario.talk(),
                        scenario.place(),
                        scenario.summary().replace("|", "\\|")))
                .toList());
  }

  @Test
  void anExpectationThatDoesNotHoldIsAFailureOfItsStep() {
    List<Step> steps = play("process p\nmap 0 w heap\nread 0 -> segmentation fault");
    assertThat(steps.getLast().holds()).isFalse();
    assertThat(steps.getLast().failure()).contains("segmentation fault", "wiped with zeros");
  }

  private static final String LARGE = "machine page 4096 pages 16777216 frames 2000;";

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
        "process p;show sunset | line 2, column 6",
        "process p;touch 0 -> hit | line 2, column 12",
        "process p;name x 3 | line 2, column 1",
        "interpreter cpython as p | line 1, column 1",
        "interpreter jython as p | line 1, column 13",
        "interpreter cpython-3.x as p | line 1, column 13",
        "interpreter micropython 999999999 as p | line 1, column 13",
        LARGE + "interpreter cpython-3.99 as p | line 2, column 1",
        LARGE + "interpreter cpython as p;name x y | line 3, column 8",
        LARGE + "interpreter cpython as p;name x 99999999999999999999 | line 3, column 8",
        LARGE + "interpreter cpython as p;name x lists 10001 | line 3, column 14",
        LARGE + "interpreter cpython as p;del x | line 3, column 5",
        LARGE + "interpreter cpython as p;name x 300;append x x | line 4, column 8",
        LARGE + "interpreter cpython as p;collect 3 | line 3, column 9",
        LARGE + "interpreter cpython as p;mark | line 3, column 1",
        LARGE + "interpreter cpython as p;show blocks 4 | line 3, column 6",
        LARGE + "interpreter micropython 4096 as p;collect 0 | line 3, column 1",
        LARGE + "interpreter micropython 4096 as p;show blocks 65 | line 3, column 13",
        LARGE + "interpreter micropython 4096 as p;show pools | line 3, column 6",
        LARGE + "interpreter micropython 4096 as p;expect refcount x 1 | line 3, column 17",
        LARGE + "interpreter micropython 4096 as p;name x lists 500 | line 3, column 1",
        "process p;show bytes | line 2, column 6",
        "process p;show bytes 0..1000 | line 2, column 12",
        "process p;show page 10 | line 2, column 11",
        "process p;show translation | line 2, column 6",
        "process p;at | line 2, column 3",
        "at A | line 1, column 1",
        "show bytes 0 | line 1, column 6",
        "process p;map 0..3 w heap populate now | line 2, column 26",
        "object a.o 0 defines main | line 1, column 1",
        "object a.o x | line 1, column 12",
        "object a.o 5 declares main | line 1, column 14",
        "object a.o 5;object a.o 6 | line 2, column 8",
        "object a.o 5;archive b.a a.o c.o | line 2, column 17",
        "object a.o 5;archive b.a a.o;archive c.a b.a | line 3, column 13",
        "object a.o 5;link prog from a.o | line 2, column 6",
        "object a.o 5;link static prog a.o | line 2, column 18",
        "object a.o 5;link static prog from b.o | line 2, column 23",
        "object a.o 5;link static a.o from a.o | line 2, column 13",
        "object a.o 5;link static p from a.o -> trouble | line 2, column 27",
        "object a.o 2000;link static p from a.o | line 2, column 1",
        "object a.o 2000000000;link static p from a.o | line 2, column 1",
        "object a.o 5;run a.o as p | line 2, column 5",
        "object a.o 5;link shared a.so from a.o;run a.so as p | line 3, column 5",
        "object a.o 5;link static p from a.o;run p | line 3, column 6",
        "object a.o 5;link static p from a.o;run p as q;call main | line 4, column 1",
        "process p;call main | line 2, column 1",
        "process p;expect lookups 0 | line 2, column 1",
        "nm a.o | line 1, column 4",
        "object a.o 5;ar x a.o | line 2, column 4",
        "remove libc.so | line 1, column 8",
        "allocator malloc as p | line 1, column 1",
        "allocator micropython 999999999 as p | line 1, column 11",
        "process p;alloc a 5 | line 2, column 1",
        "process p;free a | line 2, column 1",
        "machine page 4096 pages 16777216 frames 2000;allocator tlsf as p | line 2, column 11",
        "machine page 4096 pages 16777216 frames 2000;allocator malloc as p;free a | line 3, column"
            + " 6",
        "machine page 4096 pages 16777216 frames 2000;allocator malloc as p;alloc a 0 | line 3,"
            + " column 9",
        "machine page 1048576 pages 1000;file f 100 | line 2, column 1",
        "machine page 1 frames 2000000 | line 1, column 1",
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
