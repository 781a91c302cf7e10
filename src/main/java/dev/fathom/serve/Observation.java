package dev.fathom.serve;

import dev.fathom.analysis.account.Account;
import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.model.Findings;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.watch.Sample;
import dev.fathom.report.watch.LiveJson;
import dev.fathom.survey.watch.Sampler;
import dev.fathom.survey.watch.WaitMeter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What the target uses while it is served: a curve of samples, and of accounts if it was asked to
/// look again and again. It ends with the target.
///
/// Of a file there is nothing to observe.
public final class Observation implements AutoCloseable {
  /// For a look that took a second, so many pass before the next: each holds the target.
  private static final long REST = 9;

  /// More are thinned out: every second one goes.
  private static final int MOST_LOOKS = 512;

  private final @Nullable Sampler sampler;
  private final @Nullable WaitMeter meter;
  private final Waits waits = new Waits();
  private final long intervalMillis;
  private final long lookMillis;
  private final Looker looker;
  private final Runnable onEnd;
  private final long began = System.nanoTime();
  private final long beganMillis = System.currentTimeMillis();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final History history;
  private final List<Thread> threads = new ArrayList<>();
  private List<LiveJson.Look> looks = new ArrayList<>();
  private @Nullable Sample last;
  private String lookFailure = "";
  private boolean gone;

  /// Looks at the target once more, from one thread.
  @FunctionalInterface
  public interface Looker extends AutoCloseable {
    Findings look() throws IOException;

    /// Lets go what it keeps from look to look.
    @Override
    default void close() {}
  }

  private Observation(
      @Nullable Sampler sampler,
      @Nullable WaitMeter meter,
      long intervalMillis,
      long lookMillis,
      Looker looker,
      Runnable onEnd) {
    this.sampler = sampler;
    this.meter = meter;
    this.intervalMillis = intervalMillis;
    this.lookMillis = lookMillis;
    this.looker = looker;
    this.onEnd = onEnd;
    this.history = new History(intervalMillis);
  }

  /// Of a file: nothing happens there any more.
  public static Observation none() {
    return new Observation(
        null,
        null,
        1,
        0,
        () -> {
          throw new ProcessAccessException("a file does not change");
        },
        () -> {});
  }

  /// Of a process.
  ///
  /// @param intervalMillis between two samples
  /// @param lookMillis between two looks, at least; 0 for none
  /// @param onEnd is called when the process has ended, on a thread of its own
  /// @throws ProcessAccessException in one line, if there is no such process
  public static Observation of(
      int process, long intervalMillis, long lookMillis, Looker looker, Runnable onEnd)
      throws ProcessAccessException {
    return new Observation(
        Sampler.of(process), WaitMeter.of(process), intervalMillis, lookMillis, looker, onEnd);
  }

  /// Begins.
  ///
  /// @param first what was found before, the first point of the curve of accounts
  /// @param sheet its balance sheet
  void start(Findings first, BalanceSheet sheet) {
    if (sampler == null) {
      return;
    }
    add(first, sheet);
    threads.add(Thread.ofPlatform().daemon().name("samples").start(this::sampleOften));
    if (lookMillis > 0) {
      // ptrace wants one thread of the operating system: no virtual one.
      threads.add(Thread.ofPlatform().daemon().name("looks").start(this::lookNowAndThen));
    }
  }

  private void sampleOften() {
    boolean there;
    do {
      there = isAlive();
    } while (there && !awaitClosed(intervalMillis));
    if (!there) {
      onEnd.run();
    }
  }

  /// {@return whether the target is a process that has not ended} Takes a sample.
  synchronized boolean isAlive() {
    if (sampler == null || gone) {
      return false;
    }
    Optional<Sample> sample = sampler.sample();
    sample.ifPresent(taken -> {
      history.add(taken);
      last = taken;
      readWaits(taken.millis());
    });
    gone = sample.isEmpty();
    return !gone;
  }

  private void readWaits(long millis) {
    if (meter != null) {
      meter.read();
      waits.add(millis, meter.sinceFirst());
    }
  }

  private void lookNowAndThen() {
    long pause = lookMillis;
    while (!awaitClosed(pause) && isAlive()) {
      long before = System.nanoTime();
      try {
        Findings findings = looker.look();
        add(findings, Bookkeeper.balance(findings));
      } catch (IOException failed) {
        failed(failed);
      }
      long millis = (System.nanoTime() - before) / 1_000_000;
      pause = Math.max(lookMillis, REST * millis);
    }
  }

  private synchronized void add(Findings findings, BalanceSheet sheet) {
    if (looks.size() >= MOST_LOOKS) {
      List<LiveJson.Look> fewer = new ArrayList<>();
      for (int look = 0; look < looks.size(); look += 2) {
        fewer.add(looks.get(look));
      }
      looks = fewer;
    }
    long millis = (System.nanoTime() - began) / 1_000_000;
    List<Account> accounts = List.copyOf(sheet.accounts());
    looks.add(new LiveJson.Look(millis, findings.cost().heldNanos(), sheet.rss(), accounts));
  }

  private synchronized void failed(IOException failure) {
    // The end of the target is said by the samples.
    lookFailure = String.valueOf(failure.getMessage());
  }

  private boolean awaitClosed(long millis) {
    try {
      return closed.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /// {@return the curve after a moment}
  ///
  /// @param afterMillis since the observation began; -1 for all of it
  synchronized LiveJson.Curve curve(long afterMillis) {
    return new LiveJson.Curve(
        sampler != null,
        gone,
        beganMillis,
        intervalMillis,
        history.after(afterMillis),
        Optional.ofNullable(last),
        sampler != null && sampler.isRefused(),
        looks.stream().filter(look -> look.millis() > afterMillis).toList(),
        lookFailure,
        waits.after(afterMillis),
        waits.all());
  }

  /// Ends it, and waits until nobody holds the target any more.
  @Override
  public void close() {
    closed.countDown();
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    looker.close();
  }
}
