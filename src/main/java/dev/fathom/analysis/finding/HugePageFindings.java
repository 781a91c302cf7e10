package dev.fathom.analysis.finding;

import dev.fathom.analysis.account.Evidence;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.memory.HugePages;
import java.util.Optional;

/// What transparent huge pages take that hardly anything is in.
final class HugePageFindings {
  private static final double WORTH_SAYING = 0.05;

  private HugePageFindings() {}

  static Optional<Finding> of(HugePages pages, long rss) {
    return pages.zeros() == 0 || pages.zeros() < WORTH_SAYING * rss
        ? Optional.empty()
        : Optional.of(
            Finding.of(
                    FindingKind.HUGE,
                    pages.zeros(),
                    rss,
                    Evidence.HEURISTIC,
                    ByteUnit.inText(pages.resident())
                        + " is in huge pages, and ~"
                        + ByteUnit.inText(pages.zeros())
                        + " of that is nothing but zeros: what of it the program did not write"
                        + " itself is in memory because of what is beside it, and would not be"
                        + " without transparent huge pages (`madvise(MADV_NOHUGEPAGE)`).")
                .next("pages"));
  }
}
