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
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.ShellTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/// Processes that the kernel kills, as they have met the limit of a control group of their own.
@Timeout(300)
final class LastWordsTest {
  private static final long MIB = 1 << 20;
  private static final int PIECES = 5000;

  /// Per cent of the limit.
  private static final int NEAR = 91;

  /// Beyond what it has at first.
  private static final long ROOM = 40 * MIB;

  @TempDir private Path directory;

  /// The process grows when it is told to, until a mark near the limit was seen; the leap that ends
  /// it comes then.
  @Test
  void whoWasKilledLeavesWhatItHeldAndWhatGrew() throws Exception {
    try (MemoryGroup group = group();
        PythonTarget target =
            PythonTarget.startBy(group.before(), Interpreters.requireAny(), "growing.py")) {
      long limit = group.usage() + ROOM;
      group.limit(limit);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      Path earlier =
          Files.createFile(directory.resolve("last-words-" + target.pid() + "-2.fathom"));
      CompletableFuture<Integer> watch = watch(target, out, err);
      await("start|\\d+%", out, watch);
      // Pages of files are none that it could not have.
      while (group.usage() - group.files() < NEAR * limit / 100) {
        target.command("cache " + PIECES);
      }
      await("9\\d%", out, watch);
      long before = target.kernel().rollup().getOrDefault("Rss", 0L);
      assumeThat(isKilledBy(target, "cache 1000000"))
          .as("the machine has no room in swap for it")
          .isTrue();
      assertThat(watch.get(200, TimeUnit.SECONDS)).isEqualTo(ExitCode.FINE);
      assertThat(err.toString(UTF_8).lines().filter(line -> !line.contains("no snapshot")))
          .isEmpty();
      List<String> lines = out.toString(UTF_8).lines().toList();
      lines.forEach(line -> JsonSchemas.assertValid("watch", line));
      assertThat(earlier).as("what was there already").isEmptyFile();
      Files.delete(earlier);
      check(lines, target.pid(), limit, before);
    }
  }

  /// @param before what was in memory before the leap, as the kernel says
  private void check(List<String> lines, long pid, long limit, long before) throws IOException {
    Map<String, @Nullable Object> words = Json.parseObject(lines.get(lines.size() - 2));
    assertThat(words).containsEntry("ending", "killed").containsEntry("limit", limit);
    List<@Nullable Object> kept = Json.array(words.get("snapshots"));
    assertThat(files())
        .extracting(Path::toString)
        .containsExactlyInAnyOrderElementsOf(
            kept.stream().map(each -> text(Json.object(each), "file")).toList());
    assertThat(kept).hasSizeBetween(2, 3);
    Map<String, @Nullable Object> last = Json.object(kept.getLast());
    assertThat(last).containsEntry("pid", pid);
    Map<String, @Nullable Object> report =
        FathomRun.of(text(last, "file"), "--json").assertFine().json();
    Long rss = (Long) Json.object(report.get("balance")).get("rss");
    assertThat(rss).isNotNull().isGreaterThan(before - limit / 10);
    // Who it was, by type and owner.
    FathomRun owners = FathomRun.of("owners", text(last, "file")).assertFine();
    assertThat(owners.out()).contains("__main__.cache");
    Map<String, @Nullable Object> grown = Json.parseObject(lines.getLast());
    assertThat(String.valueOf(grown.get("owners"))).contains("__main__.cache");
    assertThat(String.valueOf(grown.get("types"))).contains("str");
  }

