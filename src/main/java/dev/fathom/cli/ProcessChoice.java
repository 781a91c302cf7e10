package dev.fathom.cli;

import dev.fathom.ask.QuestionException;
import dev.fathom.ask.Subject;
import dev.fathom.cli.shell.Screen;
import dev.fathom.host.Terminal;
import dev.fathom.model.ByteUnit;
import dev.fathom.survey.look.NamedProcess;
import dev.fathom.survey.look.NamedProcesses;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Has a user at a terminal choose one of several processes that have one name. Elsewhere none is
/// chosen, and the error says which there are.
final class ProcessChoice {
  private final PrintStream err;
  private final int width;
  private final Optional<BufferedReader> answers;

  private ProcessChoice(PrintStream err, int width, Optional<BufferedReader> answers) {
    this.err = err;
    this.width = width;
    this.answers = answers;
  }

  /// {@return one that asks at standard error, if the user can answer at standard input}
  static ProcessChoice on(Screen screen, BufferedReader input) {
    return Terminal.canAsk() ? asking(screen.err(), screen.width(), input) : none(screen.err());
  }

  /// {@return one that asks}
  static ProcessChoice asking(PrintStream err, int width, BufferedReader answers) {
    return new ProcessChoice(err, width, Optional.of(answers));
  }

  /// {@return one that asks nobody}
  static ProcessChoice none(PrintStream err) {
    return new ProcessChoice(err, Integer.MAX_VALUE, Optional.empty());
  }

  /// {@return the process of a name, or the one that was chosen of several}
  ///
  /// @throws QuestionException if there is none, or several of which none was chosen
  int named(String name) throws QuestionException {
    Optional<Integer> chosen = among(name);
    return chosen.isPresent() ? chosen.get() : Subject.named(name);
  }

  /// {@return which of several processes of a name was chosen; empty where there are not several,
  /// or where nobody chose}
  Optional<Integer> among(String name) throws QuestionException {
    if (answers.isEmpty()) {
      return Optional.empty();
    }
    List<Integer> found = NamedProcesses.called(name);
    if (found.size() < 2) {
      return Optional.empty();
    }
    List<Integer> listed = found.subList(0, Math.min(Subject.MOST_LISTED, found.size()));
    err.printf(
        Locale.ROOT,
        "%,d processes are called '%s'%s%n",
        found.size(),
        Escape.terminal(name),
        listed.size() < found.size() ? "; the first " + listed.size() + ":" : ":");
    for (int at = 0; at < listed.size(); at++) {
      NamedProcess each = NamedProcesses.described(listed.get(at));
      err.println(
          Fit.line(
              String.format(
                  Locale.ROOT,
                  "  %2d  %8d  %9s  %s",
                  at + 1,
                  each.process(),
                  ByteUnit.inText(each.resident()),
                  Escape.terminal(each.command())),
              width));
    }
    err.print("Which one (1 to " + listed.size() + ")? ");
    err.flush();
    return Optional.of(listed.get(answer(listed.size()) - 1));
  }

  private int answer(int most) throws QuestionException {
    try {
      String line = answers.orElseThrow().readLine();
      int number = line == null ? 0 : Integer.parseInt(line.strip());
      if (number >= 1 && number <= most) {
        return number;
      }
    } catch (NumberFormatException | IOException none) {
      // nothing was chosen
    }
    throw QuestionException.wrong("no process was chosen");
  }
}
