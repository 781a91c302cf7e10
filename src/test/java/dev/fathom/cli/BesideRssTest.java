package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.PythonTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the kernel keeps for a process in no Rss is told as the kernel tells the process itself.
final class BesideRssTest {
  private static final long STACK_KIB = 16;

  @TempDir private Path directory;

  @Test
  void eachIsAsTheProcessItselfIsTold() {
    try (PythonTarget target = start()) {
      Map<String, Long> truth = truth(target);
      FathomRun run = FathomRun.of("report", target.pid(), "--json");
      run.assertAnswered();
      Map<String, @Nullable Object> kernel = Json.object(run.json().get("kernel"));
      assertThat(bytes(kernel, "namelessFiles"))
          .isEqualTo(of(truth, "memfd") - of(truth, "mapped") + of(truth, "deleted"));
      assertThat(bytes(kernel, "sockets")).isEqualTo(of(truth, "sockets")).isPositive();
      assertThat(bytes(kernel, "locked")).isEqualTo(of(truth, "locked"));
      assertThat(bytes(kernel, "pinned")).isEqualTo(of(truth, "pinned"));
      assertThat(bytes(kernel, "threadStacks")).isEqualTo((of(truth, "threads") * STACK_KIB) << 10);
      assertThat(bytes(kernel, "rss")).isEqualTo(target.kernel().rss());
      FathomRun screen = FathomRun.of("report", target.pid());
      assertThat(screen.out())
          .contains("beside Rss: open files without a name", "beside Rss: buffers of sockets");
    }
  }

  @Test
  void aSnapshotTellsThemToo() {
    Path file = directory.resolve("it.fathom");
    try (PythonTarget target = start()) {
      FathomRun.of("snapshot", target.pid(), "-o", file).assertAnswered();
      Map<String, Long> truth = truth(target);
      Map<String, @Nullable Object> kernel =
          Json.object(FathomRun.of("report", file, "--json").json().get("kernel"));
      assertThat(bytes(kernel, "sockets")).isEqualTo(of(truth, "sockets"));
      assertThat(bytes(kernel, "locked")).isEqualTo(of(truth, "locked"));
    }
  }

  /// The machine's own count of such stacks, divided by its threads, is nearest to that size.
  @Test
  void aThreadHasAStackOfSixteenKibibytesInTheKernel() throws Exception {
    List<String> information = Files.readAllLines(Path.of("/proc/meminfo"));
    long kibibytes =
        information.stream()
            .filter(line -> line.startsWith("KernelStack:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElse(0);
    assumeThat(kibibytes).as("the kernel tells of its stacks").isPositive();
    String[] load = Files.readString(Path.of("/proc/loadavg")).split("[ /]", -1);
    double each = (double) kibibytes / Long.parseLong(load[4]);
    assertThat(each).isBetween(STACK_KIB / 1.5, STACK_KIB * 1.5);
  }

  private static PythonTarget start() {
    Interpreter interpreter =
        Interpreters.here().stream()
            .filter(each -> each.isAtLeast(3, 8))
            .findFirst()
            .orElseGet(() -> Interpreters.require(3, 11));
    return PythonTarget.start(interpreter, "beside.py");
  }

  private static Map<String, Long> truth(PythonTarget target) {
    Map<String, Long> truth = new HashMap<>();
    target
        .announced("beside")
        .forEach(words -> truth.put(words.get(0), Long.parseLong(words.get(1))));
    return truth;
  }

  private static long of(Map<String, Long> truth, String name) {
    return truth.getOrDefault(name, 0L);
  }

  private static long bytes(Map<String, ? extends @Nullable Object> object, String member) {
    return (Long) Objects.requireNonNull(object.get(member), member);
  }
}
