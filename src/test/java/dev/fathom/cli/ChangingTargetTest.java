package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.Json;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.NativeTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/// A process may map, unmap, fork, and run another program between any two steps of a look: the
/// answer is right, or one line.
final class ChangingTargetTest {
  /// Many of them are a matter of minutes: as many as `-Dfathom.looks` says.
  private static final int LOOKS = Integer.getInteger("fathom.looks", 12);

  private static final long LARGE_BYTES = 64 << 20;

  @TempDir private Path directory;

  @Test
  void eachLookIsRightOrOneLine(TestReporter reporter) throws Exception {
    Path program = CProgram.compile("changing.c");
    Path small = Files.copy(program, directory.resolve("small"));
    Path large = Files.copy(program, directory.resolve("large"));
    int answers = 0;
    for (int steps : new int[] {8, 200, 3000}) {
      try (NativeTarget target = NativeTarget.changing(steps, small, large)) {
        for (int look = 0; look < LOOKS / 3; look++) {
          FathomRun run =
              look % 4 == 3
                  ? FathomRun.of("report", target.pid(), "--json", "--freeze=none")
                  : FathomRun.of("report", target.pid(), "--json");
          if (run.code() == ExitCode.FAILED) {
            run.assertOneLine(ExitCode.FAILED);
          } else {
            checkAnswer(run);
            answers++;
          }
        }
      }
    }
    reporter.publishEntry("answers", answers + " of " + LOOKS);
    assertThat(answers).isPositive();
  }

  private static void checkAnswer(FathomRun run) {
    assertThat(run.code()).as(run.err()).isIn(ExitCode.FINE, ExitCode.PARTIAL);
    Map<String, @Nullable Object> balance = Json.object(run.json().get("balance"));
    long sum = 0;
    for (Object account : Json.array(balance.get("accounts"))) {
      long bytes = bytes(Json.object(account), "resident");
      assertThat(bytes).isNotNegative();
      sum += bytes;
    }
    assertThat(sum).isEqualTo(bytes(balance, "rss"));
    String name = String.valueOf(Json.object(run.json().get("target")).get("executable"));
    assertThat(name).matches(".*/(small|large)");
    if (bytes(Json.object(run.json().get("kernel")), "rss") >= LARGE_BYTES) {
      assertThat(name).endsWith("/large");
    }
  }

  @Test
  void aProcessWhoseMainThreadHasEndedIsLookedAtThroughAnother() {
    long bytes = 5_000_000;
    try (NativeTarget target = NativeTarget.leaderless(bytes)) {
      assertThat(Kernel.stateOf(target.pid())).isEqualTo("Z");
      FathomRun report = FathomRun.of("report", target.pid(), "--json").assertFine();
      Map<String, @Nullable Object> balance = Json.object(report.json().get("balance"));
      assertThat(bytes(balance, "rss")).isGreaterThan(bytes);
      FathomRun owners = FathomRun.of("owners", target.pid()).assertFine();
      assertThat(owners.out()).contains("leaderless-");
      FathomRun.of("pages", target.pid()).assertFine();
    }
  }

  private static long bytes(Map<String, @Nullable Object> object, String member) {
    return (Long) Objects.requireNonNull(object.get(member));
  }
}
