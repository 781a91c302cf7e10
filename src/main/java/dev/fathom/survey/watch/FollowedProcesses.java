package dev.fathom.survey.watch;

import dev.fathom.model.watch.ProcessReading;
import dev.fathom.model.watch.TargetReading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Many processes, sampled again and again at a bounded cost: what the kernel counts as it goes
/// each time; the sums, for which it walks page tables, in turn, and as often as takes a
/// three-hundredth of the time for all of them together. So is looked for processes that came.
public final class FollowedProcesses {
  /// For what took a millisecond, so many pass before the next.
  static final long REST = 299;

  /// What was not used is not kept for longer: or after a quiet night all would be walked at once.
  private static final long MOST_SAVED_NANOS = 1_000_000_000;

  private final List<FollowedTarget> targets;
  private final Map<Integer, FollowedProcess> followed = new HashMap<>();

  /// Numbers that the user named, and whose processes have ended.
  private final Set<Integer> over = new HashSet<>();

  private long allowance;
  private long allowedUntil = System.nanoTime();

  /// @param words each a process id, what processes are called, or a control group
  public FollowedProcesses(List<String> words) {
    this.targets = new LinkedHashSet<>(words).stream().map(FollowedTarget::new).toList();
  }

  /// Samples all. **Cost**: some 0.1 ms a process, and the first time what [Sampler] asks for its
  /// sums.
  ///
  /// @return what each target uses, in the order of the words
  public synchronized List<TargetReading> take() {
    boolean first = followed.isEmpty();
    refresh();
    sumInTurn(first);
    return targets.stream().map(this::reading).toList();
  }

  /// {@return whether all targets are processes by their number, and have ended}
  public synchronized boolean isOver() {
    return targets.stream()
        .allMatch(target -> target.isProcess() && over.containsAll(target.members()));
  }

  private void refresh() {
    Set<Integer> wanted = new HashSet<>();
    targets.forEach(target -> wanted.addAll(target.members()));
    wanted.removeAll(over);
    followed.keySet().retainAll(wanted);
    // Another process may have the number by now: of what was found by a name it is looked at anew.
    followed.values().removeIf(process -> !process.refresh());
    for (int process : wanted) {
      if (!followed.containsKey(process)) {
        FollowedProcess.of(process).ifPresent(begun -> followed.put(process, begun));
      }
    }
    targets.stream()
        .filter(FollowedTarget::isProcess)
        .flatMap(target -> target.members().stream())
        .filter(process -> !followed.containsKey(process))
        .forEach(over::add);
  }

  private void sumInTurn(boolean all) {
    long now = System.nanoTime();
    allowance = Math.min(MOST_SAVED_NANOS, allowance + (now - allowedUntil) / (REST + 1));
    allowedUntil = now;
    List<FollowedProcess> waiting =
        new ArrayList<>(followed.values().stream().filter(FollowedProcess::mayBeSummed).toList());
    waiting.sort(
        (one, other) -> one.waitsLongerThan(other) ? -1 : other.waitsLongerThan(one) ? 1 : 0);
    for (FollowedProcess process : waiting) {
      if (!all && allowance <= 0) {
        return;
      }
      long before = System.nanoTime();
      process.refreshSums();
      allowance -= System.nanoTime() - before;
    }
  }

  private TargetReading reading(FollowedTarget target) {
    List<ProcessReading> processes = new ArrayList<>();
    for (int process : target.members()) {
      FollowedProcess known = followed.get(process);
      if (known != null) {
        processes.add(known.reading());
      }
    }
    processes.sort(
        Comparator.comparingLong((ProcessReading each) -> each.sample().rss())
            .reversed()
            .thenComparingInt(ProcessReading::process));
    return new TargetReading(target.word(), processes);
  }
}
