package dev.fathom.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.model.Freeze;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.ShellTarget;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where there is no answer: one line that says why, the exit code that is documented, and a target
/// that is as it was.
final class BadInputTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  private static final int ROUNDS = 24;
  private static final int MOST_ROUNDS = 200;

  @Test
  void noSuchProcess() {
    long gone = ShellTarget.gonePid();
    assertThat(FathomRun.of(gone).assertOneLine(ExitCode.FAILED))
        .contains("no process " + gone)
        .contains("ps -e");
    assertThat(FathomRun.of(0).assertOneLine(ExitCode.FAILED)).contains("no process 0");
    assertThat(FathomRun.of(Integer.MAX_VALUE).assertOneLine(ExitCode.FAILED))
        .contains("no process");
    FathomRun.of("report", "-5").assertOneLine(ExitCode.FAILED);
    FathomRun.of(gone, "--json").assertOneLine(ExitCode.FAILED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "report",
        "report no-number",
        "no-command",
        "123456789012345678901234567890",
        "99999999999",
        "-5",
        "owners 1 2",
        "1 --freeze",
        "1 --freeze=ice",
        "1 --sort=colour",
        "1 --top",
        "1 --top=many",
        "1 --top=-1",
        "1 --no-such-option",
        "--json",
        "demo 5"
      })
  void aWrongCommandLine(String words) {
    String line = FathomRun.of((Object[]) words.split(" ")).assertOneLine(ExitCode.USAGE);
    assertThat(line).hasSizeLessThan(200);
  }

  /// A command line may hold anything; the one line stays one line.
  @ParameterizedTest
  @ValueSource(strings = {"two\nlines", "red \u001b[31m", "report\n", "\u202egnp.exe"})
  void aCommandLineWithControlCharacters(String word) {
    String line = FathomRun.of(word).assertOneLine(ExitCode.USAGE);
    assertThat(line).doesNotContainPattern("[\\p{Cntrl}\u202e]");
  }

  @Test
  void aZombie() {
    try (ShellTarget zombie = ShellTarget.zombie()) {
      assertThat(FathomRun.of(zombie.pid()).assertOneLine(ExitCode.FAILED))
          .contains("process " + zombie.pid() + " is a zombie");
    }
  }

  @Test
  void aKernelThread() throws IOException {
    Path name = Path.of("/proc/2/comm");
    Assumptions.assumeTrue(
        Files.exists(name) && Files.readString(name).equals("kthreadd\n"),
        "no kernel threads in this PID namespace");
    assertThat(FathomRun.of(2).assertOneLine(ExitCode.FAILED))
        .contains("kthreadd")
        .contains("kernel thread");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ptrace", "signal", "none"})
  void aProcessThatEndsMeanwhile(String freeze) throws IOException, InterruptedException {
    // The moment in which it ends draws near to that in which the answer is complete: how long an
    // answer takes is a matter of the machine.
    double seconds = 0.3;
    int answers = 0;
    int refusals = 0;
    for (int i = 0; i < ROUNDS || answers == 0 || refusals == 0; i++) {
      assertThat(i).as("%d answers, %d refusals", answers, refusals).isLessThan(MOST_ROUNDS);
      Process shell =
          new ProcessBuilder("sh", "-c", "sleep %.3f & echo $!; wait".formatted(seconds)).start();
      try (BufferedReader output = shell.inputReader(UTF_8)) {
        String process = output.readLine();
        FathomRun run =
            assertTimeoutPreemptively(
                LONG, () -> FathomRun.of(String.valueOf(process), "--freeze=" + freeze, "--json"));
        if (run.code() == ExitCode.FAILED) {
          run.assertOneLine(ExitCode.FAILED);
          refusals++;
          seconds = seconds * 1.3 + 0.01;
        } else {
          assertThat(run.code()).isIn(ExitCode.FINE, ExitCode.PARTIAL);
          PrintedReport.checked(run.json());
          answers++;
          seconds *= 0.8;
        }
      } finally {
        shell.descendants().forEach(ProcessHandle::destroyForcibly);
        shell.waitFor();
      }
    }
  }

  /// Killed at any moment of the report: nothing worse than one line, and no figures of a process
  /// that was gone.
  @ParameterizedTest
  @ValueSource(strings = {"ptrace", "none"})
  void aLargeProcessThatIsKilledMeanwhile(String freeze) throws InterruptedException {
    for (int i = 0; i < 12; i++) {
      int millis = 5 * i;
      try (NativeTarget target = NativeTarget.blocks(4, 20_000)) {
        Thread killer =
            Thread.ofVirtual()
                .start(() -> {
                  sleep(millis);
                  ProcessHandle.of(target.pid()).ifPresent(ProcessHandle::destroyForcibly);
                });
        FathomRun run =
            assertTimeoutPreemptively(
                LONG, () -> FathomRun.of(target.pid(), "--freeze=" + freeze, "--json"));
        killer.join();
        if (run.code() == ExitCode.FAILED) {
          run.assertOneLine(ExitCode.FAILED);
        } else {
          PrintedReport.checked(run.json());
        }
      }
    }
  }

  @Test
  void aProcessOfAnotherUser() {
    SeparateFathom fathom = SeparateFathom.ofOrdinaryUser();
    try (ShellTarget target = ShellTarget.start()) {
      Kernel before = target.kernel();
      String line = fathom.run(target.pid()).assertOneLine(ExitCode.FAILED);
      assertThat(line)
          .contains("not permitted")
          .contains("user id 0")
          .contains("" + SeparateFathom.ORDINARY_USER)
          .contains("sudo fathom " + target.pid());
      assertThat(target.kernel().disturbancesSince(before)).isEmpty();
    }
  }

  @Test
  void aProcessWithMoreRightsThanOurs() {
    SeparateFathom fathom = SeparateFathom.withoutTracing();
    try (ShellTarget target = ShellTarget.start()) {
      String line = fathom.run(target.pid()).assertOneLine(ExitCode.FAILED);
      assertThat(line)
          .contains("not permitted")
          .contains("CAP_SYS_PTRACE")
          .contains("--cap-add=SYS_PTRACE");
      assertThat(target.kernel().isLetRun()).isTrue();
    }
  }

  @Test
  void aProcessWhoseFilesRootMayNotOpen() throws IOException, InterruptedException {
    SeparateFathom fathom = SeparateFathom.withoutOthersFiles();
    Process process = sleeping(SeparateFathom.asOrdinaryUser());
    try {
      assertThat(fathom.run(process.pid()).assertOneLine(ExitCode.FAILED))
          .contains("CAP_DAC_READ_SEARCH")
          .contains("user id " + SeparateFathom.ORDINARY_USER)
          .doesNotContain("sudo");
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void aProcessOutsideTheUserNamespace() throws IOException, InterruptedException {
    SeparateFathom fathom = SeparateFathom.inUserNamespace();
    Process process = sleeping(List.of());
    try {
      assertThat(fathom.run(process.pid()).assertOneLine(ExitCode.FAILED))
          .contains("outside this container or user namespace")
          .doesNotContain("sudo");
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /// A process that has told that it runs, so that it is itself already and not what starts it.
  private static Process sleeping(List<String> prefix) throws IOException {
    List<String> command =
        Stream.concat(prefix.stream(), Stream.of("sh", "-c", "echo ready; read line")).toList();
    Process process = new ProcessBuilder(command).start();
    assertThat(process.inputReader(UTF_8).readLine()).isEqualTo("ready");
    return process;
  }

  @Test
  void aProcessThatHidesItsMemory() throws IOException, InterruptedException {
    SeparateFathom fathom = SeparateFathom.ofOrdinaryUser();
    Path program = CProgram.compile("hidden.c");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> command =
        Stream.concat(SeparateFathom.asOrdinaryUser().stream(), Stream.of(program.toString()))
            .toList();
    Process process = new ProcessBuilder(command).start();
    try {
      assertThat(process.inputReader(UTF_8).readLine()).isEqualTo("ready " + process.pid());
      assertThat(fathom.run(process.pid()).assertOneLine(ExitCode.FAILED))
          .contains("not permitted")
          .contains("not dumpable")
          .contains("sudo fathom " + process.pid());
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /// What an ordinary user can do: his own processes.
  @Test
  void anOrdinaryUsersOwnProcess() throws IOException, InterruptedException {
    SeparateFathom fathom = SeparateFathom.ofOrdinaryUser();
    List<String> command =
        Stream.concat(
                SeparateFathom.asOrdinaryUser().stream(),
                Stream.of(
                    Interpreters.requireAny().path().toString(),
                    "-Sc",
                    "l = [str(i) for i in range(50000)]; print('ready', flush=True); input()"))
            .toList();
    Process process = new ProcessBuilder(command).start();
    try {
      assertThat(process.inputReader(UTF_8).readLine()).isEqualTo("ready");
      FathomRun run = fathom.run(process.pid(), "--json").assertFine();
      PrintedReport report = PrintedReport.checked(run.json());
      assertThat(report.rss()).isEqualTo(Kernel.of(process.pid()).sums().get("Rss"));
      assertThat(report.unexplained()).isLessThan(report.rss() / 100);
      assertThat(report.count("str")).isGreaterThan(50_000);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void aProcessThatSomebodyTraces() {
    try (ShellTarget target = ShellTarget.start();
        HoldingProcess tracer = HoldingProcess.start(target.pid(), Freeze.PTRACE)) {
      String line = FathomRun.of(target.pid()).assertOneLine(ExitCode.FAILED);
      assertThat(line).contains("process " + tracer.pid() + " is tracing it");
      assertThat(line).contains("--freeze=signal");
      Kernel before = target.kernel();
      assertThat(before.state()).isEqualTo("t");
      assertThat(before.tracer())
          .isPositive(); // the thread that traces; the line names its process

      // What the line recommends works, and takes nothing from the tracer.
      PrintedReport.of(target.pid(), "--freeze=signal");
      assertThat(target.kernel().disturbancesSince(before)).isEmpty();
    }
  }

  @Test
  void aNumberFromInsideAContainer() throws IOException, InterruptedException {
    long inner = unusedNumber();
    Process container =
        new ProcessBuilder(
                "unshare",
                "--pid",
                "--fork",
                "--kill-child",
                "--mount-proc",
                "sh",
                "-c",
                "n=0; while [ $n -lt "
                    + (inner - 1)
                    + " ]; do : & n=$!; wait; done; "
                    + "sleep 600 & echo $!; wait")
            .start();
    try {
      String said = container.inputReader(UTF_8).readLine();
      Assumptions.assumeTrue(
          Long.toString(inner).equals(said), "no PID namespaces for who runs the tests");
      long outer = sleeping(container);
      assertThat(FathomRun.of(inner).assertOneLine(ExitCode.FAILED))
          .contains("no process " + inner)
          .contains("fathom " + outer);
      // With the number from outside it is a process like any other.
      assertThat(PrintedReport.of(outer).rss()).isPositive();
    } finally {
      container.descendants().forEach(ProcessHandle::destroyForcibly);
      container.destroyForcibly().waitFor();
    }
  }

  /// The process number of the `sleep` below a process; it becomes one a moment after it was
  /// forked.
  private static long sleeping(Process above) throws InterruptedException {
    for (int tries = 0; tries < 200; tries++) {
      Optional<ProcessHandle> found =
          above
              .descendants()
              .filter(child -> child.info().command().orElse("").contains("sleep"))
              .findFirst();
      if (found.isPresent()) {
        return found.get().pid();
      }
      Thread.sleep(10);
    }
    throw new AssertionError("no sleep below " + above.pid());
  }

  @Test
  void aProgramOf32Bits(@TempDir Path directory) throws IOException, InterruptedException {
    Path program = directory.resolve("tiny32");
    Files.write(program, tinyProgramOf32Bits());
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    Process process;
    try {
      process = new ProcessBuilder(program.toString()).start();
    } catch (IOException refused) {
      Assumptions.abort("this kernel runs no 32-bit programs");
      return;
    }
    try {
      assertThat(FathomRun.of(process.pid()).assertOneLine(ExitCode.FAILED))
          .contains("32-bit")
          .contains("64-bit x86-64");
      assertThat(process.isAlive()).isTrue();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void anInterpreterOfAnUnknownVersion() {
    Path program = CProgram.compile("unknown.c", "-rdynamic");
    try (NativeTarget target = NativeTarget.start(program)) {
      FathomRun run = FathomRun.of(target.pid(), "--json");
      PrintedReport report = assertOnlyStructure(run, "3.42.1");
      assertThat(report.sum("malloc.live")).isGreaterThan(900_000);
      assertThat(FathomRun.of(target.pid()).out().replaceAll("\\s+", " "))
          .contains("note: the layout of CPython 3.42.1 is not known");
    }
  }

  private static PrintedReport assertOnlyStructure(FathomRun run, String version) {
    assertThat(run).returns(ExitCode.PARTIAL, FathomRun::code).returns("", FathomRun::err);
    PrintedReport report = PrintedReport.checked(run.json());
    assertThat(report.object("target"))
        .containsEntry("runtime", "cpython")
        .containsEntry("runtimeVersion", version);
    assertThat(report.warnings()).contains("limits");
    assertThat(report.types()).isEmpty();
    assertThat(report.sum("python.objects")).isZero();
    return report;
  }

  /// A process id that nobody has here, and that is soon reached in a new namespace.
  private static long unusedNumber() {
    long number = 40;
    while (Files.exists(Path.of("/proc/" + number))) {
      number++;
    }
    return number;
  }

  /// `for (;;) pause();` for an i386.
  private static byte[] tinyProgramOf32Bits() {
    int base = 0x08048000;
    int headers = 52 + 32;
    byte[] code = {(byte) 0xb8, 29, 0, 0, 0, (byte) 0xcd, (byte) 0x80, (byte) 0xeb, (byte) 0xf7};
    int size = headers + code.length;
    ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    // Elf32_Ehdr
    file.put(new byte[] {0x7f, 'E', 'L', 'F', 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    file.putShort((short) 2).putShort((short) 3).putInt(1); // ET_EXEC, EM_386
    file.putInt(base + headers).putInt(52).putInt(0).putInt(0);
    file.putShort((short) 52).putShort((short) 32).putShort((short) 1);
    file.putShort((short) 40).putShort((short) 0).putShort((short) 0);
    // Elf32_Phdr: PT_LOAD, all of the file, readable and executable
    file.putInt(1).putInt(0).putInt(base).putInt(base);
    file.putInt(size).putInt(size).putInt(5).putInt(4096);
    return file.put(code).array();
  }

  private static void sleep(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
