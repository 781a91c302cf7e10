package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PythonTarget;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With `--max-pause` a process is let go when the time is over, and what was read by then is told.
final class MaxPauseTest {
  /// A million objects take longer than a millisecond on any machine.
  private static final int OBJECTS = 1_000_000;

  @TempDir private Path directory;

  @Test
  void whatWasNotReadIsARowOfItsOwn() {
    try (PythonTarget python =
        PythonTarget.start(Interpreters.requireAny(), "million.py", OBJECTS)) {
      FathomRun run = FathomRun.of("report", python.pid(), "--max-pause", 1, "--json");
      assertThat(run).returns(ExitCode.PARTIAL, FathomRun::code).returns("", FathomRun::err);
      Map<String, @Nullable Object> cost = Json.object(run.json().get("cost"));
      assertThat(cost).containsEntry("stoppedEarly", true).containsEntry("violations", 0L);
      assertThat(run.out()).contains("\"code\":\"stopped-early\"").doesNotContain("\"torn\"");
      Map<String, @Nullable Object> balance = Json.object(run.json().get("balance"));
      long sum = 0;
      long unread = 0;
      for (Object each : Json.array(balance.get("accounts"))) {
        Map<String, @Nullable Object> account = Json.object(each);
        long bytes = (Long) Objects.requireNonNull(account.get("resident"));
        assertThat(bytes).isNotNegative();
        sum += bytes;
        unread += Objects.equals(account.get("id"), "stopped") ? bytes : 0;
      }
      assertThat(sum).isEqualTo(Kernel.of(python.pid()).rss());
      assertThat(unread).isGreaterThan(sum / 2);
      assertThat(balance).containsEntry("unexplained", 0L);
      assertThat(Kernel.of(python.pid()).tracer()).isZero();
    }
  }

  @Test
  void aSnapshotRemembersThatItIsNotWhole() {
    Path file = directory.resolve("early.fathom");
    try (PythonTarget python =
        PythonTarget.start(Interpreters.requireAny(), "million.py", OBJECTS)) {
      FathomRun written =
          FathomRun.of("snapshot", python.pid(), "--max-pause", 1, "-o", file.toString());
      assertThat(written.code()).isEqualTo(ExitCode.PARTIAL);
    }
    FathomRun read = FathomRun.of("report", file, "--json");
    assertThat(read.code()).isEqualTo(ExitCode.PARTIAL);
    assertThat(Json.object(read.json().get("cost"))).containsEntry("stoppedEarly", true);
    assertThat(FathomRun.of("report", file).out()).contains("not read before it was released");
  }

  @Test
  void thereIsTimeEnough() {
    try (NativeTarget target = NativeTarget.blocks(0, 1000)) {
      FathomRun run =
          FathomRun.of("report", target.pid(), "--max-pause", 600_000, "--json").assertFine();
      assertThat(Json.object(run.json().get("cost"))).containsEntry("stoppedEarly", false);
      for (String command : new String[] {"pages", "owners", "fragmentation", "pins"}) {
        assertThat(FathomRun.of(command, target.pid(), "--max-pause", 600_000).code())
            .as(command)
            .isEqualTo(ExitCode.FINE);
      }
    }
  }

  @Test
  void aPauseIsANumberOfMilliseconds() {
    for (Object wrong : new Object[] {0, -5, "x", "9999999999999999999"}) {
      assertThat(FathomRun.of("report", 1, "--max-pause=" + wrong).assertOneLine(ExitCode.USAGE))
          .contains("--max-pause");
    }
  }
}
