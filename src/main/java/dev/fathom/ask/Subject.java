package dev.fathom.ask;

import dev.fathom.survey.look.Look;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// What is asked about.
public sealed interface Subject {
  /// {@return what the user called it}
  String text();

  /// A process that lives.
  record Live(int process) implements Subject {
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
  /// @throws QuestionException if it is neither a process id nor a file
  static Subject of(String text) throws QuestionException {
    if (isProcess(text)) {
      return new Live(Integer.parseInt(text));
    }
    Path file = file(text);
    return Look.isCore(file) ? new Core(file, text) : new Stored(file, text);
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

  private static Path file(String text) throws QuestionException {
    if (!isFile(text)) {
      throw QuestionException.wrong("'" + text + "' is neither a process id nor a file");
    }
    return Path.of(text);
  }
}
