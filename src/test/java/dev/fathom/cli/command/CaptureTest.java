package dev.fathom.cli.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.cli.Likeness;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.core.CoreProcess;
import dev.fathom.testing.CoreDump;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.JsonDifference;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.ShellTarget;
import dev.fathom.testing.SleepingTarget;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `fathom capture`, and what the commands find in what it wrote.
final class CaptureTest {
  private static final int INSTANCES = 4_000;

  @TempDir private Path directory;

  @Test
  void aCapturedPythonIsTheLiveOne() throws IOException {
    try (PythonTarget python =
        PythonTarget.start(Interpreters.requireAny(), "million.py", INSTANCES)) {
      Kernel before = python.kernel();
      Path file = capture(python);
      assertThat(python.kernel().disturbancesSince(before)).isEmpty();
      Findings live = live(python);
      Likeness.assertAlike(live, file(file, null));
      for (List<String> command :
          List.of(
              List.of("report"),
              List.of("objects"),
              List.of("owners"),
              List.of("path", "__main__.Node"))) {
        assertThat(JsonDifference.between(answer(python.pid(), command), answer(file, command)))
            .as("%s", command)
            .allMatch(CaptureTest::isOfTheLiveMoment);
      }
    }
  }

  /// What the kernel was asked right before and after a process was held, for which a file has no
  /// such moment; and who else maps its pages, which is another matter a moment later.
  private static boolean isOfTheLiveMoment(String difference) {
    return difference.startsWith(".total.proportional: ")
        || difference.matches(
            "\\.kernel\\.(pageTables|rssAfter|rssBefore|threadStacks|namelessFiles|sockets|locked|pinned): null.*");
  }

  @Test
  void pagesInEveryStateAreWhatTheyWere() throws IOException {
    try (NativeTarget program = NativeTarget.pages(directory.resolve("mapped"))) {
      Path file = capture(program);
      Likeness.assertAlike(live(program), file(file, null));
    }
  }

  @Test
  void aProgramWithThreadsIsTheLiveOne() throws IOException {
    try (NativeTarget program = NativeTarget.blocks(5, 2_000)) {
      Path file = capture(program);
      Likeness.assertAlike(live(program), file(file, null));
      // Packed or not makes no difference.
      Likeness.assertAlike(live(program), file(unpacked(file), null));
    }
  }

  @Test
  void onAMachineWithoutTheBinariesTheFiguresAreTheSame() throws IOException {
    try (PythonTarget python =
        PythonTarget.start(Interpreters.requireAny(), "million.py", INSTANCES)) {
      Findings elsewhere = file(capture(python), Files.createDirectory(directory.resolve("empty")));
      Findings live = live(python);
      assertThat(elsewhere.runtime().map(Findings.RuntimeIdentity::version))
          .isEqualTo(live.runtime().map(Findings.RuntimeIdentity::version));
      assertThat(Likeness.accounts(elsewhere)).isEqualTo(Likeness.accounts(live));
      assertThat(elsewhere.objects().count()).isEqualTo(live.objects().count());
    }
  }

  @Test
  void theFileIsTheOwnersAloneAndNothingElseIsLeft() throws IOException {
    try (NativeTarget program = NativeTarget.blocks(0, 100)) {
      Path file = directory.resolve("capture");
      Files.writeString(file, "an older one");
      capture(program);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(names()).containsExactly("capture");
    }
  }

  /// gdb finds the threads where the kernel says that they sleep.
  @Test
  void gdbReadsItWhenItIsUnpacked() throws IOException {
    try (NativeTarget program = NativeTarget.blocks(3, 500)) {
      String[] call =
          Files.readString(Path.of("/proc/" + program.pid() + "/syscall")).strip().split(" ", -1);
      Path core = unpacked(capture(program));
      String said =
          CoreDump.output(
              "gdb",
              "-batch",
              "-ex",
              "info threads",
              "-ex",
              "thread apply all printf \"%d %#lx %#lx\\n\", $_thread, $sp, $pc",
              Files.readSymbolicLink(Path.of("/proc/" + program.pid() + "/exe")).toString(),
              core.toString());
      assertThat(said)
          .contains(" LWP " + program.pid())
          .contains(call[call.length - 2] + " " + call[call.length - 1]);
      assertThat(said.lines().filter(line -> line.matches("[1-4] 0x[0-9a-f]+ 0x[0-9a-f]+")))
          .as(said)
          .hasSize(4);
    }
  }

