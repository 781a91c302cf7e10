package dev.fathom.cli.follow;

import dev.fathom.analysis.Analysis;
import dev.fathom.ask.LooksInTurn;
import dev.fathom.ask.Manner;
import dev.fathom.ask.Subject;
import dev.fathom.model.Findings;
import dev.fathom.serve.Observation;
import java.io.IOException;

/// The looks at what is served: where the pages that a process writes are tracked, each copies only
/// what was written since the one before.
final class ServedLooks implements Observation.Looker {
  private final Subject subject;
  private final LooksInTurn looks;

  ServedLooks(Subject subject, Manner manner) {
    this.subject = subject;
    this.looks = new LooksInTurn(manner);
  }

  /// {@return the first one}
  ///
  /// @param again whether others follow
  Analysis first(boolean again) throws IOException {
    return looks.at(subject, again);
  }

  @Override
  public Findings look() throws IOException {
    return looks.at(subject, true).findings();
  }

  @Override
  public void close() {
    looks.close();
  }
}
