package dev.fathom.ask.snapshot;

import dev.fathom.ask.Manner;
import dev.fathom.ask.QuestionException;
import dev.fathom.ask.Subject;
import dev.fathom.model.Findings;
import dev.fathom.survey.look.Look;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;

/// All that is found in a process, or in a core.
///
/// @param values whether the text of strings is wanted, too
public record SnapshotQuestion(Subject subject, Manner manner, boolean values) {
  /// Makes sure that it can be asked, before anything is written.
  ///
  /// @throws QuestionException if it cannot
  public void check() throws QuestionException {
    if (subject instanceof Subject.Stored stored) {
      throw QuestionException.wrong(
          stored.text() + " is neither a process nor a core: a snapshot is made of one of these");
    }
  }

  /// Looks at it.
  public SnapshotAnswer answer() throws IOException {
    check();
    Instant taken = Instant.now();
    Findings findings =
        switch (subject) {
          case Subject.Live live -> live(live.process());
          case Subject.Core core -> {
            taken = Files.getLastModifiedTime(core.file()).toInstant();
            yield Look.atCore(core.file(), manner.sysroot(), values).called(core.text());
          }
          case Subject.Last _, Subject.Stored _ -> throw new IllegalStateException(subject.text());
        };
    return new SnapshotAnswer(findings, taken, values);
  }

  private Findings live(int process) throws IOException {
    return values
        ? Look.atProcessWithValues(process, manner.pause())
        : Look.atProcess(process, manner.pause(), dev.fathom.survey.look.Depth.ALL);
  }
}
