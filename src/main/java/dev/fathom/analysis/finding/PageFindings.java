package dev.fathom.analysis.finding;

import dev.fathom.analysis.account.Evidence;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.family.PageTally;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/// What the pages of a process are, in words.
public final class PageFindings {
  private final List<PageTally> tallies;
  private final long rss;
  private final List<Finding> told = new ArrayList<>();

  private PageFindings(List<PageTally> tallies) {
    this.tallies = tallies;
    this.rss = sum(PageTally::rss);
  }

  /// {@return what is to be said of all mappings together}
  public static List<Finding> of(List<PageTally> tallies) {
    PageFindings findings =
        new PageFindings(
            tallies.stream()
                .filter(tally -> tally.rss() + tally.swapped() + tally.zero() > 0)
                .toList());
    findings.tell();
    return List.copyOf(findings.told);
  }

  private void tell() {
    tell(
        FindingKind.PAGES_RESIDENT,
        rss,
        String.format(
            Locale.ROOT,
            "%s resident, of which %s is mapped here alone and %s is shared.",
            ByteUnit.inText(rss),
            ByteUnit.inText(sum(PageTally::uss)),
            ByteUnit.inText(sum(PageTally::shared))));
    say(FindingKind.PAGES_SHARED, PageTally::sharedMemory, "is shared memory");
    say(FindingKind.PAGES_HUGE, PageTally::huge, "is in huge pages");
    say(FindingKind.PAGES_MERGED, PageTally::merged, "is merged with equal pages (KSM)");
    say(FindingKind.PAGES_SWAPPED, PageTally::swapped, "more is swapped out");
    say(
        FindingKind.PAGES_ZERO,
        PageTally::zero,
        "more is mapped to the zero page and takes nothing");
    if (tallies.stream().anyMatch(tally -> !tally.framesShown())) {
      tell(
          FindingKind.FRAMES_HIDDEN,
          0,
          "The kernel shows no frames here (that takes root): PSS is its own figure, with how many"
              + " a page is shared is not known, shmem counts as file.");
    } else {
      tell(FindingKind.SHARERS, rss, "Mapped by" + sharers() + ".");
    }
  }

  private void say(FindingKind kind, ToLongFunction<PageTally> figure, String what) {
    long bytes = sum(figure);
    if (bytes > 0) {
      tell(kind, bytes, ByteUnit.inText(bytes) + " " + what + ".");
    }
  }

  private String sharers() {
    StringBuilder text = new StringBuilder();
    int classes = tallies.isEmpty() ? 0 : tallies.getFirst().sharers().size();
    for (int at = 0; at < classes; at++) {
      int sharerClass = at;
      long bytes = sum(tally -> tally.sharers().get(sharerClass));
      if (bytes > 0) {
        text.append(text.isEmpty() ? " " : ", ")
            .append(at < 2 ? Integer.toString(at + 1) : ((1 << (at - 1)) + 1) + "–" + (1 << at))
            .append(": ")
            .append(ByteUnit.inText(bytes));
      }
    }
    return text.toString();
  }

  private void tell(FindingKind kind, long bytes, String sentence) {
    told.add(Finding.of(kind, bytes, rss, Evidence.EXACT, sentence));
  }

  private long sum(ToLongFunction<PageTally> figure) {
    return tallies.stream().mapToLong(figure).sum();
  }
}
