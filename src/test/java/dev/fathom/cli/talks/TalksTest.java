package dev.fathom.cli.talks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the talks show is shown: each command of `docs/talks.md` is run once, and its screen has
/// what stands there. What is shown are figures and words of the talks, or of the programs that
/// run.
final class TalksTest {
  private static final List<TalkItem> ITEMS = TalkItems.all();

  @TempDir private static Path directory;
  private static TalkTargets targets;

  @BeforeAll
  static void begin() {
    targets = new TalkTargets(directory);
  }

  @AfterAll
  static void end() {
    targets.close();
  }

  static List<TalkCommand> shows() {
    return TalkCommand.of(ITEMS);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void shows(TalkCommand command) {
    Object[] words = command.words().stream().map(targets::resolve).toArray();
    FathomRun run = FathomRun.of(words);
    String screen =
        run.out() + run.err(); // the latter of watch: a command has the former to itself
    assertThat(command.items())
        .allSatisfy(item -> {
          assertThat(item.codes()).as("%s: %s", item, run.err()).contains(run.code());
          assertThat(new Shown(item.shows()).missingIn(screen))
              .as("%s %s, %s, in:%n%s", item.talk(), item.place(), item.text(), screen)
              .isEmpty();
        });
  }

  @Test
  void documentsSayWhatIsToldThere() throws IOException {
    for (TalkItem item : ITEMS) {
      if (item.isInDocument()) {
        String text = Files.readString(Path.of(item.command()), UTF_8);
        assertThat(new Shown(item.shows()).missingIn(text)).as(item.toString()).isEmpty();
      }
    }
  }

  /// None is missing: what no command shows says what there will be, or what to use.
  @Test
  void eachItemSaysSomething() {
    assertThat(ITEMS)
        .hasSizeGreaterThan(250)
        .doesNotHaveDuplicates()
        .allSatisfy(item -> {
          assertThat(List.of(item.place(), item.text(), item.command(), item.shows()))
              .as(item.toString())
              .doesNotContain("");
          assertThat(item.codes().isEmpty()).as(item.toString()).isNotEqualTo(item.isPlayed());
        });
  }

  /// The text that is expected is the file's: where a line of `talks.tsv` has changed, put
  /// `target/talks.md` there.
  @Test
  void theDocumentFollows() throws IOException {
    String page = TalksPage.of(ITEMS);
    Files.writeString(Path.of("target", "talks.md"), page, UTF_8);
    assertThat(Files.readString(Path.of("docs", "talks.md"), UTF_8)).isEqualTo(page);
  }
}
