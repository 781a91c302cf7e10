package dev.fathom.ask;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.stored.StoredAnalysis;
import dev.fathom.ask.last.Keeping;
import dev.fathom.ask.last.KeptLooks;
import dev.fathom.model.Findings;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.Progress;
import dev.fathom.model.Warning;
import dev.fathom.snapshot.SnapshotException;
import dev.fathom.snapshot.SnapshotFile;
import dev.fathom.survey.look.Depth;
import dev.fathom.survey.look.Look;
import dev.fathom.survey.look.NamedProcesses;
import dev.fathom.survey.look.Parties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Looks at subjects.
public final class Looks {
  private Looks() {}

  /// Looks at a process, or reads a file.
  ///
  /// @throws dev.fathom.model.ProcessAccessException if it cannot be looked at
  /// @throws dev.fathom.snapshot.SnapshotException if it is a file that cannot be read
  public static Analysis at(Subject subject, Manner manner, Depth depth) throws IOException {
    return switch (subject) {
      case Subject.Live live ->
          live(live.process(), depth, () -> Look.atProcess(live.process(), manner.pause(), depth));
      case Subject.Last last -> last(last.process());
      case Subject.Core core ->
          Analysis.of(Look.atCore(core.file(), manner.sysroot(), false).called(core.text()));
      case Subject.Stored stored ->
          told(
              open(stored),
              stored.text(),
              "snapshot",
              taken -> "at " + taken + ", from the snapshot " + stored.text());
    };
  }

  /// The same with the text of strings, by which keys are called; of a file what it was written
  /// with.
  public static Analysis withValues(Subject subject, Manner manner) throws IOException {
    return switch (subject) {
      case Subject.Live live ->
          Analysis.of(Look.atProcessWithValues(live.process(), manner.pause()));
      case Subject.Core core ->
          Analysis.of(Look.atCore(core.file(), manner.sysroot(), true).called(core.text()));
      case Subject.Last _, Subject.Stored _ -> at(subject, manner, Depth.ALL);
    };
  }

  /// A look at a process.
  @FunctionalInterface
  interface LiveLook {
    Findings made() throws ProcessAccessException;
  }

  /// Has a process looked at, and keeps the look if it is to be kept.
  static Analysis live(int process, Depth depth, LiveLook look) throws ProcessAccessException {
    Keeping.Begun begun = depth == Depth.ALLOCATORS ? Analysis::of : Keeping.begin(process);
    Findings findings = look.made();
    Progress.current().begin(Progress.Stage.CONCLUDING);
    return begun.made(findings);
  }

  private static Analysis last(int process) throws IOException {
    Path file = lastFile(process);
    return told(
        open(file),
        Integer.toString(process),
        Warning.LAST,
        taken ->
            Math.max(0, ChronoUnit.SECONDS.between(taken, Instant.now()))
                + " s ago; without --last a new look is made");
  }

  /// {@return the file of the last look at a process}
  ///
  /// @throws QuestionException if none is kept
  public static Path lastFile(int process) throws IOException {
    return KeptLooks.of(process)
        .orElseThrow(() ->
            QuestionException.absent(
                "no look at process "
                    + process
                    + ", as it is now, is kept; leave out --last (looks made on a terminal are kept"
                    + " for "
                    + KeptLooks.KEPT.toSeconds()
                    + " s)"));
  }

  /// A file that is none, in a directory where a process of its name was started, is not what was
  /// meant.
  private static SnapshotFile open(Subject.Stored stored) throws SnapshotException {
    try {
      return open(stored.file());
    } catch (SnapshotException other) {
      if (NamedProcesses.called(stored.text()).isEmpty()) {
        throw other;
      }
      throw new SnapshotException(
          other.getMessage() + "; to look at the process of that name: -n " + stored.text());
    }
  }

  private static SnapshotFile open(Path file) throws SnapshotException {
    Progress.current().begin(Progress.Stage.OPENING);
    return SnapshotFile.open(file, Parties.words());
  }

  /// {@return whether a word names a core, a capture or a snapshot}
  public static boolean isMemoryFile(String text) {
    if (Subject.isProcess(text) || !Subject.isFile(text)) {
      return false;
    }
    Path file = Path.of(text);
    if (Look.isCore(file)) {
      return !Files.isExecutable(file); // a program is such a file too
    }
    try {
      SnapshotFile.open(file, Parties.words());
      return true;
    } catch (IOException other) {
      return false; // whatever it is, it is not that
    }
  }

  /// The findings of a snapshot, with a note that they are.
  ///
  /// @param when says of when they are, after "this is how the process was"
  private static Analysis told(
      SnapshotFile snapshot, String name, String code, Function<Instant, String> when) {
    Findings findings = snapshot.findings();
    List<Warning> warnings = new ArrayList<>(findings.warnings());
    warnings.add(
        new Warning(
            code,
            "this is how process "
                + findings.identity().process()
                + " was "
                + when.apply(snapshot.taken().truncatedTo(ChronoUnit.SECONDS)),
            false));
    return StoredAnalysis.of(snapshot, findings.with(warnings).called(name));
  }
}
