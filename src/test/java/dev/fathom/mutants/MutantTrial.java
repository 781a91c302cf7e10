package dev.fathom.mutants;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Mutants of a sort, tried one after another.
///
/// @param sort its name
/// @param tried how many
/// @param refused of how many there was no answer
/// @param longestMillis of one
/// @param outcomes how many different things Fathom said
/// @param wrong what must not be, by mutants
public record MutantTrial(
    String sort, int tried, int refused, long longestMillis, int outcomes, List<String> wrong) {
  private static final int MOST_SHOWN = 12;

  /// A question that takes longer hangs.
  private static final long HANGS_NANOS = TimeUnit.SECONDS.toNanos(10);

  /// After so long nobody waits any more.
  private static final long GIVEN_UP_SECONDS = 120;

  /// Tries mutants of a sort.
  ///
  /// @param first number of a mutant
  public static MutantTrial of(MutantSort sort, Lineages lineages, long first, int count)
      throws IOException {
    List<String> wrong = new ArrayList<>();
    long longest = 0;
    int refused = 0;
    try (Asker asker = new Asker()) {
      for (long number = first; number < first + count; number++) {
        List<Long> lineage = lineages.of(number);
        Timed timed = asker.ask(sort, lineage);
        if (timed.isLate() && timed.outcome().problem().isEmpty()) {
          // The machine may have had other things to do: one that hangs does so again.
          timed = asker.ask(sort, lineage);
        }
        longest = Math.max(longest, timed.nanos());
        MutantOutcome outcome = timed.outcome();
        refused += outcome.refused() ? 1 : 0;
        String problem = outcome.problem();
        if (problem.isEmpty() && timed.isLate()) {
          problem = "took " + timed.nanos() / 1_000_000 + " ms";
        }
        if (problem.isEmpty()) {
          lineages.hear(lineage, outcome.said());
        } else {
          wrong.add(sort.name() + ", mutant " + lineage + ": " + problem + sort.keep(lineage));
        }
      }
    }
    return new MutantTrial(
        sort.name(), count, refused, longest / 1_000_000, lineages.outcomes(), wrong);
  }

  /// Asserts that nothing came of any that must not be.
  public void assertRight() {
    System.out.println(this);
    if (!wrong.isEmpty()) {
      throw new AssertionError(
          wrong.size() + " wrong: " + wrong.stream().limit(MOST_SHOWN).toList());
    }
  }

  @Override
  public String toString() {
    return "%s: %d mutants, %d refused; longest %d ms; %d outcomes; %d wrong"
        .formatted(sort, tried, refused, longestMillis, outcomes, wrong.size());
  }

  private record Timed(MutantOutcome outcome, long nanos) {
    boolean isLate() {
      return nanos > HANGS_NANOS;
    }
  }

  /// Asks in a thread of its own: one that never ends is told by where it is.
  private static final class Asker implements AutoCloseable {
    private final SynchronousQueue<FutureTask<MutantOutcome>> tasks = new SynchronousQueue<>();
    private Thread thread = start();

    private Thread start() {
      return Thread.ofPlatform()
          .name("mutants")
          .daemon()
          .start(() -> {
            try {
              while (!Thread.currentThread().isInterrupted()) {
                tasks.take().run();
              }
            } catch (InterruptedException ended) {
              Thread.currentThread().interrupt();
            }
          });
    }

    Timed ask(MutantSort sort, List<Long> lineage) {
      long began = System.nanoTime();
      MutantOutcome outcome;
      FutureTask<MutantOutcome> task = new FutureTask<>(() -> sort.tryOut(lineage));
      try {
        tasks.put(task);
        outcome = task.get(GIVEN_UP_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException thrown) {
        outcome = wrong("threw " + described(thrown));
      } catch (TimeoutException late) {
        outcome = wrong("does not end: " + List.of(thread.getStackTrace()));
        thread.interrupt();
        thread = start();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(interrupted);
      }
      return new Timed(outcome, System.nanoTime() - began);
    }

    private static MutantOutcome wrong(String problem) {
      return new MutantOutcome("", false, problem);
    }

    private static String described(ExecutionException thrown) {
      StringBuilder all = new StringBuilder();
      for (Throwable each = thrown.getCause(); each != null; each = each.getCause()) {
        List<StackTraceElement> stack = List.of(each.getStackTrace());
        all.append(each).append(stack.subList(0, Math.min(MOST_SHOWN, stack.size())));
      }
      return all.toString();
    }

    @Override
    public void close() {
      thread.interrupt();
    }
  }
}
