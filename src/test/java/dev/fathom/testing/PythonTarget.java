package dev.fathom.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A sleeping Python that runs one of the target scripts and can be asked what it holds.
///
/// What is asked, and how exact the answers are, is told at the top of `truth.py`. In short: the
/// process does not change between an answer and the next command, and an answer about its objects
/// comes from a forked child. Ask for [#mallocStatistics] last, right before looking at the
/// process: each command makes and drops a few objects, and only the statistics are taken after
/// that.
public final class PythonTarget implements SleepingTarget {
  private static final String CHILD = "child ";

  private final TargetProcess process;
  private int answers;

  private PythonTarget(TargetProcess process) {
    this.process = process;
  }

  /// Starts a script such as `million.py` and waits until it sleeps.
  ///
  /// A script that says it cannot run there, such as one that misses numpy, skips the test.
  public static PythonTarget start(Interpreter interpreter, String script, Object... arguments) {
    return start(interpreter, Map.of(), script, arguments);
  }

  /// The same, run by another command, such as one that puts it into a control group.
  public static PythonTarget startBy(
      List<String> before, Interpreter interpreter, String script, Object... arguments) {
    return start(before, interpreter, Map.of(), script, arguments);
  }

  /// The same with variables in its environment, such as `PYTHONMALLOC`.
  public static PythonTarget start(
      Interpreter interpreter,
      Map<String, String> environment,
      String script,
      Object... arguments) {
    return start(List.of(), interpreter, environment, script, arguments);
  }

  private static PythonTarget start(
      List<String> before,
      Interpreter interpreter,
      Map<String, String> environment,
      String script,
      Object... arguments) {
    List<String> command = new ArrayList<>(before);
    command.add(interpreter.path().toString());
    command.add(TargetSource.path(script).toString());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    Map<String, String> variables = new HashMap<>();
    variables.put("PYTHONDONTWRITEBYTECODE", "1");
    variables.put("PYTHONHASHSEED", "0");
    variables.putAll(environment);
    TargetProcess process = TargetProcess.start(command, variables);
    // A child that it forked says that it sleeps, or ends, a moment before it does.
    process.announced().stream()
        .filter(line -> line.startsWith(CHILD))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .forEach(child -> TargetProcess.awaitState(Long.parseLong(child), "S", "Z"));
    return new PythonTarget(process);
  }

  @Override
  public long pid() {
    return process.pid();
  }

  /// The words after the first on each line that it began with this one, before it was ready.
  public List<List<String>> announced(String first) {
    return process.announced().stream()
        .map(line -> List.of(line.split(" ", -1)))
        .filter(words -> words.getFirst().equals(first))
        .map(words -> words.subList(1, words.size()))
        .toList();
  }

  /// The words of each line that it said before it was ready, in their order.
  public List<List<String>> announcedInOrder() {
    return process.announced().stream().map(line -> List.of(line.split(" ", -1))).toList();
  }

  /// Gives one of the commands of `truth.py` and waits until the process sleeps again.
  public void command(String command) {
    process.command(command);
  }

  /// Lets it collect its garbage.
  public void collect() {
    command("collect");
  }

  /// Lets it call `malloc_trim(0)`.
  public void trim() {
    command("trim");
  }

  /// Every object that can be reached in it. **Cost**: about 2 µs an object.
  public ObjectTruth truth() {
    Path file = nextAnswer("truth");
    return ObjectTruth.read(file, file.resolveSibling(file.getFileName() + ".types"));
  }

  /// What each container in it refers to. **Cost**: about 3 µs an object.
  public ReferentTruth referents() {
    return ReferentTruth.read(nextAnswer("referents"));
  }

  /// How many objects of each type can be reached in it, by the names of [ObjectTruth.Type#name].
  public Map<String, Long> counts() {
    return ObjectTruth.counts(ObjectTruth.readTypes(nextAnswer("counts")));
  }

  /// The statistics of its small-object allocator, exact for the process as it sleeps now.
  public MallocStatistics mallocStatistics() {
    return MallocStatistics.read(nextAnswer("mallocstats"));
  }

  /// What the interpreter finds at addresses that it is given, by the names of
  /// [ObjectTruth.Type#name], in their order. An address that holds no object may well crash it.
  public List<String> confirm(List<Long> addresses) {
    answers++;
    Path file = process.scratch("confirm" + answers);
    try {
      Files.write(file, addresses.stream().map(Long::toHexString).toList());
      command("confirm " + file);
      Path confirmed = file.resolveSibling(file.getFileName() + ".confirmed");
      return Files.readAllLines(confirmed).stream()
          .map(line -> line.substring(line.indexOf(' ') + 1))
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Path nextAnswer(String command) {
    answers++;
    Path file = process.scratch(command + answers);
    command(command + " " + file);
    return file;
  }

  @Override
  public void close() {
    process.close();
  }
}
