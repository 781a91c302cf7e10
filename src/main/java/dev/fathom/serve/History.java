package dev.fathom.serve;

import dev.fathom.model.watch.Sample;
import java.util.ArrayList;
import java.util.List;

/// The samples of a process, of all the time and in constant space: one for each slot of time, that
/// with the highest RSS. When there are too many, two slots become one.
final class History {
  private static final int MOST = 4096;

  private long slotMillis;
  private List<Sample> samples = new ArrayList<>();

  /// @param slotMillis the shortest time that is told apart
  History(long slotMillis) {
    this.slotMillis = slotMillis;
  }

  /// Adds a sample; they come in the order of time.
  void add(Sample sample) {
    append(samples, sample);
    if (samples.size() > MOST) {
      slotMillis *= 2;
      List<Sample> fewer = new ArrayList<>(MOST);
      samples.forEach(each -> append(fewer, each));
      samples = fewer;
    }
  }

  private void append(List<Sample> to, Sample sample) {
    if (!to.isEmpty() && to.getLast().millis() / slotMillis == sample.millis() / slotMillis) {
      to.set(to.size() - 1, higher(to.getLast(), sample));
    } else {
      to.add(sample);
    }
  }

  /// The one with the higher RSS; with the PSS and USS of the other, if those were not asked for.
  private static Sample higher(Sample one, Sample other) {
    boolean rises = other.rss() > one.rss();
    Sample more = rises ? other : one;
    Sample less = rises ? one : other;
    return more.pss() != Sample.UNKNOWN
        ? more
        : new Sample(
            more.millis(),
            more.rss(),
            more.swap(),
            more.highWater(),
            less.pss(),
            less.uss(),
            more.accounts());
  }

  /// {@return the samples after a moment, in the order of time}
  List<Sample> after(long millis) {
    int first = samples.size();
    while (first > 0 && samples.get(first - 1).millis() > millis) {
      first--;
    }
    return List.copyOf(samples.subList(first, samples.size()));
  }
}
