package dev.fathom.model.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Numbers that wait, each once.
final class IntQueueTest {
  @Test
  void eachWaitsOnceAndInOrder() {
    IntQueue queue = new IntQueue(10);
    queue.add(7);
    queue.add(3);
    queue.add(7);
    assertThat(queue.remove()).isEqualTo(7);
    queue.add(7);
    assertThat(queue.remove()).isEqualTo(3);
    assertThat(queue.remove()).isEqualTo(7);
    assertThat(queue.isEmpty()).isTrue();
  }

  /// Compared with a queue of the library's, through all sizes of the ring.
  @Test
  void anyOrderOfAddingAndRemoving() {
    Random random = new Random(17);
    IntQueue queue = new IntQueue(500);
    ArrayDeque<Integer> expected = new ArrayDeque<>();
    for (int step = 0; step < 20_000; step++) {
      if (expected.isEmpty() || random.nextInt(100) < (step / 2000 % 2 == 0 ? 60 : 40)) {
        int number = random.nextInt(500);
        queue.add(number);
        if (!expected.contains(number)) {
          expected.add(number);
        }
      } else {
        assertThat(queue.remove()).isEqualTo(expected.remove());
      }
      assertThat(queue.isEmpty()).isEqualTo(expected.isEmpty());
    }
  }

  /// A single number that waits, the highest of very many: as along a chain.
  @Test
  void itsCostDoesNotGrowWithTheNumbers() {
    int numbers = 20_000_000;
    IntQueue queue = new IntQueue(numbers);
    long sum = 0;
    for (int number = numbers - 1; number >= 0; number--) {
      queue.add(number);
      sum += queue.remove();
    }
    assertThat(sum).isEqualTo((long) numbers * (numbers - 1) / 2);
  }
}
