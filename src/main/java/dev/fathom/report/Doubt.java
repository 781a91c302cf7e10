package dev.fathom.report;

import dev.fathom.analysis.leaks.Leaks;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Says when what no variable reaches may well be held all the same.
///
/// A reference that was missed makes a leak of what is none. Where the references to an object are
/// counted, that shows; where they are not, only that there is too much of it.
final class Doubt {
  /// More is lost than programs lose.
  private static final double MANY_OBJECTS = 0.01;

  private static final double MANY_BYTES = 0.05;

  private static final int MOST_TYPES = 5;

  private Doubt() {}

  /// {@return a sentence or more; empty where there is no doubt} Nothing in it is of the target's
  /// choosing that is not escaped.
  static String of(Leaks found) {
    List<Leaks.Leak> doubtful = found.of(Leaks.Evidence.DOUBTFUL);
    List<Leaks.Leak> uncounted = found.of(Leaks.Evidence.UNCOUNTED);
    if (!doubtful.isEmpty()) {
      return String.format(
              Locale.ROOT,
              "~ References may be missing: to %s that no variable reaches (%s) more are counted than"
                  + " were found. Something that Fathom does not see holds them, or a reference was"
                  + " never given back; they are not called lost.",
              objectsInWords(objects(doubtful)),
              Unit.inText(bytes(doubtful)))
          + silent(found);
    }
    if (isMuch(uncounted, found)) {
      return String.format(
              Locale.ROOT,
              "~ References may be missing: %s (%s of %s) would be lost, which is more than programs"
                  + " lose.",
              objectsInWords(objects(uncounted)),
              Unit.inText(bytes(uncounted)),
              Unit.inText(found.bytes()))
          + silent(found);
    }
    return "";
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
                String.format(
                    Locale.ROOT, "%,d %s", type.instances(), Escape.terminal(type.type())))
            .collect(Collectors.joining(", "));
    int more = found.silent().size() - MOST_TYPES;
    return " No reference was found in: "
        + types
        + (more > 0 ? String.format(Locale.ROOT, " and %,d types more.", more) : ".");
  }

  static long objects(List<Leaks.Leak> leaks) {
    return leaks.stream().mapToLong(Leaks.Leak::objects).sum();
  }

  static long bytes(List<Leaks.Leak> leaks) {
    return leaks.stream().mapToLong(Leaks.Leak::bytes).sum();
  }
}
