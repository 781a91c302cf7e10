package dev.fathom.analysis.finding;

import dev.fathom.analysis.account.Evidence;
import dev.fathom.analysis.leaks.Leaks;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.Findings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What is lost, and when what no variable reaches may well be held all the same.
///
/// A reference that was missed makes a leak of what is none. Where the references to an object are
/// counted, that shows; where they are not, only that there is too much of it.
public final class LeakFindings {
  /// More is lost than programs lose.
  private static final double MANY_OBJECTS = 0.01;

  private static final double MANY_BYTES = 0.05;

  private static final int MOST_TYPES = 5;

  private LeakFindings() {}

  /// {@return what is to be said of leaks; the doubt first}
  ///
  /// @param rss of which the shares are
  public static List<Finding> of(Findings findings, Leaks found, long rss) {
    if (Leaks.withheld(findings) || found.objects() == 0) {
      return List.of();
    }
    List<Finding> told = new ArrayList<>();
    List<Leaks.Leak> doubtful = found.of(Leaks.Evidence.DOUBTFUL);
    List<Leaks.Leak> uncounted = found.of(Leaks.Evidence.UNCOUNTED);
    String collection = findings.dialect().collection().orElse("");
    boolean much = doubtful.isEmpty() && collection.isEmpty() && isMuch(uncounted, found);
    if (!doubtful.isEmpty()) {
      told.add(
          finding(
              FindingKind.DOUBTFUL,
              bytes(doubtful),
              rss,
              String.format(
                      Locale.ROOT,
                      "~ References may be missing: to %s that no variable reaches (%s) more are"
                          + " counted than were found. Something that Fathom does not see holds"
                          + " them, or a reference was never given back; they are not called lost.",
                      objectsInWords(objects(doubtful)),
                      ByteUnit.inText(bytes(doubtful)))
                  + silent(found)));
    } else if (much) {
      told.add(
          finding(
              FindingKind.DOUBTFUL,
              bytes(uncounted),
              rss,
              String.format(
                      Locale.ROOT,
                      "~ References may be missing: %s (%s of %s) would be lost, which is more than"
                          + " programs lose.",
                      objectsInWords(objects(uncounted)),
                      ByteUnit.inText(bytes(uncounted)),
                      ByteUnit.inText(found.bytes()))
                  + silent(found)));
    }
    List<Leaks.Leak> lost = found.lost();
    if (!lost.isEmpty()) {
      Finding leaked =
          finding(FindingKind.LEAKED, bytes(lost), rss, summary(found, lost, collection));
      told.add(much ? leaked.as(Severity.NOTE) : leaked);
    }
    List<Leaks.Leak> middles = found.of(Leaks.Evidence.MIDDLE);
    if (!middles.isEmpty()) {
      told.add(
          finding(
              FindingKind.HELD_BY_MIDDLE,
              bytes(middles),
              rss,
              String.format(
                  Locale.ROOT,
                  "~ %s (%s) may be lost: variables lead there only by addresses of the middle of"
                      + " chunks.",
                  objectsInWords(objects(middles)),
                  ByteUnit.inText(bytes(middles)))));
    }
    return told;
  }

  /// {@return why leaks are not told, where they are withheld}
  public static String withheld(Findings findings) {
    return "Leaks are not told: "
        + Hidden.names(findings)
        + " may hold what nothing else does, and is not read; "
        + Hidden.tools(findings)
        + ".";
  }

  private static Finding finding(FindingKind kind, long bytes, long rss, String sentence) {
    return Finding.of(kind, bytes, rss, Evidence.HEURISTIC, sentence).next("leaks");
  }

  private static String summary(Leaks found, List<Leaks.Leak> lost, String collection) {
    long rings = lost.stream().filter(Leaks.Leak::ring).mapToLong(Leaks.Leak::count).sum();
    boolean counted = lost.getFirst().evidence() == Leaks.Evidence.CERTAIN;
    return String.format(
        Locale.ROOT,
        "~ %,d of %,d objects (%s) are unreachable; %,d reference cycles.%s",
        objects(lost),
        found.objects(),
        ByteUnit.inText(bytes(lost)),
        rings,
        counted
            ? " All references that are counted to them come from among them."
            : collection.isEmpty() ? "" : " " + collection + " would free them.");
  }

  private static boolean isMuch(List<Leaks.Leak> leaks, Leaks found) {
    return objects(leaks) > MANY_OBJECTS * found.objects()
        || bytes(leaks) > MANY_BYTES * found.bytes();
  }

  private static String objectsInWords(long objects) {
    return objects == 1 ? "1 object" : String.format(Locale.ROOT, "%,d objects", objects);
  }

  private static String silent(Leaks found) {
    if (found.silent().isEmpty()) {
      return "";
    }
    String types =
        found.silent().stream()
            .limit(MOST_TYPES)
            .map(type ->
                String.format(Locale.ROOT, "%,d %s", type.instances(), Finding.name(type.type())))
            .collect(Collectors.joining(", "));
    int more = found.silent().size() - MOST_TYPES;
    return " No reference was found in: "
        + types
        + (more > 0 ? String.format(Locale.ROOT, " and %,d types more.", more) : ".");
  }

  /// {@return how many objects leaks have}
  public static long objects(List<Leaks.Leak> leaks) {
    return leaks.stream().mapToLong(Leaks.Leak::objects).sum();
  }

  private static long bytes(List<Leaks.Leak> leaks) {
    return leaks.stream().mapToLong(Leaks.Leak::bytes).sum();
  }
}
