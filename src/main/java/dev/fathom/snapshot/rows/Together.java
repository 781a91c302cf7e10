package dev.fathom.snapshot.rows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Several pieces of work at the same time, on all processors. The caller's thread is one of them.
public final class Together {
  private Together() {}

  /// A piece of work.
  @FunctionalInterface
  public interface Work {
    void run() throws IOException;
  }

  /// Does all of it. The longest should come first.
  ///
  /// @throws IOException the first failure; then some of the rest may not have been begun
  public static void run(Work... all) throws IOException {
    AtomicInteger begun = new AtomicInteger();
    AtomicReference<@Nullable Throwable> failed = new AtomicReference<>(null);
    Runnable worker =
        () -> {
          for (int at = begun.getAndIncrement(); at < all.length; at = begun.getAndIncrement()) {
            try {
              if (failed.get() == null) {
                all[at].run();
              }
            } catch (IOException | RuntimeException | Error failure) {
              failed.compareAndSet(null, failure);
            }
          }
        };
    List<Thread> threads = new ArrayList<>();
    int most = Math.min(all.length, Runtime.getRuntime().availableProcessors());
    for (int thread = 1; thread < most; thread++) {
      threads.add(Thread.ofPlatform().daemon().start(worker));
    }
    worker.run();
    for (Thread thread : threads) {
      await(thread);
    }
    switch (failed.get()) {
      case null -> {}
      case IOException known -> throw known;
      case RuntimeException bug -> throw bug;
      case Error error -> throw error;
      default -> throw new IllegalStateException(failed.get());
    }
  }

  private static void await(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
