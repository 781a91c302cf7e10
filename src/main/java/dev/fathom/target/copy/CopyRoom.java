package dev.fathom.target.copy;

import dev.fathom.host.MemoryLimits;
import dev.fathom.model.ProcessAccessException;

/// How much memory a copy may take.
public final class CopyRoom {
  /// So much of the memory that can still be had, one part in so many.
  private static final long PART = 4;

  private CopyRoom() {}

  /// {@return bytes; 0 where nobody can tell what there is}
  public static long bytes() {
    try {
      return MemoryLimits.of(Math.toIntExact(ProcessHandle.current().pid())).available() / PART;
    } catch (ProcessAccessException unknown) {
      return 0; // without a copy it takes longer, and is as right
    }
  }
}
