package dev.fathom.cli.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.cli.Main;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.host.MemoryGroup;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.JsonSchemas;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.ShellTarget;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

/// `fathom watch`, on commands and on processes.
@Timeout(180)
final class WatchCommandTest {
  private static final long MIB = 1 << 20;

  /// The kernel adds up what was waited for every two seconds.
  private static final int MOST_ROUNDS = 8;

  /// Takes 60 MiB for a while, gives them back, and tells what the kernel saw of it.
  private static final String GROWING =
      """
      import resource, sys, time
      held = []
      for i in range(6):
          held.append(bytearray(b'x') * (10 << 20))
          time.sleep(0.15)
      time.sleep(1)
      del held
      time.sleep(1)
      with open(sys.argv[1], 'w') as out:
          print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, file=out)
      """;

  /// Maps a file, and reads a byte of each page when it is told to; with `drop` it drops them from
  /// memory before. Tells how many pages had to be read.
  private static final String READING =
      """
      import mmap, os, resource, sys
      file = open(sys.argv[1], 'rb')
      os.fsync(file.fileno())
      memory = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
      memory.madvise(mmap.MADV_RANDOM)
      def faults():
          return resource.getrusage(resource.RUSAGE_SELF).ru_majflt
      print('ready', flush=True)
      for line in sys.stdin:
          before = faults()
          if line == 'drop\\n':
              os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
          for byte in range(0, len(memory), 4096):
              memory[byte]
          print(faults() - before, flush=True)
      """;

  @TempDir private Path directory;

