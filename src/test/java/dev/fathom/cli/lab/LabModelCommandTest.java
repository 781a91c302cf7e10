package dev.fathom.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `fathom lab workers`, `replay` and `allocators`, as they are typed.
final class LabModelCommandTest {
  @Test
  void workersInWords() {
    FathomRun run =
        FathomRun.of(
            "lab",
            "workers",
            "--parent",
            "500MB",
            "--touched",
            "20%",
            "--refcounted",
            "--limit",
            "16GB");
    run.assertFine();
    // (16,000 - 500) / 100
    assertThat(run.out()).contains("155 workers fit", "with one more it swaps", "more than 512");
    assertThat(run.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
  }

  @Test
  void workersAsJson() {
    Map<String, @Nullable Object> json =
        FathomRun.of("lab", "workers", "--parent", "1GiB", "--limit", "8GiB", "--json")
            .assertFine()
            .json();
    assertThat(json).containsEntry("parent", 1L << 30).containsEntry("limit", 8L << 30);
    List<@Nullable Object> growth = Json.array(json.get("growth"));
    assertThat(Json.object(growth.get(0)))
        .containsEntry("referenceCounts", true)
        .containsEntry("fits", 7L);
    assertThat(Json.object(growth.get(1))).containsEntry("more", true);
  }

  /// The machine of these tests is a process too: its figures are measured, then foretold from.
  @Test
  void workersOfAProcess() {
    FathomRun run =
        FathomRun.of(
            "lab",
            "workers",
            ProcessHandle.current().pid(),
            "--limit",
            "64GiB",
            "--touched",
            "0.5");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("of private memory");
  }

  @Test
  void replayOfAFile(@TempDir Path folder) throws Exception {
    Path trace = Files.writeString(folder.resolve("trace"), "alloc a 1000\nalloc b 40\nfree a\n");
    FathomRun run = FathomRun.of("lab", "replay", trace, "--json").assertFine();
    List<@Nullable Object> allocators = Json.array(run.json().get("allocators"));
    assertThat(allocators).hasSize(5);
    assertThat(allocators)
        .allSatisfy(each -> {
          Map<String, @Nullable Object> allocator = Json.object(each);
          assertThat(allocator).containsEntry("requested", 40L).containsEntry("steps", 3L);
        });
    assertThat(FathomRun.of("lab", "replay", trace).assertFine().out())
        .contains("3 steps, 2 blocks", "pymalloc 3.10+", "MicroPython", "Perl strings");
    Path wrong = Files.writeString(folder.resolve("wrong"), "alloc a 1000\nfree b\n");
    assertThat(FathomRun.of("lab", "replay", wrong).assertOneLine(ExitCode.FAILED))
        .contains("line 2, column 6: b is not allocated");
  }

  @Test
  void generatedTracesAreTheSameEachTime() {
    Object[] words = {"lab", "replay", "--generate", "server", "--steps", "5000", "--seed", "9"};
    assertThat(FathomRun.of(words).assertFine().out())
        .isEqualTo(FathomRun.of(words).assertFine().out())
        .contains("server, seed 9");
  }

  @Test
  void sameProgramsEverywhere() {
    Map<String, @Nullable Object> json =
        FathomRun.of("lab", "allocators", "--items", "5000", "--json").assertFine().json();
    List<@Nullable Object> rows = Json.array(json.get("rows"));
    assertThat(rows).hasSize(16);
    for (@Nullable Object each : rows) {
      Map<String, @Nullable Object> row = Json.object(each);
      long resident = number(row, "resident");
      assertThat(
              number(row, "live")
                  + number(row, "bookkeeping")
                  + number(row, "trapped")
                  + number(row, "releasable"))
          .isEqualTo(resident);
    }
    FathomRun run = FathomRun.of("lab", "allocators", "--items", "2000").assertFine();
    assertThat(run.out()).contains("CPython 3.9", "MicroPython", "Perl", "talk 4");
    assertThat(run.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
  }

  private static long number(Map<String, @Nullable Object> row, String name) {
    return row.get(name) instanceof Number number ? number.longValue() : -1;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lab workers --parent 0 --limit 1GB | sizes above 0",
        "lab replay no.such.trace | cannot read",
      })
  void badInputFailsInOneLine(String words, String message) {
    assertThat(FathomRun.of((Object[]) words.split(" ", -1)).assertOneLine(ExitCode.FAILED))
        .contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lab workers --parent lots | is no size; write 500MB, 1.5GiB or 4096",
        "lab workers --parent 5GB --own 5XB | no size",
        "lab workers --parent 5GB --limit 999999999999TB | too large a size",
        "lab workers --parent 5GB --touched 120% | is not a share",
        "lab workers --parent 5GB --written much | is not a share",
        "lab replay --generate server --heap big | no size",
      })
  void whatIsNoSizeIsWrongUse(String words, String message) {
    assertThat(FathomRun.of((Object[]) words.split(" ", -1)).assertOneLine(ExitCode.USAGE))
        .contains(message);
  }

  @ParameterizedTest
  @CsvSource({
    "lab workers",
    "lab workers 1 --parent 5MB",
    "lab replay",
    "lab replay --generate chaos",
    "lab replay --generate server --steps 3000000",
    "lab allocators --items 0",
  })
  void wrongUseIsSaid(String words) {
    FathomRun.of((Object[]) words.split(" ", -1)).assertOneLine(ExitCode.USAGE);
  }
}
