package dev.fathom.cli.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.cli.SeparateFathom;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.CoreDump;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.KernelSetting;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.SleepingTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Processes that are told as they die. What the kernel writes of one is made by gdb here, of a
/// process that sleeps; that the kernel itself does so is tried where `-Dfathom.core.pattern=set`
/// allows to set what is set for the whole machine.
@Timeout(200)
final class CoreHandlerTest {
  private static final int LEAKS = 12_345;

  @TempDir private Path directory;

  @Test
  void aProcessIsToldAsItsCoreBegins() throws IOException {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "growing.py")) {
      target.command("leak " + LEAKS);
      Path core = CoreDump.gcore(target.pid(), directory);
      // gdb reads pages that were not there, and then they are.
      long rss = target.kernel().rollup().getOrDefault("Rss", 0L);
      Path folder = Files.createDirectory(directory.resolve("into"));
      Files.createFile(folder.resolve("core-a-1-1.fathom.txt"));
      Path earlier = Files.createFile(folder.resolve("core-b-2-2.fathom"));
      Files.setLastModifiedTime(earlier, FileTime.fromMillis(0));

      FathomRun run =
          handler(core).run("core-handler", "--into", folder, "--keep", 1, target.pid());

      assertThat(run.assertFine().lines()).singleElement().asString().contains("resident and");
      assertThat(files(folder)).as("the latest one stays, and what is none").hasSize(2);
      assertTold(folder, rss);
      // Who is called otherwise is let go.
      run = FathomRun.of("core-handler", "--into", folder, "--only", "nobody", target.pid());
      assertThat(run.assertFine().out()).isEmpty();
      assertThat(files(folder)).hasSize(2);
    }
  }

  @Test
  void theKernelHasItTold() throws IOException, InterruptedException {
    assumeThat(System.getProperty("fathom.core.pattern"))
        .as("asked for by -Dfathom.core.pattern=set: it is set for the whole machine")
        .isEqualTo("set");
    Path folder = Files.createDirectory(directory.resolve("into"));
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "growing.py")) {
      target.command("leak " + LEAKS);
      long rss = target.kernel().rollup().getOrDefault("Rss", 0L);
      try (KernelSetting pattern =
          KernelSetting.set("/proc/sys/kernel/core_pattern", "|" + script(folder) + " %P")) {
        assumeThat(pattern.isSet()).as("core_pattern may be set").isTrue();
        end(target);
        while (files(folder).isEmpty()) {
          TimeUnit.MILLISECONDS.sleep(20);
        }
      }
      FathomRun told = assertTold(folder, rss);
      assertThat(told.out()).contains("signal 6 (SIGABRT) ended it");
    }
  }

  /// What the kernel starts has closed streams, few variables, and 127 characters.
  private Path script(Path folder) throws IOException {
    String words = String.join("' '", new SeparateFathom(List.of()).command("core-handler"));
    Path script = directory.resolve("h");
    Files.writeString(
        script,
        "#!/bin/sh\nexec '%s' --only growing.py --into '%s' \"$@\" >/dev/null 2>&1\n"
            .formatted(words, folder));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script;
  }

  private static void end(SleepingTarget target) {
    CoreDump.output("kill", "-ABRT", Long.toString(target.pid()));
  }

  /// By what the process was told to make, and the kernel counted.
  private static FathomRun assertTold(Path folder, long rss) throws IOException {
    Path file =
        files(folder).stream()
            .filter(each -> each.toString().endsWith(".fathom"))
            .findFirst()
            .orElseThrow();
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    FathomRun report = FathomRun.of(file, "--json", "--top", 200).assertFine();
    Map<String, @Nullable Object> json = report.json();
    assertThat(Json.object(json.get("balance"))).containsEntry("rss", rss);
    assertThat(Json.object(json.get("cost")))
        .containsEntry("freeze", "dump")
        .containsEntry("violations", 0L);
    assertThat(
            Json.array(json.get("types")).stream()
                .map(each -> Json.object(Objects.requireNonNull(each)))
                .filter(each -> "Leak".equals(each.get("type"))))
        .singleElement()
        // one more by which the program tried itself
        .satisfies(each -> assertThat(each).containsEntry("count", LEAKS + 1L));
    return report;
  }

  @Test
  void whatCannotBeToldIsOneLine() throws IOException {
    Path none = Files.writeString(directory.resolve("none"), "no core");
    long own = ProcessHandle.current().pid();
    assertThat(failure(none, directory, own)).contains("no core on standard input");
    assertThat(failure(Path.of("/proc/self/exe"), directory, own)).contains("no core");
    assertThat(
            FathomRun.of("core-handler", "--into", directory.resolve("a"), own)
                .assertOneLine(ExitCode.FAILED))
        .contains("no such directory");
    FathomRun.of("core-handler", own).assertOneLine(ExitCode.USAGE);
    FathomRun.of("core-handler", "--into", directory, "x").assertOneLine(ExitCode.USAGE);
    FathomRun.of("core-handler", "--into", directory, "--keep", 0, own)
        .assertOneLine(ExitCode.USAGE);
    // A core that does not come: nobody writes to the pipe.
    SeparateFathom waiting = new SeparateFathom(List.of());
    assertThat(
            waiting
                .run("core-handler", "--at-most", 1, "--into", directory, own)
                .assertOneLine(ExitCode.FAILED))
        .contains("not written within 1 s");
  }

  private static String failure(Path core, Path folder, long process) {
    return handler(core)
        .run("core-handler", "--into", folder, process)
        .assertOneLine(ExitCode.FAILED);
  }

  private static SeparateFathom handler(Path core) {
    return new SeparateFathom(List.of("sh", "-c", "exec \"$@\" <'" + core + "'", "sh"));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
