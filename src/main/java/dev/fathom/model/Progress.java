package dev.fathom.model;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What a look does at the moment, for the user who waits for it: whoever works says so here, and
/// knows nothing of who reads it. Who does not wait any more says so here, too.
public final class Progress {
  /// Who listens to the work of a thread, if anybody does.
  public static final ScopedValue<Progress> HEARD = ScopedValue.newInstance();

  private static final double NANOS = 1e9;

  /// What a look goes through.
  public enum Stage {
    /// While the target runs.
    FINDING("looking for allocators and runtimes"),
    /// A file.
    OPENING("reading the file"),
    /// Mostly while it is held.
    READING("reading memory"),
    /// In the copy of it.
    SORTING("finding objects in what was copied"),
    /// It runs again.
    FOLLOWING("following references"),
    /// From what was found alone.
    CONCLUDING("adding up who owns what"),
    /// After the answer.
    KEEPING("keeping this look for --last (Ctrl-C leaves it out)");

    private final String words;

    Stage(String words) {
      this.words = words;
    }

    /// {@return what the user is told}
    public String words() {
      return words;
    }
  }

  /// What is done at a moment.
  ///
  /// @param stage which part of the work
  /// @param share how much of it is done, from 0 to 1, where that is known
  /// @param waited for how many seconds all of it takes so far
  /// @param held for how many seconds the target has been held so far
  public record Moment(Stage stage, OptionalDouble share, double waited, double held) {}

  /// The end of work that nobody waits for any more.
  public static final class GivenUpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private GivenUpException() {
      super("nobody waits for this any more");
    }
  }

  /// Since when there is work, a stage of it and, where it is known, how much there is to do and
  /// how much is done.
  private record Work(long since, Stage stage, long total, LongSupplier done) {}

  private volatile @Nullable Work work;

  /// When the hold at hand began, or 0; and how long those before it were, in nanoseconds.
  private volatile long holdBegan;

  private volatile long heldBefore;

  /// How many holds there are at a time: of a family, each member has one.
  private int holds;

  private volatile boolean givenUp;

  /// What is to be ended once nobody waits any more. Guarded by its own lock.
  private final Set<Ending> endings = new LinkedHashSet<>();

  /// {@return who listens; where nobody does, one that nobody reads}
  public static Progress current() {
    return HEARD.isBound() ? HEARD.get() : new Progress();
  }

  /// Nobody waits any more: a target that is held is let go at once, and the work ends where its
  /// next stage begins. On whichever thread.
  public void giveUp() {
    List<Ending> now;
    synchronized (endings) {
      givenUp = true;
      now = List.copyOf(endings);
    }
    now.forEach(ending -> ending.end.run());
  }

  /// Has something ended once nobody waits any more; at once, if nobody does already.
  ///
  /// @param end may be run on any thread, and more than once
  /// @return closed when there is nothing to end any more
  public Ending whenGivenUp(Runnable end) {
    Ending ending = new Ending(end);
    boolean late;
    synchronized (endings) {
      late = givenUp;
      endings.add(ending);
    }
    if (late) {
      end.run();
    }
    return ending;
  }

  /// What is ended once nobody waits any more.
  public final class Ending implements AutoCloseable {
    private final Runnable end;

    private Ending(Runnable end) {
      this.end = end;
    }

    @Override
    public void close() {
      synchronized (endings) {
        endings.remove(this);
      }
    }
  }

  /// A stage begins of which nobody knows how long it takes.
  ///
  /// @throws GivenUpException if nobody waits for it any more
  public void begin(Stage stage) {
    begin(stage, 0, () -> 0);
  }

  /// A stage begins.
  ///
  /// @param total how much is to be done
  /// @param done how much of it is, on whichever thread that is asked
  /// @throws GivenUpException if nobody waits for it any more
  public void begin(Stage stage, long total, LongSupplier done) {
    if (givenUp) {
      throw new GivenUpException();
    }
    Work before = work;
    work = new Work(before == null ? System.nanoTime() : before.since, stage, total, done);
  }

  /// A target is held from now on.
  ///
  /// @return closed when it runs again; closing it once more does nothing
  public Held held() {
    if (holds++ == 0) {
      holdBegan = Math.max(1, System.nanoTime());
    }
    return new Held();
  }

  /// A hold of a target.
  public final class Held implements AutoCloseable {
    private boolean over;

    private Held() {}

    @Override
    public void close() {
      if (!over && holds > 0 && --holds == 0) {
        long until = heldBefore + System.nanoTime() - holdBegan;
        heldBefore = until;
        holdBegan = 0;
      }
      over = true;
    }
  }

  /// All is done; what comes next is counted anew.
  public void end() {
    work = null;
    holds = 0;
    holdBegan = 0;
    heldBefore = 0;
  }

  /// {@return what is done now; empty where nothing is}
  public Optional<Moment> now() {
    Work now = work;
    if (now == null) {
      return Optional.empty();
    }
    long began = holdBegan;
    long held = heldBefore + (began == 0 ? 0 : Math.max(0, System.nanoTime() - began));
    OptionalDouble share =
        now.total <= 0
            ? OptionalDouble.empty()
            : OptionalDouble.of(Math.clamp((double) now.done.getAsLong() / now.total, 0, 1));
    return Optional.of(
        new Moment(now.stage, share, (System.nanoTime() - now.since) / NANOS, held / NANOS));
  }
}
