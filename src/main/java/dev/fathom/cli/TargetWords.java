package dev.fathom.cli;

import dev.fathom.ask.QuestionException;
import dev.fathom.ask.Subject;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The process that a command asks about, where it is said by an option: `-p PID`, `-n NAME`. It
/// then stands where it would stand as a word, so that each command understands both.
final class TargetWords {
  private static final List<String> PID = List.of("-p", "--pid");
  private static final List<String> NAME = List.of("-n", "--name");

  private final CommandSpec command;
  private final ProcessChoice choice;

  /// @param command the first word's, which takes the options that it declares
  TargetWords(CommandSpec command, ProcessChoice choice) {
    this.command = command;
    this.choice = choice;
  }

  /// {@return whether a command line begins with such an option}
  static boolean isFirst(String[] words) {
    return words.length > 0 && (PID.contains(key(words[0])) || NAME.contains(key(words[0])));
  }

  /// {@return the words, with the process behind the command's name}
  ///
  /// @throws QuestionException if there is none of that id or name, or several
  String[] settled(String[] words) throws QuestionException {
    List<String> settled = new ArrayList<>();
    Optional<String> target = Optional.empty();
    Iterator<String> left = List.of(words).iterator();
    boolean options = true;
    while (left.hasNext()) {
      String word = left.next();
      options &= !word.equals("--");
      String key = key(word);
      boolean joined = word.length() > key.length();
      boolean meant = options && target.isEmpty() && isDeclared(key) && (joined || left.hasNext());
      if (meant) {
        String value = joined ? word.substring(key.length() + 1) : left.next();
        target =
            Optional.of(String.valueOf(PID.contains(key) ? process(value) : choice.named(value)));
      } else {
        settled.add(word);
      }
    }
    target.ifPresent(each -> settled.add(1, each));
    if (target.isEmpty() && settled.size() > 1 && isDeclared(NAME.getFirst())) {
      String first = settled.get(1);
      boolean word = !first.startsWith("-") && !Subject.isProcess(first) && !Subject.isFile(first);
      if (word) {
        choice.among(first).ifPresent(process -> settled.set(1, String.valueOf(process)));
      }
    }
    return settled.toArray(String[]::new);
  }

  /// `-n` is something else to commands that ask about no process of their own.
  private boolean isDeclared(String key) {
    String longest = PID.contains(key) ? "--pid" : NAME.contains(key) ? "--name" : "";
    OptionSpec declared = command.findOption(key);
    return declared != null && declared.longestName().equals(longest);
  }

  private static int process(String value) throws QuestionException {
    if (!Subject.isProcess(value)) {
      throw QuestionException.wrong("'" + value + "' is not a PID; fathom -n takes a name");
    }
    return Integer.parseInt(value);
  }

  private static String key(String word) {
    int end = word.indexOf('=');
    return word.startsWith("--") && end > 0 ? word.substring(0, end) : word;
  }
}
