package dev.fathom.survey.watch;

import dev.fathom.model.Identity;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.watch.ProcessReading;
import dev.fathom.model.watch.Sample;
import dev.fathom.os.ProcessDirectory;
import java.util.List;
import java.util.Optional;

/// A process that is sampled as one of many: what is dear is asked for in turn, and told until it
/// is asked for again.
final class FollowedProcess {
  /// Of one whose sums were never asked for.
  private static final long NEVER = Long.MIN_VALUE;

  private final int process;
  private final String program;
  private final Sampler sampler;
  private Sample last;
  private long summedAt = NEVER;

  private FollowedProcess(int process, String program, Sampler sampler, Sample first) {
    this.process = process;
    this.program = program;
    this.sampler = sampler;
    this.last = first;
  }

  /// {@return a process from now on; empty where there is none, or none with memory}
  static Optional<FollowedProcess> of(int process) {
    try {
      Sampler sampler = Sampler.of(process);
      String program = program(ProcessDirectory.of(process));
      return sampler
          .sampleInTurn(false)
          .map(first -> new FollowedProcess(process, program, sampler, first));
    } catch (ProcessAccessException none) {
      return Optional.empty();
    }
  }

  /// What it is called does not change while it is followed: a process may write over its name as
  /// often as it likes, and each name would be a series.
  private static String program(ProcessDirectory directory) throws ProcessAccessException {
    String file = directory.executable();
    if (file.isEmpty()) {
      return directory.name(); // another user's
    }
    List<String> arguments = directory.commandLine();
    return new Identity(Identity.Kind.LIVE, directory.process(), file, arguments, false)
        .program()
        .name();
  }

  /// Asks again what costs little.
  ///
  /// @return whether the process is still there
  boolean refresh() {
    Optional<Sample> taken = sampler.sampleInTurn(false);
    taken.ifPresent(sample -> last = withSums(sample, last));
    return taken.isPresent();
  }

  /// Asks for all.
  void refreshSums() {
    summedAt = System.nanoTime();
    sampler.sampleInTurn(true).ifPresent(sample -> last = sample);
  }

  /// {@return whether its sums were asked for before the other's}
  boolean waitsLongerThan(FollowedProcess other) {
    return summedAt == NEVER ? other.summedAt != NEVER : summedAt - other.summedAt < 0;
  }

  boolean mayBeSummed() {
    return !sampler.isRefused();
  }

  private static Sample withSums(Sample sample, Sample before) {
    return new Sample(
        sample.millis(),
        sample.rss(),
        sample.swap(),
        sample.highWater(),
        before.pss(),
        before.uss(),
        sample.accounts(),
        sample.mapped());
  }

  ProcessReading reading() {
    return new ProcessReading(process, program, last);
  }
}
