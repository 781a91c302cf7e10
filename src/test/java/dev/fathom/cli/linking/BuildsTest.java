package dev.fathom.cli.linking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.NativeTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What one more process of a build costs, foretold from its files, is what it takes for itself
/// once it has started, as the kernel counts.
final class BuildsTest {
  private static final long ALLOWED = 64 << 10;
  private static final double ALLOWED_PART = 0.03;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-ldl",
        "-static",
        "-static-pie",
        "-no-pie",
        "-Wl,--no-as-needed -lm -lstdc++ -lz",
        "-Wl,--no-as-needed -lssl -lcrypto"
      })
  void oneMoreProcess(String flags) throws IOException {
    Path program = CProgram.compile("linked.c", flags.split(" "));
    List<NativeTarget> running = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        running.add(NativeTarget.start(program));
      }
      LinkRun run = LinkRun.of("--processes", 50, program);
      Map<String, @Nullable Object> build = LinkRun.rows(run.json(), "builds").getFirst();
      long foretold = number(build, "delta");
      long cost = cost(running.getLast().pid());
      assertThat(Math.abs(foretold - cost))
          .as("%s: foretold %d, costs %d", flags, foretold, cost)
          .isLessThanOrEqualTo(Math.max(ALLOWED, Math.round(cost * ALLOWED_PART)));
      assertThat(build).containsEntry("running", 3L);
      assertThat(Math.abs(number(build, "measured") - cost)).isLessThanOrEqualTo(16 << 10);
      assertThat(number(build, "total"))
          .isEqualTo(number(build, "shared") + 50 * number(build, "delta"));
    } finally {
      running.forEach(NativeTarget::close);
    }
  }

  @Test
  void librariesAreNoBuilds() {
    Path library = Path.of("/lib/x86_64-linux-gnu/libc.so.6");
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(library), "no " + library);
    assertThat(
            FathomRun.of("link", "--processes", 5, "/lib/x86_64-linux-gnu/libm.so.6")
                .assertOneLine(ExitCode.USAGE))
        .contains("is a library");
    assertThat(FathomRun.of("link", "--processes", 0, "/bin/sh").code()).isEqualTo(ExitCode.USAGE);
  }

  private static long number(Map<String, @Nullable Object> row, String column) {
    return row.get(column) instanceof Long number ? number : -1;
  }

  /// What is its own, without pages of files that one more would share, and its page tables.
  private static long cost(long process) throws IOException {
    return kibibytes("/proc/" + process + "/smaps_rollup", "Private_Dirty:")
        + kibibytes("/proc/" + process + "/status", "VmPTE:");
  }

  private static long kibibytes(String file, String field) throws IOException {
    return Files.readAllLines(Path.of(file)).stream()
        .filter(line -> line.startsWith(field))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .sum();
  }
}
