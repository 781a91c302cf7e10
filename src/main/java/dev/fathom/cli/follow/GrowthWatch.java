package dev.fathom.cli.follow;

import dev.fathom.model.watch.GrowthLedger;
import dev.fathom.model.watch.NoticedGrowth;
import dev.fathom.report.watch.WatchJson;
import dev.fathom.survey.watch.GrowthSampler;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Notices between two samples that a process grows, and keeps account of where.
final class GrowthWatch implements AutoCloseable {
  /// So many times as often as samples are taken.
  private static final int TIMES = 20;

  private static final long NANOS = 1_000_000;

  private final GrowthSampler sampler;
  private final GrowthLedger ledger = new GrowthLedger();
  private final long restMillis;

  /// Is told each growth; null where only the sum is wanted.
  private final @Nullable WatchJson lines;

  /// What ends the watch.
  @FunctionalInterface
  interface Ending {
    /// {@return whether that came within so many milliseconds}
    boolean within(long millis) throws InterruptedException;
  }

  GrowthWatch(int process, int intervalMillis, @Nullable WatchJson lines) {
    this.sampler = GrowthSampler.of(process);
    this.restMillis = Math.max(1, intervalMillis / TIMES);
    this.lines = lines;
  }

  /// Waits, and looks meanwhile.
  ///
  /// @return whether the watch has ended
  boolean await(long millis, Ending ending) throws InterruptedException {
    long until = System.nanoTime() + millis * NANOS;
    look();
    for (long left = millis; left > 0; left = (until - System.nanoTime()) / NANOS) {
      if (ending.within(Math.min(left, restMillis))) {
        return true;
      }
      look();
    }
    return ending.within(0);
  }

  private void look() {
    long before = sampler.givenBack();
    Optional<NoticedGrowth> growth = sampler.next();
    ledger.giveBack(sampler.givenBack() - before);
    growth.ifPresent(ledger::add);
    if (lines != null) {
      growth.ifPresent(lines::growth);
    }
  }

  GrowthLedger ledger() {
    return ledger;
  }

  @Override
  public void close() {
    sampler.close();
  }
}
