package dev.fathom.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.testing.Json;
import dev.fathom.testing.JsonSchemas;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One run of Fathom: what it printed and returned.
///
/// @param code the exit code
/// @param out all of standard output
/// @param err all of standard error
public record FathomRun(int code, String out, String err) {
  /// Runs it here, in the virtual machine of the tests. What it prints as JSON must be valid.
  public static FathomRun of(Object... arguments) {
    String[] words = words(arguments);
    return run(words).assertPublished(List.of(words));
  }

  /// The same of an answer with so many rows that to validate them would take minutes.
  public static FathomRun ofMany(Object... arguments) {
    return run(words(arguments));
  }

  private static String[] words(Object... arguments) {
    return Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
  }

  private static FathomRun run(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code;
    try (PrintStream outPrinter = new PrintStream(out, false, UTF_8);
        PrintStream errPrinter = new PrintStream(err, false, UTF_8)) {
      code = Main.run(words, outPrinter, errPrinter);
    }
    return new FathomRun(code, out.toString(UTF_8), err.toString(UTF_8));
  }

  /// Asserts that JSON is as its published schema says, whatever else a test looks at.
  ///
  /// @param words of the command
  FathomRun assertPublished(List<String> words) {
    int end = words.indexOf("--");
    List<String> own = end < 0 ? words : words.subList(0, end);
    if (own.contains("--json") && !own.contains("--help")) {
      // A command that looks again and again prints a line each time.
      out.lines().forEach(line -> JsonSchemas.assertValid(JsonSchemas.nameFor(own), line));
    }
    return this;
  }

  /// Asserts that it gave a complete answer and complained of nothing.
  public FathomRun assertFine() {
    assertThat(this)
        .as("with: %s", err)
        .returns(ExitCode.FINE, FathomRun::code)
        .returns("", FathomRun::err);
    return this;
  }

  /// Asserts that it answered, be it that much of the target has no name, and complained of
  /// nothing.
  public FathomRun assertAnswered() {
    assertThat(code).as("with: %s", err).isIn(ExitCode.FINE, ExitCode.PARTIAL);
    assertThat(err).isEmpty();
    return this;
  }

  /// Asserts that it said in one line on standard error why there is no answer, and nothing else.
  ///
  /// @return that line
  public String assertOneLine(int expectedCode) {
    assertThat(code).as("exit code with: %s", err).isEqualTo(expectedCode);
    assertThat(out).isEmpty();
    assertThat(err)
        .startsWith("fathom: ")
        .endsWith("\n")
        .doesNotContain("Exception")
        .doesNotContain("\tat ");
    assertThat(err.lines()).hasSize(1);
    return err.strip();
  }

  /// The lines of standard output.
  public List<String> lines() {
    return out.lines().toList();
  }

  /// The same but for what may be asked next, below them.
  public List<String> answer() {
    List<String> all =
        new ArrayList<>(out.lines().takeWhile(line -> !line.startsWith("NEXT ")).toList());
    if (all.size() < lines().size()) {
      all.removeLast(); // the empty line between
    }
    return List.copyOf(all);
  }

  /// Standard output as one JSON object.
  public Map<String, @Nullable Object> json() {
    return Json.parseObject(out);
  }
}
