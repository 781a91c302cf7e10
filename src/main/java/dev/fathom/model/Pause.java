package dev.fathom.model;

/// How a process is held, and for how long at the most.
///
/// @param freeze how
/// @param mostNanos after so many nanoseconds it is let go, whatever has been read by then
public record Pause(Freeze freeze, long mostNanos) {
  private static final long UNBOUNDED = Long.MAX_VALUE;

  /// A pause that takes as long as it takes.
  public static Pause of(Freeze freeze) {
    return new Pause(freeze, UNBOUNDED);
  }

  /// {@return whether there is such a bound}
  public boolean bounded() {
    return mostNanos != UNBOUNDED;
  }
}
