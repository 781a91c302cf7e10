package dev.fathom.model.watch;

import dev.fathom.model.MemoryLimit;
import java.util.List;

/// How the watch for last words ended.
///
/// @param watched the process or control group
/// @param ending how
/// @param millis when that was noticed, since the watch began
/// @param limit the last count of it
/// @param limitMillis when that was
/// @param kept the snapshots that there are, the earliest first
/// @param failed how many could not be taken
public record LastWords(
    String watched,
    Ending ending,
    long millis,
    MemoryLimit limit,
    long limitMillis,
    List<LastSnapshot> kept,
    int failed) {
  /// How a watch ends.
  public enum Ending {
    /// A process of the control group was killed for want of memory.
    KILLED("killed"),
    /// It ended, and nobody tells that it was that.
    ENDED("ended"),
    /// The user had enough.
    STOPPED("stopped");

    private final String id;

    Ending(String id) {
      this.id = id;
    }

    /// {@return its name for programs; does not change}
    public String id() {
      return id;
    }
  }
}
