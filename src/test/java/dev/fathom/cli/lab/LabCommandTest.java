package dev.fathom.cli.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.lab.scenario.Catalogue;
import dev.fathom.testing.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `fathom lab`: lists, plays, says what does not hold and where a scenario makes no sense.
final class LabCommandTest {
  @TempDir private Path folder;

  @Test
  void listsScenariosByTalk() {
    List<String> lines = FathomRun.of("lab").assertFine().lines();
    assertThat(lines)
        .anyMatch(line -> line.startsWith("  fork ") && line.contains("63 makes 77"))
        .anyMatch(line -> line.startsWith("Talk 1"))
        .anyMatch(line -> line.startsWith("Talk 2"))
        .anyMatch(line -> line.startsWith("Talk 4"));
  }

  @Test
  void playsOneStepByStep() {
    String out = FathomRun.of("lab", "page-table").assertFine().out();
    assertThat(out)
        .containsSubsequence(
            "▸ read 821 -> 6321 hit",
            "in the page table; RAM sees 6321",
            "▸ read 190 -> 3690 hit",
            "▸ write 522 -> 6022 hit",
            "▸ read 700 -> fault",
            "→ │ 7-- → -      │ → SEGMENTATION FAULT",
            "page-table            26 steps, all expectations hold")
        .contains("✓ expect page 8 frame 63 w");
  }

  /// Two maps in a row are drawn once, not twice.
  @Test
  void whatOnlyPreparesIsDrawnOnce() throws IOException {
    String text = "process p\nmap 0 w heap\nmap 1 w heap\nread 0\n";
    assertThat(FathomRun.of("lab", "run", file(text)).assertFine().out().split("┌", -1)).hasSize(3);
  }

  @Test
  void allHold() {
    FathomRun run = FathomRun.of("lab", "--all").assertFine();
    List<String> names =
        FathomRun.of("lab").lines().stream()
            .filter(line -> line.startsWith("  "))
            .map(line -> line.strip().split(" ", 2)[0])
            .toList();
    assertThat(run.lines()).hasSameSizeAs(names);
    for (String name : names) {
      assertThat(run.lines())
          .anyMatch(line -> line.startsWith(name + " ") && line.endsWith("hold"));
    }
  }

  @Test
  void asJson() {
    Map<String, @Nullable Object> document = FathomRun.of("lab", "--json").assertFine().json();
    assertThat(document).containsEntry("schema", 2L);
    List<@Nullable Object> scenarios = Json.array(document.get("scenarios"));
    assertThat(scenarios).hasSizeGreaterThan(30);
    for (@Nullable Object each : scenarios) {
      Map<String, @Nullable Object> scenario = Json.object(each);
      assertThat(scenario)
          .containsOnlyKeys("name", "talk", "place", "summary", "machine", "steps", "holds")
          .containsEntry("holds", true);
      assertThat(Json.array(scenario.get("steps")))
          .isNotEmpty()
          .allSatisfy(step ->
              assertThat(Json.object(step))
                  .containsKeys("line", "text", "happened", "holds", "tables"));
    }
    Map<String, @Nullable Object> one =
        Json.object(
            Json.array(FathomRun.of("lab", "fork", "--json").assertFine().json().get("scenarios"))
                .getFirst());
    assertThat(one).containsEntry("name", "fork").containsEntry("talk", 1L);
  }

  /// The page tables in the JSON: page 8 of the child is in frame 77 after its write.
  @Test
  void theJsonHasThePageTables() {
    Map<String, @Nullable Object> document =
        FathomRun.of("lab", "fork", "--json").assertFine().json();
    Map<String, @Nullable Object> scenario =
        Json.object(Json.array(document.get("scenarios")).getFirst());
    Map<String, @Nullable Object> write =
        Json.array(scenario.get("steps")).stream()
            .map(Json::object)
            .filter(step -> String.valueOf(step.get("text")).startsWith("in child write 850"))
            .findFirst()
            .orElseThrow();
    Map<String, @Nullable Object> child = Json.object(Json.array(write.get("tables")).get(1));
    assertThat(child).containsEntry("task", "child");
    assertThat(Json.array(child.get("rows")))
        .map(Json::object)
        .anySatisfy(row ->
            assertThat(row)
                .containsEntry("page", 8L)
                .containsEntry("frame", 77L)
                .containsEntry("writable", true)
                .containsEntry("sharers", 1L));
    assertThat(Json.object(write.get("mark")))
        .containsEntry("task", "child")
        .containsEntry("page", 8L)
        .containsEntry("outcome", "copied");
    assertThat(Json.array(write.get("frames")))
        .map(Json::object)
        .map(frame -> frame.get("frame"))
        .contains(77L, 63L);
  }

