package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.ask.Manner;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.mcp.json.JsonTree;
import dev.fathom.mcp.tool.Toolbox;
import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import dev.fathom.snapshot.parquet.PlainContent;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.CoreDump;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.Perls;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.SleepingTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a process holds stays there: targets with a secret in every place where data can stand
/// (`planted_secrets.py`, `secrets.pl`, `secrets.c`) are asked everything, and all that is printed,
/// served and written is searched.
final class PrivacyTest {
  /// In every secret, and in nothing else. The kernel keeps 15 bytes of a thread's name.
  private static final String SALT = "zq7k1w9x5v3b8jh";

  /// In the names that a target makes at run time.
  private static final String VISIBLE = "nm4d6s2g";

  private static final Map<String, String> ENVIRONMENT =
      Map.of("GIVEN_" + SALT, "given_" + SALT, "TOKEN", "token_" + SALT);

  private static final int ALL = 100_000;
  private static final int MOST_TYPES = 12;

  /// Types whose objects are under the secret keys.
  private static final List<String> REFERRING = List.of("Account", "ARRAY", "node");

  /// Types whose objects hold the secrets.
  private static final List<String> TEXTS =
      List.of("str", "bytes", "unicode", "HEK", "SCALAR", "COW");

  /// Of the other types, those that refer to what does.
  private static final List<String> LOOKED_AT =
      Stream.of(REFERRING, TEXTS, List.of("dict", "set", "HASH")).flatMap(List::stream).toList();

  @TempDir private Path directory;

  /// One by default: each takes half a minute. `-Dfathom.privacy.all=true` takes all.
  static List<Interpreter> pythons() {
    return Boolean.getBoolean("fathom.privacy.all")
        ? Interpreters.supported()
        : List.of(Interpreters.requireAny());
  }

