package dev.fathom.survey.watch;

import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.watch.MemoryWait;
import dev.fathom.os.ProcessDirectory;
import dev.fathom.os.cgroup.MemoryPressure;
import dev.fathom.os.cgroup.RefaultCount;
import java.util.Optional;

/// Tells how long was waited for memory since it began, and what had to be read again. **Cost** of
/// each reading: some small files; and a hundredth of the time for what is not small.
public final class WaitMeter {
  /// What costs more is read as often as takes a hundredth of the time: of a process with many
  /// mappings, or in a group with many within it.
  private static final long REST = 99;

  private final ProcessDirectory process;
  private final MemoryPressure machine = MemoryPressure.ofMachine();
  private final Optional<MemoryPressure> group;
  private final CodePages code;

  private Optional<MemoryWait.Refaults> groupRefaults = Optional.empty();
  private long restFrom;
  private long restNanos = -1;
  private final MemoryWait first;
  private MemoryWait last;

  private WaitMeter(int process) {
    this.process = ProcessDirectory.of(process);
    this.group = MemoryPressure.ofGroup(process);
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
    readAgain();
    try {
      return Optional.of(
          new MemoryWait(
              System.nanoTime() / 1000,
              process.majorFaults(),
              code.cameBack(),
              group.flatMap(MemoryPressure::stall),
              machine.stall(),
              groupRefaults,
              RefaultCount.ofMachine()));
    } catch (ProcessAccessException ended) {
      return Optional.empty();
    }
  }

  private void readAgain() {
    long since = System.nanoTime();
    if (since - restFrom < restNanos) {
      return;
    }
    code.look();
    groupRefaults = RefaultCount.ofGroup(process.process());
    restFrom = System.nanoTime();
    restNanos = REST * (restFrom - since);
  }

  /// {@return how much there was from the first to the last reading}
  public MemoryWait sinceFirst() {
    return last.since(first);
  }
}
