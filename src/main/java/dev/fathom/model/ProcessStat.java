package dev.fathom.model;

/// What the kernel tells of a process in a line.
///
/// @param process its id
/// @param name the short name; of the target's choosing
/// @param state one letter: R running, S sleeping, T stopped, Z zombie…
/// @param parent its parent's process id
/// @param startTicks when it began: clock ticks since the machine did
/// @param virtualBytes size of its address space; 0 for kernel threads and zombies
/// @param residentBytes resident memory as the kernel's counters have it: off by some pages at
///   times, and not to be added up with what `smaps` says
public record ProcessStat(
    int process,
    String name,
    char state,
    int parent,
    long startTicks,
    long virtualBytes,
    long residentBytes) {
  /// {@return whether it has memory of its own: no kernel thread, no zombie}
  public boolean hasMemory() {
    return virtualBytes > 0;
  }
}
