package dev.fathom.cli.follow;

import dev.fathom.model.Findings;
import dev.fathom.model.Pause;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.serve.Observation;
import dev.fathom.survey.look.RepeatedLook;
import org.jspecify.annotations.Nullable;

/// The looks at a process that is served, after the first: where the pages that it writes are
/// tracked, each copies only what was written since the one before.
final class ServedLooks implements Observation.Looker {
  private final int process;
  private final Pause pause;

  /// Null before the second look, and after one that failed.
  private @Nullable RepeatedLook looks;

  ServedLooks(int process, Pause pause) {
    this.process = process;
    this.pause = pause;
  }

  @Override
  public Findings look() throws ProcessAccessException {
    boolean looked = false;
    try {
      if (looks == null) {
        looks = RepeatedLook.at(process, pause);
      }
      Findings findings = looks.next();
      looked = true;
      return findings;
    } finally {
      if (!looked) {
        close();
      }
    }
  }

  @Override
  public void close() {
    if (looks != null) {
      looks.close();
      looks = null;
    }
  }
}
