package dev.fathom.cli.option;

import dev.fathom.analysis.Analysis;
import dev.fathom.ask.Looks;
import dev.fathom.ask.Manner;
import dev.fathom.ask.Question;
import dev.fathom.ask.QuestionException;
import dev.fathom.ask.Subject;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Screen;
import dev.fathom.model.Findings;
import dev.fathom.report.Notes;
import dev.fathom.report.next.Next;
import dev.fathom.survey.look.Depth;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What the commands that ask about one process have in common: which, how it is looked at, and how
/// the answer is printed. The process may be alive, or be a file that tells how it was.
public final class SubjectOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private Subject subject;

  @Mixin private PauseOption pause = new PauseOption();

  @Mixin private SysrootOption sysroot = new SysrootOption();

  @Option(names = "--json", description = "Print JSON: a contract for programs.")
  private boolean json;

  @Option(
      names = "--last",
      description =
          "Ask the last look at this process that was made on a terminal (kept for 300 s), and leave"
              + " the process alone.")
  private boolean last;

  private long since;

  @SuppressWarnings("NullAway.Init") // picocli fills the specification and the subject in
  public SubjectOptions() {}

  @Parameters(
      index = "0",
      paramLabel = "PID|FILE",
      description = "The process to look at, or a snapshot, capture or core file of one.")
  void subject(String text) {
    subject = parsed(text, command);
  }

  /// The same by an option. Before they are parsed, words with such an option are given the order
  /// of those without (`cli.TargetWords`).
  @Option(
      names = {"-p", "--pid"},
      paramLabel = "PID",
      description = "The process to look at, by its PID.")
  void process(int process) {
    subject = new Subject.Live(process);
  }

  /// The same by its name, and no other way.
  @Option(
      names = {"-n", "--name"},
      paramLabel = "NAME",
      description =
          "The process to look at, by its name, though a file or a command has it, too. Of several"
              + " one can be chosen on a terminal.")
  void named(String name) {
    subject = parsed(name, command);
  }

  /// {@return what a word of the user's means}
  static Subject parsed(String text, CommandSpec command) {
    try {
      return Subject.of(text);
    } catch (QuestionException neither) {
      throw new ParameterException(command.commandLine(), String.valueOf(neither.getMessage()));
    }
  }

  /// {@return the same of several}
  public static List<Subject> parsed(List<String> texts, CommandSpec command) {
    List<Subject> subjects = new ArrayList<>();
    texts.forEach(text -> subjects.add(parsed(text, command)));
    return List.copyOf(subjects);
  }

  /// {@return what a file about a subject is called where the user names none: in the directory
  /// that he is in}
  ///
  /// @param ending of the name
  public static String fileName(Subject subject, String ending) {
    return switch (subject) {
      case Subject.Live live -> "fathom-" + live.process() + ending;
      case Subject.Last last -> "fathom-" + last.process() + ending;
      case Subject.Core core -> core.file().getFileName() + ending;
      case Subject.Stored stored -> stored.file().getFileName() + ending;
    };
  }

  public Subject subject() {
    return settled(subject);
  }

  /// {@return what other words mean, with the same options}
  List<Subject> alike(List<String> texts) {
    return parsed(texts, command).stream().map(this::settled).toList();
  }

  private Subject settled(Subject named) {
    if (!last) {
      return named;
    }
    if (named instanceof Subject.Live live) {
      return new Subject.Last(live.process());
    }
    throw new ParameterException(
        command.commandLine(), "--last is for a process, and " + named.text() + " is a file");
  }

  public boolean json() {
    return json;
  }

  public Manner manner() {
    return new Manner(pause.how(), sysroot.directory());
  }

  /// Looks at the subject, and asks.
  ///
  /// @throws dev.fathom.model.ProcessAccessException if it cannot be looked at
  /// @throws dev.fathom.snapshot.SnapshotException if it is a file that cannot be read
  /// @throws QuestionException if there is no answer
  public <A> A ask(Question<A> question) throws IOException {
    return question.answer(look(question.depth()));
  }

  /// Looks at the subject, for those who ask afterwards.
  public Analysis look(Depth depth) throws IOException {
    since = System.nanoTime();
    return Looks.at(subject(), manner(), depth);
  }

  /// The same with the text of strings, where that can be had.
  public Analysis lookWithValues() throws IOException {
    since = System.nanoTime();
    return Looks.withValues(subject(), manner());
  }

  /// {@return nanoseconds since the look began}
  public long wallNanos() {
    return System.nanoTime() - since;
  }

  /// Says below an answer for people why it is incomplete, if it is, and what may be asked next.
  public int end(Findings findings, Next next, Screen screen) {
    return end(findings, next, new FormatOption(), screen);
  }

  /// The same; where the answer is a table for programs only why, on standard error.
  public int end(Findings findings, Next next, FormatOption format, Screen screen) {
    if (!json()) {
      Notes.ofIncomplete(findings, screen.style(), screen.width())
          .forEach((format.isGiven() ? screen.err() : screen.out())::println);
      if (!format.isGiven()) {
        screen.print(next);
      }
    }
    return exitCode(findings);
  }

  public static int exitCode(Findings findings) {
    return findings.partial() ? ExitCode.PARTIAL : ExitCode.FINE;
  }
}