  @Test
  void aDiskThatIsFullLeavesNothing() throws IOException {
    Path disk = Files.createDirectory(directory.resolve("disk"));
    String refused =
        CoreDump.output("mount", "-t", "tmpfs", "-o", "size=128k", "none", disk.toString());
    Assumptions.assumeTrue(refused.isEmpty(), "no small disk can be mounted here: " + refused);
    try (PythonTarget python = PythonTarget.start(Interpreters.requireAny(), "million.py", 1_000)) {
      String line =
          FathomRun.of("capture", python.pid(), "-o", disk.resolve("capture"))
              .assertOneLine(ExitCode.FAILED);
      assertThat(line).contains("cannot write", "No space left");
      try (Stream<Path> left = Files.list(disk)) {
        assertThat(left).isEmpty();
      }
      assertThat(python.kernel().isLetRun()).isTrue();
      python.collect(); // it runs
    } finally {
      CoreDump.output("umount", disk.toString());
    }
  }

  @Test
  void whatCannotBeCapturedIsOneLine() {
    assertThat(capture(ShellTarget.gonePid(), directory.resolve("capture"))).contains("no process");
    try (NativeTarget program = NativeTarget.blocks(0, 10)) {
      assertThat(capture(program.pid(), directory)).contains("cannot write", "directory");
      assertThat(capture(program.pid(), directory.resolve("no/such")))
          .contains("no such directory");
      FathomRun.of("capture", program.pid()).assertOneLine(ExitCode.USAGE);
    }
    assertThat(names()).isEmpty();
  }

  @Test
  void aDamagedCaptureIsNeverBelieved() throws IOException {
    try (NativeTarget program = NativeTarget.blocks(0, 20_000)) {
      Path file = capture(program);
      long size = Files.size(file);
      try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
        // Some of it is of memory that nobody reads; the heap is among the rest.
        for (long at = size / 4; at < size * 3 / 4; at += 1000) {
          bytes.seek(at);
          int there = bytes.read();
          bytes.seek(at);
          bytes.write(there ^ 0x55);
        }
      }
      FathomRun run = FathomRun.of(file, "--json");
      assertThat(run.code()).isEqualTo(ExitCode.PARTIAL);
      assertThat(run.out()).contains("not what was written");
      try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
        bytes.setLength(size - 1000);
      }
      assertThat(FathomRun.of(file).assertOneLine(ExitCode.FAILED)).contains("cut short");
    }
  }

  @Test
  void aCaptureOfALaterVersionIsOneLine() throws IOException {
    try (NativeTarget program = NativeTarget.blocks(0, 100)) {
      Path core = unpacked(capture(program));
      byte[] bytes = Files.readAllBytes(core);
      int note = new String(bytes, ISO_8859_1).indexOf("FATHOM\0");
      bytes[note + 8] = 99; // the version, behind the padded name
      Files.write(core, bytes);
      assertThat(FathomRun.of(core).assertOneLine(ExitCode.FAILED))
          .contains("another version of Fathom");
    }
  }

  private Path capture(SleepingTarget target) {
    Path file = directory.resolve("capture");
    FathomRun run = FathomRun.of("capture", target.pid(), "-o", file).assertFine();
    assertThat(run.answer()).hasSize(1);
    assertThat(run.out()).contains(file.toString(), " of memory in ", "held ");
    return file;
  }

  private static String capture(long pid, Path file) {
    return FathomRun.of("capture", pid, "-o", file).assertOneLine(ExitCode.FAILED);
  }

  /// The core that is packed in a capture, by zstd's own program.
  private Path unpacked(Path file) {
    Path core = directory.resolve("unpacked");
    CoreDump.output("zstd", "-dqf", file.toString(), "-o", core.toString());
    return core;
  }

  private List<String> names() {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    }
  }

  private static Findings live(SleepingTarget target) throws ProcessAccessException {
    return Likeness.survey(LiveProcess.open(Math.toIntExact(target.pid()), Freeze.PTRACE));
  }

  private static Findings file(Path file, @Nullable Path root) throws ProcessAccessException {
    Findings findings = Likeness.survey(CoreProcess.open(file, root));
    assertThat(findings.partial()).as("%s", findings.warnings()).isFalse();
    return findings;
  }

  /// The whole answer but what it cost and what it was looked at as.
  private static Map<String, @Nullable Object> answer(Object subject, List<String> command) {
    Stream<Object> words =
        Stream.concat(
            Stream.of(command.getFirst(), subject),
            Stream.concat(command.stream().skip(1), Stream.of("--json")));
    Map<String, @Nullable Object> answer = FathomRun.of(words.toArray()).assertFine().json();
    answer.remove("cost");
    answer.remove("target");
    answer.remove("proportionalExact"); // of a file it depends on who else maps libraries
    // Other processes that map the same libraries come and go.
    Json.object(answer.get("kernel")).keySet().removeAll(List.of("pss", "uss"));
    for (String rows : List.of("rows", "owners", "ownersRest")) {
      if (answer.get(rows) != null) {
        SnapshotCommandTest.withoutShares(answer.get(rows));
      }
    }
    return answer;
  }
}
