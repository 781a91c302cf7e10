package dev.fathom.survey.family;

import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.family.Duplicates;
import dev.fathom.target.LiveProcess;
import java.util.List;

/// Anonymous pages of one process that are equal to each other.
public final class EqualPages {
  /// Of a larger process nobody waits for all of its memory to be read.
  private static final long MOST_BYTES = 8L << 30;

  private EqualPages() {}

  /// {@return how many there are; none of a process that is too large} It runs on meanwhile: what
  /// it writes is a page more or less.
  ///
  /// **Cost**: a second a GiB.
  ///
  /// @throws ProcessAccessException in one line, if it cannot be looked at
  public static Duplicates of(int process) throws ProcessAccessException {
    try (LiveProcess target = LiveProcess.open(process, Freeze.NONE)) {
      if (target.pages().residentBytes(0, Long.MAX_VALUE) > MOST_BYTES) {
        return Duplicates.NONE;
      }
      PageTable table = PageTable.of(target);
      DuplicateSearch search = new DuplicateSearch(PhysicalFrames.of(List.of(table)));
      search.addPages(table, target.memory());
      return search.result();
    }
  }
}
