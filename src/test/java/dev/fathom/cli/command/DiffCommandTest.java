package dev.fathom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.CoreDump;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.PythonTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `fathom diff` on a process whose steps are known: `growing.py`.
final class DiffCommandTest {
  private static final int LEAKED = 7000;

  @TempDir private Path directory;

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#supported")
  void aLeakIsNamedExactly(Interpreter interpreter) {
    try (PythonTarget target = PythonTarget.start(interpreter, "growing.py")) {
      Path before = snapshot(target, "before");
      target.command("leak " + LEAKED);
      Map<String, @Nullable Object> diff = diff(before, snapshot(target, "after"));
      Map<String, @Nullable Object> type =
          one(diff, "types", row -> "Leak".equals(row.get("type")));
      assertThat(type)
          .containsEntry("module", "__main__")
          .containsEntry("countDelta", (long) LEAKED)
          .containsEntry("new", (long) LEAKED)
          .containsEntry("gone", 0L);
      // The collector's head (16 bytes, 32 up to 3.7), the object's of 16, one slot; in blocks of
      // 16.
      boolean old = !interpreter.isAtLeast(3, 8);
      assertThat(number(type, "allocatedDelta")).isEqualTo(LEAKED * (old ? 64L : 48L));
      Map<String, @Nullable Object> owner = Json.object(Json.array(diff.get("owners")).getFirst());
      assertThat(owner)
          .containsEntry("path", "__main__.leaked")
          .containsEntry("type", "list")
          .containsEntry("countDelta", (long) LEAKED)
          .containsEntry("retainedDelta", number(type, "allocatedDelta"))
          .containsEntry("mainType", "__main__.Leak")
          .containsEntry("mainCountDelta", (long) LEAKED);
      assertAddsUp(diff);
    }
  }

