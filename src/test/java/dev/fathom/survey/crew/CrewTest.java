package dev.fathom.survey.crew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each piece is done once, however many threads there are; and none of them is left behind.
final class CrewTest {
  private static final int PIECES = 100;

  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final AtomicInteger closed = new AtomicInteger();

  /// Does something for each piece.
  private interface Work {
    void piece(int number) throws InterruptedException;
  }

  private Crew.Worker worker(Work work) {
    return new Crew.Worker() {
      @Override
      public void piece(int number) {
        threads.add(Thread.currentThread());
        try {
          work.piece(number);
        } catch (InterruptedException interrupted) {
          throw new IllegalStateException(interrupted);
        }
      }

      @Override
      public void close() {
        closed.incrementAndGet();
      }
    };
  }

  private void run(int number, Work work) {
    ScopedValue.where(Crew.DIVISION, new Crew.Division(number, 1))
        .run(() -> Crew.work(PIECES, worker(work), () -> worker(work)));
  }

  private void assertNobodyIsLeft() {
    threads.remove(Thread.currentThread());
    assertThat(threads).noneMatch(Thread::isAlive);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, PIECES * 2})
  void eachPieceIsDoneOnce(int number) {
    AtomicInteger[] done =
        IntStream.range(0, PIECES).mapToObj(_ -> new AtomicInteger()).toArray(AtomicInteger[]::new);
    run(number, piece -> done[piece].incrementAndGet());
    assertThat(done).allMatch(times -> times.get() == 1);
    assertThat(closed).hasValue(Math.min(number, PIECES) - 1);
    assertNobodyIsLeft();
  }

  @Test
  void aFailureElsewhereIsTheCallers() {
    CountDownLatch failed = new CountDownLatch(1);
    Thread caller = Thread.currentThread();
    assertThatThrownBy(() ->
            run(
                2,
                piece -> {
                  if (!Thread.currentThread().equals(caller)) {
                    failed.countDown();
                    throw new IllegalArgumentException("piece of another");
                  }
                  failed.await();
                }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("piece of another");
    assertThat(closed).hasValue(1);
    assertNobodyIsLeft();
  }

  @Test
  void whoFailsHimselfWaitsForTheOthers() {
    Thread caller = Thread.currentThread();
    CountDownLatch begun = new CountDownLatch(1);
    Set<Integer> finished = ConcurrentHashMap.newKeySet();
    assertThatThrownBy(() ->
            run(
                2,
                piece -> {
                  if (Thread.currentThread().equals(caller)) {
                    begun.await();
                    throw new IllegalArgumentException("own piece");
                  }
                  begun.countDown();
                  Thread.sleep(20);
                  finished.add(piece);
                }))
        .hasMessage("own piece");
    assertThat(finished).isNotEmpty();
    assertThat(finished.stream().collect(Collectors.toSet())).hasSizeLessThan(PIECES);
    assertNobodyIsLeft();
  }

  @Test
  void whoIsInterruptedWaitsForTheOthersToo() {
    Thread caller = Thread.currentThread();
    CompletableFuture<Boolean> taken =
        new CompletableFuture<>(); // waiting for it goes on when interrupted
    run(
        2,
        piece -> {
          if (Thread.currentThread().equals(caller)) {
            boolean _ = taken.join();
          } else {
            taken.complete(true);
            if (piece > PIECES / 2) {
              caller.interrupt();
            }
          }
        });
    assertNobodyIsLeft();
    boolean _ = Thread.interrupted();
  }
}
