package dev.fathom.ask.snapshot;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.stored.StoredAnalysis;
import dev.fathom.model.Findings;
import dev.fathom.snapshot.Snapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Map;

/// What was found.
///
/// @param taken when
/// @param values whether the text of strings is in it
public record SnapshotAnswer(Findings findings, Instant taken, boolean values) {
  /// Writes it, with what follows from it. A target runs again by now: however long the disk takes,
  /// and if it is full, is not its concern.
  ///
  /// @param out stays open
  public void write(OutputStream out) throws IOException {
    write(out, analysis());
  }

  /// {@return what follows from it, which is concluded when it is asked for}
  public Analysis analysis() {
    return Analysis.of(findings);
  }

  /// Writes it, with what was concluded of it for others as well.
  ///
  /// @param out stays open
  public void write(OutputStream out, Analysis analysis) throws IOException {
    new Snapshot(findings, taken, values)
        .write(out, StoredAnalysis.VERSION, StoredAnalysis.tables(analysis));
  }

  /// Writes it without what follows from it: in a fraction of the time, and whoever opens it has to
  /// conclude that then.
  ///
  /// @param out stays open
  public void writeFindings(OutputStream out) throws IOException {
    new Snapshot(findings, taken, values).write(out, 0, Map.of());
  }
}
