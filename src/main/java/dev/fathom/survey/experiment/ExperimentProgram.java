package dev.fathom.survey.experiment;

import dev.fathom.host.NamelessFile;
import dev.fathom.model.ProcessAccessException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A program of an experiment that runs, and stops at each step until it is told to go on.
///
/// It speaks in lines: what it is (`cpython 3.11.2`); at each step `stage NAME PROCESS`, whereupon
/// it waits; and when it has been told to go on, `told NAME=NUMBER …`, which is what it found out
/// about itself. That comes after the look, so that finding out changes nothing that is looked at.
public final class ExperimentProgram implements AutoCloseable {
  private static final String STAGE = "stage ";
  private static final String TOLD = "told";

  /// A shell stands between: a child of this virtual machine is waited for by a thread of it, which
  /// would swallow the stops of the tracer.
  private static final List<String> SHELL =
      List.of("sh", "-c", "exec 3<&0; \"$@\" <&3 3<&- & exec <&- 3<&-; wait $!", "sh");

  private final String interpreter;
  private final String kind;
  private final NamelessFile script;
  private final Process started;
  private final BufferedReader output;
  private String title = "";

  /// How a program is started.
  ///
  /// @param interpreter a path, or a name to be looked up in `PATH`
  /// @param script its name
  /// @param heap how many bytes it needs at the most, for an interpreter that wants to know
  /// @param arguments of the script
  /// @param before words of the command before the interpreter
  /// @param executable what is run in the interpreter's place; empty for itself
  public record Start(
      String interpreter,
      String script,
      long heap,
      List<String> arguments,
      List<String> before,
      Optional<Path> executable) {
    public Start(String interpreter, String script, long heap, List<String> arguments) {
      this(interpreter, script, heap, arguments, List.of(), Optional.empty());
    }

    /// {@return the same, run by what stands before it}
    ///
    /// @param runFrom a copy of the interpreter
    public Start within(List<String> words, Optional<Path> runFrom) {
      return new Start(interpreter, script, heap, arguments, words, runFrom);
    }
  }

  /// A step at which it waits.
  ///
  /// @param name of the step
  /// @param process that waits
  public record Moment(String name, int process) {}

  private ExperimentProgram(String interpreter, String kind, NamelessFile script, Process started) {
    this.interpreter = interpreter;
    this.kind = kind;
    this.script = script;
    this.started = started;
    this.output =
        new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
  }

  /// Starts one.
  ///
  /// @throws ProcessAccessException in one line, if there is no such interpreter, or it does not
  ///   run the program
  public static ExperimentProgram start(Start start) throws IOException {
    InterpreterKind kind = InterpreterKind.of(start.interpreter());
    Path executable = kind.find(start.interpreter());
    byte[] text = kind.script(start.script());
    NamelessFile script = NamelessFile.ofTemporary(text);
    List<String> command = new ArrayList<>(SHELL);
    command.addAll(start.before());
    command.add(start.executable().orElse(executable).toString());
    command.addAll(kind.options(start.heap(), new String(text, StandardCharsets.UTF_8)));
    if (!kind.takesText()) {
      command.add(script.pathForOthers().toString());
    }
    command.addAll(start.arguments());
    Process process;
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException failed) {
      script.close();
      throw failed;
    }
    ExperimentProgram program =
        new ExperimentProgram(start.interpreter(), kind.name(), script, process);
    Optional<String> title = program.line();
    if (title.isEmpty()) {
      program.close();
      throw new ProcessAccessException(
          start.interpreter() + " does not run the experiment; name another with --interpreter");
    }
    program.title = title.get();
    return program;
  }

  /// {@return where an interpreter is}
  ///
  /// @throws ProcessAccessException in one line, if there is none
  public static Path find(String interpreter) throws ProcessAccessException {
    return InterpreterKind.of(interpreter).find(interpreter);
  }

  /// {@return the kind of an interpreter: a part of its file's name}
  public static String kindOf(String interpreter) {
    return InterpreterKind.of(interpreter).name();
  }

  /// {@return what it says that it is: `cpython 3.11.2`}
  public String title() {
    return title;
  }

  /// {@return the kind of interpreter that was started: a part of its file's name}
  public String kind() {
    return kind;
  }

  /// {@return the next step, at which it waits; empty when it has ended}
  public Optional<Moment> next() throws IOException {
    for (Optional<String> line = line(); line.isPresent(); line = line()) {
      String[] words = line.get().split(" ", -1);
      if (line.get().startsWith(STAGE) && words.length == 3 && words[2].matches("\\d{1,9}")) {
        return Optional.of(new Moment(words[1], Integer.parseInt(words[2])));
      }
    }
    return Optional.empty();
  }

  /// Lets it go on.
  ///
  /// @return what it says of itself at the step that it leaves, by the names that it has for it
  /// @throws ProcessAccessException in one line, if it has ended
  public Map<String, Long> proceed() throws IOException {
    started.getOutputStream().write('\n');
    started.getOutputStream().flush();
    String line = line().orElse("");
    if (!line.startsWith(TOLD)) {
      throw new ProcessAccessException(
          interpreter + " (" + title + ") ended before its last step; try fewer --items");
    }
    Map<String, Long> told = new LinkedHashMap<>();
    for (String word : line.substring(TOLD.length()).split(" ", -1)) {
      int equals = word.indexOf('=');
      if (equals > 0 && word.substring(equals + 1).matches("\\d{1,18}")) {
        told.put(word.substring(0, equals), Long.parseLong(word.substring(equals + 1)));
      }
    }
    return told;
  }

  private Optional<String> line() throws IOException {
    return Optional.ofNullable(output.readLine());
  }

  @Override
  public void close() {
    started.descendants().forEach(ProcessHandle::destroyForcibly);
    started.destroyForcibly();
    script.close();
  }
}
