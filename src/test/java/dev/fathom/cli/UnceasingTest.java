package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.CoreDump;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PerlTarget;
import dev.fathom.testing.Perls;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.SleepingTarget;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Programs that change at full speed while they are looked at without being held, and cores of
/// them: there is an answer, it adds up, says that it may be torn, and calls nothing lost for
/// certain. None of them ever loses anything.
final class UnceasingTest {
  private static final int LOOKS = 2;

  private static final List<String> PYTHON =
      List.of(
          "deque",
          "context_value",
          "frame_locals",
          "generators",
          "held_by_c",
          "hash_keys",
          "interned",
          "joint",
          "rings",
          "mapped",
          "sqlite",
          "threads");

  private static final List<String> NATIVE =
      List.of(
          "pointer_table",
          "lazy_free",
          "page_tables",
          "huge_pages",
          "big_bss",
          "deep_stacks",
          "dirty_pages");

  @TempDir private Path directory;

  /// @param language in which it is written
  /// @param name of what it changes
  record Kind(String language, String name) {
    SleepingTarget start() {
      return switch (language) {
        case "python" -> PythonTarget.start(Interpreters.requireAny(), "unceasing.py", name);
        case "python, debug" ->
            PythonTarget.start(
                Interpreters.requireAny(), Map.of("PYTHONMALLOC", "debug"), "unceasing.py", name);
        case "perl" -> PerlTarget.start(Perls.requireSystem(), "busy.pl");
        case "c++" -> NativeTarget.start(CProgram.compileCpp("unceasing.cc"));
        default -> NativeTarget.start(CProgram.compile("unceasing.c"), name);
      };
    }

    /// The program that never rests: of Perl, which has no threads, a child.
    static long pid(SleepingTarget target) {
      return target instanceof PerlTarget
          ? ProcessHandle.of(target.pid()).orElseThrow().children().findFirst().orElseThrow().pid()
          : target.pid();
    }

    @Override
    public String toString() {
      return language + " " + name;
    }
  }

  static List<Kind> kinds() {
    return Stream.of(
            PYTHON.stream().map(name -> new Kind("python", name)),
            Stream.of("deque", "joint").map(name -> new Kind("python, debug", name)),
            NATIVE.stream().map(name -> new Kind("c", name)),
            Stream.of(new Kind("c++", "rings"), new Kind("perl", "hash_keys")))
        .flatMap(each -> each)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  @Timeout(300)
  void whileItRuns(Kind kind) {
    try (SleepingTarget target = kind.start()) {
      long pid = Kind.pid(target);
      for (int look = 0; look < LOOKS; look++) {
        assertAnswered("" + pid, "--freeze=none");
      }
    }
  }

  /// Of cores every fourth kind: what is torn in one is torn in the other. `-Dfathom.judges=all`
  /// takes all.
  static List<Kind> someKinds() {
    List<Kind> all = kinds();
    return System.getProperty("fathom.judges", "").equals("all")
        ? all
        : IntStream.range(0, all.size()).filter(at -> at % 4 == 0).mapToObj(all::get).toList();
  }

  @ParameterizedTest
  @MethodSource("someKinds")
  @Timeout(300)
  void asACore(Kind kind) {
    try (SleepingTarget target = kind.start()) {
      assertAnswered(CoreDump.gcore(Kind.pid(target), directory).toString());
    }
  }

  private static void assertAnswered(String subject, String... options) {
    for (String command : List.of("report", "owners", "leaks")) {
      FathomRun run = answer(command, subject, List.of(options));
      if (options.length > 0 && command.equals("leaks")) {
        assertThat(run.out() + run.err()).as(command).contains("may be torn");
      }
    }
    assertAddsUp(answer("report", subject, withJson(options)).json());
    Map<String, @Nullable Object> leaks = answer("leaks", subject, withJson(options)).json();
    assertThat(leaks).as("%s", leaks).containsEntry("certain", 0L);
  }

  private static List<String> withJson(String... options) {
    return Stream.concat(Stream.of(options), Stream.of("--json")).toList();
  }

  private static FathomRun answer(String command, String subject, List<String> options) {
    Object[] words =
        Stream.concat(Stream.of(command, subject), options.stream()).toArray(Object[]::new);
    FathomRun run = FathomRun.of(words);
    assertThat(run.code()).as(run.err()).isIn(ExitCode.FINE, ExitCode.PARTIAL);
    assertThat(run.err()).doesNotContain("Exception", "\tat ", "Error:");
    assertThat(run.out()).doesNotContain("Exception", "NaN", "Infinity");
    // What is missing is said.
    if (run.code() == ExitCode.PARTIAL) {
      assertThat(run.out() + run.err())
          .containsAnyOf("torn", "times, first at", "No objects and no chunks", "\"objects\":0,");
    }
    return run;
  }

  static void assertAddsUp(Map<String, @Nullable Object> report) {
    Map<String, @Nullable Object> balance = Json.object(report.get("balance"));
    List<Map<String, @Nullable Object>> accounts =
        Json.array(balance.get("accounts")).stream().map(Json::object).toList();
    List<String> ids = accounts.stream().map(account -> String.valueOf(account.get("id"))).toList();
    long sum =
        accounts.stream()
            .filter(account ->
                ids.stream()
                    .noneMatch(id -> String.valueOf(account.get("id")).startsWith(id + ".")))
            .mapToLong(account -> number(account.get("resident")))
            .sum();
    assertThat(sum).isEqualTo(number(balance.get("rss")));
  }

  private static long number(@Nullable Object value) {
    return value instanceof Number number ? number.longValue() : 0;
  }
}
