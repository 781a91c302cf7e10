package dev.fathom.mcp.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.mcp.json.JsonTree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AnswerPageTest {
  private static final String MARK = "abcdef";

  @ParameterizedTest
  @ValueSource(
      strings = {"plain", "\"quoted\\\"", "█▓▒", "[end abcdef]", "\u0001", "a very long name, "})
  void whateverNamesThereAreNothingIsLostAndNoPageIsTooLong(String name) throws Exception {
    List<Said> said = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (int number = 0; number < 200; number++) {
      said.add(Said.plainly(name.repeat(40) + number));
      lines.add("row " + number + " " + name.repeat(300));
    }
    List<NextCall> next =
        Collections.nCopies(3, NextCall.of("path", "1").with(Parameter.OF, "x".repeat(120)));
    ToolAnswer answer = new ToolAnswer("Process 1, as it was 0 s ago.", said, lines, next);
    KeptAnswers kept = new KeptAnswers(MARK);
    List<String> told = new ArrayList<>();
    AnswerPage page = kept.first("tool", answer);
    page.said().forEach(each -> told.add(each.sentence()));
    while (true) {
      assertThat(page.text(MARK).getBytes(UTF_8)).hasSizeLessThanOrEqualTo(AnswerPage.MOST_BYTES);
      assertThat(JsonTree.text(page.json()).getBytes(UTF_8))
          .hasSizeLessThanOrEqualTo(AnswerPage.MOST_BYTES);
      told.addAll(page.lines());
      if (page.more().isEmpty()) {
        break;
      }
      page = kept.at("tool", page.more().get());
    }
    assertThat(told).hasSize(400);
    assertThat(told.subList(0, 200)).isEqualTo(said.stream().map(Said::sentence).toList());
    assertThat(told.subList(200, 400)).allMatch(line -> line.startsWith("row "));
  }
}
