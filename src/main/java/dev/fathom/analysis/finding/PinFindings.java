package dev.fathom.analysis.finding;

import dev.fathom.analysis.account.Evidence;
import dev.fathom.analysis.account.fragmentation.HeapPins;
import dev.fathom.analysis.account.fragmentation.Pins;
import dev.fathom.model.ByteUnit;
import java.util.List;
import java.util.Locale;

/// What few live pieces keep from going back to the kernel.
final class PinFindings {
  private static final double WORTH_SAYING = 0.05;

  private PinFindings() {}

  static List<Finding> of(Pins pins, long rss) {
    long held = 0;
    long count = 0;
    for (HeapPins heap : pins.heaps()) {
      if (heap.few()) {
        held += heap.held();
        count += heap.count();
      }
    }
    return held == 0 || held < WORTH_SAYING * rss
        ? List.of()
        : List.of(
            Finding.of(
                    FindingKind.PINNED,
                    held,
                    rss,
                    Evidence.VALIDATED,
                    String.format(
                        Locale.ROOT,
                        "%,d live pieces keep %s below the tops of heaps from going back.",
                        count,
                        ByteUnit.inText(held)))
                .next("pins"));
  }
}
