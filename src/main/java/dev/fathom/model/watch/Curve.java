package dev.fathom.model.watch;

import java.util.Arrays;

/// What was seen of a process so far, in constant space: the extremes, and the RSS over time.
///
/// Time is cut into equal slots, of which the highest RSS is kept. When there are too many, two
/// become one.
public final class Curve {
  private static final int SLOTS = 2048;

  private final long[] highest = new long[SLOTS];
  private long slotMillis;
  private int samples;
  private Sample first =
      new Sample(0, 0, 0, 0, Sample.UNKNOWN, Sample.UNKNOWN, Sample.Accounts.NONE);
  private Sample last = first;
  private Sample peak = first;
  private long peakPss = Sample.UNKNOWN;
  private long peakUss = Sample.UNKNOWN;
  private long firstMappings = Sample.UNKNOWN;
  private long lastMappings = Sample.UNKNOWN;
  private long mostMappings = Sample.UNKNOWN;

  /// @param slotMillis the shortest time that is told apart
  public Curve(long slotMillis) {
    this.slotMillis = Math.max(1, slotMillis);
  }

  /// Adds a sample; they come in the order of time.
  public void add(Sample sample) {
    if (samples == 0) {
      first = sample;
    }
    samples++;
    last = sample;
    if (sample.rss() > peak.rss()) {
      peak = sample;
    }
    peakPss = Math.max(peakPss, sample.pss());
    peakUss = Math.max(peakUss, sample.uss());
    long mappings = sample.mapped().count();
    if (mappings != Sample.UNKNOWN) {
      firstMappings = firstMappings == Sample.UNKNOWN ? mappings : firstMappings;
      lastMappings = mappings;
      mostMappings = Math.max(mostMappings, mappings);
    }
    while (sample.millis() / slotMillis >= SLOTS) {
      halve();
    }
    int slot = (int) (sample.millis() / slotMillis);
    highest[slot] = Math.max(highest[slot], sample.rss());
  }

  private void halve() {
    for (int slot = 0; slot < SLOTS / 2; slot++) {
      highest[slot] = Math.max(highest[2 * slot], highest[2 * slot + 1]);
    }
    Arrays.fill(highest, SLOTS / 2, SLOTS, 0);
    slotMillis *= 2;
  }

  public int samples() {
    return samples;
  }

  public Sample first() {
    return first;
  }

  public Sample last() {
    return last;
  }

  /// {@return the first of the samples with the highest RSS}
  public Sample peak() {
    return peak;
  }

  /// {@return the highest PSS seen, or [Sample#UNKNOWN]}
  public long peakPss() {
    return peakPss;
  }

  /// {@return the highest USS seen, or [Sample#UNKNOWN]}
  public long peakUss() {
    return peakUss;
  }

  /// {@return how many mappings there were when they were counted first, or [Sample#UNKNOWN]}
  public long firstMappings() {
    return firstMappings;
  }

  /// {@return the same of the last time}
  public long lastMappings() {
    return lastMappings;
  }

  /// {@return the most of them}
  public long mostMappings() {
    return mostMappings;
  }

  /// {@return the highest RSS in each of `count` equal parts of the time; where none was seen, that
  /// of the part before}
  public long[] columns(int count) {
    long[] columns = new long[count];
    long span = last.millis() + 1;
    for (int slot = 0; slot < SLOTS; slot++) {
      long start = slot * slotMillis;
      if (highest[slot] > 0 && start < span) {
        int column = (int) Math.min(count - 1, start * count / span);
        columns[column] = Math.max(columns[column], highest[slot]);
      }
    }
    for (int column = 1; column < count; column++) {
      columns[column] = columns[column] == 0 ? columns[column - 1] : columns[column];
    }
    return columns;
  }
}
