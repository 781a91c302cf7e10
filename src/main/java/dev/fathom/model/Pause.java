package dev.fathom.model;

/// How a process is held, and for how long at the most.
///
/// @param freeze how
/// @param mostNanos after so many nanoseconds it is let go, whatever has been read by then
/// @param tracking what may be done to it so that it need not be held for long
public record Pause(Freeze freeze, long mostNanos, Tracking tracking) {
  private static final long UNBOUNDED = Long.MAX_VALUE;

  /// Whether the pages that a process writes are tracked, so that most of its memory can be copied
  /// while it runs.
  public enum Tracking {
    /// No: nothing in it is changed.
    NONE,
    /// Yes, if the kernel can do so by itself.
    BY_KERNEL,
    /// Yes, also if calls must be made in the process for it.
    INJECTING
  }

  /// A pause that takes as long as it takes.
  public static Pause of(Freeze freeze) {
    return new Pause(freeze, UNBOUNDED, Tracking.NONE);
  }

  /// {@return the same, of so many nanoseconds at the most}
  public Pause atMost(long nanos) {
    return new Pause(freeze, nanos, tracking);
  }

  /// {@return the same, with written pages tracked or not}
  public Pause with(Tracking how) {
    return new Pause(freeze, mostNanos, how);
  }

  /// {@return whether there is such a bound}
  public boolean bounded() {
    return mostNanos != UNBOUNDED;
  }
}
