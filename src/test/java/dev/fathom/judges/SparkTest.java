package dev.fathom.judges;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.snapshot.dataset.SimulatedFleet;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.SleepingTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Spark itself reads a dataset by the statements of `docs/fleet.md`, and answers as DuckDB does.
///
/// Its class path is in `src/test/spark/classpath`, where `.ci/fetch-spark` writes it; it runs as a
/// program of its own on Java 17, because Spark 3.5 does not on newer ones.
final class SparkTest {
  private static final Path CLASS_PATH = Path.of("src/test/spark/classpath");
  private static final Path PROGRAM = Path.of("src/test/spark/SparkAnswers.java");
  private static final long SECONDS = 240;

  /// What Spark's own script opens to it (`JavaModuleOptions`).
  private static final List<String> OPENED =
      List.of(
          "java.lang",
          "java.lang.invoke",
          "java.lang.reflect",
          "java.io",
          "java.net",
          "java.nio",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "jdk.internal.ref",
          "sun.nio.ch",
          "sun.nio.cs",
          "sun.security.action",
          "sun.util.calendar");

  private static final List<String> APPS =
      List.of("123", "=cmd|'a\"b", "2024-01-01", "line\nfeed", "ü");

  private static final int PROGRAMS = 20;

  /// In the words that both understand; whole numbers and texts alone, so that both write alike.
  private static final List<String> QUERIES =
      List.of(
          "select app, cast(taken as varchar(10)), count(*), sum(rss), min(taken_at) from looks"
              + " group by app, taken order by 1, 2",
          "select type, count(*), cast(sum(allocated) as bigint), max(host_name) from types"
              + " where app = 'app-01' group by type order by 3 desc, 1 limit 50",
          "select o.owner, o.form, count(*), cast(sum(o.retained) as bigint) from owners o"
              + " join looks l on l.app = o.app and l.host_name = o.host_name and l.pid = o.pid and l.taken_at = o.taken_at"
              + " group by o.owner, o.form order by 1, 2",
          "select release, account, cast(sum(resident) as bigint) from accounts group by release, account order by 1, 2",
          "select finding, severity, about, count(*), cast(sum(bytes) as bigint) from findings group by 1, 2, 3 order by 1, 2, 3",
          "select role, program, process, uss from workers order by 1, 2, 3, 4 limit 100",
          "select app, app_name, program, runtime, build_id, uptime, objects from looks order by 1, 2, 3, 4, 5, 6, 7");

  @TempDir private Path directory;

  @Test
  void sparkAnswersAsDuckDbDoes() throws IOException, InterruptedException {
    Path java = java();
    Assumptions.assumeTrue(Files.exists(CLASS_PATH), "no Spark here (.ci/fetch-spark fetches it)");
    Path dataset = directory.resolve("a fleet");
    new SimulatedFleet(2, 3, 2, 2, 10).in(dataset);
    takeReal(dataset);
    Path compacted = directory.resolve("compacted");
    copy(dataset, compacted);
    FathomRun.of("dataset", "compact", compacted, "--older-than", "0d").assertFine();
    List<Path> datasets = List.of(dataset, compacted);
    List<String> answers = spark(java, datasets);
    assertThat(answers).hasSize(datasets.size() * QUERIES.size());
    for (int at = 0; at < answers.size(); at++) {
      String query = QUERIES.get(at % QUERIES.size());
      Path asked = datasets.get(at / QUERIES.size());
      assertThat(answers.get(at))
          .as("%s: %s", asked, query)
          .isNotEmpty()
          .isEqualTo(duckDb(asked, query))
          .as("after files were put together")
          .isEqualTo(answers.get(at % QUERIES.size()));
    }
  }

  /// Looks at real programs, each under a name that is odd for somebody; with
  /// `-Dfathom.snapshots=1000` so many of twenty.
  private static void takeReal(Path dataset) {
    int wanted = Math.max(APPS.size(), Integer.getInteger("fathom.snapshots", 0));
    List<SleepingTarget> targets = new ArrayList<>();
    try {
      for (int program = 0; program < (wanted > APPS.size() ? PROGRAMS : 2); program++) {
        targets.add(
            program % 4 == 1
                ? NativeTarget.blocks(2, 300 * program)
                : PythonTarget.start(Interpreters.requireAny(), "million.py", 500 * (1 + program)));
      }
      for (int look = 0; look < wanted; look++) {
        int program = look % targets.size();
        String app = program < APPS.size() ? APPS.get(look % APPS.size()) : "program-" + program;
        long process = targets.get(program).pid();
        FathomRun.of("snapshot", process, "--into", dataset, "--app", app, "--host", app)
            .assertAnswered();
      }
    } finally {
      targets.forEach(SleepingTarget::close);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  private static String duckDb(Path dataset, String query) {
    return Json.array(FathomRun.of("sql", dataset, query, "--json").assertFine().json().get("rows"))
        .stream()
        .map(row ->
            Json.array(row).stream().map(String::valueOf).collect(Collectors.joining("\t")) + "\n")
        .collect(Collectors.joining());
  }

  /// {@return what it prints for each query of each dataset}
  private List<String> spark(Path java, List<Path> datasets)
      throws IOException, InterruptedException {
    List<String> tables = new ArrayList<>();
    for (Path dataset : datasets) {
      Path file = directory.resolve(dataset.getFileName() + ".sql");
      Files.writeString(file, documented().replace("/srv/fleet", dataset.toString()));
      tables.add(file.toString());
    }
    Path queries = directory.resolve("queries.sql");
    Files.writeString(queries, String.join(";\n", QUERIES) + ";\n");
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    OPENED.forEach(name -> command.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
    command.addAll(
        List.of(
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx1g",
            "-Dfile.encoding=UTF-8",
            "-Dsun.jnu.encoding=UTF-8",
            "-Djdk.reflect.useDirectMethodHandle=false",
            "-cp",
            Files.readString(CLASS_PATH).strip(),
            PROGRAM.toString(),
            directory.resolve("warehouse").toString(),
            queries.toString()));
    command.addAll(tables);
    Path errors = directory.resolve("spark.log");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("Spark does not end: " + Files.readString(errors));
    }
    assertThat(process.exitValue()).as("Spark: %s", lastLines(Files.readString(errors))).isZero();
    return Arrays.stream(printed.split("(?m)^--\n", -1))
        .limit((long) datasets.size() * QUERIES.size())
        .toList();
  }

  private static String lastLines(String text) {
    return text.lines().filter(line -> !line.startsWith("\tat ")).collect(Collectors.joining("\n"));
  }

  /// {@return the statements of the documentation}
  private static String documented() throws IOException {
    String text = Files.readString(Path.of("docs/fleet.md"));
    int from = text.indexOf("```sql\nCREATE TEMPORARY VIEW");
    return text.substring(from + "```sql\n".length(), text.indexOf("```", from + 3));
  }

  private static Path java() throws IOException {
    Path machines = Path.of("/usr/lib/jvm");
    Assumptions.assumeTrue(Files.isDirectory(machines), "no Java 17 here");
    try (Stream<Path> all = Files.list(machines)) {
      Optional<Path> found =
          all.filter(path -> path.getFileName().toString().matches(".*17.*"))
              .map(path -> path.resolve("bin/java"))
              .filter(Files::isExecutable)
              .filter(path -> Files.exists(path.resolveSibling("javac")))
              .sorted()
              .findFirst();
      Assumptions.assumeTrue(found.isPresent(), "no Java 17 here");
      return found.orElseThrow();
    }
  }
}
