package dev.fathom.cli;

import dev.fathom.cli.shell.ExitCode;
import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.memory.Mapping;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;

/// A Fathom in the middle of a report: it holds a process, says `held`, and does its [Work] until
/// its standard input ends.
final class HoldingMain {
  private static final long BLOCK_BYTES = 1 << 20;
  private static final long REST_NANOS = 10_000_000;

  /// What it does while it holds.
  enum Work {
    /// Reads slowly, over and over again.
    READING,
    /// The same, but lets go and holds again each time.
    HOLDING_AGAIN,
    /// Waits for what does not come.
    HANGING
  }

  private HoldingMain() {}

  /// Holds; its arguments are the process, a constant of [Freeze] and one of [Work].
  public static void main(String[] arguments) throws IOException {
    int process = Integer.parseInt(arguments[0]);
    Work work = Work.valueOf(arguments[2]);
    Thread.ofPlatform().daemon().start(HoldingMain::awaitEndOfInput);
    try (Target target = LiveProcess.open(process, Freeze.valueOf(arguments[1]));
        Arena arena = Arena.ofConfined()) {
      MemorySegment block = arena.allocate(BLOCK_BYTES);
      while (true) {
        try (Target.Hold hold = target.hold()) {
          System.out.println("held by " + hold.method().id());
          do {
            if (work == Work.HANGING) {
              LockSupport.park();
            } else {
              read(target, block);
            }
            hold.verify();
          } while (work != Work.HOLDING_AGAIN);
        }
      }
    } catch (ProcessAccessException refused) {
      System.out.println(refused.getMessage());
      System.exit(ExitCode.FAILED);
    }
  }

  private static void read(Target target, MemorySegment block) {
    for (Mapping mapping : target.mappings()) {
      for (long at = mapping.start(); !mapping.ofFile() && at < mapping.end(); at += BLOCK_BYTES) {
        target.memory().read(at, block, Math.min(BLOCK_BYTES, mapping.end() - at));
        LockSupport.parkNanos(REST_NANOS);
      }
    }
  }

  private static void awaitEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is asked of it.
      }
    } catch (IOException broken) {
      // The end, too.
    }
    System.exit(ExitCode.FINE);
  }
}
