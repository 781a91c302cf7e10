package dev.fathom.model.watch;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// When the memory that processes use together has risen so far towards their limit that a look is
/// due: at first, and then at each of some shares of the limit, which lie the closer the nearer it
/// is.
///
/// When use has fallen by a tenth of the limit, the marks above it count again. Looks that are due
/// for the second time take no more than a tenth of the time; those at a mark that was never
/// reached before wait for nothing, as the next may be the end.
public final class WaterMarks {
  private static final int[] SHARES = {50, 60, 70, 75, 80, 85, 90, 93, 95, 97, 98, 99};

  private static final int FALL = 10;

  /// For a look that took a second, so many pass before the next at marks that were reached before.
  private static final long REST = 9;

  private static final int ALL = 100;

  /// Growth is measured over so long: the kernel counts in leaps.
  private static final long MEASURED_MILLIS = 200;

  /// A look at what is twice as large takes up to twice as long. From a look at a program that has
  /// hardly begun, most of which was the start of Fathom, no more than this is inferred.
  private static final double MOST_LONGER = 10;

  private int reached = -1;
  private int highest = -1;
  private long restUntilMillis;
  private long lookMillis;
  private long lookedAtBytes;
  private @Nullable Level earlier;
  private @Nullable Level later;
  private Level last = new Level(0, 0);
  private long limitBytes;

  /// What was used at a time.
  private record Level(long used, long millis) {}

  /// {@return what per cent of the limit is used}
  public static int share(long used, long limit) {
    return limit <= 0 ? 0 : (int) Math.clamp(Math.floor((double) used * ALL / limit), 0, ALL);
  }

  /// {@return the mark at which a look is due; 0 for the first look below all of them}
  ///
  /// @param used bytes
  /// @param millis now, on any clock
  public OptionalInt due(long used, long limit, long millis) {
    note(new Level(used, millis));
    limitBytes = limit;
    int share = share(used, limit);
    int mark = mark(share);
    if (reached - share >= FALL) {
      reached = mark;
    }
    if (mark <= reached || (mark <= highest && millis < restUntilMillis)) {
      return OptionalInt.empty();
    }
    reached = mark;
    highest = Math.max(highest, mark);
    return OptionalInt.of(mark);
  }

  /// {@return whether it is near enough for a closer watch}
  public boolean isNear() {
    return reached >= SHARES[0];
  }

  private void note(Level now) {
    if (later == null) {
      later = now;
    } else if (now.millis() - later.millis() >= MEASURED_MILLIS) {
      earlier = later;
      later = now;
    }
    last = now;
  }

  /// {@return whether use would pass the next mark, at the pace of late, in the time that a look
  /// takes}
  public boolean isFast() {
    Level from = earlier;
    if (from == null || last.millis() <= from.millis()) {
      return false;
    }
    int next = ALL;
    for (int each : SHARES) {
      next = each > reached ? Math.min(next, each) : next;
    }
    double room = (double) limitBytes * next / ALL - last.used();
    double pace = (double) (last.used() - from.used()) / (last.millis() - from.millis());
    double larger = (double) last.used() / Math.max(1, lookedAtBytes);
    return pace * lookMillis * Math.clamp(larger, 1, MOST_LONGER) > room;
  }

  /// Says when a look was made.
  ///
  /// @param heldMillis for how long of it nothing was taken, as the process did not run
  public void looked(long startMillis, long heldMillis, long endMillis) {
    lookMillis = endMillis - startMillis;
    lookedAtBytes = last.used();
    earlier = new Level(last.used(), startMillis + heldMillis);
    later = null;
    restUntilMillis = endMillis + REST * (endMillis - startMillis);
  }

  private static int mark(int share) {
    int mark = 0;
    for (int each : SHARES) {
      mark = share >= each ? each : mark;
    }
    return mark;
  }
}