  static List<Path> perls() {
    return Boolean.getBoolean("fathom.privacy.all")
        ? Perls.known()
        : List.of(Perls.requireSystem());
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void thoseOfPython(Interpreter interpreter) {
    try (PythonTarget target =
        PythonTarget.start(interpreter, ENVIRONMENT, "planted_secrets.py", VISIBLE, SALT)) {
      Path file = assertSilent(target);
      assertNamed(
          PlainContent.of(file),
          VISIBLE,
          List.of("Type", "module", "field"),
          List.of("plain_keys", "spelled_key", "spelled_keyword", "first_slot", "password"));
      String values = withValues(target);
      assertNamed(
          values,
          SALT,
          List.of("text", "element", "interned_key", "key", "attribute", "MEMBER"),
          List.of());
      assertThat(FathomRun.of("path", directory.resolve("values"), "__main__.Account").out())
          .contains("__main__.interned_keys['interned_key_" + SALT + "']");
      Path graph = directory.resolve("values.heapsnapshot");
      FathomRun.of("export", target.pid(), "--to", "chrome", "--values", "-o", graph).assertFine();
      assertThat(graph).content().contains("interned_key_" + SALT);
    }
  }

  @ParameterizedTest
  @MethodSource("perls")
  void thoseOfPerl(Path perl) {
    try (PerlTarget target = PerlTarget.start(perl, "secrets.pl", VISIBLE, SALT)) {
      Path file = assertSilent(target);
      assertNamed(
          PlainContent.of(file),
          VISIBLE,
          List.of("variable", "sub", "Package"),
          List.of("spelled_key", "spelled_attribute", "first_of_slice"));
      String values = withValues(target);
      assertNamed(values, SALT, List.of("key1", "nested_key", "attribute", "local_key"), List.of());
    }
  }

  @Test
  void thoseOfC() {
    try (NativeTarget target =
        NativeTarget.start(CProgram.compile("secrets.c"), ENVIRONMENT, VISIBLE, SALT)) {
      Path file = assertSilent(target);
      assertNamed(PlainContent.of(file), "", List.of(), List.of("visible_list", "visible_table"));
    }
  }

  /// Files that hold the memory itself: what is said of it has no secrets even so.
  @Test
  void thoseInCapturesAndCores() {
    try (PythonTarget python =
            PythonTarget.start(Interpreters.requireAny(), "planted_secrets.py", VISIBLE, SALT);
        PerlTarget perl = PerlTarget.start(Perls.requireSystem(), "secrets.pl", VISIBLE, SALT);
        NativeTarget native_ = NativeTarget.start(CProgram.compile("secrets.c"), VISIBLE, SALT)) {
      for (SleepingTarget target : List.of(python, native_)) {
        Path capture = directory.resolve("capture" + target.pid());
        FathomRun.of("capture", target.pid(), "-o", capture).assertFine();
        assertSilentAnswers(capture.toString(), PrivacyTest::assertSilentText);
      }
      for (SleepingTarget target : List.of(perl, native_)) {
        Path core = CoreDump.gcore(target.pid(), directory);
        assertSilentAnswers(core.toString(), PrivacyTest::assertSilentText);
      }
    }
  }

  @Test
  void thoseThatAreServed() {
    try (PythonTarget python =
            PythonTarget.start(Interpreters.requireAny(), "planted_secrets.py", VISIBLE, SALT);
        PerlTarget perl = PerlTarget.start(Perls.requireSystem(), "secrets.pl", VISIBLE, SALT)) {
      for (SleepingTarget target : List.of(python, perl)) {
        try (ServedFathom served = ServedFathom.start(target.pid())) {
          assertSilentlyServed(served);
        }
        assertSilentlyTold(target);
      }
    }
  }

  /// What assistants are told, page by page.
  private static void assertSilentlyTold(SleepingTarget target) {
    Toolbox tools = Toolbox.of(Manner.of(Pause.of(Freeze.PTRACE)), false);
    String pid = String.valueOf(target.pid());
    for (String tool :
        List.of("report", "owners", "objects", "fragmentation", "advice", "diff", "processes")) {
      assertSilentlyTold(tools, tool, tool.equals("processes") ? Map.of() : Map.of("process", pid));
    }
    for (String type : types(pid)) {
      if (REFERRING.stream().anyMatch(type::endsWith)) {
        assertSilentlyTold(tools, "path", Map.of("process", pid, "of", type));
      }
      if (TEXTS.contains(type)) {
        assertSilentlyTold(tools, "explain", Map.of("process", pid, "of", type));
      }
    }
  }

  private static void assertSilentlyTold(
      Toolbox tools, String tool, Map<String, @Nullable Object> arguments) {
    Map<String, @Nullable Object> asked = new LinkedHashMap<>(arguments);
    do {
      Map<String, Object> result = tools.call(tool, asked);
      assertThat(result).as(tool).containsEntry("isError", false);
      assertThat(Secret.of(SALT).in(JsonTree.text(result))).as(tool + " " + asked).isEmpty();
      asked.put("more", Json.object(result.get("structuredContent")).get("more"));
    } while (asked.get("more") != null);
  }

  /// The search finds what there is, however it is written.
  @Test
  void theSearchFinds() {
    for (String written :
        List.of(
            SALT,
            new String(SALT.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1),
            new String(SALT.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.ISO_8859_1),
            new String(SALT.getBytes(Secret.UTF_32LE), StandardCharsets.ISO_8859_1),
            Secret.hex(SALT.getBytes(StandardCharsets.UTF_8), ""),
            Secret.hex(SALT.getBytes(StandardCharsets.UTF_8), " ").toUpperCase(Locale.ROOT),
            "0x"
                + Long.toHexString(
                    java.nio.ByteBuffer.wrap(SALT.substring(3, 11).getBytes(StandardCharsets.UTF_8))
                        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                        .getLong()))) {
      assertThat(Secret.of(SALT).in("before " + written + " behind")).as(written).isNotEmpty();
    }
    assertThat(Secret.of(SALT).in("zq7k1w9 and 0x7a71 and " + VISIBLE)).isEmpty();
  }

  /// Asks everything of a process that lives, and everything of the snapshot that it writes.
  ///
  /// @return the snapshot
  private Path assertSilent(SleepingTarget target) {
    String process = String.valueOf(target.pid());
    Path file = directory.resolve("a.fathom");
    Path page = directory.resolve("page.html");
    assertSilent("snapshot", process, "-o", file);
    assertThat(Secret.of(SALT).in(PlainContent.of(file))).as("what is in the snapshot").isEmpty();
    assertSilentAnswers(process, PrivacyTest::assertSilentText);
    assertSilentAnswers(file.toString(), PrivacyTest::assertSilent);
    assertAllSilent(file.toString());
    assertSilent("pages", process);
    assertSilent("workers", process);
    assertSilent("workers", process, "--duplicates", "--top=" + ALL);
    assertSilent("workers", process, "--no-causes");
    assertSilent("top", "--open", "--top=" + ALL);
    assertSilent("diff", file, process);
    assertSilent(FathomRun.of("html", process, "--workers", "-o", page), "html");
    assertSilentFile(page);
    assertSilent(FathomRun.of("html", "--diff", file, process, "-o", page), "html --diff");
    assertSilentFile(page);
    assertSilentlyExported(process, "folded");
    assertSilentlyExported(file, "speedscope"); // with types; pprof has the same, packed
    assertSilentlyExported(process, "chrome");
    for (String table : tables(file)) {
      assertSilent("sql", file, "select * from " + table);
    }
    return file;
  }

  private void assertSilentlyExported(Object subject, String format) {
    Path exported = directory.resolve("exported");
    assertSilentText("export", subject, "--to", format, "-o", exported);
    assertSilentFile(exported);
  }

  /// What the snapshot is asked, which costs little there. The process gives the same answers.
  private void assertAllSilent(String file) {
    for (String by : List.of("type", "module", "size", "pattern")) {
      assertSilent("objects", file, "--by=" + by, "--top=" + ALL);
    }
    for (String type : types(file)) {
      assertSilent("explain", file, type);
      assertSilent("path", file, type, "--top=100");
    }
  }

  /// The commands that take whatever holds a process.
  ///
  /// @param ask runs one: programs are told of a snapshot what they are told of the process
  private static void assertSilentAnswers(String subject, Consumer<Object[]> ask) {
    ask.accept(new Object[] {"report", subject, "--top=" + ALL});
    ask.accept(new Object[] {"objects", subject, "--by=owner", "--top=" + ALL});
    ask.accept(new Object[] {"owners", subject, "--top=" + ALL});
    ask.accept(new Object[] {"leaks", subject, "--top=" + ALL});
    ask.accept(new Object[] {"fragmentation", subject});
    ask.accept(new Object[] {"pins", subject, "--top=" + ALL});
    for (String type : types(subject)) {
      if (REFERRING.stream().anyMatch(type::endsWith)) {
        ask.accept(new Object[] {"path", subject, type, "--top=1000"});
      }
      if (TEXTS.contains(type)) {
        ask.accept(new Object[] {"explain", subject, type});
      }
    }
  }

  /// {@return the types whose objects have the secrets, or refer to what has}
  private static List<String> types(String subject) {
    return Json.array(FathomRun.of("objects", subject, "--top=" + ALL, "--json").json().get("rows"))
        .stream()
        .map(row -> String.valueOf(Json.object(row).get("type")))
        .filter(type -> LOOKED_AT.stream().anyMatch(type::contains))
        .limit(MOST_TYPES)
        .toList();
  }

  private static List<String> tables(Path file) {
    Map<String, @Nullable Object> answer =
        FathomRun.of("sql", file, "show tables", "--json").assertFine().json();
    return Json.array(answer.get("rows")).stream()
        .map(row -> String.valueOf(Json.array(row).getFirst()))
        .toList();
  }

  /// Runs a command for people and for programs.
  private static void assertSilent(Object... command) {
    assertSilent(FathomRun.of(command), command);
    List<Object> json = new ArrayList<>(List.of(command));
    json.add("--json");
    assertSilent(FathomRun.of(json.toArray()), json.toArray());
  }

  private static void assertSilentText(Object... command) {
    assertSilent(FathomRun.of(command), command);
  }

  private static void assertSilent(FathomRun run, Object... command) {
    assertThat(run.code())
        .as("%s: %s", List.of(command), run.err())
        .isIn(ExitCode.FINE, ExitCode.PARTIAL);
    assertThat(Secret.of(SALT).in(bytes(run.out()) + bytes(run.err())))
        .as("what is said by %s", List.of(command))
        .isEmpty();
  }

  private static void assertSilentFile(Path file) {
    try {
      assertThat(Secret.of(SALT).in(Files.readString(file, StandardCharsets.ISO_8859_1)))
          .as("what is in %s", file)
          .isEmpty();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void assertSilentlyServed(ServedFathom served) {
    List<String> questions =
        new ArrayList<>(
            List.of(
                "page",
                "balance",
                "objects?by=module",
                "objects?by=owner",
                "objects?by=pattern",
                "owners?top=500",
                "fragmentation",
                "pins",
                "live"));
    for (Object row : Json.array(served.ask("objects?top=500").json().get("rows"))) {
      String type = String.valueOf(Json.object(row).get("type"));
      if (LOOKED_AT.stream().anyMatch(type::contains)) {
        String name = ServedFathom.encoded(type);
        questions.add("path?of=" + name + "&top=1000");
        questions.add("explain?of=" + name);
        questions.add("instances?type=" + name + "&limit=1000");
      }
    }
    for (Object row : Json.array(served.ask("instances?limit=300").json().get("objects"))) {
      Object address = Json.object(row).get("address");
      questions.add("explain?of=" + address);
      questions.add("address?of=" + address);
    }
    for (String question : questions) {
      String body = served.ask(question).body();
      assertThat(Secret.of(SALT).in(bytes(body))).as(question).isEmpty();
    }
    String page = served.get(served.url().getRawPath()).body();
    assertThat(Secret.of(SALT).in(bytes(page))).isEmpty();
  }

  private String withValues(SleepingTarget target) {
    Path file = directory.resolve("values");
    FathomRun.of("snapshot", target.pid(), "-o", file, "--values").assertFine();
    return PlainContent.of(file);
  }

  private static void assertNamed(
      String content, String suffix, List<String> made, List<String> spelled) {
    assertThat(made.stream().filter(name -> !content.contains(name + "_" + suffix))).isEmpty();
    assertThat(spelled.stream().filter(name -> !content.contains(name))).isEmpty();
  }

  /// {@return the bytes of a text, each as a character}
  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
