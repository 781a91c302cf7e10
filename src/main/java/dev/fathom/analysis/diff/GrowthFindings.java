package dev.fathom.analysis.diff;

import dev.fathom.analysis.account.Evidence;
import dev.fathom.analysis.finding.Finding;
import dev.fathom.analysis.finding.FindingKind;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.Findings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What grew between two looks, in words.
public final class GrowthFindings {
  private static final int MOST_OWNERS = 3;

  /// Below this share of objects in both, they are hardly of one process.
  private static final double FEW = 0.1;

  private final Difference difference;
  private final Findings before;
  private final Findings after;

  private GrowthFindings(Difference difference, Findings before, Findings after) {
    this.difference = difference;
    this.before = before;
    this.after = after;
  }

  /// {@return what is to be said of a difference; shares are of the larger Rss}
  public static List<Finding> of(Difference difference, Findings before, Findings after) {
    GrowthFindings growth = new GrowthFindings(difference, before, after);
    List<Finding> told = new ArrayList<>();
    told.add(growth.resident());
    told.addAll(growth.owners());
    told.add(growth.turnover());
    growth.strangers().ifPresent(told::add);
    return told;
  }

  private Finding resident() {
    long old = before.counters().rss();
    long young = after.counters().rss();
    return finding(
        FindingKind.CHANGED,
        young - old,
        Evidence.EXACT,
        signed(young - old)
            + " resident: from "
            + ByteUnit.inText(old)
            + " to "
            + ByteUnit.inText(young)
            + ".");
  }

  /// Those whose objects take more or less, the largest change first.
  private List<Finding> owners() {
    if (difference.owners().isEmpty()) {
      return List.of(
          finding(
              FindingKind.UNCHANGED,
              0,
              Evidence.HEURISTIC,
              "Nobody's objects take more or less than before."));
    }
    return difference.owners().stream()
        .filter(owner -> !owner.path().isEmpty())
        .limit(MOST_OWNERS)
        .map(owner ->
            finding(kind(owner), owner.retainedDelta(), Evidence.HEURISTIC, sentence(owner))
                .about(List.of(owner.path()))
                .next(owner.gone() ? "" : "owners"))
        .toList();
  }

  private static FindingKind kind(OwnerDelta owner) {
    return owner.gone()
        ? FindingKind.WENT
        : owner.retainedDelta() < 0 ? FindingKind.SHRUNK : FindingKind.GROWN;
  }

  /// `+212 MiB: 1,040,000 str held by __main__.app.cache (+1,040,000 keys).`
  private static String sentence(OwnerDelta owner) {
    String what =
        owner.mainDelta() == 0
            ? "in " + owner.mainType()
            : String.format(
                Locale.ROOT,
                "%,d %s%s",
                Math.abs(owner.mainDelta()),
                owner.mainDelta() < 0 && !owner.gone() ? "fewer " : "",
                owner.mainType());
    String entries =
        owner.entriesDelta() == 0
            ? ""
            : String.format(Locale.ROOT, " (%+,d %s)", owner.entriesDelta(), owner.entries());
    String holders =
        owner.holders().isEmpty()
            ? (owner.gone() ? " went with " : " held by ") + owner.path()
            : (owner.gone() ? " went that were held jointly by " : " held jointly by ")
                + owner.holders();
    return signed(owner.retainedDelta()) + ": " + what + holders + entries + ".";
  }

  private Finding turnover() {
    return finding(
        FindingKind.TURNOVER,
        0,
        Evidence.HEURISTIC,
        String.format(
            Locale.ROOT,
            "%,d objects are new, %,d are gone, %,d are in both.",
            difference.fresh(),
            difference.gone(),
            difference.both()));
  }

  private Optional<Finding> strangers() {
    long objects = Math.min(before.objects().count(), after.objects().count());
    return difference.both() >= FEW * objects
        ? Optional.empty()
        : Optional.of(
            finding(
                FindingKind.STRANGERS,
                0,
                Evidence.HEURISTIC,
                "hardly an object is at the same address in both: these are different processes."
                    + " Only the largest owners were matched, by their paths"));
  }

  private Finding finding(FindingKind kind, long bytes, Evidence evidence, String sentence) {
    long larger = Math.max(before.counters().rss(), after.counters().rss());
    return Finding.of(kind, bytes, larger, evidence, sentence);
  }

  private static String signed(long bytes) {
    return bytes < 0 ? "-" + ByteUnit.inText(-bytes) : "+" + ByteUnit.inText(bytes);
  }
}
