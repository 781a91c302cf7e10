package dev.fathom.ask;

import dev.fathom.analysis.Analysis;
import dev.fathom.model.Pause;
import dev.fathom.survey.look.Depth;
import dev.fathom.survey.look.RepeatedLook;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// Looks at subjects, one after the other. Where the pages that a process writes are tracked and it
/// is looked at more than once, only what it wrote since is copied.
///
/// **Memory**: as much as is copied of each process that will be looked at again. For one thread at
/// a time.
public final class LooksInTurn implements AutoCloseable {
  private final Manner manner;
  private final Map<Integer, RepeatedLook> open = new HashMap<>();

  /// @param manner how they are looked at
  public LooksInTurn(Manner manner) {
    this.manner = manner;
  }

  /// Looks at a process, or reads a file.
  ///
  /// @param again whether the same one will be looked at again
  /// @throws dev.fathom.model.ProcessAccessException if it cannot be looked at
  /// @throws dev.fathom.snapshot.SnapshotException if it is a file that cannot be read
  public Analysis at(Subject subject, boolean again) throws IOException {
    return subject instanceof Subject.Live live
            && manner.pause().tracking() != Pause.Tracking.NONE
            && (again || open.containsKey(live.process()))
        ? at(live.process(), again)
        : Looks.at(subject, manner, Depth.ALL);
  }

  private Analysis at(int process, boolean again) throws IOException {
    RepeatedLook look = open.get(process);
    if (look == null) {
      look = RepeatedLook.at(process, manner.pause());
      open.put(process, look);
    }
    boolean kept = false;
    try {
      Analysis analysis = Looks.live(process, Depth.ALL, look::next);
      kept = again;
      return analysis;
    } finally {
      if (!kept) {
        open.remove(process);
        look.close();
      }
    }
  }

  @Override
  public void close() {
    open.values().forEach(RepeatedLook::close);
    open.clear();
  }
}
