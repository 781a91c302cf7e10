package dev.fathom.survey.watch;

import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.watch.CallStack;
import dev.fathom.os.ProcessDirectory;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which threads grew: what pages the kernel has given to each (`minflt`) that were not charged
/// yet. It counts these at once, and the sum of the process some pages later.
final class ThreadFaults {
  /// Of more threads it is not asked which of them grew.
  private static final int MOST_THREADS = 64;

  private static final long PAGE_BYTES = 4096;

  private final ProcessDirectory process;
  private final Map<Integer, Long> counted = new HashMap<>();

  /// Bytes, by thread.
  private final Map<Integer, Long> owed = new HashMap<>();

  ThreadFaults(ProcessDirectory process) {
    this.process = process;
  }

  /// Begins anew: what was given so far is nobody's growth.
  void forget() throws ProcessAccessException {
    look();
    owed.clear();
  }

  private void look() throws ProcessAccessException {
    int[] threads = process.threads();
    if (threads.length > MOST_THREADS) {
      counted.clear();
      owed.clear();
      return;
    }
    Map<Integer, Long> now = new HashMap<>();
    for (int thread : threads) {
      now.put(thread, process.minorFaults(thread));
    }
    now.forEach((thread, count) -> {
      long given = count - counted.getOrDefault(thread, 0L);
      if (given > 0) {
        owed.merge(thread, given * PAGE_BYTES, Long::sum);
      }
    });
    counted.keySet().retainAll(now.keySet());
    counted.putAll(now);
  }

  /// Divides what a process grew by among its threads.
  ///
  /// @param stacks of its threads
  /// @param nowhere stands for threads that have none
  /// @return what of it is whose; nothing where no stack tells its thread
  Map<CallStack, Long> divide(long grown, List<CallStack> stacks, CallStack nowhere)
      throws ProcessAccessException {
    look();
    Map<Integer, CallStack> known = new HashMap<>();
    stacks.forEach(stack -> known.put((int) stack.thread(), stack));
    known.remove(0);
    Map<CallStack, Long> parts = new LinkedHashMap<>();
    long all = owed.values().stream().mapToLong(Long::longValue).sum();
    if (known.isEmpty() || all == 0) {
      return parts;
    }
    long left = grown;
    for (Map.Entry<Integer, Long> each : List.copyOf(owed.entrySet())) {
      long part = Math.min(left, (long) Math.ceil((double) grown * each.getValue() / all));
      left -= part;
      parts.merge(known.getOrDefault(each.getKey(), nowhere), part, Long::sum);
      owed.put(each.getKey(), Math.max(0, each.getValue() - part));
    }
    owed.values().removeIf(bytes -> bytes == 0);
    parts.values().removeIf(bytes -> bytes == 0);
    return parts;
  }
}
