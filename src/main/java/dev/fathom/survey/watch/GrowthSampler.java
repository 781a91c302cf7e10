package dev.fathom.survey.watch;

import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.watch.CallStack;
import dev.fathom.model.watch.NoticedGrowth;
import dev.fathom.model.watch.Sample;
import dev.fathom.os.MemoryUse;
import dev.fathom.os.ProcessDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Notices that a process has grown, and where it was then.
///
/// Whose growth it is the kernel tells by the pages that it has given to each thread (`minflt`);
/// where a runtime does not say which of its threads is which, the one that has its lock has grown.
public final class GrowthSampler implements AutoCloseable {
  /// When it has not grown for so many calls, pages that were given meanwhile were no growth.
  private static final int QUIET = 20;

  private static final CallStack NOWHERE =
      new CallStack(0, false, CallStack.State.WHOLE, List.of());

  /// What was not noticed for so long may have come somewhere else.
  private static final long LATE_NANOS = 50_000_000;

  private final ProcessDirectory process;
  private final StackSource source;
  private final long since = System.nanoTime();
  private long looked = since;
  private @Nullable MemoryUse before;
  private final ThreadFaults faults;
  private int quiet;
  private long givenBack;

  private GrowthSampler(int process) {
    this.process = ProcessDirectory.of(process);
    this.source = new StackSource(process);
    this.faults = new ThreadFaults(this.process);
  }

  /// Begins to watch a process.
  public static GrowthSampler of(int process) {
    return new GrowthSampler(process);
  }

  /// {@return what it grew by since the call before; empty where it did not} What comes before the
  /// runtimes in it were found is nowhere. **Cost**: a text of the kernel's; where it grew, one for
  /// each thread and the pages of the stacks.
  public Optional<NoticedGrowth> next() {
    try {
      if (before == null) {
        before = process.memoryUse().orElse(null);
        faults.forget();
      }
      boolean unwatched = source.prepare();
      Optional<MemoryUse> asked = process.memoryUse();
      MemoryUse last = before;
      if (asked.isEmpty() || last == null) {
        return Optional.empty();
      }
      MemoryUse now = asked.get();
      before = now;
      long at = System.nanoTime();
      boolean late = at - looked > LATE_NANOS;
      looked = at;
      long grown = bytes(now) - bytes(last);
      if (grown <= 0) {
        givenBack -= grown;
        if (++quiet == QUIET) {
          faults.forget();
        }
        return Optional.empty();
      }
      quiet = 0;
      List<CallStack> stacks = List.of();
      if (unwatched) {
        faults.forget();
      } else {
        stacks = source.read(); // at once: it runs on
      }
      return Optional.of(
          new NoticedGrowth(
              (at - since) / 1_000_000,
              new Sample.Accounts(
                  now.anonymous() - last.anonymous(),
                  now.file() - last.file(),
                  now.sharedMemory() - last.sharedMemory(),
                  now.pageTables() - last.pageTables()),
              charges(grown, stacks, late)));
    } catch (ProcessAccessException ended) {
      return Optional.empty();
    }
  }

  /// {@return what became less, of all calls so far}
  public long givenBack() {
    return givenBack;
  }

  private static long bytes(MemoryUse use) {
    return use.anonymous() + use.file() + use.sharedMemory();
  }

  private List<NoticedGrowth.Charge> charges(long grown, List<CallStack> stacks, boolean late)
      throws ProcessAccessException {
    List<NoticedGrowth.Charge> charges = new ArrayList<>();
    faults
        .divide(grown, stacks, NOWHERE)
        .forEach((stack, part) -> charges.add(charge(part, stack, late)));
    if (charges.isEmpty()) {
      charges.add(charge(grown, likeliest(stacks), late));
    }
    return charges;
  }

  /// The one that has the lock; where none has, the only one.
  private static CallStack likeliest(List<CallStack> stacks) {
    List<CallStack> deep = stacks.stream().filter(each -> !each.frames().isEmpty()).toList();
    return deep.stream()
        .filter(CallStack::running)
        .findFirst()
        .orElse(deep.size() == 1 ? deep.getFirst() : NOWHERE);
  }

  private NoticedGrowth.Charge charge(long bytes, CallStack stack, boolean late) {
    int thread = stack.thread() == 0 ? process.process() : (int) stack.thread();
    boolean sure =
        !late
            && !stack.frames().isEmpty()
            && stack.state() != CallStack.State.TORN
            && (stack.running() || process.threadState(thread) == 'R');
    return new NoticedGrowth.Charge(bytes, stack, sure);
  }

  @Override
  public void close() {
    source.close();
  }
}
