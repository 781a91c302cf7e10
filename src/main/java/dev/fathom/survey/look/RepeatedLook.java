package dev.fathom.survey.look;

import dev.fathom.model.Findings;
import dev.fathom.model.Pause;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.survey.Survey;
import dev.fathom.target.LiveProcess;

/// Looks at one process again and again. Where the pages that it writes are tracked, each look
/// copies only what was written since the one before.
public final class RepeatedLook implements AutoCloseable {
  private final LiveProcess target;
  private boolean looked;

  private RepeatedLook(LiveProcess target) {
    this.target = target;
  }

  /// Opens a process.
  public static RepeatedLook at(int process, Pause pause) throws ProcessAccessException {
    return new RepeatedLook(LiveProcess.open(process, pause).keepingCopy());
  }

  /// {@return what it is like now}
  public Findings next() throws ProcessAccessException {
    if (looked) {
      target.lookAgain();
    }
    looked = true;
    return Survey.of(target, Parties.allocators(), Parties.runtimes());
  }

  @Override
  public void close() {
    target.close();
  }
}
