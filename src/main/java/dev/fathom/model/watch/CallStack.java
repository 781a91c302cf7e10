package dev.fathom.model.watch;

import java.util.List;

/// Where a thread of a program was, read while it ran.
///
/// @param thread its number for the kernel; 0 where the runtime does not tell it
/// @param running whether the runtime says that it ran just then: it has the interpreter's lock
/// @param state how much of it was read
/// @param frames the innermost first
public record CallStack(long thread, boolean running, State state, List<Frame> frames) {
  /// So many frames are read at most, the innermost ones.
  public static final int MOST_FRAMES = 256;

  public CallStack {
    frames = List.copyOf(frames);
  }

  /// A call that had not returned.
  ///
  /// @param function its name; of the target's choosing
  /// @param file in which it is; likewise
  /// @param line that was carried out; 0 where that is not known
  public record Frame(String function, String file, int line) {}

  /// How much of a stack was read.
  public enum State {
    /// All of it.
    WHOLE,
    /// The innermost [CallStack#MOST_FRAMES].
    CUT,
    /// It changed while it was read: what follows the last frame is not known.
    TORN
  }
}