  /// What the page draws in a browser is tested where there is one: `LabPageTest`.
  @Test
  void asAPageThatAsksForNothing() throws IOException {
    Path page = folder.resolve("lab.html");
    assertThat(FathomRun.of("lab", "fork", "--html", page).assertFine().out())
        .contains("1 scenario; open it in a browser");
    String text = Files.readString(page, UTF_8);
    assertThat(text)
        .contains("default-src 'none'; script-src 'sha256-")
        .doesNotContain("http:")
        .doesNotContain("https:");
    String data = text.split("id=\"data\">", -1)[1].split("</script>", -1)[0];
    Map<String, @Nullable Object> scenario =
        Json.object(Json.array(Json.parseObject(data).get("scenarios")).getFirst());
    assertThat(scenario).containsEntry("name", "fork").containsEntry("holds", true);
    assertThat(FathomRun.of("lab", "--html", page).assertFine().out())
        .contains(Catalogue.all().size() + " scenario");
    assertThat(
            FathomRun.of("lab", "fork", "--html", folder.resolve("no/where"))
                .assertOneLine(ExitCode.FAILED))
        .contains("cannot write");
  }

  @Test
  void anExpectationThatDoesNotHoldIsExitCodeOne() throws IOException {
    Path file = file("process p\nmap 0 w heap\nread 0 -> segmentation fault\nread 5\n");
    FathomRun run = FathomRun.of("lab", "run", file);
    assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    assertThat(run.out())
        .contains("line 3: read 0 -> segmentation fault: expected", "1 do not hold");
    FathomRun asJson = FathomRun.of("lab", "run", file, "--json");
    assertThat(asJson.code()).isEqualTo(ExitCode.FAILED);
    Map<String, @Nullable Object> scenario =
        Json.object(Json.array(asJson.json().get("scenarios")).getFirst());
    assertThat(scenario).containsEntry("holds", false);
    assertThat(Json.array(scenario.get("steps")))
        .map(step -> Json.object(step).get("holds"))
        .containsExactly(true, true, false, true);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "process p;dance 3 | line 2, column 1: unknown word \"dance\"",
        "process p;map 0 q heap | line 2, column 7: expected r or w",
        "process p;map 99 w heap | line 2, column 5: a process has only pages 0 to 9",
        "object a.o 5;link static p from b.o | line 2, column 20: there is no file \"b.o\"",
      })
  void errorsNameTheirPlace(String text, String message) throws IOException {
    String error =
        FathomRun.of("lab", "run", file(text.replace(';', '\n'))).assertOneLine(ExitCode.FAILED);
    assertThat(error).endsWith("mine.lab: " + message);
  }

  @Test
  void whatIsNoScenario() throws IOException {
    assertThat(FathomRun.of("lab", "no\u001b[31msuch").assertOneLine(ExitCode.FAILED))
        .contains("no\\x1b[31msuch", "fathom lab lists them");
    assertThat(FathomRun.of("lab", "run", folder.resolve("gone")).assertOneLine(ExitCode.FAILED))
        .contains("cannot read");
    Path binary = folder.resolve("binary");
    Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
    FathomRun.of("lab", "run", binary).assertOneLine(ExitCode.FAILED);
    Path huge = folder.resolve("huge");
    Files.writeString(huge, "# \n".repeat(400_000), UTF_8);
    assertThat(FathomRun.of("lab", "run", huge).assertOneLine(ExitCode.FAILED))
        .contains("longer than 1 MiB");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("mine.lab"), text);
  }
}
