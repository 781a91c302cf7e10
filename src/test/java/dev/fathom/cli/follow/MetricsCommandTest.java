package dev.fathom.cli.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.cli.ServedFathom;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.ShellTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a collector of metrics is told: as the kernel and the process say, in a format that the
/// collector's own parser reads.
final class MetricsCommandTest {
  private static final int OBJECTS = 4000;
  private static final long PATIENCE_SECONDS = 60;
  private static final Pattern SERIES = Pattern.compile("(\\w+(?:\\{.*})?) (\\S+)");

  @TempDir private Path folder;

  /// The figures by their series, as they are written.
  private static Map<String, Double> series(String text) {
    Map<String, Double> series = new TreeMap<>();
    for (String line : text.lines().filter(line -> !line.startsWith("#")).toList()) {
      Matcher matcher = SERIES.matcher(line);
      assertThat(matcher.matches()).as(line).isTrue();
      assertThat(series.put(matcher.group(1), Double.parseDouble(matcher.group(2))))
          .as("told once: %s", line)
          .isNull();
    }
    return series;
  }

  private static double sum(Map<String, Double> series, String family) {
    return series.entrySet().stream()
        .filter(each -> each.getKey().startsWith(family + "{"))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  @Test
  void whatTheKernelAndTheProcessSay() throws IOException {
    try (PythonTarget target =
        PythonTarget.start(Interpreters.requireAny(), "million.py", OBJECTS)) {
      long pid = target.pid();
      FathomRun run = FathomRun.of("metrics", pid, "--once", "--look-every=1").assertFine();
      Map<String, Double> series = series(run.out());
      Kernel kernel = Kernel.of(pid);
      String program =
          series.keySet().stream()
              .filter(each -> each.startsWith("fathom_process_resident_bytes{"))
              .findFirst()
              .orElseThrow()
              .replaceFirst("^[^{]*", "");
      assertThat(program)
          .startsWith("{target=\"%d\",pid=\"%d\",program=\"python".formatted(pid, pid));
      assertThat(series)
          .containsEntry("fathom_target_processes{target=\"" + pid + "\"}", 1.0)
          .containsEntry("fathom_process_resident_bytes" + program, (double) kernel.rss())
          .containsEntry("fathom_process_swap_bytes" + program, (double) kernel.swap())
          .containsEntry("fathom_process_page_tables_bytes" + program, (double) kernel.pageTables())
          .containsEntry("fathom_process_virtual_bytes" + program, (double) sizeOf(pid))
          .containsEntry(
              "fathom_look_resident_bytes{target=\"" + pid + "\"}", (double) kernel.rss())
          .containsEntry(
              "fathom_type_objects{target=\"" + pid + "\",type=\"__main__.Point\"}", OBJECTS / 2.0);
      // Pages of files are nobody else's or not as other processes come and go.
      assertThat(series.get("fathom_process_unique_bytes" + program))
          .isBetween((double) kernel.privateDirty(), (double) kernel.rss());
      assertThat(sum(series, "fathom_account_bytes")).isEqualTo((double) kernel.rss());
      assertThat(kernel.isLetRun()).isTrue();
    }
  }

  /// A program that says how much each of its children has written to.
  @Test
  void whatWorkersShare() throws IOException {
    Path program = folder.resolve("forking");
    Files.copy(CProgram.compile("family.c", "-static"), program);
    try (NativeTarget target = NativeTarget.start(program, 3, 16, 4)) {
      FathomRun run = FathomRun.of("metrics", "forking", "--once", "--look-every=1").assertFine();
      Map<String, Double> series = series(run.out());
      long mebibyte = 1 << 20;
      for (int child = 0; child < 3; child++) {
        String labels = "{target=\"forking\",pid=\"%d\"}".formatted(target.children().get(child));
        assertThat(series.get("fathom_worker_unshared_bytes" + labels))
            .as("child %d", child)
            .isBetween(4.0 * child * mebibyte, (4.0 * child + 0.25) * mebibyte);
        assertThat(series.get("fathom_worker_shared_bytes" + labels))
            .isBetween((15.75 - 4.0 * child) * mebibyte, (17.0 - 4.0 * child) * mebibyte);
      }
      // The second of the three is the median.
      assertThat(series.get("fathom_worker_cost_bytes{target=\"forking\"}"))
          .isBetween(4.0 * mebibyte, 4.5 * mebibyte);
    }
  }

  private static long sizeOf(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
            .filter(line -> line.startsWith("VmSize:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow()
        * 1024;
  }

  /// What it warns of it prints, and then fails.
  @Test
  void prometheusReadsIt() throws IOException {
    Path file = folder.resolve("told.prom");
    try (ShellTarget target = ShellTarget.start()) {
      FathomRun.of("metrics", target.pid(), "--once", "--look-every=1", "--textfile", file)
          .assertFine();
    }
    Process promtool;
    try {
      promtool =
          new ProcessBuilder("promtool", "check", "metrics")
              .redirectInput(file.toFile())
              .redirectErrorStream(true)
              .start();
    } catch (IOException absent) {
      Assumptions.abort("promtool is not installed");
      return;
    }
    assertThat(new String(promtool.getInputStream().readAllBytes(), UTF_8)).isEmpty();
  }

  @Test
  void onAPort() {
    try (ShellTarget target = ShellTarget.start();
        ServedFathom served = ServedFathom.metrics(target.pid(), "--port=0")) {
      ServedFathom.Reply text = served.get("/metrics");
      assertThat(text.headers())
          .containsEntry("content-type", "text/plain; version=0.0.4; charset=utf-8");
      assertThat(series(text.body()))
          .containsEntry("fathom_target_processes{target=\"" + target.pid() + "\"}", 1.0);
      ServedFathom.Reply open =
          served.send(
              "GET /metrics HTTP/1.1",
              "Host: " + served.host(),
              "Accept: application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5");
      assertThat(open.headers())
          .containsEntry(
              "content-type", "application/openmetrics-text; version=1.0.0; charset=utf-8");
      assertThat(open.body())
          .endsWith("\n# EOF\n")
          .contains("# TYPE process_cpu_seconds counter\n", "\nprocess_cpu_seconds_total ");
      served.send("GET /metrics HTTP/1.1", "Host: evil.example").assertRefused(403);
      served.send("POST /metrics HTTP/1.1", "Host: " + served.host()).assertRefused(405);
      served.get("/").assertRefused(404);
      served.get("/metrics/../etc").assertRefused(404);
      assertThat(served.end()).isEqualTo(ExitCode.FINE);
    }
  }

  @Test
  void inATextFileUntilTheProcessEnds() throws Exception {
    Path file = folder.resolve("fathom.prom");
    CompletableFuture<FathomRun> run;
    try (ShellTarget target = ShellTarget.start()) {
      long pid = target.pid();
      run =
          CompletableFuture.supplyAsync(
              () -> FathomRun.of("metrics", pid, "--textfile", file, "--interval=1"));
      while (!Files.exists(file) && !run.isDone()) {
        LockSupport.parkNanos(10_000_000);
      }
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-r--r--");
      assertThat(series(Files.readString(file)))
          .containsEntry("fathom_target_processes{target=\"" + pid + "\"}", 1.0);
    }
    FathomRun ended = run.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(ended.assertOneLine(ExitCode.FINE)).contains("have ended");
    assertThat(Files.readString(file)).contains("\"} 0\n");
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void allProcessesOfAName() throws IOException {
    // Nobody else's process has this name.
    String name = "metrics-%d.sh".formatted(ProcessHandle.current().pid());
    Path script = Files.writeString(folder.resolve(name), "read line\n");
    List<Process> processes =
        List.of(
            new ProcessBuilder("sh", script.toString()).start(),
            new ProcessBuilder("sh", script.toString()).start());
    try {
      LongUnaryOperator count =
          pid ->
              series(FathomRun.of("metrics", name, "--once").assertFine().out()).keySet().stream()
                  .filter(each -> each.startsWith("fathom_process_virtual_bytes{"))
                  .filter(each -> each.contains(",pid=\"" + pid + "\","))
                  .count();
      for (Process process : processes) {
        assertThat(count.applyAsLong(process.pid())).isEqualTo(1);
      }
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "1 --port=65536",
        "1 --port=0 --bind=evil.example",
        "1 --port=0 --once",
        "1 --textfile=-",
        "1 --once --interval=0",
        "1 --once --look-every=-1",
        "'' --once",
      })
  void aWrongCommandLine(String words) {
    Object[] arguments = ("metrics " + words).replace("''", " ").split(" (?=-)|(?<=metrics) ", -1);
    FathomRun.of(arguments).assertOneLine(ExitCode.USAGE);
  }

  @Test
  void whatIsNotThere() {
    FathomRun.of("metrics", 4194303, "--once").assertOneLine(ExitCode.FAILED);
    assertThat(
            FathomRun.of("metrics", "no such\u001b[31m", "--once").assertOneLine(ExitCode.FAILED))
        .doesNotContain("\u001b");
    FathomRun.of("metrics", "/no/such/group", "--once").assertOneLine(ExitCode.FAILED);
    FathomRun.of("metrics", "1", "--once", "--textfile", folder.resolve("no/file"))
        .assertOneLine(ExitCode.FAILED);
  }
}
