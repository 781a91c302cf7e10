package dev.fathom.model.watch;

import java.util.Optional;

/// How long was waited for memory, and what had to be read: counters that only grow, or what they
/// grew by.
///
/// @param micros the time itself
/// @param majorFaults pages of the process that had to be read, from a file or the swap area
/// @param group of its control group; empty where the kernel does not tell
/// @param machine of all processes; likewise
public record MemoryWait(
    long micros, long majorFaults, Optional<Stall> group, Optional<Stall> machine) {
  /// Nothing, of which nothing is known.
  public static final MemoryWait UNKNOWN = new MemoryWait(0, 0, Optional.empty(), Optional.empty());

  /// Pressure stall information, in microseconds (`Documentation/accounting/psi.rst`).
  ///
  /// @param some the time in which at least one thread waited for memory
  /// @param full the time in which all waited for it that had anything to do
  public record Stall(long some, long full) {
    Stall minus(Stall before) {
      return new Stall(some - before.some, full - before.full);
    }
  }

  /// {@return what it has grown by}
  public MemoryWait since(MemoryWait before) {
    return new MemoryWait(
        micros - before.micros,
        majorFaults - before.majorFaults,
        group.flatMap(now -> before.group.map(now::minus)),
        machine.flatMap(now -> before.machine.map(now::minus)));
  }
}
