package dev.fathom.os;

import dev.fathom.model.ProcessStat;
import java.util.Optional;

/// Reads the line in `/proc/PID/stat`, as far as it is needed.
final class StatLine {
  // Documentation/filesystems/proc.rst, table 1-4; counted from the field behind the name
  private static final int STATE = 0;
  private static final int PARENT = 1;
  private static final int START_TIME = 19;
  private static final int VIRTUAL_BYTES = 20;
  private static final int RESIDENT_PAGES = 21;
  private static final long PAGE_BYTES = 4096;

  private StatLine() {}

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
}
