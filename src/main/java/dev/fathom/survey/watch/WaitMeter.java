package dev.fathom.survey.watch;

import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.watch.MemoryWait;
import dev.fathom.os.ProcessDirectory;
import dev.fathom.os.cgroup.MemoryPressure;
import dev.fathom.os.cgroup.RefaultCount;
import java.util.Optional;

/// Tells how long was waited for memory since it began, and what had to be read again. **Cost** of
/// each reading: some small files, and the page table where it holds code.
public final class WaitMeter {
  private final ProcessDirectory process;
  private final MemoryPressure machine = MemoryPressure.ofMachine();
  private final Optional<MemoryPressure> group;
  private final CodePages code;
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
    try {
      return Optional.of(
          new MemoryWait(
              System.nanoTime() / 1000,
              process.majorFaults(),
              code.cameBack(),
              group.flatMap(MemoryPressure::stall),
              machine.stall(),
              RefaultCount.ofGroup(process.process()),
              RefaultCount.ofMachine()));
    } catch (ProcessAccessException ended) {
      return Optional.empty();
    }
  }

  /// {@return how much there was from the first to the last reading}
  public MemoryWait sinceFirst() {
    return last.since(first);
  }
}
