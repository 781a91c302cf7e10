package dev.fathom.survey.watch;

import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.ShownCommand;
import dev.fathom.model.memory.PageCounters;
import dev.fathom.model.watch.Sample;
import dev.fathom.os.MemoryUse;
import dev.fathom.os.ProcessDirectory;
import java.util.Optional;

/// Takes samples of a process.
public final class Sampler {
  /// For a rollup that took a millisecond, so many pass before the next: while the kernel makes it,
  /// the process cannot map memory.
  private static final long REST = 99;

  private final ProcessDirectory process;
  private final Optional<ProcessHandle> handle;
  private final long since = System.nanoTime();
  private long nextRollup = since;
  private long nextCount = since;
  private boolean refused;

  private Sampler(int process) {
    this.process = ProcessDirectory.of(process);
    this.handle = ProcessHandle.of(process);
  }

  /// Begins to watch a process.
  ///
  /// @throws ProcessAccessException in one line: there is none, or it has no memory of its own
  public static Sampler of(int process) throws ProcessAccessException {
    Sampler sampler = new Sampler(process);
    if (!sampler.process.exists()) {
      throw new ProcessAccessException(
          "no process " + process + " here; `ps -e` lists those that exist");
    }
    if (sampler.process.memoryUse().isEmpty()) {
      throw new ProcessAccessException(
          "process " + process + " has no memory to watch: a kernel thread, or one that has ended");
    }
    return sampler;
  }

  /// {@return what the process uses now; empty once it has ended}
  public Optional<Sample> sample() {
    return sample(false);
  }

  /// The same, and if need be all of it, whatever it costs.
  public Optional<Sample> sample(boolean whole) {
    long now = System.nanoTime();
    return take(whole || now >= nextRollup, whole || now >= nextCount);
  }

  /// The same for whoever samples many, and decides whose turn it is: mappings are not counted.
  ///
  /// @param sums whether PSS and USS are asked for, whatever that costs
  Optional<Sample> sampleInTurn(boolean sums) {
    return take(sums, false);
  }

  private Optional<Sample> take(boolean sumsDue, boolean countDue) {
    // Its number may be another's by now; the handle knows when the one it stands for began.
    if (!handle.map(ProcessHandle::isAlive).orElse(false)) {
      return Optional.empty();
    }
    try {
      long now = System.nanoTime();
      Optional<MemoryUse> use = process.memoryUse();
      if (use.isEmpty()) {
        return Optional.empty();
      }
      PageCounters sums = sumsDue && !refused ? rollup() : PageCounters.NONE;
      boolean asked = sums.rss() > 0;
      return Optional.of(
          new Sample(
              (now - since) / 1_000_000,
              use.get().rss(),
              use.get().swap(),
              use.get().highWater(),
              asked ? sums.pss() : Sample.UNKNOWN,
              asked ? sums.uss() : Sample.UNKNOWN,
              new Sample.Accounts(
                  use.get().anonymous(),
                  use.get().file(),
                  use.get().sharedMemory(),
                  use.get().pageTables()),
              new Sample.Mapped(countDue ? count() : Sample.UNKNOWN, process.mappedBytes())));
    } catch (ProcessAccessException ended) {
      return Optional.empty();
    }
  }

  /// {@return what the process was started as, without what may be secret}
  ///
  /// @throws ProcessAccessException if it has ended
  public String title() throws ProcessAccessException {
    return process.executable().isEmpty()
        ? process.name()
        : ShownCommand.of(process.executable(), process.commandLine()).line();
  }

  /// {@return whether the kernel does not tell PSS and USS of this process to us}
  public boolean isRefused() {
    return refused;
  }

  private long count() {
    long before = System.nanoTime();
    try {
      return process.mappings();
    } catch (ProcessAccessException notOurs) {
      return Sample.UNKNOWN;
    } finally {
      long after = System.nanoTime();
      nextCount = after + REST * (after - before);
    }
  }

  private PageCounters rollup() {
    long before = System.nanoTime();
    try {
      return process.rollup();
    } catch (ProcessAccessException notOurs) {
      refused = process.exists();
      return PageCounters.NONE;
    } finally {
      long after = System.nanoTime();
      nextRollup = after + REST * (after - before);
    }
  }
}
