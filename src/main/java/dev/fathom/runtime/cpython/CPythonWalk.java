package dev.fathom.runtime.cpython;

import dev.fathom.malloc.Claimant;
import dev.fathom.model.memory.Area;
import dev.fathom.runtime.Padding;
import dev.fathom.runtime.Runtime;
import dev.fathom.runtime.RuntimeSink;
import dev.fathom.runtime.cpython.kept.KeptObjects;
import dev.fathom.runtime.cpython.object.ObjectRule;
import dev.fathom.runtime.cpython.object.TypesMet;
import dev.fathom.runtime.cpython.reference.InterpreterStates;
import dev.fathom.runtime.cpython.struct.PythonVersion;
import dev.fathom.target.Window;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One walk over a stretch of an interpreter's memory.
final class CPythonWalk implements Runtime.Walk {
  private final CPythonInstance instance;
  private final List<Claimant> claimants = new ArrayList<>();
  private final DataStackChunks stacks;
  private final List<long[]> states = new ArrayList<>();
  private final Padding padding = new DebugPadding();

  /// What reads objects; null where the layout of this version is not known.
  private final @Nullable Objects objects;

  /// The parts that work together on objects.
  private record Objects(
      InterpreterStates states,
      boolean two,
      KeptObjects kept,
      ObjectKeeper keeper,
      ObjectFinder finder,
      StaticObjects statics,
      NumberBlocks numbers) {

    static Objects of(CPythonInstance.Shared shared, Words words, RuntimeSink sink) {
      TypesMet met = new TypesMet(shared.types());
      KeptObjects kept = shared.kept().another();
      ObjectKeeper keeper =
          new ObjectKeeper(
              shared.layout(),
              shared.offsets(),
              shared.types(),
              shared.plans(),
              words,
              kept,
              sink.values());
      ObjectFinder finder =
          new ObjectFinder(
              new ObjectRule(shared.offsets(), shared.types(), met, shared.mapped()),
              shared.types(),
              keeper,
              sink);
      MethodCache cache =
          new MethodCache(shared.layout(), shared.offsets(), shared.mapped(), words);
      return new Objects(
          shared.states(),
          shared.offsets().two(),
          kept,
          keeper,
          finder,
          new StaticObjects(finder, cache, sink),
          new NumberBlocks(shared.types(), met, shared.mapped(), words, sink));
    }
  }

  private CPythonWalk(
      CPythonInstance instance,
      PythonVersion version,
      RuntimeSink sink,
      @Nullable Objects objects) {
    this.instance = instance;
    this.objects = objects;
    ObjectFinder finder = objects == null ? null : objects.finder();
    stacks = new DataStackChunks(finder, sink);
    claimants.add(new PymallocPools(version, finder, sink));
    if (!version.before(3, 11)) {
      claimants.add(stacks);
    }
  }

  static CPythonWalk of(
      CPythonInstance instance,
      PythonVersion version,
      CPythonInstance.@Nullable Shared shared,
      Words words,
      RuntimeSink sink) {
    return new CPythonWalk(
        instance, version, sink, shared == null ? null : Objects.of(shared, words, sink));
  }

  @Override
  public List<Claimant> claimants() {
    return claimants;
  }

  @Override
  public Padding padding() {
    return padding;
  }

  @Override
  public boolean chunk(long payload, long payloadEnd, Window window) {
    if (objects == null) {
      return false;
    }
    if (objects.states().isState(payload, payloadEnd)) {
      objects.keeper().whole(window, payload, payloadEnd - payload);
      states.add(new long[] {payload, payloadEnd});
    }
    return (objects.two() && objects.numbers().tell(window, payload, payloadEnd - payload))
        || objects.finder().chunk(window, payload, payloadEnd - payload);
  }

  @Override
  public void staticData(Area area, long limit, Window window) {
    if (objects != null) {
      objects.statics().scan(area, limit, window);
    }
  }

  @Override
  public void join() {
    instance.join(stacks.found(), states, objects == null ? null : objects.kept());
  }
}
