package dev.fathom.analysis.finding;

import dev.fathom.analysis.account.Evidence;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.family.Capacity;
import dev.fathom.model.family.Cause;
import dev.fathom.model.family.Duplicates;
import dev.fathom.model.family.Family;
import dev.fathom.model.family.Unsharing;
import dev.fathom.model.family.Worker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// What a family of processes costs, and what broke its sharing, in words.
public final class FamilyFindings {
  /// Of this share a cause is named in words.
  private static final double NOTABLE = 0.5;

  /// What all members take, without what they share being counted twice.
  private final long all;

  /// Whether all languages of a family count references: one with a collector instead has other
  /// reasons to write.
  private final boolean counted;

  private final List<Finding> told = new ArrayList<>();

  private FamilyFindings(Family family) {
    this.counted =
        family.findings().values().stream().allMatch(each -> each.dialect().collection().isEmpty());
    this.all = family.members().stream().mapToLong(each -> each.counters().pss()).sum();
  }

  /// {@return what is to be said of a family; shares are of what all its members take}
  public static List<Finding> of(Family family) {
    FamilyFindings findings = new FamilyFindings(family);
    family.capacity().ifPresent(findings::addCost);
    Worker worst =
        family.workers().stream()
            .max(Comparator.comparingLong(Worker::unshared))
            .orElse(family.members().getFirst());
    if (worst.unshared() > 0) {
      findings.addUnshared(worst);
    } else if (!family.workers().isEmpty()) {
      findings.tell(FindingKind.UNSHARED, 0, Evidence.EXACT, "Nothing has been un-shared.");
    }
    family.duplicates().ifPresent(findings::addDuplicates);
    return List.copyOf(findings.told);
  }

  private void tell(FindingKind kind, long bytes, Evidence evidence, String sentence) {
    told.add(Finding.of(kind, bytes, all, evidence, sentence));
  }

  private void addCost(Capacity capacity) {
    boolean decays = capacity.decayedDelta() > capacity.delta();
    String oldest = "pid " + capacity.oldest();
    tell(
        FindingKind.WORKER_COST,
        capacity.delta(),
        Evidence.EXACT,
        "Each extra worker costs "
            + ByteUnit.inText(capacity.delta())
            + (decays
                ? ", and "
                    + ByteUnit.inText(capacity.decayedDelta())
                    + " once it shares as little as the oldest ("
                    + oldest
                    + ")."
                : "; this no longer grows with age (oldest: " + oldest + ")."));
    tell(
        FindingKind.WORKER_ROOM,
        capacity.limit().available(),
        Evidence.HEURISTIC,
        String.format(
            Locale.ROOT,
            "About %,d such workers fit%s (%s: %s of %s available).",
            capacity.workers(),
            decays
                ? String.format(
                    Locale.ROOT,
                    ", about %,d once all share as little as that",
                    capacity.decayedWorkers())
                : "",
            Finding.name(capacity.limit().source()),
            ByteUnit.inText(capacity.limit().available()),
            ByteUnit.inText(capacity.limit().limit())));
  }

  private void addUnshared(Worker worst) {
    Unsharing found = worst.unsharing();
    told.add(
        Finding.of(
                FindingKind.UNSHARED,
                worst.unshared(),
                all,
                Evidence.EXACT,
                "Worker "
                    + worst.process()
                    + " has un-shared "
                    + ByteUnit.inText(worst.unshared())
                    + " since its fork and still shares "
                    + ByteUnit.inText(worst.sharedWithParent())
                    + ".")
            .about(List.of(Integer.toString(worst.process()))));
    for (Unsharing.CauseShare share : found.causes()) {
      if (share.bytes() >= NOTABLE * found.bytes()) {
        told.add(
            Finding.of(
                    FindingKind.UNSHARED_BY,
                    share.bytes(),
                    all,
                    Evidence.HEURISTIC,
                    String.format(
                        Locale.ROOT,
                        "%.0f %% of that is %s.",
                        100.0 * share.bytes() / found.bytes(),
                        share.cause() == Cause.RESTORED
                            ? "pages that were written and hold again what they held"
                                + (counted
                                    ? ", as after reference counts that went up and down"
                                    : "")
                            : "for " + share.cause().label()))
                .about(List.of(share.cause().label())));
      }
    }
    if (found.spared().isPresent()
        && found.freezeKeeps() > 0
        && found.freezeKeeps() >= NOTABLE * found.bytes()) {
      tell(
          FindingKind.SPARED,
          found.freezeKeeps(),
          Evidence.HEURISTIC,
          found.spared().get()
              + " would have kept "
              + ByteUnit.inText(found.freezeKeeps())
              + " of it shared: those pages differ in nothing but GC headers.");
    }
  }

  private void addDuplicates(Duplicates found) {
    if (found.pages() > 0) {
      tell(
          FindingKind.DUPLICATES,
          found.pageBytes(),
          Evidence.HEURISTIC,
          String.format(
              Locale.ROOT,
              "%s is equal pages that the kernel could merge (KSM); %,d of %,d are zeros.",
              ByteUnit.inText(found.pageBytes()),
              found.zeroPages(),
              found.pages()));
    }
  }
}
