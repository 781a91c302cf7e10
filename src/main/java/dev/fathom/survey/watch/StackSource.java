package dev.fathom.survey.watch;

import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.watch.CallStack;
import dev.fathom.runtime.CallStacks;
import dev.fathom.runtime.Runtime;
import dev.fathom.survey.look.Parties;
import dev.fathom.target.Allowance;
import dev.fathom.target.AllowedTarget;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Words;
import dev.fathom.target.running.RunningMemory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The stacks of a process that runs on. Which runtimes are in it is found out when they are asked
/// for first, and again where there was none or it runs another program now: ever more seldom.
final class StackSource implements AutoCloseable {
  private static final long FIRST_REST_NANOS = 50_000_000;
  private static final long LONGEST_REST_NANOS = 10_000_000_000L;

  /// What a recogniser may read.
  private static final long MOST_BYTES = 256L << 20;

  private static final long MOST_WORDS = 64L << 20;

  /// So many pages hold a stack.
  private static final int CACHED_PAGES = 256;

  private final int process;
  private List<CallStacks> readers = List.of();
  private @Nullable RunningMemory memory;
  private long nextTry = System.nanoTime();
  private long rest = FIRST_REST_NANOS;

  StackSource(int process) {
    this.process = process;
  }

  /// Finds out which runtimes are in the process, unless that is known or was tried a moment ago.
  /// **Cost**: up to some tenths of a second.
  ///
  /// @return whether that took its time: what grew meanwhile was not watched
  boolean prepare() {
    if (memory != null && memory.isGone()) {
      close();
      readers = List.of();
      rest = FIRST_REST_NANOS;
      nextTry = System.nanoTime();
    }
    if (!readers.isEmpty() || System.nanoTime() - nextTry < 0) {
      return false;
    }
    recognise();
    return true;
  }

  /// {@return where its threads are, as far as a runtime tells it}
  List<CallStack> read() {
    List<CallStack> stacks = new ArrayList<>();
    RunningMemory present = memory;
    if (present != null) {
      for (CallStacks each : readers) {
        stacks.addAll(each.read(new Words(present, CACHED_PAGES)));
      }
    }
    return stacks;
  }

  private void recognise() {
    List<CallStacks> found = new ArrayList<>();
    try (LiveProcess target = LiveProcess.open(process, Pause.of(Freeze.NONE))) {
      AllowedTarget.Pages pages = new AllowedTarget.Pages();
      for (Runtime runtime : Parties.languages()) {
        try {
          runtime
              .recognise(pages.of(target, new Allowance(MOST_BYTES, MOST_WORDS)))
              .forEach(instance -> instance.stacks(target).ifPresent(found::add));
        } catch (Allowance.SpentException tooMuch) {
          // Then its stacks are not read.
        }
      }
      if (!found.isEmpty() && memory == null) {
        memory = RunningMemory.open(process);
      }
      readers = List.copyOf(found);
    } catch (ProcessAccessException notNow) {
      readers = List.of(); // it is beginning a program, or ending
    }
    nextTry = System.nanoTime() + rest;
    rest = Math.min(LONGEST_REST_NANOS, 2 * rest);
  }

  @Override
  public void close() {
    if (memory != null) {
      memory.close();
      memory = null;
    }
  }
}
