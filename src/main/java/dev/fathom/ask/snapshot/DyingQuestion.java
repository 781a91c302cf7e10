package dev.fathom.ask.snapshot;

import dev.fathom.model.Findings;
import dev.fathom.survey.look.Look;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;

/// All that is found in a process that dies.
///
/// @param core what the kernel writes of it: the process is there until that is closed
public record DyingQuestion(int process, InputStream core) {
  /// Looks at it, and lets it end.
  public SnapshotAnswer answer() throws IOException {
    Instant taken = Instant.now();
    Findings findings;
    try (core) {
      findings = Look.atDying(process, core);
    }
    return new SnapshotAnswer(findings, taken, false);
  }
}
