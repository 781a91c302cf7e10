package dev.fathom.model;

/// What the look did cost.
///
/// @param method how the target was held
/// @param heldNanos for how long it was
/// @param bytesRead of its memory
/// @param violations invariants that did not hold
/// @param unreadFrom where that begins which was not read when the target had been held as long as
///   it may be; [#ALL_READ] where it was not let go before its time
/// @param draftNanos for how long its memory was copied before, while it ran
/// @param bytesWhileHeld how much of its memory was read or copied while it was held
public record Cost(
    HoldMethod method,
    long heldNanos,
    long bytesRead,
    long violations,
    long unreadFrom,
    long draftNanos,
    long bytesWhileHeld) {
  /// There is nothing that was not read for want of time.
  public static final long ALL_READ = Long.MAX_VALUE;

  /// Of findings for which no target was held.
  public static final Cost NONE = new Cost(HoldMethod.NONE, 0, 0, 0, ALL_READ, 0, 0);

  /// {@return whether the pages that it wrote were tracked meanwhile: that changes something in it}
  public boolean tracked() {
    return draftNanos > 0;
  }

  /// {@return whether the target was let go before all was read}
  public boolean stoppedEarly() {
    return unreadFrom != ALL_READ;
  }
}
