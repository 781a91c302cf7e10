package dev.fathom.target;

import dev.fathom.model.Identity;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.Warning;
import dev.fathom.model.memory.KernelCounts;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.model.memory.SharedSegment;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A target that is another one but for what a subclass says. It does not own the other.
public abstract class ForwardingTarget implements Target {
  private final Target target;

  protected ForwardingTarget(Target target) {
    this.target = target;
  }

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
  public boolean standsStill() {
    return target.standsStill();
  }

  @Override
  public List<Warning> limits() {
    return target.limits();
  }

  @Override
  public boolean lookAgain() throws ProcessAccessException {
    return target.lookAgain();
  }

  @Override
  public void prepare() throws ProcessAccessException {
    target.prepare();
  }

  @Override
  public boolean stoppedEarly() {
    return target.stoppedEarly();
  }

  @Override
  public boolean isLost(long address) {
    return target.isLost(address);
  }

  @Override
  public int programsBegun() {
    return target.programsBegun();
  }

  @Override
  public Optional<KernelCounts> kernelCounts() {
    return target.kernelCounts();
  }

  @Override
  public Optional<SharedSegment> sharers(Mapping segment) {
    return target.sharers(segment);
  }

  @Override
  public Set<Long> headless() {
    return target.headless();
  }

  @Override
  public Hold hold() throws ProcessAccessException {
    return target.hold();
  }

  /// The target is not its own.
  @Override
  public void close() {}
}
