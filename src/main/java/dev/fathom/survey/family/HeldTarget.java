package dev.fathom.survey.family;

import dev.fathom.model.HoldMethod;
import dev.fathom.model.Identity;
import dev.fathom.model.Warning;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.os.ProcessAccessException;
import dev.fathom.target.LoadedModule;
import dev.fathom.target.Memory;
import dev.fathom.target.Target;
import java.util.List;
import java.util.Set;

/// A target that is held already: who holds it again finds it as it is, and does not let it go.
record HeldTarget(Target target, Hold hold) implements Target {
  @Override
  public Identity identity() {
    return target.identity();
  }

  @Override
  public List<Mapping> mappings() {
    return target.mappings();
  }

  @Override
  public PageRuns pages() {
    return target.pages();
  }

  @Override
  public List<ThreadState> threads() {
    return target.threads();
  }

  @Override
  public Memory memory() {
    return target.memory();
  }

  @Override
  public List<LoadedModule> modules() {
    return target.modules();
  }

  @Override
  public List<Warning> limits() {
    return target.limits();
  }

  @Override
  public Set<Long> headless() {
    return target.headless();
  }

  @Override
  public boolean stoppedEarly() {
    return target.stoppedEarly();
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

  /// Whoever made the outer hold closes the target, too.
  @Override
  public void close() {}

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
