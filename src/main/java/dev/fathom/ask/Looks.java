package dev.fathom.ask;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.stored.StoredAnalysis;
import dev.fathom.model.Findings;
import dev.fathom.model.Warning;
import dev.fathom.snapshot.SnapshotFile;
import dev.fathom.survey.look.Depth;
import dev.fathom.survey.look.Look;
import dev.fathom.survey.look.Parties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// Looks at subjects.
public final class Looks {
  private Looks() {}

  /// Looks at a process, or reads a file.
  ///
  /// @throws dev.fathom.model.ProcessAccessException if it cannot be looked at
  /// @throws dev.fathom.snapshot.SnapshotException if it is a file that cannot be read
  public static Analysis at(Subject subject, Manner manner, Depth depth) throws IOException {
    return switch (subject) {
      case Subject.Live live -> Analysis.of(Look.atProcess(live.process(), manner.pause(), depth));
      case Subject.Core core ->
          Analysis.of(Look.atCore(core.file(), manner.sysroot(), false).called(core.text()));
      case Subject.Stored stored ->
          told(SnapshotFile.open(stored.file(), Parties.words()), stored.text());
    };
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
}
