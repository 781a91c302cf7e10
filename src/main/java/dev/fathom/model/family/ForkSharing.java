package dev.fathom.model.family;

import java.util.List;
import java.util.Optional;

/// What a parent and its forked child still share, at some stages: with one interpreter.
///
/// @param interpreter what was run
/// @param title what it says it is: `cpython 3.11.2`
/// @param frozen whether it called `gc.freeze()` before the fork
/// @param stages in their order
/// @param family parent and child after the iteration
public record ForkSharing(
    String interpreter, String title, boolean frozen, List<Stage> stages, Optional<Family> family) {
  /// The child's anonymous memory at one moment, in bytes.
  ///
  /// @param name `forked`, `iterated` or `collected`
  /// @param rss resident
  /// @param shared of that, with its parent
  /// @param privateDirty of that, its own and written
  public record Stage(String name, long rss, long shared, long privateDirty) {
    /// {@return the part that is shared, 0 to 1}
    public double sharedFraction() {
      return rss == 0 ? 0 : (double) shared / rss;
    }
  }
}
