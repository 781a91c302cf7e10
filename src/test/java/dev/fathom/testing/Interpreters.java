package dev.fathom.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/// The Pythons of this machine, the distribution's stripped ones first.
///
/// They are looked for in `/usr/bin`, then in the folders within the folder that the environment
/// variable `FATHOM_TEST_INTERPRETERS` names (`~/.cache/fathom-interpreters` if it is not set),
/// then among pyenv's. Each is run once to ask what it is; one that does not run is left out.
///
/// [#supported] and [#readable] serve as JUnit method sources:
/// `@MethodSource("dev.fathom.testing.Interpreters#supported")`. They have each version that Fathom
/// says it reads: one that is not here skips the test that wants to start it, and is named.
public final class Interpreters {
  /// The versions of Python 3 that Fathom says it reads, from [#OLDEST] to [#NEWEST]; and 2.7.
  public static final int OLDEST = 6;

  public static final int NEWEST = 14;

  private static final Pattern EXECUTABLE = Pattern.compile("python\\d\\.\\d+t?");

  /// Prints version, whether there is a numpy, and the file that `PyType_Type` is in: the
  /// interpreter's own, or its shared library's, whatever started it.
  private static final String QUESTION =
      """
      import pkgutil, sys
      print('.'.join(str(n) for n in sys.version_info[:3]))
      print(any(module[1] == 'numpy' for module in pkgutil.iter_modules()))
      for line in open('/proc/self/maps'):
          low, high = (int(end, 16) for end in line.split()[0].split('-'))
          if low <= id(type) < high:
              print(line.split(None, 5)[-1].strip())
      """;

  private static final class Found {
    static final List<Interpreter> ALL = find();
  }

  private Interpreters() {}

  /// Where newer systems are unpacked, a folder for each.
  static Path folder() {
    String named = System.getenv("FATHOM_TEST_INTERPRETERS");
    return named == null
        ? Path.of(System.getProperty("user.home"), ".cache/fathom-interpreters")
        : Path.of(named);
  }

  /// Every interpreter that runs here.
  public static List<Interpreter> available() {
    return Found.ALL;
  }

  /// Those of version 3.6 or later that run here, then those that are missing.
  public static List<Interpreter> supported() {
    List<Interpreter> all = new ArrayList<>(here());
    for (int minor = OLDEST; minor <= NEWEST; minor++) {
      addIfMissing(all, 3, minor);
    }
    return all;
  }

  /// Those whose objects Fathom reads: 2.7, and the supported ones.
  public static List<Interpreter> readable() {
    List<Interpreter> all = new ArrayList<>();
    available().stream().filter(each -> each.is(2, 7)).forEach(all::add);
    addIfMissing(all, 2, 7);
    all.addAll(supported());
    return all;
  }

  /// Those to ask what takes long: the main one, the oldest and the newest that are here.
  /// `-Dfathom.judges=all` takes all.
  public static List<Interpreter> spread() {
    if (System.getProperty("fathom.judges", "").equals("all")) {
      return supported();
    }
    List<Interpreter> some = new ArrayList<>();
    here().stream().filter(Interpreter::stripped).findFirst().ifPresent(some::add);
    List<Interpreter> others = here().stream().filter(each -> !some.contains(each)).toList();
    others.stream()
        .reduce((one, other) -> one.isOlderThan(other) ? one : other)
        .ifPresent(some::add);
    others.stream()
        .filter(each -> !some.contains(each))
        .reduce((one, other) -> one.isOlderThan(other) ? other : one)
        .ifPresent(some::add);
    return some.isEmpty() ? supported() : some;
  }

  private static void addIfMissing(List<Interpreter> all, int major, int minor) {
    if (all.stream().noneMatch(each -> each.is(major, minor))) {
      all.add(Interpreter.missing(major, minor));
    }
  }

  /// Those of version 3.6 or later that run here.
  public static List<Interpreter> here() {
    return available().stream().filter(each -> each.isAtLeast(3, OLDEST)).toList();
  }

  /// The first of a version; without one the calling test is skipped and says so.
  public static Interpreter require(int major, int minor) {
    return available().stream()
        .filter(each -> each.is(major, minor))
        .findFirst()
        .orElseGet(() -> Interpreter.missing(major, minor).orSkip());
  }

  /// The main one to test with: the first that is stripped and supported, or else the first
  /// supported; without one the calling test is skipped and says so.
  public static Interpreter requireAny() {
    return orSkip(
        here().stream()
            .filter(Interpreter::stripped)
            .findFirst()
            .or(() -> here().stream().findFirst()),
        "no Python 3.6 or later on this machine");
  }

  /// The first supported one with numpy; without one the calling test is skipped and says so.
  public static Interpreter requireNumpy() {
    return orSkip(
        here().stream().filter(Interpreter::hasNumpy).findFirst(),
        "no Python with numpy on this machine");
  }

  private static Interpreter orSkip(Optional<Interpreter> interpreter, String reason) {
    Assumptions.assumeTrue(interpreter.isPresent(), reason);
    return interpreter.orElseThrow();
  }

  private static List<Interpreter> find() {
    Path home = Path.of(System.getProperty("user.home"));
    List<Path> candidates = new ArrayList<>(executables(Path.of("/usr/bin")));
    folders(folder()).forEach(each -> candidates.addAll(executables(each)));
    folders(home.resolve(".pyenv/versions"))
        .forEach(each -> candidates.add(each.resolve("bin/python")));

    // Several names of one file are one interpreter.
    Map<Path, Interpreter> found = new LinkedHashMap<>();
    for (Path candidate : candidates) {
      try {
        Path file = candidate.toRealPath();
        if (!found.containsKey(file)) {
          ask(candidate).ifPresent(interpreter -> found.put(file, interpreter));
        }
      } catch (IOException notThere) {
        // A version directory of pyenv without a python in it.
      }
    }
    return List.copyOf(found.values());
  }

  private static Optional<Interpreter> ask(Path path) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(path.toString(), "-c", QUESTION)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().keySet().removeIf(name -> name.startsWith("PYTHON"));
    Process process = builder.start();
    try {
      if (!process.waitFor(60, SECONDS) || process.exitValue() != 0) {
        return Optional.empty();
      }
      List<String> answers = process.inputReader(UTF_8).lines().toList();
      if (answers.size() != 3) {
        return Optional.empty();
      }
      String version = answers.get(0);
      boolean stripped = !ElfFile.hasSymbolTable(Path.of(answers.get(2)));
      return Optional.of(
          new Interpreter(
              "python" + version + (stripped ? " stripped" : ""),
              path,
              version,
              stripped,
              answers.get(1).equals("True")));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      process.destroyForcibly();
    }
  }

  private static List<Path> executables(Path directory) {
    return entries(directory).stream()
        .filter(path -> EXECUTABLE.matcher(path.getFileName().toString()).matches())
        .filter(Files::isExecutable)
        .toList();
  }

  private static List<Path> folders(Path directory) {
    return entries(directory).stream().filter(Files::isDirectory).toList();
  }

  private static List<Path> entries(Path directory) {
    List<Path> entries = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
        stream.forEach(entries::add);
      } catch (IOException unreadable) {
        return List.of();
      }
    }
    entries.sort(null);
    return entries;
  }
}
