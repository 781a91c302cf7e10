package dev.fathom.os;

import dev.fathom.host.Libc;
import dev.fathom.host.Signals;
import dev.fathom.model.ProcessAccessException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The processes that this Fathom holds now. While there are any, a [Watchdog] watches, and a
/// signal that stops or ends Fathom lets them go first.
final class Holds {
  /// Those that stop a process and that it can hear: Ctrl-Z, and a terminal that is somebody
  /// else's. SIGSTOP cannot be heard: it is the watchdog's.
  private static final List<String> STOPPING = List.of("TSTP", "TTIN", "TTOU");

  private static final Set<Entry> CURRENT = new LinkedHashSet<>();
  private static @Nullable Watchdog watchdog;
  private static @Nullable Signals signals;
  private static boolean ending;

  private Holds() {}

  /// One hold, from when it is entered until it is closed.
  static final class Entry implements AutoCloseable {
    private final Runnable letGo;

    /// @param letGo lets the process run on at once, whoever waits for what; may be called on any
    ///   thread, as soon as it is entered
    Entry(Runnable letGo) {
      this.letGo = letGo;
    }

    /// To be called when the process runs again.
    @Override
    public void close() {
      leave(this);
    }
  }

  /// To be called before a process is stopped.
  ///
  /// @throws ProcessAccessException if nothing may be held now
  static synchronized void enter(Entry entry) throws ProcessAccessException {
    if (watchdog == null) {
      Watchdog started = Watchdog.start();
      try {
        Runtime.getRuntime().addShutdownHook(new Thread(Holds::end, "let-go"));
      } catch (IllegalStateException endingAlready) {
        ending = true;
      }
      watchdog = started;
    }
    if (ending) {
      throw new ProcessAccessException("Fathom is ending: it holds no process any more");
    }
    if (CURRENT.isEmpty()) {
      signals = Signals.hear(STOPPING, Holds::stopItself);
      watchdog.arm();
    }
    CURRENT.add(entry);
  }

  private static synchronized void leave(Entry entry) {
    if (CURRENT.remove(entry) && CURRENT.isEmpty() && watchdog != null) {
      watchdog.disarm();
      if (signals != null) {
        signals.close();
        signals = null;
      }
    }
  }

  /// What is to be said of a hold that was given up.
  static ProcessAccessException broken(int process) {
    return new ProcessAccessException(
        "Fathom was told to stop while it held process %d, and let it go first; look again"
            .formatted(process));
  }

  private static void end() {
    synchronized (Holds.class) {
      ending = true;
    }
    letGo();
  }

  private static void stopItself(int signal) {
    letGo();
    // While nobody is held the signal does what it does to any program. That the kernel decides: it
    // does not stop a program whose shell is gone.
    Libc.kill(Math.toIntExact(ProcessHandle.current().pid()), signal);
  }

  private static void letGo() {
    List<Entry> entries;
    synchronized (Holds.class) {
      entries = List.copyOf(CURRENT);
    }
    for (Entry entry : entries) {
      entry.letGo.run();
    }
  }
}
