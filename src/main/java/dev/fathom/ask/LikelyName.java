package dev.fathom.ask;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The name that a user is likely to have meant by one that there is not.
public final class LikelyName {
  private static final int LONGEST = 200;

  /// So many letters of the last part are right for each that may be wrong: modules are often
  /// alike.
  private static final int RIGHT = 3;

  private LikelyName() {}

  private record Likeness(String name, int wrong) {}

  /// {@return of some names the nearest, if it is near: with letters in other cases, left out,
  /// exchanged or too many, in the whole name or its last part; else the first that begins so}
  public static Optional<String> of(String wanted, Stream<String> names) {
    if (wanted.length() > LONGEST) {
      return Optional.empty();
    }
    return names
        .filter(name -> name.length() <= LONGEST)
        .map(name -> new Likeness(name, wrongAtLeast(wanted, name)))
        .filter(each -> each.wrong * RIGHT < last(wanted).length() || begins(wanted, each.name))
        .min(Comparator.comparingInt(Likeness::wrong).thenComparing(Likeness::name))
        .map(Likeness::name);
  }

  private static int wrongAtLeast(String wanted, String name) {
    return Math.min(wrong(wanted, name), wrong(wanted, last(name)));
  }

  private static boolean begins(String wanted, String name) {
    return wanted.length() >= RIGHT && (name.startsWith(wanted) || last(name).startsWith(wanted));
  }

  private static String last(String name) {
    return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf(':')) + 1);
  }

  /// The fewest letters to be changed, put in, left out, or exchanged with the next (Levenshtein,
  /// Damerau).
  private static int wrong(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    int[][] fewest = new int[a.length() + 1][b.length() + 1];
    for (int row = 0; row <= a.length(); row++) {
      for (int at = 0; at <= b.length(); at++) {
        fewest[row][at] = row == 0 || at == 0 ? row + at : fewest(fewest, a, b, row, at);
      }
    }
    return fewest[a.length()][b.length()];
  }

  private static int fewest(int[][] known, String a, String b, int row, int at) {
    int changed = known[row - 1][at - 1] + (a.charAt(row - 1) == b.charAt(at - 1) ? 0 : 1);
    int best = Math.min(changed, 1 + Math.min(known[row - 1][at], known[row][at - 1]));
    boolean exchanged =
        row > 1
            && at > 1
            && a.charAt(row - 1) == b.charAt(at - 2)
            && a.charAt(row - 2) == b.charAt(at - 1);
    return exchanged ? Math.min(best, 1 + known[row - 2][at - 2]) : best;
  }
}
