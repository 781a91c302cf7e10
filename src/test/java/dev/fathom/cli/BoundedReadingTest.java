package dev.fathom.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.ForeignTarget;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.Perls;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.SleepingTarget;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// However a target's memory leads on, no more of it is read than half as much again as there is.
final class BoundedReadingTest {
  private static final Duration SOON = Duration.ofMinutes(3);

  /// What even the smallest process costs.
  private static final long LEAST = 2 << 20;

  record Subject(String name, Supplier<SleepingTarget> start) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Subject> subjects() {
    return Stream.of(
        new Subject(
            "Python", () -> PythonTarget.start(Interpreters.requireAny(), "million.py", 200_000)),
        largeBuffers("numpy"),
        largeBuffers("pandas"),
        largeBuffers("lxml"),
        new Subject("Perl", () -> PerlTarget.start(Perls.requireSystem(), "moose.pl")),
        new Subject("C", () -> NativeTarget.blocks(3, 60_000)),
        new Subject("tables", () -> NativeTarget.start(CProgram.compile("tables.c"))),
        new Subject(
            "valgrind",
            () ->
                ForeignTarget.start(
                    List.of("valgrind", "--quiet", "sh", "-c", "echo ready $$; read line"))));
  }

  private static Subject largeBuffers(String library) {
    return new Subject(
        library,
        () -> PythonTarget.start(Interpreters.requireNumpy(), "large_buffers.py", library));
  }

  private static long number(@Nullable Object value) {
    return ((Number) requireNonNull(value)).longValue();
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void noMoreIsReadThanThereIs(Subject subject) {
    try (SleepingTarget target = subject.start.get()) {
      FathomRun run = assertTimeoutPreemptively(SOON, () -> FathomRun.of("--json", target.pid()));
      assertThat(run.code()).as(run.err()).isIn(ExitCode.FINE, ExitCode.PARTIAL);
      Map<String, @Nullable Object> report = run.json();
      long read = number(Json.object(report.get("cost")).get("bytesRead"));
      long rss = number(Json.object(report.get("balance")).get("rss"));
      assertThat(read).isLessThanOrEqualTo(Math.max(LEAST, rss * 3 / 2));
    }
  }

  @ParameterizedTest
  @MethodSource("misleading")
  void noAllocatorIsFoundWhereNoneIs(Subject subject) {
    try (SleepingTarget target = subject.start.get()) {
      Map<String, @Nullable Object> of =
          Json.object(FathomRun.of("--json", target.pid()).json().get("target"));
      assertThat(String.valueOf(of.get("malloc"))).doesNotContain("jemalloc", "tcmalloc", "musl");
    }
  }

  static Stream<Subject> misleading() {
    return subjects().filter(subject -> List.of("tables", "valgrind").contains(subject.name));
  }
}
