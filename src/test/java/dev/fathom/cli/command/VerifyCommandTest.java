package dev.fathom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.Perls;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.SleepingTarget;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// `fathom verify`: what it compares of a process that sleeps agrees, and what does not is said.
final class VerifyCommandTest {
  @Test
  void figuresOfPythonAgree() {
    try (PythonTarget python =
        PythonTarget.start(Interpreters.requireAny(), "million.py", 20_000)) {
      List<Map<String, @Nullable Object>> checks = checks(python, ExitCode.FINE);
      assertThat(checks).extracting(check -> check.get("id")).contains("pools.live");
      assertThat(checks).hasSizeGreaterThan(12);
    }
  }

  @Test
  void figuresOfPerlAgree() {
    try (PerlTarget perl = PerlTarget.start(Perls.requireSystem(), "every.pl")) {
      checks(perl, ExitCode.FINE);
    }
  }

  @Test
  void figuresOfCAgree() {
    try (NativeTarget program = NativeTarget.blocks(2, 3000)) {
      checks(program, ExitCode.FINE);
    }
  }

  @Test
  void aWrongCountIsSaid() {
    try (PythonTarget python = PythonTarget.start(Interpreters.requireAny(), "miscounted.py")) {
      assertThat(checks(python, ExitCode.DISAGREES))
          .filteredOn(check -> !Boolean.TRUE.equals(check.get("agrees")))
          .extracting(check -> check.get("id"))
          .containsExactly("invariants", "malloc.system");
      FathomRun screen = FathomRun.of("verify", python.pid());
      assertThat(screen.code()).isEqualTo(ExitCode.DISAGREES);
      assertThat(screen.lines()).anyMatch(line -> line.startsWith("NO"));
    }
  }

  /// The first figure is the kernel's, whoever asks it.
  private static List<Map<String, @Nullable Object>> checks(SleepingTarget target, int code) {
    FathomRun run = FathomRun.of("verify", target.pid(), "--json");
    assertThat(run.code()).as(run.err() + run.out()).isEqualTo(code);
    List<Map<String, @Nullable Object>> checks =
        Json.array(run.json().get("checks")).stream().map(Json::object).toList();
    assertThat(checks.getFirst()).containsEntry("id", "kernel.rss");
    assertThat(checks.getFirst())
        .containsEntry("fathom", Kernel.of(target.pid()).rollup().get("Rss"));
    return checks;
  }
}
