package dev.fathom.analysis.finding;

import dev.fathom.analysis.account.Evidence;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.analysis.owners.SwappedMemory;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.Findings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is in the swap area, in words.
final class SwapFindings {
  /// Below this share of what is in memory it is not worth a sentence.
  private static final double WORTH_SAYING = 0.05;

  /// So many owners are named.
  private static final int MOST_NAMED = 3;

  private SwapFindings() {}

  /// @param rss of which the share is, and of what is swapped out
  static Optional<Finding> of(Findings findings, Owners owners, long rss) {
    long swap = findings.counters().swap();
    if (swap == 0 || swap < WORTH_SAYING * rss) {
      return Optional.empty();
    }
    SwappedMemory swapped =
        findings.ownersHidden()
            ? new SwappedMemory(List.of(), 0, swap)
            : SwappedMemory.of(findings, owners);
    List<SwappedMemory.Held> named = swapped.held().stream().limit(MOST_NAMED).toList();
    List<String> parts = new ArrayList<>();
    named.forEach(
        each -> parts.add(ByteUnit.inText(each.bytes()) + " of " + Finding.name(each.path())));
    long others =
        swapped.held().stream().skip(MOST_NAMED).mapToLong(SwappedMemory.Held::bytes).sum();
    if (others > 0) {
      parts.add(ByteUnit.inText(others) + " of other variables");
    }
    if (swapped.free() > 0) {
      parts.add(ByteUnit.inText(swapped.free()) + " that is free");
    }
    String whose =
        swapped.unknown() == 0
            ? ""
            : parts.isEmpty()
                ? ": whose that is cannot be told without swapping it in"
                : "; whose the other "
                    + ByteUnit.inText(swapped.unknown())
                    + " is cannot be told without swapping it in";
    String sentence =
        ByteUnit.inText(swap)
            + " more is swapped out"
            + (parts.isEmpty() ? "" : ": " + String.join(", ", parts))
            + whose
            + ".";
    return Optional.of(
        Finding.of(FindingKind.SWAPPED, swap, rss + swap, Evidence.VALIDATED, sentence)
            .about(named.stream().map(SwappedMemory.Held::path).toList())
            .next("pages"));
  }
}