  @Test
  void objectsAreComparedLookByLook() throws IOException {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "growing.py")) {
      FathomRun screen =
          FathomRun.of("watch", "--objects", "--looks=3", "--look-every=0.1", target.pid());
      assertThat(screen.code()).as(screen.err()).isEqualTo(ExitCode.FINE);
      assertThat(screen.out()).contains("objects; a look every 0.1 s", "are in both.");
      assertThat(screen.lines()).filteredOn(line -> line.startsWith("paused ")).hasSize(2);
      FathomRun lines =
          FathomRun.of(
              "watch", "--objects", "--json", "--looks=3", "--look-every=0.1", target.pid());
      assertThat(lines.lines()).hasSize(2);
      for (String line : lines.lines()) {
        assertThat(Json.object(Json.parse(line))).containsKeys("before", "objects", "types");
      }
      assertThat(
              FathomRun.of("watch", "--objects", "--csv=x", target.pid())
                  .assertOneLine(ExitCode.USAGE))
          .contains("--csv");
      assertThat(
              FathomRun.of("watch", "--objects", "--look-every=0", target.pid())
                  .assertOneLine(ExitCode.USAGE))
          .contains("--look-every");
    }
    assertThat(FathomRun.of("watch", "--objects", "--", "true").assertOneLine(ExitCode.USAGE))
        .contains("--objects");
  }

  /// A process that ends while it is watched ends the watch.
  @Test
  void objectsAreWatchedUntilItEnds() throws InterruptedException {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "growing.py")) {
      CompletableFuture<FathomRun> run =
          CompletableFuture.supplyAsync(
              () -> FathomRun.of("watch", "--objects", "--look-every=0.3", target.pid()));
      ProcessHandle process = ProcessHandle.of(target.pid()).orElseThrow();
      TimeUnit.SECONDS.sleep(3);
      assertThat(process.destroyForcibly()).isTrue();
      assertThat(run.join()).returns(ExitCode.FINE, FathomRun::code);
      assertThat(run.join().out()).contains("process " + target.pid() + " has ended");
    }
  }

  @ParameterizedTest
  @CsvSource({"exit 0, 0", "exit 7, 7", "kill -KILL $$, 137", "kill -TERM $$, 143"})
  void aCommandGivesItsOwnStatus(String script, int status) {
    FathomRun run = FathomRun.of("watch", "--interval=10", "--", "sh", "-c", script);
    assertThat(run.code()).isEqualTo(status);
    assertThat(run.out()).isEmpty(); // the command's own
    assertThat(run.err()).contains("exit status " + status);
  }

  @Test
  void aCommandThatIsNotThereIsOneLine() throws IOException {
    assertThat(FathomRun.of("watch", "--", "no-such-command", "-x").assertOneLine(127))
        .contains("no-such-command: no such command");
    assertThat(FathomRun.of("watch", "--json", "--", "/no/such").assertOneLine(127))
        .contains("no such command");
    Path plain = Files.createFile(directory.resolve("plain"));
    assertThat(FathomRun.of("watch", "--", plain).assertOneLine(126)).contains("not permitted");
  }

  /// Pages that were dropped and are read again, counted by the process itself.
  @Test
  void pagesThatHadToBeRead() throws Exception {
    Path csv = directory.resolve("use.csv");
    Path file = Files.write(directory.resolve("pages"), new byte[(int) MIB]);
    Process target = new ProcessBuilder(python(), "-c", READING, file.toString()).start();
    try (BufferedReader said = target.inputReader(UTF_8);
        BufferedWriter orders = target.outputWriter(UTF_8)) {
      assertThat(said.readLine()).isEqualTo("ready");
      CompletableFuture<FathomRun> run = watchedInLines(target.pid(), csv);
      awaitSamples(csv, run);
      long faults = order("drop", orders, said);
      awaitSamples(csv, run);
      target.destroyForcibly();
      Map<String, @Nullable Object> end = Json.parseObject(run.join().lines().getLast());
      // Where memory is short, a few of the interpreter's own pages are read again, too.
      assertThat(number(end, "majorFaults")).isBetween(faults, faults + 100);
      assertThat(((Number) Objects.requireNonNull(end.get("waitMillis"))).doubleValue())
          .isPositive();
      assumeThat(faults).as("pages of this file system cannot be dropped").isPositive();
    } finally {
      target.destroyForcibly();
    }
  }

  /// Twice as large a file as there may be memory: the kernel counts how long the group waits.
  @Test
  void waitingForMemory() throws Exception {
    Path file = Files.write(directory.resolve("pages"), new byte[(int) (48 * MIB)]);
    Path csv = directory.resolve("use.csv");
    try (MemoryGroup bounded = MemoryGroup.create();
        PressureGroup group = PressureGroup.make()) {
      bounded.limit(24 * MIB);
      List<String> command = new ArrayList<>(bounded.before());
      command.addAll(List.of(python(), "-c", READING, file.toString()));
      Process target = new ProcessBuilder(command).start();
      try (BufferedReader said = target.inputReader(UTF_8);
          BufferedWriter orders = target.outputWriter(UTF_8)) {
        assertThat(said.readLine()).isEqualTo("ready");
        group.add(target.pid());
        long before = group.someMicros();
        CompletableFuture<FathomRun> run = watchedInLines(target.pid(), csv);
        awaitSamples(csv, run);
        long begun = group.someMicros();
        order("drop", orders, said); // what was written is not charged to this group
        long done = group.someMicros();
        for (int round = 0; round < MOST_ROUNDS && done == begun; round++) {
          order("read", orders, said);
          done = group.someMicros();
        }
        awaitSamples(csv, run);
        target.destroyForcibly();
        target.waitFor();
        Map<String, @Nullable Object> end = Json.parseObject(run.join().lines().getLast());
        Map<String, @Nullable Object> told = Json.object(end.get("groupWait"));
        double micros =
            1000 * ((Number) Objects.requireNonNull(told.get("someMillis"))).doubleValue();
        assertThat(micros).isBetween(done - begun - 1.0, group.someMicros() - before + 1.0);
        assumeThat(done - begun).as("nothing waited for memory").isPositive();
      } finally {
        target.destroyForcibly();
        target.waitFor();
      }
    } catch (ProcessAccessException none) {
      throw new TestAbortedException(none.getMessage());
    }
  }

  private static CompletableFuture<FathomRun> watchedInLines(long process, Path csv) {
    return CompletableFuture.supplyAsync(
        () -> FathomRun.of("watch", "--interval=20", "--json", "--csv", csv, process));
  }

  private static long order(String what, BufferedWriter orders, BufferedReader said)
      throws IOException {
    orders.write(what + "\n");
    orders.flush();
    return Long.parseLong(said.readLine());
  }

  /// Waits for two more samples than there are now: the second began after this was called.
  private static void awaitSamples(Path csv, CompletableFuture<?> run) throws IOException {
    long wanted = -1;
    while (!run.isDone()) {
      long lines = Files.exists(csv) ? Files.readAllLines(csv).size() : 0;
      wanted = wanted < 0 ? Math.max(1, lines) + 2 : wanted;
      if (lines >= wanted) {
        return;
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Test
  void thePeakIsTheKernels() throws IOException {
    Path told = directory.resolve("told");
    Path csv = directory.resolve("use.csv");
    FathomRun run =
        FathomRun.of(
            "watch", "--interval=20", "--csv", csv, "--json", "--", python(), "-c", GROWING, told);
    assertThat(run.code()).isZero();
    List<Map<String, @Nullable Object>> lines = new ArrayList<>();
    run.lines().forEach(line -> lines.add(Json.parseObject(line)));
    Map<String, @Nullable Object> end = lines.getLast();
    long kernels = Long.parseLong(Files.readString(told).strip());
    assertThat(number(end, "peakRss")).isBetween(60 * MIB, kernels + MIB);
    assertThat(number(end, "highWater")).isBetween(number(end, "peakRss") - MIB, kernels + MIB);
    assertThat(number(end, "peakUss"))
        .isBetween(40 * MIB, Math.min(number(end, "peakPss"), number(end, "peakRss") + MIB));
    List<Map<String, @Nullable Object>> samples = new ArrayList<>(lines);
    samples.removeIf(line -> !"sample".equals(line.get("event")));
    assertThat(samples).hasSize((int) number(end, "samples"));
    List<Long> times = new ArrayList<>();
    for (Map<String, @Nullable Object> sample : samples) {
      times.add(number(sample, "millis"));
    }
    assertThat(times).isSorted();
    for (Map<String, @Nullable Object> sample : samples) {
      assertThat(
              number(sample, "anonymous") + number(sample, "file") + number(sample, "sharedMemory"))
          .isEqualTo(number(sample, "rss"));
    }
    assertThat(number(Json.object(end.get("peakAccounts")), "anonymous")).isGreaterThan(40 * MIB);
    // It gave them back.
    assertThat(number(samples.getLast(), "rss")).isLessThan(number(end, "peakRss") - 40 * MIB);
    List<String> rows = Files.readAllLines(csv);
    assertThat(rows.getFirst())
        .isEqualTo(
            "millis,rss,pss,uss,swap,anonymous,file,shared_memory,page_tables,virtual,mappings");
    assertThat(rows).hasSize(samples.size() + 1);
    assertThat(rows.get(1))
        .startsWith(samples.getFirst().get("millis") + "," + samples.getFirst().get("rss") + ",");
  }

  /// What a process shares by design is told apart from what it allocates.
  @Test
  void accountsByWhatMemoryIs() {
    String program =
        "import mmap, time; m = mmap.mmap(-1, 32 << 20); m[::4096] = b'x' * 8192; time.sleep(1.5)";
    FathomRun run = FathomRun.of("watch", "--interval=20", "--json", "--", python(), "-c", program);
    assertThat(run.code()).isZero();
    Map<String, @Nullable Object> end = Json.parseObject(run.lines().getLast());
    // The kernel's counters are off by some tens of pages.
    assertThat(number(Json.object(end.get("peakAccounts")), "sharedMemory"))
        .isBetween(31 * MIB, 33 * MIB);
  }

  @Test
  void aSnapshotIsTakenOnTheWay() throws IOException {
    FathomRun run =
        FathomRun.of(
            "watch",
            "--interval=20",
            "--snapshot-at=40MiB",
            "--snapshot-to",
            directory.resolve("taken"),
            "--",
            python(),
            "-c",
            GROWING,
            directory.resolve("told"));
    assertThat(run.code()).isZero();
    assertThat(run.err()).contains("snapshot at 40MiB");
    Path file = snapshot();
    assertThat(file.toString()).endsWith("-1.fathom");
    Map<String, @Nullable Object> report = FathomRun.of(file, "--json").assertFine().json();
    long rss = number(Json.object(report.get("balance")), "rss");
    assertThat(rss).isGreaterThanOrEqualTo(40 * MIB);
    assertThat(String.valueOf(report.get("types"))).contains("bytearray");
  }

  @Test
  void theSnapshotNearThePeakIsKept() throws IOException {
    // Grows once a snapshot was taken, and waits for another, but not for ever.
    String script =
        """
        import glob, os, sys, time
        def taken():
            return [os.stat(name).st_mtime_ns for name in glob.glob(sys.argv[1] + '/*.fathom')]
        def await_other(than):
            end = time.time() + 100
            while taken() in ([], than) and time.time() < end:
                time.sleep(0.01)
        await_other([])
        before = taken()
        x = [bytearray(b'x') * (30 << 20)]
        await_other(before)
        """;
    FathomRun run =
        FathomRun.of(
            "watch",
            "--interval=20",
            "--json",
            "--snapshot-at=peak",
            "--snapshot-to",
            directory.resolve("taken"),
            "--",
            python(),
            "-c",
            script,
            directory);
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("\"event\":\"snapshot\"");
    Path file = snapshot();
    assertThat(file.toString()).endsWith("-peak.fathom");
    Object balance = FathomRun.of(file, "--json").assertFine().json().get("balance");
    assertThat(number(Json.object(balance), "rss")).isGreaterThan(30 * MIB);
  }

  /// The one snapshot that was taken.
  private Path snapshot() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      List<Path> files = all.filter(file -> file.toString().endsWith(".fathom")).toList();
      assertThat(files).hasSize(1);
      return files.getFirst();
    }
  }

  @Test
  void aProcessIsWatchedUntilItEnds() throws Exception {
    CompletableFuture<FathomRun> watch;
    long pid;
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "million.py", 1000)) {
      pid = target.pid();
      Path csv = directory.resolve("csv");
      watch =
          CompletableFuture.supplyAsync(
              () -> FathomRun.of("watch", target.pid(), "--interval=10", "--csv", csv));
      while (!Files.exists(csv) || Files.size(csv) < 100) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
    }
    FathomRun run = watch.get().assertFine();
    assertThat(run.out()).contains("pid " + pid, "ended", "Peak ", "█", "└");
    assertThat(run.lines()).allMatch(line -> line.length() <= 100);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "watch",
        "watch --snapshot-at=soon 1",
        "watch --snapshot-at=+0% 1",
        "watch --snapshot-at=0MB 1",
        "watch --snapshot-at=99999999999999TB 1",
        "watch --interval=0 1",
        "watch --interval=often 1"
      })
  void aWrongCommandLine(String words) {
    FathomRun.of((Object[]) words.split(" ", -1)).assertOneLine(ExitCode.USAGE);
  }

  @Test
  void whatCannotBeWatchedIsOneLine() {
    long gone = ShellTarget.gonePid();
    assertThat(FathomRun.of("watch", gone).assertOneLine(ExitCode.FAILED))
        .contains("no process " + gone);
    try (ShellTarget zombie = ShellTarget.zombie()) {
      assertThat(FathomRun.of("watch", zombie.pid()).assertOneLine(ExitCode.FAILED))
          .contains("no memory to watch");
    }
    assertThat(
            FathomRun.of("watch", "--csv", directory.resolve("no/such"), "--", "true")
                .assertOneLine(ExitCode.FAILED))
        .contains("no such directory");
  }

  /// Runs in a virtual machine of its own: signals are for the whole of one.
  @Test
  void signalsReachTheCommand() throws Exception {
    Process fathom =
        fathom(
            "watch", "--", "sh", "-c", "trap 'exit 9' TERM; echo up; while :; do sleep 0.05; done");
    try (BufferedReader output = fathom.inputReader(UTF_8)) {
      assertThat(output.readLine()).isEqualTo("up");
      fathom.toHandle().destroy(); // SIGTERM
      assertThat(fathom.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(fathom.exitValue()).isEqualTo(9);
    } finally {
      fathom.descendants().forEach(ProcessHandle::destroyForcibly);
      fathom.destroyForcibly();
    }
  }

  /// The target sleeps between steps, and the kernel says what it has then.
  @Test
  void stepsOfLoadAreWhatTheKernelSays() throws Exception {
    try (PythonTarget target =
        PythonTarget.start(
            Interpreters.requireAny(), "reserved.py", directory.resolve("mapped").toString())) {
      Process fathom = fathom("watch", Long.toString(target.pid()), "--step", "--json");
      try (BufferedReader output = fathom.inputReader(UTF_8)) {
        assertStep(output, "start", target.pid());
        target.command("touch");
        for (String name : List.of("five pages", "once more")) {
          fathom.getOutputStream().write((name + "\n").getBytes(UTF_8));
          fathom.getOutputStream().flush();
          assertStep(output, name, target.pid());
        }
        fathom.toHandle().destroy();
        assertThat(fathom.waitFor(120, TimeUnit.SECONDS)).isTrue();
      } finally {
        fathom.destroyForcibly();
      }
    }
    assertThat(FathomRun.of("watch", "--step", "--", "true").assertOneLine(ExitCode.USAGE))
        .contains("--step");
  }

  private static void assertStep(BufferedReader output, String name, long pid) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      JsonSchemas.assertValid("watch", line);
      Map<String, @Nullable Object> event = Json.parseObject(line);
      if (name.equals(event.get("name"))) {
        Kernel kernel = Kernel.of(pid);
        assertThat(event).containsEntry("event", "step");
        assertThat(number(event, "rss")).isEqualTo(kernel.status().get("VmRSS"));
        assertThat(number(event, "virtual")).isEqualTo(kernel.status().get("VmSize"));
        assertThat(number(event, "mappings"))
            .isEqualTo(Files.readAllLines(Path.of("/proc/" + pid + "/maps")).size());
        assertThat(number(event, "uss")).isPositive();
        return;
      }
    }
    throw new AssertionError("no step " + name);
  }

  @Test
  void aSignalEndsTheWatchOfAProcess() throws Exception {
    try (ShellTarget target = ShellTarget.start()) {
      Process fathom = fathom("watch", Long.toString(target.pid()), "--json");
      try (BufferedReader output = fathom.inputReader(UTF_8)) {
        assertThat(output.readLine()).contains("start");
        assertThat(output.readLine()).contains("sample");
        assertThat(output.readLine()).contains("sample"); // it hears signals by now
        fathom.toHandle().destroy();
        String last = "";
        for (String line = output.readLine(); line != null; line = output.readLine()) {
          last = line;
        }
        assertThat(Json.parseObject(last)).containsEntry("event", "end");
        assertThat(fathom.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(fathom.exitValue()).isZero();
      } finally {
        fathom.destroyForcibly();
      }
    }
  }

  private static Process fathom(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static String python() {
    return Interpreters.requireAny().path().toString();
  }

  private static long number(Map<String, @Nullable Object> object, String name) {
    return object.get(name) instanceof Number value ? value.longValue() : -1;
  }
}
