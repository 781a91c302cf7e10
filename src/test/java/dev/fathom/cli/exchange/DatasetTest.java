package dev.fathom.cli.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.host.Faults;
import dev.fathom.snapshot.dataset.Dataset;
import dev.fathom.snapshot.dataset.SimulatedFleet;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.PythonTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `fathom snapshot --into`, and what is asked of a dataset afterwards.
final class DatasetTest {
  private static final long OBJECTS = 3000;

  @TempDir private static Path directory;

  private static Path dataset = Path.of("");
  private static PythonTarget target;

  @BeforeAll
  static void twoLooks() {
    dataset = directory.resolve("it's a [*] dataset");
    target = PythonTarget.start(Interpreters.requireAny(), "million.py", OBJECTS);
    added("web", "1.0");
    added("web", "1.1");
  }

  @AfterAll
  static void end() {
    target.close();
  }

  private static Map<String, @Nullable Object> added(String app, String release) {
    FathomRun run =
        FathomRun.of(
            "snapshot",
            target.pid(),
            "--into",
            dataset,
            "--app",
            app,
            "--release",
            release,
            "--host",
            "h1",
            "--json");
    return Json.object(run.assertFine().json().get("added"));
  }

  private static List<List<@Nullable Object>> rows(String query) {
    return Json.array(FathomRun.of("sql", dataset, query, "--json").assertFine().json().get("rows"))
        .stream()
        .map(Json::array)
        .toList();
  }

  /// The program counts its objects itself; the kernel tells its Rss.
  @Test
  void whatTheProgramSaysOfItself() {
    long nodes = target.counts().getOrDefault("__main__.Node", 0L);
    assertThat(nodes).isPositive();
    assertThat(
            rows("select release, count from types where type = '__main__.Node' order by release"))
        .containsExactly(List.of("1.0", nodes), List.of("1.1", nodes));
    assertThat(
            rows(
                "select count(*) from looks where rss = (select sum(resident) from accounts"
                    + " where accounts.taken_at = looks.taken_at)"))
        .as("the accounts of a look add up to its Rss")
        .containsExactly(List.of(2L));
    assertThat(rows("select role, process from workers where release = '1.0'"))
        .containsExactly(List.of("self", target.pid()));
    assertThat(
            rows(
                "select count(*) from looks where uptime between 0 and 100000 and started_at > 0"
                    + " and app = 'web' and host_name = 'h1'"))
        .containsExactly(List.of(2L));
  }

  /// All rows of a look add up to all its objects, though most types have no row of their own.
  @Test
  void whatHasNoRowClosesTheSum() {
    Map<String, @Nullable Object> report =
        FathomRun.of("objects", target.pid(), "--json", "--top=100000").assertFine().json();
    long all =
        Json.array(report.get("rows")).stream()
            .map(Json::object)
            .mapToLong(row -> row.get("count") instanceof Long count ? count : 0)
            .sum();
    // From look to look the interpreter itself makes an object more or less.
    for (List<@Nullable Object> row :
        rows("select sum(count)::bigint from types group by taken_at")) {
      long told = row.getFirst() instanceof Long count ? count : 0;
      assertThat(told).isBetween(all - 10, all + 10);
    }
  }

