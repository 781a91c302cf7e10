package dev.fathom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.FathomRun;
import dev.fathom.cli.SeparateFathom;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.snapshot.parquet.PlainContent;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.JsonDifference;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PythonTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `fathom snapshot`, and the other commands on what it wrote.
final class SnapshotCommandTest {
  private static final String SECRET = "correct-horse-battery-staple";

  @TempDir private Path directory;

  /// The process sleeps, so that a look at it now and a look at it before say the same.
  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#supported")
  void aFileAnswersAsTheProcessDoes(Interpreter interpreter) {
    Path file = directory.resolve("a.fathom");
    try (PythonTarget target = PythonTarget.start(interpreter, "million.py", 5000)) {
      FathomRun.of("snapshot", target.pid(), "-o", file).assertFine();
      assertSameAnswer(List.of("balance", "types"), "report", target.pid(), file);
      assertSameAnswer(List.of("rows"), "objects", target.pid(), file, "--by=size");
      assertSameAnswer(List.of("owners"), "owners", target.pid(), file, "--top=100");
      assertSameAnswer(List.of("paths"), "path", target.pid(), file, "__main__.Node");
    }
  }

  /// Whole answers: whatever a command says of the process, it says of the file.
  @Test
  void everyCommandAnswersAsOnTheProcess() throws IOException {
    Path file = directory.resolve("a file.fathom");
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "million.py", 3000)) {
      FathomRun.of("snapshot", target.pid(), "-o", file).assertFine();
      String process = String.valueOf(target.pid());
      Map<String, @Nullable Object> owner =
          Json.object(Json.array(run("owners", process).json().get("owners")).getFirst());
      String path = String.valueOf(owner.get("path"));
      String address = String.valueOf(owner.get("address"));
      List<List<String>> questions = new java.util.ArrayList<>();
      questions.add(List.of("report"));
      for (String by : List.of("type", "module", "size", "owner", "pattern")) {
        questions.add(List.of("objects", "--by=" + by));
      }
      questions.add(List.of("objects", "--by=owner", "--filter=o"));
      questions.add(List.of("owners", "--top=1500"));
      questions.add(List.of("owners", "--of", path, "--depth=2"));
      questions.add(List.of("path", "__main__.Node"));
      questions.add(List.of("leaks"));
      questions.add(List.of("fragmentation"));
      questions.add(List.of("pins"));
      questions.add(List.of("address", address));
      for (String what : List.of(address, "__main__.Node", "int", "dict")) {
        questions.add(List.of("explain", what));
      }
      for (List<String> question : questions) {
        assertThat(
                JsonDifference.between(
                    comparable(ask(question, process, true).json()),
                    comparable(ask(question, file.toString(), true).json())))
            .as("%s", question)
            .isEmpty();
        if (Set.of("path", "leaks", "fragmentation").contains(question.getFirst())) {
          assertThat(ask(question, file.toString(), false).answer())
              .as("%s", question)
              .hasSizeGreaterThan(1)
              .isEqualTo(ask(question, process, false).answer());
        }
      }
      assertThat(FathomRun.of("report", file).assertFine().lines())
          .anyMatch(line -> line.contains("fathom owners '" + file + "'"));
    }
  }

  private static FathomRun ask(List<String> question, String subject, boolean json) {
    List<Object> words = new java.util.ArrayList<>(List.of(question.getFirst(), subject));
    words.addAll(question.subList(1, question.size()));
    if (json) {
      words.add("--json");
    }
    return FathomRun.of(words.toArray()).assertFine();
  }

  /// An answer without what is another each time: the cost, what others share, and where it is
  /// from.
  private static Map<String, @Nullable Object> comparable(Map<String, @Nullable Object> answer) {
    Map<String, @Nullable Object> kernel = Json.object(answer.get("kernel"));
    kernel.remove("pss");
    kernel.remove("uss");
    answer.remove("proportionalExact"); // of a file it depends on who else maps libraries
    answer.remove("cost");
    answer.remove("warnings");
    if (answer.get("object") instanceof Map<?, ?> object) {
      // Reckoned from memory that a snapshot does not have.
      object.remove("details");
      Map<String, @Nullable Object> reached = Json.object(object.get("reached"));
      List.of("tool", "toolBytes", "toolUntold").forEach(reached::remove);
    }
    answer.values().forEach(SnapshotCommandTest::withoutShares);
    withoutShares(List.of(answer));
    for (Object value : answer.values()) {
      if (value instanceof Map<?, ?>) {
        withoutShares(List.of(value));
      }
    }
    return answer;
  }

  @Test
  void aProgramWithoutARuntime() {
    Path file = directory.resolve("a.fathom");
    try (NativeTarget target = NativeTarget.blocks(2, 500)) {
      FathomRun.of("snapshot", target.pid(), "-o", file).assertFine();
      assertSameAnswer(List.of("balance", "types"), "report", target.pid(), file);
    }
  }

  private static void assertSameAnswer(
      List<String> properties, String command, long process, Path file, String... options) {
    Map<String, @Nullable Object> live = run(command, String.valueOf(process), options).json();
    Map<String, @Nullable Object> saved = run(command, file.toString(), options).json();
    for (String property : properties) {
      withoutShares(saved.get(property));
      withoutShares(live.get(property));
      assertThat(saved.get(property))
          .as("%s of %s", property, command)
          .isNotNull()
          .isEqualTo(live.get(property));
    }
    assertThat(Json.object(saved.get("kernel")).get("rss"))
        .isEqualTo(Json.object(live.get("kernel")).get("rss"));
    assertThat(codes(saved)).contains("snapshot");
    assertThat(codes(live)).doesNotContain("snapshot");
  }

  /// Takes away what depends on who else maps the same libraries: other processes come and go.
  static void withoutShares(@Nullable Object rows) {
    if (rows instanceof List<?>) {
      for (@Nullable Object row : Json.array(rows)) {
        if (row instanceof Map<?, ?> members) {
          members.remove("proportional");
        }
      }
    }
  }

  private static List<Object> codes(Map<String, @Nullable Object> answer) {
    return Json.array(answer.get("warnings")).stream()
        .map(warning -> String.valueOf(Json.object(warning).get("code")))
        .map(Object.class::cast)
        .toList();
  }

  private static FathomRun run(String command, String subject, String... options) {
    List<Object> words = new java.util.ArrayList<>(List.of(command, subject, "--json"));
    words.addAll(List.of(options));
    return FathomRun.of(words.toArray()).assertFine();
  }

  @Test
  void theFileIsOnesOwnAndSmall() throws IOException {
    Path file = directory.resolve("a.fathom");
    Files.writeString(file, "something older");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    try (PythonTarget target =
        PythonTarget.start(Interpreters.requireAny(), "million.py", 50_000)) {
      Map<String, @Nullable Object> told =
          Json.object(
              FathomRun.of("snapshot", target.pid(), "-o", file, "--json")
                  .assertFine()
                  .json()
                  .get("snapshot"));
      assertThat(told).containsEntry("bytes", Files.size(file));
      long objects = told.get("objects") instanceof Long count ? count : 0;
      assertThat(objects).isGreaterThan(50_000);
      assertThat(Files.size(file)).isBetween(objects, 24 * objects);
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
    assertThat(FathomRun.of(file).assertFine().out()).contains("note: this is how process");
  }

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#supported")
  void secretsStayWhereTheyAre(Interpreter interpreter) {
    Path file = directory.resolve("a.fathom");
    Path withValues = directory.resolve("values.fathom");
    try (PythonTarget target =
        PythonTarget.start(interpreter, "confidential.py", SECRET, SECRET + "ü", SECRET + "€")) {
      FathomRun.of("snapshot", target.pid(), "-o", file).assertFine();
      FathomRun.of("snapshot", target.pid(), "-o", withValues, "--values").assertFine();
    }
    // The search finds what is there: names, in texts that were compressed.
    List<String> names = List.of("password", "by_password", "visible_key");
    List<String> secrets =
        List.of("correct-horse", "interned_secret_of_the_source", "interned_secret_of_a_tuple");
    String content = PlainContent.of(file);
    assertThat(names.stream().filter(content::contains).toList()).isEqualTo(names);
    assertThat(secrets.stream().filter(content::contains)).isEmpty();
    String values = PlainContent.of(withValues);
    assertThat(secrets.stream().filter(values::contains).toList()).isEqualTo(secrets);
  }

  @Test
  void aFullDisk() throws IOException {
    Path file = directory.resolve("a.fathom");
    Files.writeString(file, "what was there before");
    try (PythonTarget target =
        PythonTarget.start(Interpreters.requireAny(), "million.py", 200_000)) {
      SeparateFathom limited = SeparateFathom.withFilesUpTo(1024);
      FathomRun run = limited.run("snapshot", target.pid(), "-o", file);
      assertThat(run.assertOneLine(ExitCode.FAILED)).contains("cannot write " + file);
      Kernel kernel = Kernel.of(target.pid());
      assertThat(kernel.isLetRun()).isTrue();
    }
    assertThat(Files.readString(file)).isEqualTo("what was there before");
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void nowhereToWriteTo() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("elsewhere"));
    try (PythonTarget target = PythonTarget.start(Interpreters.requireAny(), "million.py", 100)) {
      for (Path bad :
          List.of(
              directory, directory.resolve("no/such/directory"), Path.of("/proc/a.fathom"), link)) {
        assertThat(FathomRun.of("snapshot", target.pid(), "-o", bad).assertOneLine(ExitCode.FAILED))
            .contains("cannot write " + bad);
      }
      FathomRun.of("snapshot", target.pid()).assertOneLine(ExitCode.USAGE);
    }
    assertThat(Files.isDirectory(directory)).isTrue();
    assertThat(Files.exists(directory.resolve("elsewhere"))).isFalse();
  }

  @Test
  void filesThatAreNoSnapshots() throws IOException {
    Path empty = Files.createFile(directory.resolve("empty"));
    Path text = Files.writeString(directory.resolve("text"), "4242\n");
    Path zip = directory.resolve("other.zip");
    try (var out = new java.util.zip.ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new java.util.zip.ZipEntry("../../../../tmp/fathom-hostile-member"));
      out.write(1);
    }
    for (Path file : List.of(empty, text, zip, directory)) {
      for (String command : List.of("report", "objects", "owners")) {
        assertThat(FathomRun.of(command, file).assertOneLine(ExitCode.FAILED))
            .startsWith("fathom: " + file + " ");
      }
    }
    assertThat(FathomRun.of("report", directory.resolve("absent")).assertOneLine(ExitCode.USAGE))
        .contains("no such file");
    assertThat(Files.exists(Path.of("/tmp/fathom-hostile-member"))).isFalse();
  }
}
