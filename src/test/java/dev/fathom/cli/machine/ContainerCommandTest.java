package dev.fathom.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.host.MemoryGroup;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.PythonTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/// A control group with processes, files, shared memory and sockets in it: the balance is what the
/// kernel charges, to the byte.
final class ContainerCommandTest {
  private static final int CHILDREN = 20;
  private static final long MIB = 1 << 20;
  private static final long LIMIT = 512 * MIB;
  private static final long AHEAD_BYTES = 64 * 4096L;

  @TempDir private Path directory;

  @Test
  void theBalanceIsWhatTheKernelCharges() throws IOException {
    Path read = Files.write(directory.resolve("read before"), new byte[(int) (2 * MIB)]);
    Path written = directory.resolve("written");
    try (MemoryGroup group = group()) {
      group.limit(LIMIT);
      try (PythonTarget target =
          PythonTarget.startBy(group.before(), python(), "contained.py", CHILDREN, written, read)) {
        long before = group.usage();
        FathomRun run = FathomRun.of("container", target.pid(), "--json");
        long after = group.usage();
        run.assertFine();
        Map<String, @Nullable Object> told = Json.object(run.json().get("group"));
        // It sleeps: nothing is charged meanwhile but what the kernel has others do in its name.
        assertThat(bytes(told, "usage"))
            .isBetween(Math.min(before, after), Math.max(before, after));
        assertThat(bytes(told, "limit")).isEqualTo(LIMIT);
        assertThat(bytes(told, "processes")).isEqualTo(CHILDREN + 1);

        List<@Nullable Object> balance = Json.array(run.json().get("balance"));
        assertThat(leaves(balance)).isEqualTo(bytes(told, "usage"));
        long most =
            Math.max(
                bytes(told, "usage") / 1000,
                AHEAD_BYTES * Runtime.getRuntime().availableProcessors());
        assertThat(Math.abs(bytes(account(balance, "stock"), "bytes"))).isLessThanOrEqualTo(most);

        checkProcesses(account(balance, "anon"), target);
        checkFiles(Json.array(run.json().get("files")), written, read, target);
      }
    }
  }

  /// All of it was touched in here, so it is that of its processes, but for rounding to kibibytes,
  /// and for pages on their way to be freed.
  private static void checkProcesses(Map<String, @Nullable Object> anonymous, PythonTarget target) {
    List<@Nullable Object> parts = Json.array(anonymous.get("children"));
    target
        .announced("child")
        .forEach(words -> assertThat(account(parts, "process." + words.getFirst())).isNotEmpty());
    long rest =
        parts.stream()
            .map(Json::object)
            .filter(part -> Objects.equals(part.get("id"), "anon.rest"))
            .mapToLong(part -> bytes(part, "bytes"))
            .sum();
    assertThat(Math.abs(rest))
        .isLessThanOrEqualTo(Math.max(bytes(anonymous, "bytes") / 20, 4 * AHEAD_BYTES));
  }

  private static void checkFiles(
      List<@Nullable Object> files, Path written, Path read, PythonTarget target) {
    assumeThat(Files.isReadable(Path.of("/proc/kpagecgroup")))
        .as("the kernel shows to whom a page is charged")
        .isTrue();
    assertThat(bytes(file(files, written.toString()), "charged")).isEqualTo(8 * MIB);
    // It was written by this test, which is in another group.
    assertThat(bytes(file(files, read.toString()), "cached")).isEqualTo(2 * MIB);
    assertThat(bytes(file(files, read.toString()), "charged")).isZero();
    Map<String, @Nullable Object> memfd = file(files, "/memfd:of the container (deleted)");
    assertThat(bytes(memfd, "charged")).isEqualTo(6 * MIB);
    assertThat(memfd).containsEntry("sharedMemory", true);
    String tmpfs = target.announced("tmpfs").getFirst().getFirst();
    assertThat(bytes(file(files, tmpfs), "charged")).isEqualTo(3 * MIB);
  }

