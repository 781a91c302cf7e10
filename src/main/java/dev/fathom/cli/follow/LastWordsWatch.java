package dev.fathom.cli.follow;

import dev.fathom.ask.Manner;
import dev.fathom.ask.Subject;
import dev.fathom.ask.diff.DiffAnswer;
import dev.fathom.ask.diff.DiffQuestion;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.cli.shell.Screen;
import dev.fathom.host.OomScore;
import dev.fathom.host.Signals;
import dev.fathom.model.MemoryLimit;
import dev.fathom.model.Pause;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.watch.LastSnapshot;
import dev.fathom.model.watch.LastWords;
import dev.fathom.model.watch.LastWords.Ending;
import dev.fathom.model.watch.WaterMarks;
import dev.fathom.report.diff.DiffJson;
import dev.fathom.report.diff.DiffReport;
import dev.fathom.report.watch.LastWordsReport;
import dev.fathom.report.watch.WatchJson;
import dev.fathom.survey.watch.LimitedProcesses;
import dev.fathom.view.Escape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Takes snapshots of a process, or of the largest of a control group, as it comes near the limit
/// of its memory: one that is killed then leaves some that are seconds old.
final class LastWordsWatch {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final int LONGEST_MESSAGE = 5000;

  /// Near the limit it is asked so many times as often.
  private static final int CLOSER = 5;

  /// How often the largest process of a group is looked for; that asks each.
  private static final long SEARCH_MILLIS = 1000;

  private final Screen screen;
  private final boolean json;
  private final int top;
  private final LimitedProcesses watched;
  private final LastSnapshots snapshots;
  private final Pause pause;
  private final WatchJson lines;
  private final WaterMarks marks = new WaterMarks();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final long since = System.nanoTime();
  private @Nullable MemoryLimit limit;
  private long limitMillis;
  private long nextSearchMillis;
  private int failed;

  LastWordsWatch(
      LimitedProcesses watched, Path directory, Screen screen, boolean json, int top, Pause pause) {
    this.watched = watched;
    this.snapshots = new LastSnapshots(directory, screen, pause);
    this.screen = screen;
    this.json = json;
    this.top = top;
    this.pause = pause;
    this.lines = new WatchJson(screen.out());
  }

  int watch(int intervalMillis) throws IOException, InterruptedException {
    int process =
        watched
            .process()
            .orElseThrow(() -> new ProcessAccessException(watched.text() + " has ended"));
    snapshots.check(process);
    Signals signals = Signals.hear(signal -> stopped.countDown());
    Ending ending;
    try (signals;
        OomScore score = OomScore.lowered()) {
      begin(process, intervalMillis, score);
      do {
        ending = step();
      } while (ending == null
          && !screen.out().checkError()
          && !stopped.await(
              Math.max(1, marks.isNear() ? intervalMillis / CLOSER : intervalMillis),
              TimeUnit.MILLISECONDS));
    }
    return end(ending == null ? Ending.STOPPED : ending);
  }

  private void begin(int process, int intervalMillis, OomScore score) {
    if (json) {
      lines.start(process, List.of(), intervalMillis);
    } else {
      LastWordsReport.beginning(
              watched.text(), snapshots.directory().toString(), score.isNever(), screen.width())
          .forEach(screen.out()::println);
    }
    if (watched.isFathomCharged()) {
      complain(
          "what Fathom takes is charged to the same control group, and makes its limit nearer; run"
              + " it outside of that");
    }
  }

  private long now() {
    return (System.nanoTime() - since) / NANOS_PER_MILLI;
  }

  /// {@return how it ended; null if it goes on}
  private @Nullable Ending step() throws IOException {
    if (!watched.isThere() || now() >= nextSearchMillis) {
      nextSearchMillis = now() + SEARCH_MILLIS;
      boolean gone = watched.process().isEmpty();
      if (watched.isKilled()) {
        return Ending.KILLED;
      }
      if (gone) {
        return Ending.ENDED;
      }
    }
    MemoryLimit counted;
    try {
      counted = watched.limit();
    } catch (ProcessAccessException ended) {
      return null; // as is told the next time
    }
    limit = counted;
    limitMillis = now();
    OptionalInt mark =
        marks.due(counted.limit() - counted.available(), counted.limit(), limitMillis);
    OptionalInt process = mark.isPresent() ? watched.process() : OptionalInt.empty();
    if (mark.isPresent() && process.isPresent()) {
      snapshot(process.getAsInt(), mark.getAsInt(), counted);
    }
    return null;
  }

  /// What fails at first would fail each time. Later the watch goes on: a disk may have room again,
  /// and what is kept is not lost.
  private void snapshot(int process, int mark, MemoryLimit counted) throws IOException {
    long start = now();
    long held = 0;
    try {
      LastSnapshot taken = snapshots.take(process, mark, counted, marks.isFast(), start);
      held = taken.heldMillis();
      if (json) {
        lines.snapshot(taken);
      } else {
        LastWordsReport.taken(taken, screen.width()).forEach(screen.out()::println);
        screen.out().flush();
      }
    } catch (IOException | OutOfMemoryError refused) {
      if (snapshots.kept().isEmpty() && failed == 0) {
        throw refused;
      }
      failed++;
      complain(
          "no snapshot at "
              + mark
              + " %: "
              + (refused instanceof OutOfMemoryError
                  ? "it takes more memory than Fathom may have"
                  : refused.getMessage())
              + "; the watch goes on");
    }
    marks.looked(start, held, now());
  }

  private void complain(String message) {
    screen.err().println("fathom: " + Escape.terminal(message, LONGEST_MESSAGE));
    screen.err().flush();
  }

  private int end(Ending ending) throws IOException {
    MemoryLimit last = limit;
    if (last == null) {
      throw new ProcessAccessException(watched.text() + " has ended");
    }
    LastWords words =
        new LastWords(watched.text(), ending, now(), last, limitMillis, snapshots.kept(), failed);
    if (json) {
      lines.lastWords(words);
    } else {
      LastWordsReport.lines(words, screen.style(), screen.width()).forEach(screen.out()::println);
    }
    grown(words.kept());
    screen.out().flush();
    return words.kept().isEmpty() ? ExitCode.FAILED : ExitCode.FINE;
  }

  /// What came between the last two.
  private void grown(List<LastSnapshot> kept) {
    if (kept.size() < 2) {
      return;
    }
    LastSnapshot one = kept.get(kept.size() - 2);
    LastSnapshot other = kept.getLast();
    if (one.process() != other.process()) {
      return; // of a group, another was the largest by then
    }
    long begun = System.nanoTime();
    List<Subject> both = List.of(stored(one), stored(other));
    try {
      DiffAnswer answer = new DiffQuestion(both, Manner.of(pause)).answer();
      if (json) {
        DiffJson.write(
            answer.difference(),
            answer.before().findings(),
            answer.after().findings(),
            System.nanoTime() - begun,
            screen.out());
      } else {
        DiffReport.lines(
                answer.difference(),
                answer.before().findings(),
                answer.after().findings(),
                both.stream().map(Subject::text).toList(),
                top,
                screen.style(),
                screen.width())
            .forEach(screen.out()::println);
      }
    } catch (IOException | OutOfMemoryError unreadable) {
      complain(
          "what grew cannot be told now ("
              + unreadable.getMessage()
              + "); `fathom diff "
              + one.file()
              + " "
              + other.file()
              + "` tells it");
    }
  }

  private static Subject stored(LastSnapshot snapshot) {
    return new Subject.Stored(Path.of(snapshot.file()), snapshot.file());
  }
}
