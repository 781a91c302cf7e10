package dev.fathom.analysis.finding;

import dev.fathom.analysis.account.Evidence;
import dev.fathom.analysis.account.fragmentation.ArenaUse;
import dev.fathom.analysis.account.fragmentation.Fragmentation;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.Findings;
import dev.fathom.model.memory.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What of the allocators' memory is free and where that stays, in words.
public final class FragmentationFindings {
  /// One in so many parts is not worth a word.
  private static final long SMALL_SHARE = 100;

  private FragmentationFindings() {}

  /// {@return what is to be said of free memory}
  public static List<Finding> of(Findings findings, Fragmentation fragmentation) {
    if (fragmentation.arenas().isEmpty() && fragmentation.sizeClasses().isEmpty()) {
      return List.of(
          finding(
              FindingKind.NO_ALLOCATOR, 0, findings, "No allocator that Fathom knows was found."));
    }
    List<Finding> told = new ArrayList<>();
    told.add(free(findings, fragmentation));
    if (fragmentation.trappedInPools() > 0) {
      told.add(
          finding(
              FindingKind.POOLS_TRAPPED,
              fragmentation.trappedInPools(),
              findings,
              "In "
                  + findings.dialect().title()
                  + "'s own "
                  + findings.dialect().terms().pools()
                  + " "
                  + ByteUnit.inText(fragmentation.trappedInPools())
                  + " more is trapped."));
    }
    threads(findings, fragmentation).ifPresent(told::add);
    return told;
  }

  /// Arenas of which no thread is known any more, where others have some.
  private static Optional<Finding> threads(Findings findings, Fragmentation fragmentation) {
    List<ArenaUse> left =
        fragmentation.arenas().stream()
            .filter(arena -> arena.arena().kind() == Arena.Kind.THREAD)
            .filter(arena -> arena.arena().threads().isEmpty())
            .toList();
    boolean known =
        fragmentation.arenas().stream().anyMatch(arena -> !arena.arena().threads().isEmpty());
    long free = left.stream().mapToLong(ArenaUse::residentFree).sum();
    if (!known || free * SMALL_SHARE < findings.counters().rss()) {
      return Optional.empty();
    }
    return Optional.of(
        finding(
                FindingKind.THREADS_LEFT,
                free,
                findings,
                String.format(
                    Locale.ROOT,
                    "Threads that have ended left %,d %s: %s free in it, of which %s gives back %s,"
                        + " and %s live.",
                    left.size(),
                    left.size() == 1 ? "arena" : "arenas",
                    ByteUnit.inText(free),
                    findings.heaps().releaseCall(),
                    ByteUnit.inText(left.stream().mapToLong(ArenaUse::trimmable).sum()),
                    ByteUnit.inText(left.stream().mapToLong(ArenaUse::live).sum())))
            .next("pins"));
  }

  private static Finding free(Findings findings, Fragmentation fragmentation) {
    long trimmable = fragmentation.sum(ArenaUse::trimmable);
    long free = fragmentation.sum(ArenaUse::residentFree);
    // What little of one there is beside another allocator is not worth its word.
    boolean foretold = trimmable * SMALL_SHARE >= free && trimmable > 0;
    return finding(
            FindingKind.FREE,
            free,
            findings,
            String.format(
                Locale.ROOT,
                "Of %s resident, malloc keeps %s free: %s%s is trapped on pages with live memory,"
                    + " %s stays at the ends of heaps and on other whole pages.",
                ByteUnit.inText(findings.counters().rss()),
                ByteUnit.inText(free),
                foretold
                    ? ByteUnit.inText(trimmable)
                        + " would go back on "
                        + findings.heaps().releaseCall()
                        + ", "
                    : "",
                ByteUnit.inText(fragmentation.sum(ArenaUse::trapped)),
                ByteUnit.inText(fragmentation.sum(arena -> arena.pagesKept() + arena.topKept()))))
        .next("pins");
  }

  private static Finding finding(FindingKind kind, long bytes, Findings findings, String sentence) {
    return Finding.of(kind, bytes, findings.counters().rss(), Evidence.EXACT, sentence);
  }
}
