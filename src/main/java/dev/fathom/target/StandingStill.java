package dev.fathom.target;

import dev.fathom.model.HoldMethod;
import java.util.List;
import java.util.function.IntFunction;

/// The hold of a target that stands still by itself: nothing waits for its end, and it takes no
/// time.
///
/// @param method what stands still
/// @param registersOf the registers of a thread, as [Target.Hold#registers] has them
public record StandingStill(HoldMethod method, IntFunction<List<Long>> registersOf)
    implements Target.Hold {
  /// One of which no registers are known.
  public StandingStill(HoldMethod method) {
    this(method, thread -> List.of());
  }

  @Override
  public List<Long> registers(int thread) {
    return registersOf.apply(thread);
  }

  @Override
  public void verify() {}

  @Override
  public long heldNanos() {
    return 0;
  }

  @Override
  public void close() {}
}
