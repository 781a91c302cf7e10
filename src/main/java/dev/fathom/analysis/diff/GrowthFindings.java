package dev.fathom.analysis.diff;

import dev.fathom.analysis.account.Evidence;
import dev.fathom.analysis.finding.Finding;
import dev.fathom.analysis.finding.FindingKind;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.Findings;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.model.object.TypeTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;

/// What grew between two looks, in words.
public final class GrowthFindings {
  private static final int MOST_OWNERS = 3;

  /// Below so many nothing is said of what only grew.
  private static final int FEWEST_ENTRIES = 16;

  /// Below this share of the Rss neither.
  private static final double WORTH_SAYING = 0.01;

  // Accounts of all runtimes end so.
  private static final String INTERNED = ".interned";
  private static final String CODE = ".objects.code";

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
    told.addAll(growth.growing());
    growth.compiled().ifPresent(told::add);
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
        young == old
            ? ByteUnit.inText(young) + " resident, as before."
            : signed(young - old)
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
              "Objects take as much memory as before."));
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

  /// Owners that have lost nothing: caches without a bound, logs.
  private List<Finding> growing() {
    return difference.owners().stream()
        .filter(owner ->
            !owner.gone()
                && owner.entriesGone() == 0
                && owner.entriesBefore() >= FEWEST_ENTRIES
                && owner.entriesDelta() > 0
                && owner.retainedDelta() >= WORTH_SAYING * larger())
        .limit(MOST_OWNERS)
        .map(owner ->
            finding(
                    FindingKind.GROWN_ONLY,
                    owner.retainedDelta(),
                    Evidence.HEURISTIC,
                    String.format(
                        Locale.ROOT,
                        "%s only grew: none of the %,d %s that it had went, %,d came. With as many"
                            + " as it had, %s less would be held; each takes %s.",
                        owner.path(),
                        owner.entriesBefore(),
                        owner.entries(),
                        owner.entriesDelta(),
                        ByteUnit.inText(owner.retainedDelta()),
                        ByteUnit.inText(owner.retainedDelta() / owner.entriesDelta())))
                .about(List.of(owner.path()))
                .next("owners"))
        .toList();
  }

  /// Names and code that are there since: nobody takes them out again.
  private Optional<Finding> compiled() {
    long names = count(after, this::isInterned) - count(before, this::isInterned);
    long code = count(after, this::isCode) - count(before, this::isCode);
    long bytes =
        difference.accounts().stream()
            .filter(account -> account.id().endsWith(INTERNED) || account.id().endsWith(CODE))
            .mapToLong(AccountDelta::delta)
            .sum();
    return names < FEWEST_ENTRIES || bytes < WORTH_SAYING * larger()
        ? Optional.empty()
        : Optional.of(
            finding(
                    FindingKind.GROWN_NAMES,
                    bytes,
                    Evidence.HEURISTIC,
                    String.format(
                        Locale.ROOT,
                        "%s: %,d interned strings and %,d code objects more. What is compiled or"
                            + " imported while the program runs leaves them; compiled once, it"
                            + " would not take more each time.",
                        signed(bytes),
                        names,
                        Math.max(0, code)))
                .next("objects"));
  }

  private boolean isInterned(Findings findings, int object) {
    return findings.objects().role(object) == ObjectRole.INTERNED;
  }

  private boolean isCode(Findings findings, int object) {
    TypeTable.Type type = findings.types().get(findings.objects().type(object));
    return type.dialect().isCode(type.qualifiedName());
  }

  private static long count(Findings findings, BiPredicate<Findings, Integer> which) {
    return IntStream.range(0, findings.objects().count())
        .filter(object -> which.test(findings, object))
        .count();
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
    return Finding.of(kind, bytes, larger(), evidence, sentence);
  }

  private long larger() {
    return Math.max(before.counters().rss(), after.counters().rss());
  }

  private static String signed(long bytes) {
    return bytes < 0 ? "-" + ByteUnit.inText(-bytes) : "+" + ByteUnit.inText(bytes);
  }
}
