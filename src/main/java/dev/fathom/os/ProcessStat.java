package dev.fathom.os;

import java.util.Optional;

/// What `/proc/PID/stat` tells of a process, as far as it is needed.
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
  // Documentation/filesystems/proc.rst, table 1-4; counted from the field behind the name
  private static final int STATE = 0;
  private static final int PARENT = 1;
  private static final int START_TIME = 19;
  private static final int VIRTUAL_BYTES = 20;
  private static final int RESIDENT_PAGES = 21;
  private static final long PAGE_BYTES = 4096;

  static Optional<ProcessStat> parse(String line) {
    // The name is in parentheses and may hold any of them, and spaces.
    int open = line.indexOf(" (");
    int close = line.lastIndexOf(") ");
    if (open < 0 || close < open) {
      return Optional.empty();
    }
    String[] fields = line.substring(close + 2).strip().split(" ", -1);
    if (fields.length <= RESIDENT_PAGES) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ProcessStat(
              Integer.parseInt(line.substring(0, open)),
              line.substring(open + 2, close),
              fields[STATE].charAt(0),
              Integer.parseInt(fields[PARENT]),
              Long.parseLong(fields[START_TIME]),
              Long.parseLong(fields[VIRTUAL_BYTES]),
              Long.parseLong(fields[RESIDENT_PAGES]) * PAGE_BYTES));
    } catch (NumberFormatException unknownForm) {
      return Optional.empty();
    }
  }

  /// {@return whether it has memory of its own: no kernel thread, no zombie}
  public boolean hasMemory() {
    return virtualBytes > 0;
  }
}
