package dev.fathom.model.watch;

import java.util.Optional;

/// How long was waited for memory, and what had to be read: counters that only grow, or what they
/// grew by.
///
/// @param micros the time itself
/// @param majorFaults pages of the process that had to be read, from a file or the swap area
/// @param codeReadAgain bytes of its own code that were thrown out, and that it had again later; at
///   least
/// @param group of its control group; empty where the kernel does not tell
/// @param machine of all processes; likewise
/// @param groupRefaults of its control group; empty where the kernel does not tell
/// @param machineRefaults of all processes; likewise
public record MemoryWait(
    long micros,
    long majorFaults,
    long codeReadAgain,
    Optional<Stall> group,
    Optional<Stall> machine,
    Optional<Refaults> groupRefaults,
    Optional<Refaults> machineRefaults) {
  /// Nothing, of which nothing is known.
  public static final MemoryWait UNKNOWN =
      new MemoryWait(
          0, 0, 0, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /// Pressure stall information, in microseconds (`Documentation/accounting/psi.rst`).
  ///
  /// @param some the time in which at least one thread waited for memory
  /// @param full the time in which all waited for it that had anything to do
  public record Stall(long some, long full) {
    Stall minus(Stall before) {
      return new Stall(some - before.some, full - before.full);
    }
  }

  /// Pages that were thrown out, and wanted again soon after.
  ///
  /// @param anonymous from the swap area
  /// @param file from files
  public record Refaults(long anonymous, long file) {
    Refaults minus(Refaults before) {
      return new Refaults(anonymous - before.anonymous, file - before.file);
    }

    /// {@return all of them}
    public long pages() {
      return anonymous + file;
    }
  }

  /// {@return what it has grown by}
  public MemoryWait since(MemoryWait before) {
    return new MemoryWait(
        micros - before.micros,
        majorFaults - before.majorFaults,
        codeReadAgain - before.codeReadAgain,
        group.flatMap(now -> before.group.map(now::minus)),
        machine.flatMap(now -> before.machine.map(now::minus)),
        groupRefaults.flatMap(now -> before.groupRefaults.map(now::minus)),
        machineRefaults.flatMap(now -> before.machineRefaults.map(now::minus)));
  }
}