  private CompletableFuture<Integer> watch(
      PythonTarget target, ByteArrayOutputStream out, ByteArrayOutputStream err) {
    String[] words = {
      "watch", "--last-words", directory.toString(), Long.toString(target.pid()), "--json"
    };
    return CompletableFuture.supplyAsync(() ->
        Main.run(words, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8)));
  }

  private static String text(Map<String, @Nullable Object> object, String member) {
    return String.valueOf(object.get(member));
  }

  private static boolean isKilledBy(PythonTarget target, String command) {
    try {
      target.command(command);
      return false;
    } catch (IllegalStateException ended) {
      return true;
    }
  }

  /// Waits until a snapshot is told of.
  ///
  /// @param mark an expression for what it was due at
  private static void await(
      String mark, ByteArrayOutputStream out, CompletableFuture<Integer> watch) throws Exception {
    Pattern told = Pattern.compile("\"event\":\"snapshot\".*\"at\":\"(" + mark + ")\"");
    while (!told.matcher(out.toString(UTF_8)).find()) {
      assertThat(watch).isNotDone();
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  /// From slow to sudden: 10 MiB to 1 GiB a second. Whoever is killed leaves a snapshot that is no
  /// older than a second, or a tenth of the limit. How many: `-Dfathom.last.words=50`.
  @Test
  @Timeout(3600)
  void fromSlowToSudden() throws Exception {
    int processes = Integer.getInteger("fathom.last.words", 0);
    assumeThat(processes).as("asked for by -Dfathom.last.words").isPositive();
    List<String> old = new ArrayList<>();
    for (int process = 0; process < processes; process++) {
      double rate = 10 * Math.pow(100, process / Math.max(1.0, processes - 1.0));
      try (MemoryGroup group = group();
          PythonTarget target =
              PythonTarget.startBy(group.before(), Interpreters.requireAny(), "sudden.py")) {
        group.limit(512 * MIB);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CompletableFuture<Integer> watch = watch(target, out, new ByteArrayOutputStream());
        await("start|\\d+%", out, watch);
        isKilledBy(target, Double.toString(rate));
        watch.get(200, TimeUnit.SECONDS);
        Map<String, @Nullable Object> words =
            out.toString(UTF_8)
                .lines()
                .map(Json::parseObject)
                .filter(line -> "lastWords".equals(line.get("event")))
                .findFirst()
                .orElseThrow();
        Map<String, @Nullable Object> last =
            Json.object(Json.array(words.get("snapshots")).getLast());
        long missed = 512 * MIB - number(last, "used");
        long age = number(words, "millis") - number(last, "millis");
        String told =
            "%.0f MiB/s: %d MiB, %d ms before the end; held for %d ms"
                .formatted(rate, missed / MIB, age, number(last, "heldMillis"));
        System.out.println(told);
        FathomRun owners = FathomRun.of("owners", text(last, "file")).assertFine();
        if ((missed > 512 * MIB / 10 && age > 1000) || !owners.out().contains("__main__.orders")) {
          old.add(told);
        }
      }
      for (Path file : files()) {
        Files.delete(file);
      }
    }
    assertThat(old).isEmpty();
  }

  private static long number(Map<String, @Nullable Object> object, String member) {
    return object.get(member) instanceof Long value ? value : -1;
  }

  @Test
  void whatCannotBeWatchedIsOneLine() throws IOException {
    long gone = ShellTarget.gonePid();
    assertThat(words(gone).assertOneLine(ExitCode.FAILED)).contains("no process " + gone);
    words("no such\u001b[31m group").assertOneLine(ExitCode.FAILED);
    words("").assertOneLine(ExitCode.FAILED);
    assertThat(
            FathomRun.of("watch", "--last-words", directory, "--where", gone)
                .assertOneLine(ExitCode.USAGE))
        .contains("--last-words");
    words("true", "x").assertOneLine(ExitCode.USAGE);
    try (ShellTarget target = ShellTarget.zombie()) {
      words(target.pid()).assertOneLine(ExitCode.FAILED);
    }
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "bare.py")) {
      assertThat(
              FathomRun.of("watch", "--last-words", directory.resolve("none"), target.pid())
                  .assertOneLine(ExitCode.FAILED))
          .contains("no such directory");
    }
    assertThat(files()).isEmpty();
  }

  private FathomRun words(Object... words) {
    return FathomRun.of(
        Stream.concat(Stream.of("watch", "--last-words", directory), Stream.of(words)).toArray());
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> file.toString().endsWith(".fathom")).toList();
    }
  }

  private static MemoryGroup group() {
    try {
      return MemoryGroup.create();
    } catch (ProcessAccessException none) {
      throw new TestAbortedException(String.valueOf(none.getMessage()), none);
    }
  }
}
