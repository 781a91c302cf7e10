package dev.fathom.model.memory;

import java.util.List;

/// Which sizes of chunks an allocator takes together, as it keeps free ones.
///
/// @param steps ascending; sizes beyond them stand each for itself
public record SizeSteps(List<Step> steps) {
  /// Each size stands for itself.
  public static final SizeSteps EXACT = new SizeSteps(List.of());

  /// Of sizes below a limit those are taken together that are equal when divided by a number.
  public record Step(long below, long width) {}

  public SizeSteps {
    steps = List.copyOf(steps);
  }

  /// {@return where the sizes begin that one is taken together with}
  public long of(long size) {
    long start = 0;
    for (Step step : steps) {
      if (size < step.below()) {
        return Math.max(start, size - size % step.width());
      }
      start = step.below();
    }
    return steps.isEmpty() ? size : steps.getLast().below();
  }
}
