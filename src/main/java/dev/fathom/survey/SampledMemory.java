package dev.fathom.survey;

import dev.fathom.malloc.Allocator;
import dev.fathom.model.Cost;
import dev.fathom.model.Findings;
import dev.fathom.model.HoldMethod;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.Warning;
import dev.fathom.model.sample.MemorySample;
import dev.fathom.runtime.Runtime;
import dev.fathom.target.AddressSpace;
import dev.fathom.target.Target;
import dev.fathom.target.Window;
import dev.fathom.target.copy.AddressRanges;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// A look at a part of a process's memory that is drawn by chance. The process runs on meanwhile.
///
/// A piece that is drawn is walked alone: pools of a runtime show by themselves where they begin;
/// in a heap of malloc's the first address counts from which on chunks are sound.
public final class SampledMemory {
  private static final int BLOCK_BYTES = MemorySample.UNIT_BYTES;

  /// Fewer pieces say nothing of how they differ.
  private static final int LEAST_DRAWN = 32;

  private SampledMemory() {}

  /// Looks.
  ///
  /// @param target should not be held
  /// @param share of the pieces, above 0, at most 1
  /// @param seed decides which are drawn
  public static MemorySample of(
      Target target, List<Allocator> allocators, List<Runtime> runtimes, double share, long seed)
      throws ProcessAccessException {
    Recognition recognition = Recognition.of(target, allocators, runtimes);
    Recorder recorder =
        new Recorder(Survey.Wish.NAMES, () -> false, Survey.instances(recognition.instances()));
    target.prepare();
    try (Target.Hold hold = target.hold();
        Window window = new Window(target.memory(), BLOCK_BYTES)) {
      Sweep sweep =
          Sweep.of(
              target,
              AddressSpace.areas(target),
              recognition.heaps(),
              recognition.instances(),
              recorder,
              window);
      AddressRanges all = sweep.looked();
      long[] units = units(all);
      long[] drawn = draw(units, share, seed);
      SampleTally tally = new SampleTally(target.pages(), all, recorder, drawn.length);
      for (long unit : drawn) {
        tally.add(unit, sweep.piece(unit, unit + MemorySample.UNIT_BYTES));
      }
      sweep.finish();
      Findings findings =
          Findings.of(target.identity())
              .runtimes(
                  recognition.instances().stream()
                      .filter(each -> !each.title().isEmpty())
                      .map(each ->
                          new Findings.RuntimeIdentity(
                              each.dialect(),
                              each.version(),
                              each.title(),
                              each.stripped(),
                              each.instance()))
                      .toList())
              .allocators(recognition.heaps().stream().map(Allocator.Recognised::name).toList())
              .cost(
                  new Cost(
                      HoldMethod.NONE,
                      hold.heldNanos(),
                      target.memory().bytesRead(),
                      0,
                      Cost.ALL_READ,
                      0,
                      0))
              .kernel(target.kernelCounts())
              .warnings(List.of(warning(share)))
              .build();
      return tally.sample(findings, units.length);
    }
  }

  private static Warning warning(double share) {
    return new Warning(
        "sample",
        "every figure is an estimate from a part of the memory, looked at while the process ran;"
            + (share < 1 ? " without --sample all of it is counted" : ""),
        false);
  }

  /// {@return where the pieces begin of which anything is in memory; ascending}
  private static long[] units(AddressRanges ranges) {
    long[] units = new long[64];
    int count = 0;
    for (int range = 0; range < ranges.count(); range++) {
      long unit = ranges.start(range) & -MemorySample.UNIT_BYTES;
      if (count > 0 && units[count - 1] == unit) {
        unit += MemorySample.UNIT_BYTES;
      }
      for (; unit < ranges.end(range); unit += MemorySample.UNIT_BYTES) {
        if (count == units.length) {
          units = Arrays.copyOf(units, count * 2);
        }
        units[count++] = unit;
      }
    }
    return Arrays.copyOf(units, count);
  }

  /// Draws without replacement.
  private static long[] draw(long[] units, double share, long seed) {
    int wanted =
        (int) Math.min(units.length, Math.max(LEAST_DRAWN, Math.ceil(units.length * share)));
    SplittableRandom random = new SplittableRandom(seed);
    long[] shuffled = units.clone();
    for (int at = 0; at < wanted; at++) {
      int other = random.nextInt(at, shuffled.length);
      long drawn = shuffled[other];
      shuffled[other] = shuffled[at];
      shuffled[at] = drawn;
    }
    long[] drawn = Arrays.copyOf(shuffled, wanted);
    Arrays.sort(drawn);
    return drawn;
  }
}
