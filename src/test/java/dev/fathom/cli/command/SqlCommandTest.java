package dev.fathom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.cli.SeparateFathom;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.CoreDump;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.PythonTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `fathom sql`: another engine reads what Fathom wrote, and finds the same.
final class SqlCommandTest {
  @TempDir private static Path directory;

  private static Path file = Path.of("");

  @BeforeAll
  static void snapshot() {
    file = directory.resolve("it's a.fathom");
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "million.py", 5000)) {
      FathomRun.of("snapshot", target.pid(), "-o", file).assertFine();
    }
  }

  @AfterAll
  static void nothingStays() throws IOException {
    try (var files = Files.list(directory)) {
      assertThat(files).hasSize(file.toString().isEmpty() ? 0 : 1);
    }
  }

  @Test
  void objectsAreThoseOfTheListing() {
    for (Object element : Json.array(answer("objects").get("rows"))) {
      Map<String, @Nullable Object> row = Json.object(element);
      String type = String.valueOf(row.get("type")).replace("'", "''");
      List<@Nullable Object> found =
          one(
              "select count(*), sum(shallow), sum(allocated), sum(resident) from objects where type = '"
                  + type
                  + "'");
      assertThat(found)
          .as(type)
          .containsExactly(
              row.get("count"), row.get("shallow"), row.get("allocated"), row.get("resident"));
      if ((Long) found.getFirst() < 100) {
        return; // the largest come first, and those will do
      }
    }
  }

  @Test
  void accountsAddUpToTheRss() {
    Object rss = Json.object(answer("report").get("kernel")).get("rss");
    assertThat(one("select sum(resident) from accounts where leaf = 1")).containsExactly(rss);
    assertThat(one("select sum(rss) from mappings")).containsExactly(rss);
  }

  @Test
  void ownersAreThoseOfTheListing() {
    Map<String, @Nullable Object> largest =
        Json.object(Json.array(answer("owners").get("owners")).getFirst());
    assertThat(one("select path, retained, address from owners order by retained desc limit 1"))
        .containsExactly(largest.get("path"), largest.get("retained"), largest.get("address"));
  }

  @Test
  void edgesLeadFromObjectsToObjects() {
    // Each of the nodes in the list has it as a referrer, by its place.
    assertThat(
            one(
                "select count(*), count(distinct e.name), min(e.name::int), max(e.name::int) from edges e"
                    + " join objects s on s.id = e.source join objects t on t.id = e.target"
                    + " where s.type = 'list' and t.type = '__main__.Node' and e.kind = 'index'"
                    + " group by e.source order by 1 desc limit 1"))
        .containsExactly(2500L, 2500L, 0L, 2499L);
    assertThat(
            one(
                "select count(*) > 100 from edges e join objects s on s.id = e.source"
                    + " where s.type = '__main__.Point' and e.name = 'x'"))
        .containsExactly(true);
  }

  @Test
  void chunksAndBlocksAreThere() {
    assertThat(one("select count(*) > 0, min(bytes) > 0 from chunks where state = 'live'"))
        .containsExactly(true, true);
    assertThat(one("select count(*) > 5000, count(distinct address) = count(*) from blocks"))
        .containsExactly(true, true);
    assertThat(one("select count(*) from types where module = '__main__' and name = 'Node'"))
        .containsExactly(1L);
  }

  @Test
  void theAnswerIsATable() {
    List<String> lines =
        FathomRun.of(
                "sql", file, "select 'a' as word, 12 as number union all select null, 3 order by 2")
            .assertFine()
            .answer();
    assertThat(lines).containsExactly("word  number", "           3", "a         12");
  }

  @Test
  void wrongQuestions() throws IOException {
    for (String query :
        List.of("selec", "select nonsense from objects", "select * from nowhere", "")) {
      FathomRun.of("sql", file, query).assertOneLine(ExitCode.FAILED);
    }
    Path other = Files.writeString(Files.createTempFile("no-", ".fathom"), "nothing");
    try {
      FathomRun.of("sql", other, "select 1").assertOneLine(ExitCode.FAILED);
    } finally {
      Files.delete(other);
    }
    FathomRun.of("sql", "no/such/file", "select 1").assertOneLine(ExitCode.USAGE);
    FathomRun.of("sql", file).assertOneLine(ExitCode.USAGE);
  }

  /// What a query may do: nothing but read the snapshot, unless it is allowed files, and no more
  /// than files then.
  @Test
  void aQueryReadsTheSnapshotAlone() throws IOException {
    Path outside = Files.writeString(directory.resolve("outside.csv"), "word\nsecret\n");
    Path made = directory.resolve("made.csv");
    Path database = directory.resolve("made.db");
    List<String> ofFiles =
        List.of(
            "select * from read_csv('" + outside + "')",
            "select * from '" + outside + "'",
            "select * from read_text('" + outside + "')",
            "select * from glob('" + directory + "/*')",
            "copy (select 1 as x) to '" + made + "'",
            "attach '" + database + "' as other");
    try {
      for (String query : ofFiles) {
        assertThat(FathomRun.of("sql", file, query).assertOneLine(ExitCode.FAILED))
            .as(query)
            .contains("rror: ")
            .doesNotContain("secret");
      }
      assertThat(FathomRun.of("sql", file, ofFiles.getFirst()).assertOneLine(ExitCode.FAILED))
          .contains("--allow-files", outside.toString());
      assertThat(made).doesNotExist();
      assertThat(database).doesNotExist();
      for (String query : ofFiles) {
        FathomRun.of("sql", file, query, "--allow-files").assertFine();
      }
      assertThat(Files.readString(made)).isEqualTo("x\n1\n");
      assertThat(database).exists();
    } finally {
      for (Path path : List.of(outside, made, database)) {
        Files.deleteIfExists(path);
      }
    }
  }

  /// Neither extensions nor the network nor settings, allowed files or not.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "install httpfs",
        "load httpfs",
        "load '/tmp/none.duckdb_extension'",
        "select * from read_csv('http://127.0.0.1:1/none')",
        "select * from read_parquet('s3://none/none')",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "reset allowed_directories",
        "set temp_directory = '/tmp'",
        "set home_directory = '/tmp'",
        "pragma profiling_output = '/tmp/none'",
        "create persistent secret s (type http, extra_http_headers map{})"
      })
  void nothingElseIsToBeHad(String query) {
    FathomRun.of("sql", file, query).assertOneLine(ExitCode.FAILED);
    FathomRun.of("sql", file, query, "--allow-files").assertOneLine(ExitCode.FAILED);
  }

  @Test
  void tablesOfItsOwnAreInMemory() {
    List<Object> answer =
        List.of("create table big as select * from range(1000) t(n); select count(*) from big");
    assertThat(FathomRun.of("sql", file, answer.getFirst()).assertFine().answer())
        .containsExactly("count_star()", "        1000");
  }

  @Test
  void theWholeErrorIsTold() {
    assertThat(
            FathomRun.of("sql", file, "select\n  nonsense\nfrom objects")
                .assertOneLine(ExitCode.FAILED))
        .contains("nonsense", "Candidate bindings", "LINE 2");
  }

  /// The tables are unpacked on another file system than the snapshot is.
  @Test
  void aFullDiskIsOneLine() throws IOException {
    Path disk = Files.createDirectory(directory.resolve("disk"));
    try {
      String refused =
          CoreDump.output("mount", "-t", "tmpfs", "-o", "size=64k", "none", disk.toString());
      Assumptions.assumeTrue(refused.isEmpty(), "no small disk can be mounted here: " + refused);
      String before = System.setProperty("java.io.tmpdir", disk.toString());
      try {
        assertThat(FathomRun.of("sql", file, "select 1").assertOneLine(ExitCode.FAILED))
            .contains("cannot write " + disk, "No space left", "java.io.tmpdir");
        try (var files = Files.list(disk)) {
          assertThat(files).isEmpty();
        }
      } finally {
        System.setProperty("java.io.tmpdir", before);
        CoreDump.output("umount", disk.toString());
      }
    } finally {
      Files.delete(disk);
    }
  }

  /// The class path of this one has no DuckDB, and nothing lies beside it.
  @Test
  void onlySqlNeedsTheDatabase() {
    SeparateFathom bare = SeparateFathom.withFilesUpTo(1 << 20);
    bare.run("objects", file).assertFine();
    assertThat(bare.run("sql", file, "select 1").assertOneLine(ExitCode.FAILED))
        .contains("DuckDB is missing");
  }

  private static Map<String, @Nullable Object> answer(String command) {
    return FathomRun.of(command, file, "--json").assertFine().json();
  }

  private static List<@Nullable Object> one(String query) {
    return Json.array(
        Json.array(FathomRun.of("sql", file, query, "--json").assertFine().json().get("rows"))
            .getFirst());
  }
}