  @Test
  void whatAProcessHasIsToldByItsOwnAccounts() throws IOException {
    try (MemoryGroup group = group();
        PythonTarget target = PythonTarget.startBy(group.before(), python(), "shapes.py")) {
      FathomRun run = FathomRun.of("container", target.pid(), "--look=1", "--json");
      run.assertFine();
      List<@Nullable Object> balance = Json.array(run.json().get("balance"));
      assertThat(leaves(balance)).isEqualTo(bytes(Json.object(run.json().get("group")), "usage"));
      Map<String, @Nullable Object> process =
          account(Json.array(account(balance, "anon").get("children")), "process." + target.pid());
      Map<String, @Nullable Object> objects =
          account(Json.array(process.get("children")), "python.objects");
      assertThat(bytes(objects, "bytes")).isPositive().isLessThan(bytes(process, "bytes"));
      assertThat(bytes(process, "bytes"))
          .isEqualTo(target.kernel().rollup().getOrDefault("Pss_Anon", 0L));
      FathomRun screen = FathomRun.of("container", target.pid(), "--look=1");
      assertThat(screen.out()).contains("total = memory.", "Python objects");
    }
  }

  @Test
  void whoWasKilledIsCounted() throws Exception {
    try (MemoryGroup group = group()) {
      group.limit(24 * MIB);
      List<String> command = new ArrayList<>(group.before());
      command.addAll(
          List.of(python().path().toString(), "-c", "x = bytearray(200 << 20); print(len(x))"));
      Process killed = new ProcessBuilder(command).redirectErrorStream(true).start();
      killed.getInputStream().readAllBytes();
      assumeThat(killed.waitFor()).as("the machine has no room in swap for it").isNotZero();
      Path place = Path.of(group.before().get(3)).getParent();
      FathomRun run = FathomRun.of("container", Objects.requireNonNull(place).toString(), "--json");
      run.assertFine();
      assertThat(bytes(Json.object(run.json().get("group")), "oomKills")).isPositive();
      assertThat(FathomRun.of("container", place.toString()).out()).contains("OOM-killed");
      // By the last part of its path, too.
      assertThat(FathomRun.of("container", String.valueOf(place.getFileName())).code())
          .isEqualTo(ExitCode.FINE);
    }
  }

  @Test
  void whatIsNotThereIsToldInOneLine() {
    group().close(); // none may be had here: then nothing is told either
    assertThat(FathomRun.of("container", "no such\u001b[31m group").assertOneLine(ExitCode.FAILED))
        .contains("no such\\x1b[31m group");
    FathomRun.of("container", "/no/such/group").assertOneLine(ExitCode.FAILED);
    FathomRun.of("container", "999999999").assertOneLine(ExitCode.FAILED);
    FathomRun.of("container", "99999999999999").assertOneLine(ExitCode.FAILED);
    FathomRun.of("container", "../..").assertOneLine(ExitCode.FAILED);
    FathomRun.of("container", "").assertOneLine(ExitCode.FAILED);
  }

  private static MemoryGroup group() {
    try {
      return MemoryGroup.create();
    } catch (ProcessAccessException none) {
      throw new TestAbortedException(String.valueOf(none.getMessage()), none);
    }
  }

  private static Interpreter python() {
    return Interpreters.here().stream()
        .filter(each -> each.isAtLeast(3, 8))
        .findFirst()
        .orElseGet(() -> Interpreters.require(3, 11));
  }

  private static long leaves(List<@Nullable Object> accounts) {
    long bytes = 0;
    for (Object each : accounts) {
      Map<String, @Nullable Object> account = Json.object(each);
      bytes +=
          account.containsKey("children")
              ? leaves(Json.array(account.get("children")))
              : bytes(account, "bytes");
    }
    return bytes;
  }

  private static Map<String, @Nullable Object> account(List<@Nullable Object> all, String id) {
    return found(all, "id", id);
  }

  private static Map<String, @Nullable Object> file(List<@Nullable Object> all, String name) {
    return found(all, "name", name);
  }

  private static Map<String, @Nullable Object> found(
      List<@Nullable Object> all, String key, String value) {
    return all.stream()
        .map(Json::object)
        .filter(each -> Objects.equals(each.get(key), value))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + value + " among " + all));
  }

  private static long bytes(Map<String, ? extends @Nullable Object> object, String member) {
    return (Long) Objects.requireNonNull(object.get(member), member);
  }
}
