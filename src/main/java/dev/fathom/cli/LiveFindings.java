package dev.fathom.cli;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.stored.StoredAnalysis;
import dev.fathom.model.Findings;
import dev.fathom.model.Pause;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.Warning;
import dev.fathom.report.Escape;
import dev.fathom.report.Notes;
import dev.fathom.runtime.Runtime;
import dev.fathom.snapshot.SnapshotException;
import dev.fathom.snapshot.SnapshotFile;
import dev.fathom.survey.Survey;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import dev.fathom.target.core.CoreProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What the commands that look at one process have in common: which, how, and how the answer is
/// printed. The process may be alive, or be a file that tells how it was.
final class LiveFindings {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private String subject = "";

  @Mixin private FreezeOption freeze = new FreezeOption();

  @Mixin private SysrootOption sysroot = new SysrootOption();

  @Option(names = "--json", description = "Print JSON: a contract for programs.")
  private boolean json;

  @Option(names = "--debug", description = "Show the stack trace of a failure.")
  private boolean debug;

  private long since;

  @SuppressWarnings("NullAway.Init") // picocli fills the specification in
  LiveFindings() {}

  @Parameters(
      index = "0",
      paramLabel = "PID|FILE",
      description = "The process to look at, or a snapshot, capture or core file of one.")
  void subject(String text) {
    subject = checked(text, command);
  }

  /// {@return the same as another subject}
  String check(String text) {
    return checked(text, command);
  }

  /// {@return what can be the name of a process or of a file}
  static String checked(String text, CommandSpec command) {
    if (!isProcess(text) && !exists(text)) {
      throw new ParameterException(
          command.commandLine(), "'" + text + "' is neither a process id nor a file");
    }
    return text;
  }

  /// {@return the same of several}
  static List<String> checked(List<String> texts, CommandSpec command) {
    texts.forEach(text -> checked(text, command));
    return List.copyOf(texts);
  }

  /// {@return what the user called it: a process id or a file}
  String subject() {
    return subject;
  }

  boolean json() {
    return json;
  }

  boolean debug() {
    return debug;
  }

  Pause pause() {
    return freeze.how();
  }

  @Nullable Path root() {
    return sysroot.directory();
  }

  /// Looks at the process.
  ///
  /// @throws ProcessAccessException if it cannot be looked at
  /// @throws SnapshotException if it is a file that cannot be read
  Analysis look() throws IOException {
    since = System.nanoTime();
    return of(subject, pause(), root());
  }

  /// The same, and how many processes share each page of it: for those who divide pages.
  Analysis lookAtShares() throws IOException {
    since = System.nanoTime();
    return isProcess(subject)
        ? Analysis.of(survey(LiveProcess.open(Integer.parseInt(subject), pause()).withSharers()))
        : ofFile(subject, root());
  }

  /// The same for those who ask for no owners: C memory is not read then, but for the allocators'
  /// own words in it.
  Analysis lookAtAllocators() throws IOException {
    since = System.nanoTime();
    return isProcess(subject)
        ? Analysis.of(
            survey(LiveProcess.open(Integer.parseInt(subject), pause()), Parts.languages()))
        : ofFile(subject, root());
  }

  /// Opens the process once more, or the core that was looked at; empty for a snapshot, in which
  /// there is no memory.
  Optional<Target> reopen() throws IOException {
    if (isProcess(subject)) {
      return Optional.of(LiveProcess.open(Integer.parseInt(subject), pause()));
    }
    Path file = file(subject);
    return CoreProcess.isElfOrPacked(file)
        ? Optional.of(CoreProcess.open(file, root()))
        : Optional.empty();
  }

  /// Looks at a process, or reads a file.
  static Analysis of(String subject, Pause pause) throws IOException {
    return of(subject, pause, null);
  }

  /// The same for the core of another machine too.
  ///
  /// @param root where the files are that the process of a core had mapped; null for this machine's
  static Analysis of(String subject, Pause pause, @Nullable Path root) throws IOException {
    if (isProcess(subject)) {
      return Analysis.of(survey(LiveProcess.open(Integer.parseInt(subject), pause)));
    }
    return ofFile(subject, root);
  }

  private static Analysis ofFile(String name, @Nullable Path root) throws IOException {
    Path file = file(name);
    return CoreProcess.isElfOrPacked(file)
        ? Analysis.of(survey(CoreProcess.open(file, root)).called(name))
        : told(SnapshotFile.open(file, Parts.words()), name);
  }

  private static Findings survey(Target opened) throws ProcessAccessException {
    return survey(opened, Parts.runtimes());
  }

  private static Findings survey(Target opened, List<Runtime> runtimes)
      throws ProcessAccessException {
    try (Target target = opened) {
      return Survey.of(target, Parts.allocators(), runtimes);
    }
  }

  /// {@return whether a process is meant, not a file}
  static boolean isProcess(String subject) {
    try {
      Integer.parseInt(subject);
      return true;
    } catch (NumberFormatException name) {
      return false;
    }
  }

  /// {@return whether there is such a file}
  static boolean exists(String subject) {
    try {
      return Files.exists(Path.of(subject));
    } catch (InvalidPathException impossible) {
      return false;
    }
  }

  static Path file(String subject) throws SnapshotException {
    try {
      return Path.of(subject);
    } catch (InvalidPathException impossible) {
      throw new SnapshotException("there is no file " + Escape.terminal(subject));
    }
  }

  /// The findings of a snapshot, with a note that they are.
  private static Analysis told(SnapshotFile snapshot, String name) {
    Findings findings = snapshot.findings();
    List<Warning> warnings = new ArrayList<>(findings.warnings());
    warnings.add(
        new Warning(
            "snapshot",
            "this is how process "
                + findings.identity().process()
                + " was at "
                + snapshot.taken().truncatedTo(ChronoUnit.SECONDS)
                + ", from the snapshot "
                + name,
            false));
    return StoredAnalysis.of(snapshot, findings.with(warnings).called(name));
  }

  /// {@return nanoseconds since the look began}
  long wallNanos() {
    return System.nanoTime() - since;
  }

  /// Says below an answer for people why it is incomplete, if it is.
  int end(Findings findings, Screen screen) {
    if (!json()) {
      Notes.ofIncomplete(findings, screen.style(), screen.width()).forEach(screen.out()::println);
    }
    return exitCode(findings);
  }

  static int exitCode(Findings findings) {
    return findings.partial() ? ExitCode.PARTIAL : ExitCode.FINE;
  }
}
