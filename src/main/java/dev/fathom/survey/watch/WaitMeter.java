package dev.fathom.survey.watch;

import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.watch.MemoryWait;
import dev.fathom.os.ProcessDirectory;
import dev.fathom.os.cgroup.MemoryPressure;
import dev.fathom.os.cgroup.RefaultCount;
import java.util.Optional;

/// Tells how long was waited for memory since it began, and what had to be read again. **Cost** of
/// each reading: some small files, and a fiftieth of the time for the pages of code.
public final class WaitMeter {
  /// Code is looked for as often as takes a fiftieth of the time: some processes have many
  /// mappings.
  private static final long REST = 49;

  private final ProcessDirectory process;
  private final MemoryPressure machine = MemoryPressure.ofMachine();
  private final Optional<MemoryPressure> group;
  private final RefaultCount machineRefaults = RefaultCount.ofMachine();
  private final Optional<RefaultCount> groupRefaults;
  private final CodePages code;
  private final MemoryWait first;
  private MemoryWait last;
  private long lookedAt;

  /// What a look for code costs: the least that one took, as the longest are those in which others
  /// had the processor.
  private long lookNanos = Long.MAX_VALUE / REST;

  private int looks;

  private WaitMeter(int process) {
    this.process = ProcessDirectory.of(process);
    this.group = MemoryPressure.ofGroup(process);
    this.groupRefaults = RefaultCount.ofGroup(process);
    this.code = new CodePages(process);
    this.first = now().orElse(MemoryWait.UNKNOWN);
    this.last = first;
  }

  public static WaitMeter of(int process) {
    return new WaitMeter(process);
  }

  /// Reads once more. Of a process that has ended the last reading stays.
  public void read() {
    now().ifPresent(now -> last = now);
  }

  private Optional<MemoryWait> now() {
    lookForCode();
    try {
      return Optional.of(
          new MemoryWait(
              System.nanoTime() / 1000,
              process.majorFaults(),
              code.cameBack(),
              group.flatMap(MemoryPressure::stall),
              machine.stall(),
              groupRefaults.flatMap(RefaultCount::count),
              machineRefaults.count()));
    } catch (ProcessAccessException ended) {
      return Optional.empty();
    }
  }

  private void lookForCode() {
    long since = System.nanoTime();
    if (looks > 1 && since - lookedAt < REST * lookNanos) {
      return;
    }
    code.look();
    lookedAt = System.nanoTime();
    // The first one loads classes.
    if (looks++ > 0) {
      lookNanos = Math.min(lookNanos, lookedAt - since);
    }
  }

  /// {@return how much there was from the first to the last reading}
  public MemoryWait sinceFirst() {
    return last.since(first);
  }
}
