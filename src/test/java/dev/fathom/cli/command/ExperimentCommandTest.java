package dev.fathom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Looking at a list un-shares it in CPython and not in PyPy.
final class ExperimentCommandTest {
  private static final int SIZE = 1_000_000;

  @Test
  void lookingUnsharesNearlyAllInCPythonAndFreezingDoesNotHelp() {
    FathomRun run = run(Interpreters.requireAny().path());
    List<@Nullable Object> outcomes = Json.array(run.json().get("outcomes"));
    assertThat(outcomes).hasSize(2);
    for (Object each : outcomes) {
      Map<String, @Nullable Object> outcome = Json.object(each);
      assertThat(shared(outcome, 0)).as("after the fork").isGreaterThan(0.95);
      assertThat((Double) outcome.get("integersShared")).isLessThanOrEqualTo(0.01);
      Map<String, @Nullable Object> causes = Json.object(outcome.get("byCause"));
      long all =
          causes.values().stream().mapToLong(bytes -> (Long) Objects.requireNonNull(bytes)).sum();
      // An int takes 32 bytes at least, and its page was written for nothing but its count.
      assertThat(all).isGreaterThan(SIZE * 32L * 98 / 100);
      assertThat((Long) causes.get("restored")).isGreaterThan(all * 95 / 100);
    }
  }

  @Test
  void lookingUnsharesNextToNothingInPyPy() {
    Path pypy = Path.of("/usr/bin/pypy3");
    Assumptions.assumeTrue(Files.isExecutable(pypy), "no " + pypy + " on this machine");
    List<@Nullable Object> outcomes = Json.array(run(pypy).json().get("outcomes"));
    assertThat(outcomes).hasSize(1);
    // Usually 0.99. Where a minor collection happens to come while it looks, the nursery is written
    // too: some MB, whatever the size of the list.
    assertThat(shared(Json.object(outcomes.getFirst()), 1)).isGreaterThanOrEqualTo(0.9);
  }

  @Test
  void whatIsNoPythonIsSaid() {
    FathomRun run =
        FathomRun.of("experiment", "fork-sharing", "--interpreter", "/bin/true", "--size", 10);
    assertThat(run).returns(ExitCode.FAILED, FathomRun::code).returns("", FathomRun::out);
    assertThat(run.err()).contains("/bin/true does not run the experiment");
    assertThat(FathomRun.of("experiment", "fork-sharing", "--size", 0).code())
        .isEqualTo(ExitCode.USAGE);
  }

  private static FathomRun run(Path interpreter) {
    FathomRun run =
        FathomRun.of(
            "experiment", "fork-sharing", "--interpreter", interpreter, "--size", SIZE, "--json");
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.FINE);
    return run;
  }

  private static double shared(Map<String, @Nullable Object> outcome, int stage) {
    Map<String, @Nullable Object> told = Json.object(Json.array(outcome.get("stages")).get(stage));
    return (double) (Long) Objects.requireNonNull(told.get("shared"))
        / (Long) Objects.requireNonNull(told.get("rss"));
  }
}
