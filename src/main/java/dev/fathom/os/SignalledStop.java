package dev.fathom.os;

import dev.fathom.host.Libc;
import dev.fathom.model.ProcessAccessException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A process stopped by SIGSTOP, unless it was stopped already. If Fathom ends before it has let
/// the process go, the kernel sends the SIGCONT ([LastSignal]).
final class SignalledStop implements Stop {
  private static final int SIGCONT = 18;
  private static final int SIGSTOP = 19;
  private static final long PATIENCE_NANOS = 2_000_000_000L;
  private static final long POLL_NANOS = 50_000;

  private final int process;

  /// Whether it was this stop that stopped it: only then is a SIGCONT owed.
  private final boolean ours;

  private @Nullable LastSignal last;
  private final Holds.Entry entry = new Holds.Entry(this::letGo);
  private boolean sent;
  private volatile boolean letGo;
  private final long since = System.nanoTime();
  private List<ThreadState> threads = List.of();
  private long held = -1;

  private SignalledStop(int process, boolean ours) {
    this.process = process;
    this.ours = ours;
  }

  static SignalledStop of(int process) throws ProcessAccessException {
    ProcessDirectory directory = ProcessDirectory.of(process);
    SignalledStop stop = new SignalledStop(process, directory.state() != 'T');
    boolean stopped = false;
    try {
      stop.send(directory);
      stopped = true;
      return stop;
    } finally {
      if (!stopped) {
        stop.close();
      }
    }
  }

  private void send(ProcessDirectory directory) throws ProcessAccessException {
    if (ours) {
      last = LastSignal.to(process, SIGCONT);
      Holds.enter(entry);
      stop();
    }
    long deadline = since + PATIENCE_NANOS;
    for (int thread : directory.threads()) {
      char state = directory.threadState(thread);
      while (state != 'T' && state != 't' && state != 'X' && state != 'Z') {
        verify();
        if (System.nanoTime() - deadline > 0) {
          throw new ProcessAccessException(
              "thread %d of process %d does not stop (state %s); try again, or read it running with --freeze=none"
                  .formatted(thread, process, state));
        }
        LockSupport.parkNanos(POLL_NANOS);
        state = directory.threadState(thread);
      }
    }
    threads = RunningStop.sleeping(directory);
    for (ThreadState thread : threads) {
      char state = directory.threadState(thread.id());
      if (thread.stackPointer() == 0 && state != 'X' && state != 'Z') {
        // What its stack alone holds would look like nobody's.
        throw new ProcessAccessException(
            "the kernel does not tell where the stack of thread %d of process %d ends; look again, or use --freeze=ptrace"
                .formatted(thread.id(), process));
      }
    }
  }

  private synchronized void stop() throws ProcessAccessException {
    verify();
    int outcome = Libc.kill(process, SIGSTOP);
    if (outcome < 0) {
      throw Permission.refused(process, "SIGSTOP", -outcome);
    }
    sent = true;
  }

  @Override
  public List<ThreadState> threads() {
    return threads;
  }

  @Override
  public long heldNanos() {
    return held;
  }

  private void letGo() {
    letGo = true;
    close();
  }

  @Override
  public void verify() throws ProcessAccessException {
    if (letGo) {
      throw Holds.broken(process);
    }
  }

  @Override
  public synchronized void close() {
    if (held >= 0) {
      return;
    }
    boolean goesOn = !sent || Libc.kill(process, SIGCONT) >= 0;
    entry.close();
    if (last != null) {
      // Where it was refused, the kernel is asked to send it: that has other rules (sigio_perm).
      if (goesOn) {
        last.close();
      } else {
        last.send();
      }
    }
    held = System.nanoTime() - since;
  }
}
