package dev.fathom.model.watch;

import dev.fathom.model.ByteSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// When snapshots of a watched process are due.
///
/// | asked for | due |
/// |---|---|
/// | `500MB` | once, when so much is resident (`MB` is 10⁶ bytes, `MiB` or `M` 2²⁰) |
/// | `+20%` | each time it has grown so much since the last such snapshot, or the first sample |
/// | `peak` | each time it has grown a tenth above the last such snapshot, which it replaces, or above the first sample |
///
/// What is due again and again begins a second after the watch, and takes no more than a fifth of
/// the time: a snapshot holds the process.
public final class SnapshotPlan {
  private static final Pattern GROWTH = Pattern.compile("\\+(\\d+(?:\\.\\d+)?)%");

  private static final double PEAK_GROWTH = 0.1;

  /// For a snapshot that took a second, so many pass before the next.
  private static final long REST = 4;

  /// A program that starts grows all the time, and is not what anybody wants a snapshot of.
  private static final long START_MILLIS = 1000;

  /// A growth of a hundredth again and again must not fill the disk.
  private static final int MOST = 100;

  private final List<Trigger> triggers = new ArrayList<>();
  private long restUntilMillis = START_MILLIS;

  /// One thing that was asked for.
  private static final class Trigger {
    final String asked;
    final boolean once;
    final boolean replacing;
    final double growth;
    long next;
    int taken;

    Trigger(String asked, boolean once, boolean replacing, double growth, long next) {
      this.asked = asked;
      this.once = once;
      this.replacing = replacing;
      this.growth = growth;
      this.next = next;
    }
  }

  /// A snapshot that is due.
  ///
  /// @param asked what it was asked for by
  /// @param replacing whether it replaces the one before
  public record Due(String asked, boolean replacing) {}

  /// {@return the plan that does what was asked for}
  ///
  /// @throws IllegalArgumentException in one line, if one of the wishes is none
  public static SnapshotPlan of(List<String> wishes) {
    SnapshotPlan plan = new SnapshotPlan();
    for (String wish : wishes) {
      plan.triggers.add(trigger(wish));
    }
    return plan;
  }

  private static Trigger trigger(String wish) {
    String text = wish.strip().toLowerCase(Locale.ROOT);
    if (text.equals("peak")) {
      return new Trigger(wish, false, true, PEAK_GROWTH, 0);
    }
    Matcher growth = GROWTH.matcher(text);
    if (growth.matches()) {
      double part = Double.parseDouble(growth.group(1)) / 100;
      if (part > 0) {
        return new Trigger(wish, false, false, part, 0);
      }
    }
    long bytes = size(text);
    if (bytes == 0) {
      throw new IllegalArgumentException(
          "'" + wish + "' is not when a snapshot could be due: 500MB, +20% or peak");
    }
    return new Trigger(wish, true, false, 0, bytes);
  }

  private static long size(String text) {
    try {
      return ByteSize.parse(text);
    } catch (IllegalArgumentException none) {
      return 0;
    }
  }

  /// {@return the snapshot that is due at a sample, if one is}
  public Optional<Due> due(Sample sample) {
    for (Trigger trigger : triggers) {
      if (trigger.next == 0) {
        trigger.next = grown(sample.rss(), trigger.growth);
      } else if (sample.rss() >= trigger.next
          && trigger.taken < (trigger.once ? 1 : trigger.replacing ? Integer.MAX_VALUE : MOST)
          && (trigger.once || sample.millis() >= restUntilMillis)) {
        trigger.taken++;
        trigger.next = trigger.once ? trigger.next : grown(sample.rss(), trigger.growth);
        return Optional.of(new Due(trigger.asked, trigger.replacing));
      }
    }
    return Optional.empty();
  }

  /// Says that a snapshot was taken, and for how long.
  public void taken(long startMillis, long endMillis) {
    restUntilMillis = endMillis + REST * (endMillis - startMillis);
  }

  private static long grown(long bytes, double growth) {
    return bytes + Math.max(1, (long) (bytes * growth));
  }
}
