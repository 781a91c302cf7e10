package dev.fathom.survey.family;

import dev.fathom.model.HoldMethod;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.memory.KernelCounts;
import dev.fathom.target.ForwardingTarget;
import dev.fathom.target.Target;
import java.util.List;
import java.util.Optional;

/// A target that is held already: who holds it again finds it as it is, and does not let it go.
final class HeldTarget extends ForwardingTarget {
  private final Hold hold;

  HeldTarget(Target target, Hold hold) {
    super(target);
    this.hold = hold;
  }

  @Override
  public boolean standsStill() {
    return true;
  }

  @Override
  public void prepare() {} // it stands still: all is known at any time

  @Override
  public Hold hold() {
    return new Inner(hold);
  }

  /// Nobody is made to wait for the kernel's sums: they take time for each mapping.
  @Override
  public Optional<KernelCounts> kernelCounts() {
    return Optional.empty();
  }

  /// A hold within the hold.
  private record Inner(Hold outer) implements Hold {
    @Override
    public HoldMethod method() {
      return outer.method();
    }

    @Override
    public List<Long> registers(int thread) {
      return outer.registers(thread);
    }

    @Override
    public void verify() throws ProcessAccessException {
      outer.verify();
    }

    @Override
    public long heldNanos() {
      return 0;
    }

    @Override
    public void close() {}
  }
}
