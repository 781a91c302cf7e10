package dev.fathom.ask;

import dev.fathom.model.ByteUnit;
import dev.fathom.survey.look.Look;
import dev.fathom.survey.look.NamedProcesses;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What is asked about.
public sealed interface Subject {
  /// Of the processes of one name, so many are listed.
  int MOST_LISTED = 10;

  /// {@return what the user called it}
  String text();

  /// A process that lives.
  record Live(int process) implements Subject {
    @Override
    public String text() {
      return Integer.toString(process);
    }
  }

  /// The last look at a process, which was kept.
  record Last(int process) implements Subject {
    @Override
    public String text() {
      return Integer.toString(process);
    }
  }

  /// The memory of a process, as the kernel, a debugger or a capture wrote it down.
  record Core(Path file, String text) implements Subject {}

  /// What was found in a process: a snapshot. Also a file that is nothing of all this, until it is
  /// read.
  record Stored(Path file, String text) implements Subject {}

  /// {@return what a user means by a word}
  ///
  /// @throws QuestionException if it is no process id, no file and not the name of one process
  static Subject of(String text) throws QuestionException {
    if (text.isEmpty()) {
      throw QuestionException.wrong("name a PID, a file or a running process");
    }
    if (isProcess(text) || !isFile(text)) {
      return new Live(process(text));
    }
    Path file = Path.of(text);
    return Look.isCore(file) ? new Core(file, text) : new Stored(file, text);
  }

  /// {@return the process of an id, or the one of a name}
  ///
  /// @throws QuestionException if there is none of that name, or several
  static int process(String word) throws QuestionException {
    return isProcess(word) ? Integer.parseInt(word) : called(word);
  }

  /// {@return the one process of a name}
  ///
  /// @throws QuestionException if there is none, or several
  private static int called(String name) throws QuestionException {
    List<Integer> found = NamedProcesses.called(name);
    if (found.isEmpty()) {
      throw QuestionException.wrong(
          name.contains("/")
              ? "no such file: '" + name + "'"
              : "'" + name + "' is not a PID, file or running process");
    }
    return only(name, found);
  }

  /// {@return the one process of a name, though it may be a number or that of a file, too}
  ///
  /// @throws QuestionException if there is none, or several
  static int named(String name) throws QuestionException {
    List<Integer> found = NamedProcesses.called(name);
    if (found.isEmpty()) {
      throw QuestionException.absent("no process is called '" + name + "'");
    }
    return only(name, found);
  }

  private static int only(String name, List<Integer> found) throws QuestionException {
    if (found.size() > 1) {
      throw QuestionException.wrong(
          String.format(
              Locale.ROOT,
              "%,d processes are called '%s': %s%s; name one by its PID",
              found.size(),
              name,
              found.stream()
                  .limit(MOST_LISTED)
                  .map(NamedProcesses::described)
                  .map(each -> each.process() + " (" + ByteUnit.inText(each.resident()) + ")")
                  .collect(Collectors.joining(", ")),
              found.size() > MOST_LISTED ? " …" : ""));
    }
    return found.getFirst();
  }

  /// {@return whether a process is meant, not a file}
  static boolean isProcess(String text) {
    try {
      Integer.parseInt(text);
      return true;
    } catch (NumberFormatException name) {
      return false;
    }
  }

  /// {@return whether there is such a file}
  static boolean isFile(String text) {
    try {
      return Files.exists(Path.of(text));
    } catch (InvalidPathException impossible) {
      return false;
    }
  }
}
