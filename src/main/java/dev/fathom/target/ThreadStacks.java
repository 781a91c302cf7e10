package dev.fathom.target;

import dev.fathom.target.Target.ThreadState;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The threads of a target, to be found by where their stacks are in use.
public final class ThreadStacks {
  private final List<ThreadState> threads;

  private ThreadStacks(List<ThreadState> threads) {
    this.threads = threads;
  }

  public static ThreadStacks of(Target target) {
    return new ThreadStacks(
        target.threads().stream()
            .sorted(Comparator.comparingLong(ThreadState::stackPointer))
            .toList());
  }

  /// {@return the thread whose stack pointer is the lowest in `[start, end)`, or null} **Cost**:
  /// the logarithm of the number of threads.
  public @Nullable ThreadState in(long start, long end) {
    int low = 0;
    int high = threads.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (threads.get(middle).stackPointer() < start) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < threads.size() && threads.get(low).stackPointer() < end ? threads.get(low) : null;
  }
}