  /// Paths of owners say nothing of keys.
  @Test
  void keysStayWhereTheyAre() throws IOException {
    assertThat(rows("select count(*) from owners where owner ~ '\\[[^*]'"))
        .containsExactly(List.of(0L));
    try (Stream<Path> files = Files.walk(dataset)) {
      assertThat(files.filter(Files::isRegularFile).map(Path::getFileName).map(Path::toString))
          .allMatch(name -> name.matches("fathom-[0-9a-z-]+\\.parquet|_fathom\\.json"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "copy (select 1) to 'x.parquet'",
        "select 1; drop view types",
        "create table t as select 1",
        "install httpfs",
        "select * from read_text('/etc/hostname')",
        "selec 1",
        "select nothing from types",
        "set enable_external_access = true"
      })
  void aQueryOnlySelects(String query) {
    FathomRun.of("sql", dataset, query).assertOneLine(ExitCode.FAILED);
  }

  /// Names that break other things: they are found again as they were.
  @ParameterizedTest
  @ValueSource(strings = {"=cmd|'/C calc'!A0", "a\"b'c", "line\nfeed", "../../etc", "ü/ö", "%41"})
  void anyNameOfAnApp(String name) {
    Map<String, @Nullable Object> told = added(name, "odd");
    assertThat(told).containsEntry("app", name).containsEntry("files", 6L);
    String quoted = "'" + name.replace("'", "''") + "'";
    assertThat(
            rows("select app_name, count(*) from looks where app_name = " + quoted + " group by 1"))
        .containsExactly(List.of(name, 1L));
    assertThat(
            FathomRun.of("diff", dataset, "--before", "odd", "--after", "odd", "--app", name)
                .assertFine()
                .out())
        .contains("grew on 0 of 1 hosts");
  }

  /// Whichever write fails, there is one line, and no file of the look.
  @Test
  void aFullDiskLeavesNothing() throws IOException {
    Path full = directory.resolve("full");
    Dataset.openOrMake(full);
    List<Faults.Fault> faults =
        List.of(
            new Faults.Fault("write", 3, 28),
            new Faults.Fault("fsync", 1, 28),
            new Faults.Fault("fsync", 4, 28),
            new Faults.Fault("linkat", 6, 28));
    for (Faults.Fault fault : faults) {
      try (Faults failing = Faults.of(fault)) {
        assertThat(
                FathomRun.of("snapshot", target.pid(), "--into", full)
                    .assertOneLine(ExitCode.FAILED))
            .contains("No space left on device");
        assertThat(failing.fired()).isTrue();
      }
      try (Stream<Path> files = Files.walk(full)) {
        assertThat(files.filter(Files::isRegularFile).map(Path::getFileName).map(Path::toString))
            .as("%s", fault)
            .containsExactly("_fathom.json");
      }
    }
  }

  @Test
  void aFileThatWasCutOff() throws IOException {
    Path folder = directory.resolve("cut");
    new SimulatedFleet(1, 2, 1, 1, 5).in(folder);
    Path cut;
    try (Stream<Path> files = Files.walk(folder.resolve("types"))) {
      cut = files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
    Files.write(cut, java.util.Arrays.copyOf(Files.readAllBytes(cut), 500));
    assertThat(FathomRun.of("sql", folder, "select * from types").assertOneLine(ExitCode.FAILED))
        .contains(cut.toString())
        .endsWith("remove it)");
    FathomRun.of("sql", folder, "select * from looks").assertFine();
    assertThat(FathomRun.of("dataset", "compact", folder).code()).isEqualTo(ExitCode.PARTIAL);
    Files.delete(cut);
    FathomRun.of("sql", folder, "select * from types").assertFine();
    Path file = Files.writeString(directory.resolve("file"), "mine");
    assertThat(
            FathomRun.of("snapshot", target.pid(), "--into", file).assertOneLine(ExitCode.FAILED))
        .contains("it is not a folder");
  }

  @Test
  void whatIsNoDataset() throws IOException {
    Path other = Files.createDirectories(directory.resolve("other"));
    Files.writeString(other.resolve("notes.txt"), "mine");
    assertThat(
            FathomRun.of("snapshot", target.pid(), "--into", other).assertOneLine(ExitCode.FAILED))
        .contains("is not empty and no dataset");
    assertThat(FathomRun.of("sql", other, "select 1").assertOneLine(ExitCode.FAILED))
        .contains("is not a dataset");
    FathomRun.of("dataset", other).assertOneLine(ExitCode.FAILED);
    FathomRun.of("dataset", "compact", other).assertOneLine(ExitCode.FAILED);
    FathomRun.of("dataset", directory.resolve("nowhere")).assertOneLine(ExitCode.FAILED);
    FathomRun.of("diff", other, "--before", "1", "--after", "2").assertOneLine(ExitCode.FAILED);
    FathomRun.of("diff", other, "--before", "1").assertOneLine(ExitCode.USAGE);
    FathomRun.of("diff", dataset).assertOneLine(ExitCode.USAGE);
    FathomRun.of("snapshot", target.pid(), "-o", other.resolve("x"), "--app", "web")
        .assertOneLine(ExitCode.USAGE);
    FathomRun.of("dataset", "compact", dataset, "--keep", "-1d").assertOneLine(ExitCode.USAGE);
    try (Stream<Path> files = Files.list(other)) {
      assertThat(files).hasSize(1);
    }
  }

  /// What grew is arithmetic: so are the hosts on which it did, and the median.
  @Test
  void twoReleasesAreCompared() throws IOException {
    SimulatedFleet fleet = new SimulatedFleet(1, 30, 2, 1, 12);
    Path folder = directory.resolve("fleet");
    fleet.in(folder);
    String[] words = {
      "diff", folder.toString(), "--before", SimulatedFleet.BEFORE, "--after", SimulatedFleet.AFTER
    };
    FathomRun screen = FathomRun.of((Object[]) words).assertFine();
    int spared = 3; // of 30 the hosts 0, 13 and 26
    assertThat(screen.lines())
        .contains("app.Session grew on 27 of 30 hosts, by 41.0 MiB in the median.");
    Map<String, @Nullable Object> answer =
        FathomRun.of(Stream.concat(Stream.of(words), Stream.of("--json")).toArray())
            .assertFine()
            .json();
    Map<String, @Nullable Object> type = Json.object(Json.array(answer.get("types")).getFirst());
    assertThat(type)
        .containsEntry("name", "app.Session")
        .containsEntry("hosts", 30L)
        .containsEntry("grew", 30L - spared)
        .containsEntry("shrank", 0L)
        .containsEntry("medianDelta", SimulatedFleet.GROWTH)
        .containsEntry("totalDelta", (30 - spared) * SimulatedFleet.GROWTH);
    FathomRun.of("dataset", "compact", folder).assertFine();
    assertThat(FathomRun.of((Object[]) words).assertFine().out())
        .as("the same after files were put together")
        .isEqualTo(screen.out());
    assertThat(
            FathomRun.of("diff", folder, "--before", "1.0", "--after", "9")
                .assertOneLine(ExitCode.FAILED))
        .contains("no looks at release 9", "1.0, 1.1");
  }

  /// The sum over all looks, before and after files were put together, and while a merge was
  /// interrupted.
  @Test
  void theAnswerIsTheSameWhileFilesArePutTogether() throws IOException {
    SimulatedFleet fleet = new SimulatedFleet(2, 3, 2, 1, 8);
    Path folder = directory.resolve("merged");
    fleet.in(folder);
    String sum = "select sum(allocated)::bigint, count(distinct host_name) from types";
    List<Object> expected = List.of(fleet.allAllocated(), 6L);
    assertThat(answer(folder, sum)).isEqualTo(expected);
    Path types = folder.resolve("types");
    Path note =
        Files.createDirectories(folder.resolve("_merges")).resolve("fathom-merged-1.parquet.txt");
    List<Path> old;
    try (Stream<Path> files = Files.walk(types)) {
      old = files.filter(Files::isRegularFile).sorted().toList();
    }
    // One of the files with the rows of another beside it, which was to go.
    Path copy = old.getFirst().resolveSibling("fathom-merged-1.parquet");
    Files.copy(old.getFirst(), copy);
    Files.writeString(
        note, folder.relativize(copy) + "\n" + folder.relativize(old.getFirst()) + "\n");
    assertThat(answer(folder, sum)).as("interrupted").isEqualTo(expected);
    assertThat(FathomRun.of("dataset", "compact", folder, "--older-than", "0d").assertFine().out())
        .contains("Finished 1 merges");
    assertThat(answer(folder, sum)).as("compacted").isEqualTo(expected);
  }

  /// Whoever asks while files are put together sees each row once.
  @Test
  void whoeverAsksMeanwhileSeesEachRowOnce() throws IOException, InterruptedException {
    SimulatedFleet fleet = new SimulatedFleet(6, 3, 4, 1, 4);
    Path folder = directory.resolve("busy");
    fleet.in(folder);
    List<Object> expected = List.of(fleet.allAllocated(), 18L);
    Thread compacting =
        Thread.ofPlatform().start(() -> FathomRun.of("dataset", "compact", folder).assertFine());
    do {
      assertThat(
              answer(folder, "select sum(allocated)::bigint, count(distinct host_name) from types"))
          .isEqualTo(expected);
    } while (compacting.isAlive());
    compacting.join();
  }

  private static List<@Nullable Object> answer(Path folder, String query) {
    return Json.array(
        Json.array(FathomRun.of("sql", folder, query, "--json").assertFine().json().get("rows"))
            .getFirst());
  }
}