  @Test
  void whatComesAndGoesIsNamed() {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "growing.py")) {
      Path before = snapshot(target, "before");
      target.command("cache 5000");
      target.command("begin 3000");
      target.command("forget");
      Path after = snapshot(target, "after");
      Map<String, @Nullable Object> diff = diff(before, after);
      assertThat(one(diff, "owners", row -> "__main__.cache".equals(row.get("path"))))
          .containsEntry("countDelta", 10_000L)
          .containsEntry("mainType", "str")
          .containsEntry("keysDelta", 5000L);
      // The list itself, too.
      assertThat(one(diff, "owners", row -> "__main__.begun".equals(row.get("path"))))
          .containsEntry("countDelta", 3001L)
          .containsEntry("mainCountDelta", 3000L);
      assertThat(one(diff, "owners", row -> "__main__.doomed".equals(row.get("path"))))
          .containsEntry("gone", true)
          .containsEntry("countDelta", -2001L)
          .containsEntry("mainCountDelta", -2000L);
      assertAddsUp(diff);
      assertThat(FathomRun.of("diff", before, after).assertFine().lines())
          .anyMatch(line -> line.matches("\\+.* 10,000 str held by __main__.cache .*"))
          .anyMatch(line -> line.matches("-.* 2,000 str went with __main__.doomed .*"));
      // The same as listings.
      assertThat(owners(after, "--new-since", before)).first().isEqualTo("__main__.begun");
      assertThat(owners(before, "--gone-in", after)).first().isEqualTo("__main__.doomed");
      assertThat(owners(after, "--also-in", before))
          .contains("__main__.cache")
          .doesNotContain("__main__.begun");
      assertThat(counted(after, "--new-since", before, "str")).isEqualTo(10_000);
      assertThat(counted(after, "--new-since", before, "__main__.Leak")).isEqualTo(3000);
      assertThat(counted(before, "--gone-in", after, "str")).isEqualTo(2000);
      assertThat(counted(after, "--also-in", before, "str"))
          .isEqualTo(counted(before, "--also-in", after, "str"))
          .isGreaterThan(20_000);
    }
  }

  @Test
  void fragmentationIsNoGrowthOfObjects() {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "growing.py")) {
      Path before = snapshot(target, "before");
      target.command("fragment 1500");
      Map<String, @Nullable Object> diff = diff(before, snapshot(target, "after"));
      for (Object row : Json.array(diff.get("types"))) {
        assertThat(Json.object(row))
            .containsEntry("countDelta", 0L)
            .containsEntry("allocatedDelta", 0L);
      }
      for (Object row : Json.array(diff.get("owners"))) {
        assertThat(Json.object(row)).containsEntry("retainedDelta", 0L);
      }
      assertThat(delta(diff, "python.objects")).isZero();
      assertThat(delta(diff, "python.buffers")).isZero();
      long free = delta(diff, "malloc.free") + delta(diff, "python.free");
      long trapped = delta(diff, "malloc.free.trapped") + delta(diff, "python.free.trapped");
      long grown = rssDelta(diff);
      assertThat(grown).isGreaterThan(20_000L * 1000);
      assertThat(free).isBetween(grown - grown / 50, grown + grown / 50);
      assertThat(trapped).isGreaterThan(grown / 2);
      assertAddsUp(diff);
    }
  }

  @Test
  void ofThreeOnlyWhatStayedIsTold() {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "growing.py")) {
      Path first = snapshot(target, "first");
      target.command("leak 4000");
      Path second = snapshot(target, "second");
      target.command("leak 500");
      target.command("forget");
      Map<String, @Nullable Object> diff =
          FathomRun.of("diff", first, second, target.pid(), "--json").assertFine().json();
      assertThat(one(diff, "types", row -> "Leak".equals(row.get("type"))))
          .containsEntry("new", 4000L)
          .containsEntry("gone", 0L);
      assertThat(Json.object(Json.array(diff.get("owners")).getFirst()))
          .containsEntry("path", "__main__.leaked")
          .containsEntry("countDelta", 4000L);
    }
  }

  @Test
  void nothingHasChanged() {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "growing.py")) {
      Map<String, @Nullable Object> diff =
          FathomRun.of("diff", target.pid(), target.pid(), "--json").assertFine().json();
      assertThat(Json.array(diff.get("types"))).isEmpty();
      assertThat(Json.array(diff.get("owners"))).isEmpty();
      assertThat(Json.object(diff.get("objects")))
          .containsEntry("new", 0L)
          .containsEntry("gone", 0L);
    }
  }

  /// Addresses are others then; the variables are not.
  @Test
  void aProcessThatWasStartedAnew() {
    Interpreter interpreter = Interpreters.requireAny();
    try (PythonTarget one = PythonTarget.start(interpreter, "growing.py");
        PythonTarget other = PythonTarget.start(interpreter, "growing.py")) {
      other.command("cache 5000");
      FathomRun run = FathomRun.of("diff", one.pid(), other.pid());
      assertThat(run.assertFine().out()).contains("different processes");
      Map<String, @Nullable Object> diff =
          FathomRun.of("diff", one.pid(), other.pid(), "--json").assertFine().json();
      assertThat(one(diff, "owners", row -> "__main__.cache".equals(row.get("path"))))
          .containsEntry("keysDelta", 5000L)
          .containsEntry("gone", false);
      assertAddsUp(diff);
    }
  }

  /// Forked workers have their parent's objects at their parent's addresses.
  @Test
  void twoWorkersOfOneParent() {
    int instances = 3000;
    try (PythonTarget parent =
        PythonTarget.start(
            Interpreters.requireAny(), "workers.py", instances, "idle", "grow", "drop")) {
      // In the order in which they were forked.
      List<Long> workers =
          ProcessHandle.of(parent.pid())
              .orElseThrow()
              .children()
              .map(ProcessHandle::pid)
              .sorted()
              .toList();
      Map<String, @Nullable Object> grown =
          FathomRun.of("diff", workers.get(0), workers.get(1), "--json").assertFine().json();
      assertThat(one(grown, "types", row -> "Node".equals(row.get("type"))))
          .containsEntry("new", (long) instances)
          .containsEntry("gone", 0L);
      Map<String, @Nullable Object> dropped =
          FathomRun.of("diff", workers.get(0), workers.get(2), "--json").assertFine().json();
      assertThat(one(dropped, "types", row -> "Node".equals(row.get("type"))))
          .containsEntry("new", 0L)
          .containsEntry("gone", (long) instances / 2);
      assertAddsUp(grown);
      assertAddsUp(dropped);
    }
  }

  /// A core tells of what was mapped, a snapshot of what was resident: the objects are the same.
  @Test
  void aCoreAndASnapshot() {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "growing.py")) {
      Path before = snapshot(target, "before");
      target.command("leak 600");
      Path core = CoreDump.gcore(target.pid(), directory);
      Map<String, @Nullable Object> diff = FathomRun.of("diff", before, core, "--json").json();
      assertThat(one(diff, "types", row -> "Leak".equals(row.get("type"))))
          .containsEntry("new", 600L)
          .containsEntry("gone", 0L);
      assertThat(Json.object(Json.array(diff.get("owners")).getFirst()))
          .containsEntry("path", "__main__.leaked")
          .containsEntry("countDelta", 600L);
    }
  }

  @Test
  void wrongArguments() throws IOException {
    Path file = Files.writeString(directory.resolve("no-snapshot"), "nothing");
    FathomRun.of("diff", file).assertOneLine(ExitCode.USAGE);
    FathomRun.of("diff").assertOneLine(ExitCode.USAGE);
    FathomRun.of("diff", 1, 1, 1, 1).assertOneLine(ExitCode.USAGE);
    FathomRun.of("diff", file, "nowhere").assertOneLine(ExitCode.USAGE);
    FathomRun.of("diff", file, file).assertOneLine(ExitCode.FAILED);
    FathomRun.of("objects", 1, "--new-since", "nowhere").assertOneLine(ExitCode.USAGE);
    FathomRun.of("objects", 1, "--new-since", file, "--gone-in", file)
        .assertOneLine(ExitCode.USAGE);
    FathomRun.of("owners", 1, "--new-since", file, "--of", "__main__")
        .assertOneLine(ExitCode.USAGE);
  }

  /// A cache that nothing goes from is told, with what it would save to have no more than before;
  /// one from which something went is not.
  @Test
  void whatOnlyGrowsIsTold() {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "growing.py")) {
      target.command("cache 3000");
      Path before = snapshot(target, "before");
      target.command("cache 2000");
      Path after = snapshot(target, "after");
      Map<String, @Nullable Object> told = finding(before, after, "grown.only").getFirst();
      assertThat(String.valueOf(told.get("sentence")))
          .startsWith(
              "__main__.cache only grew: none of the 3,001 keys that it had went, 2,000 came.");
      // A key of 12 characters and a text of 206, in blocks of 16 bytes, and a larger table.
      assertThat((Long) told.get("bytes")).isBetween(2000L * (64 + 256), 2000L * (64 + 256 + 100));
      target.command("expire 1000");
      assertThat(finding(after, snapshot(target, "expired"), "grown.only")).isEmpty();
    }
  }

  @Test
  void namesAndCodeThatAreCompiledAreTold() {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "growing.py")) {
      target.command("compile 10");
      Path before = snapshot(target, "before");
      target.command("compile 3000");
      assertThat(finding(before, snapshot(target, "after"), "grown.names"))
          .hasSize(1)
          .first()
          .extracting(told -> String.valueOf(told.get("sentence")))
          .asString()
          // The function, its argument and its attribute.
          .contains(": 9,000 interned strings and 3,000 code objects more.");
    }
  }

  private static List<Map<String, @Nullable Object>> finding(Path before, Path after, String kind) {
    return Json.array(diff(before, after).get("findings")).stream()
        .map(Json::object)
        .filter(told -> kind.equals(told.get("id")))
        .toList();
  }

  private Path snapshot(PythonTarget target, String name) {
    Path file = directory.resolve(name + ".fathom");
    FathomRun.of("snapshot", target.pid(), "-o", file).assertFine();
    return file;
  }

  private static Map<String, @Nullable Object> diff(Path before, Path after) {
    return FathomRun.of("diff", before, after, "--json").assertFine().json();
  }

  private static List<String> owners(Path file, String option, Path other) {
    return rows(FathomRun.of("owners", file, option, other, "--json").json(), "owners").stream()
        .map(row -> String.valueOf(row.get("path")))
        .toList();
  }

  private static long counted(Path file, String option, Path other, String type) {
    long count = 0;
    for (Map<String, @Nullable Object> row :
        rows(FathomRun.of("objects", file, option, other, "--json").json(), "rows")) {
      count += type.equals(row.get("type")) ? number(row, "count") : 0;
    }
    return count;
  }

  private static List<Map<String, @Nullable Object>> rows(
      Map<String, @Nullable Object> answer, String table) {
    return Json.array(answer.get(table)).stream().map(Json::object).toList();
  }

  /// Owners tell of every byte that types do, and accounts of every resident one.
  private static void assertAddsUp(Map<String, @Nullable Object> diff) {
    assertThat(sum(diff, "owners", "retainedDelta"))
        .isEqualTo(sum(diff, "types", "allocatedDelta"));
    assertThat(sum(diff, "owners", "countDelta")).isEqualTo(sum(diff, "types", "countDelta"));
    List<Map<String, @Nullable Object>> accounts = rows(diff, "accounts");
    long whole = 0;
    for (Map<String, @Nullable Object> account : accounts) {
      String id = String.valueOf(account.get("id"));
      if (accounts.stream().noneMatch(other -> id.startsWith(other.get("id") + "."))) {
        whole += number(account, "delta");
      }
    }
    assertThat(whole).isEqualTo(rssDelta(diff));
  }

  private static long rssDelta(Map<String, @Nullable Object> diff) {
    long after = number(Json.object(diff.get("kernel")), "rss");
    return after - number(Json.object(diff.get("before")), "rss");
  }

  private static long sum(Map<String, @Nullable Object> diff, String table, String column) {
    return Json.array(diff.get(table)).stream()
        .mapToLong(row -> number(Json.object(row), column))
        .sum();
  }

  private static long delta(Map<String, @Nullable Object> diff, String account) {
    long delta = 0;
    for (Map<String, @Nullable Object> row : rows(diff, "accounts")) {
      delta += account.equals(row.get("id")) ? number(row, "delta") : 0;
    }
    return delta;
  }

  private static Map<String, @Nullable Object> one(
      Map<String, @Nullable Object> diff,
      String table,
      Predicate<Map<String, @Nullable Object>> wanted) {
    for (Map<String, @Nullable Object> row : rows(diff, table)) {
      if (wanted.test(row)) {
        return row;
      }
    }
    throw new AssertionError("no such row in " + diff.get(table));
  }

  private static long number(Map<String, @Nullable Object> object, String name) {
    return object.get(name) instanceof Number value ? value.longValue() : -1;
  }
}
