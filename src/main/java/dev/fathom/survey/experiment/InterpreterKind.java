package dev.fathom.survey.experiment;

import dev.fathom.model.ProcessAccessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What an experiment must know of an interpreter before it runs.
///
/// @param name of the kind, which the names of its files contain
/// @param language in which its scripts are written: the suffix of their files
/// @param options what it is told before the script
/// @param source how to get one
record InterpreterKind(String name, String language, List<String> options, String source) {
  private static final String FILE = "interpreters.properties";
  private static final String HEAP = "{heap}";
  private static final String SCRIPT = "{script}";

  private static final class Known {
    static final List<InterpreterKind> ALL = read();
  }

  /// {@return the kind of an interpreter, by the name of its file; the last one where it is none of
  /// the others}
  static InterpreterKind of(String interpreter) {
    String file = String.valueOf(Path.of(interpreter).getFileName());
    return Known.ALL.stream()
        .filter(kind -> file.contains(kind.name))
        .findFirst()
        .orElseGet(Known.ALL::getLast);
  }

  private static List<InterpreterKind> read() {
    Properties text = Resources.properties(InterpreterKind.class, FILE);
    return words(text, "kinds").stream()
        .map(name ->
            new InterpreterKind(
                name,
                Objects.requireNonNull(text.getProperty(name + ".language")),
                words(text, name + ".options"),
                Objects.requireNonNull(text.getProperty(name + ".source"))))
        .toList();
  }

  private static List<String> words(Properties text, String key) {
    return Arrays.stream(text.getProperty(key, "").split(" ", -1))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /// {@return whether it wants the script itself among its options, and not a file}
  boolean takesText() {
    return options.contains(SCRIPT);
  }

  /// {@return its options, for a program that needs a heap of so many bytes}
  ///
  /// @param text the script
  List<String> options(long heap, String text) {
    return options.stream()
        .map(option -> option.equals(SCRIPT) ? text : option.replace(HEAP, Long.toString(heap)))
        .toList();
  }

  /// {@return where an interpreter is}
  ///
  /// @param interpreter a path, or a name to be looked up in `PATH`
  /// @throws ProcessAccessException in one line that says how to get one, if there is none
  Path find(String interpreter) throws ProcessAccessException {
    if (interpreter.contains("/")) {
      Path named = Path.of(interpreter);
      if (isProgram(named)) {
        return named;
      }
      throw new ProcessAccessException(
          "there is no program " + interpreter + "; name another with --interpreter");
    }
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(":", -1))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, interpreter))
        .filter(InterpreterKind::isProgram)
        .findFirst()
        .orElseThrow(() ->
            new ProcessAccessException(
                "there is no "
                    + interpreter
                    + " on this machine: "
                    + source
                    + ", or name the path of one with --interpreter"));
  }

  private static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }

  /// {@return a script in its language, with what all scripts begin with}
  ///
  /// @throws ProcessAccessException in one line, if there is none
  byte[] script(String experiment) throws IOException {
    byte @Nullable [] own =
        Resources.bytes(InterpreterKind.class, experiment + "." + language).orElse(null);
    if (own == null) {
      throw new ProcessAccessException(
          "this experiment cannot be run in an interpreter such as " + name);
    }
    byte[] common =
        Resources.bytes(InterpreterKind.class, "common." + language)
            .orElseThrow(() -> new IOException("common." + language + " is missing in the jar"));
    byte[] whole = Arrays.copyOf(common, common.length + own.length);
    System.arraycopy(own, 0, whole, common.length, own.length);
    return whole;
  }
}
