package dev.fathom.survey.crew;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Threads that take pieces of work one after the other. Where one of them fails, no more pieces
/// are taken, and its failure is the caller's, once the others have done with theirs.
public final class Crew {
  /// How work is divided, whatever the machine has: so that tests can compare.
  public static final ScopedValue<Division> DIVISION = ScopedValue.newInstance();

  private static final int MOST_THREADS = 4;

  /// How work is divided.
  ///
  /// @param threads how many work
  /// @param bytes of memory of which a piece has at least so many
  public record Division(int threads, long bytes) {}

  private final int pieces;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>(null);

  /// Who works on one thread.
  public interface Worker extends AutoCloseable {
    /// Does a piece.
    ///
    /// @param number from 0
    void piece(int number);

    @Override
    void close();
  }

  private Crew(int pieces) {
    this.pieces = pieces;
  }

  /// Has all pieces done, on this thread and on others.
  ///
  /// @param own works on this thread; it is not closed
  /// @param another makes who works on another thread, which closes it
  public static void work(int pieces, Worker own, Supplier<? extends Worker> another) {
    new Crew(pieces).work(own, another);
  }

  /// {@return of how many bytes of memory a piece has at least as many}
  ///
  /// @param usually where nobody says otherwise
  public static long pieceBytes(long usually) {
    return DIVISION.isBound() ? DIVISION.get().bytes() : usually;
  }

  private static int threads() {
    return DIVISION.isBound()
        ? DIVISION.get().threads()
        : Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
  }

  private void work(Worker own, Supplier<? extends Worker> another) {
    List<Thread> others = new ArrayList<>();
    for (int number = 1; number < Math.min(threads(), pieces); number++) {
      others.add(
          Thread.ofPlatform().daemon().name("crew-" + number).start(() -> workBeside(another)));
    }
    try {
      takePieces(own);
    } finally {
      next.set(pieces); // also where a piece failed here
      others.forEach(Crew::await);
    }
    Throwable failed = failure.get();
    if (failed instanceof RuntimeException exception) {
      throw exception;
    }
    if (failed instanceof Error error) {
      throw error;
    }
  }

  private void workBeside(Supplier<? extends Worker> another) {
    try (Worker worker = another.get()) {
      takePieces(worker);
    } catch (RuntimeException | Error failed) {
      failure.compareAndSet(null, failed);
      next.set(pieces);
    }
  }

  private void takePieces(Worker worker) {
    for (int piece; (piece = next.getAndIncrement()) < pieces; ) {
      worker.piece(piece);
    }
  }

  /// Waits for a thread, also where the caller is interrupted: what it works on must not be taken
  /// away from under it.
  private static void await(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
