package dev.fathom.model.column;

import java.util.Arrays;

/// Numbers that wait for their turn, each at most once at a time.
///
/// **Memory**: one byte for each number that there may be, and 8 at most for each that waits.
public final class IntQueue {
  // No BitSet: to clear its highest bit it searches for the next one, through all words below.
  private final boolean[] waiting;
  private int[] ring = new int[16];
  private int head;
  private int count;

  /// @param numbers are all below this
  public IntQueue(int numbers) {
    this.waiting = new boolean[numbers];
  }

  /// Has a number wait, unless it does already.
  public void add(int number) {
    if (waiting[number]) {
      return;
    }
    waiting[number] = true;
    if (count == ring.length) {
      int[] larger = Arrays.copyOf(ring, Math.multiplyExact(count, 2));
      // From the head to the end of the ring, and on from its beginning.
      System.arraycopy(ring, head, larger, 0, count - head);
      System.arraycopy(ring, 0, larger, count - head, head);
      ring = larger;
      head = 0;
    }
    ring[(head + count) & (ring.length - 1)] = number;
    count++;
  }

  /// {@return the number that has waited longest; there has to be one}
  public int remove() {
    int number = ring[head];
    head = (head + 1) & (ring.length - 1);
    count--;
    waiting[number] = false;
    return number;
  }

  public boolean isEmpty() {
    return count == 0;
  }
}
