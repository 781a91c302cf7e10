package dev.fathom.runtime.cpython;

import dev.fathom.malloc.Claimant;
import dev.fathom.runtime.Runtime;
import dev.fathom.runtime.RuntimeSink;
import dev.fathom.target.Area;
import dev.fathom.target.Target;
import dev.fathom.target.Window;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One walk over an interpreter's memory.
final class CPythonWalk implements Runtime.Walk {
  private final List<Claimant> claimants = new ArrayList<>();
  private final RuntimeSink sink;

  /// What reads objects; null where the layout of this version is not known.
  private final @Nullable Objects objects;

  /// The parts that work together on objects.
  private record Objects(
      ObjectRule rule, StaticObjects statics, TypeTable types, TypeNames names) {}

  private CPythonWalk(RuntimeSink sink, @Nullable Objects objects) {
    this.sink = sink;
    this.objects = objects;
  }

  static CPythonWalk of(Interpreter interpreter, Target target, Words words, RuntimeSink sink) {
    Objects objects = null;
    if (interpreter.layout().isPresent()) {
      Offsets offsets = Offsets.of(interpreter.layout().get(), interpreter.version());
      MappedRanges mapped = MappedRanges.of(target);
      TypeTable types = new TypeTable(interpreter.typeType(), offsets, mapped, words);
      ObjectRule rule = new ObjectRule(offsets, types, mapped);
      objects =
          new Objects(
              rule, new StaticObjects(rule, sink), types, new TypeNames(offsets, types, words));
    }
    CPythonWalk walk = new CPythonWalk(sink, objects);
    walk.claimants.add(
        new PymallocPools(interpreter.version(), objects == null ? null : objects.rule(), sink));
    if (!interpreter.version().before(3, 11)) {
      walk.claimants.add(new DataStackChunks(sink));
    }
    return walk;
  }

  @Override
  public List<Claimant> claimants() {
    return claimants;
  }

  @Override
  public void chunk(long payload, long payloadEnd, Window window) {
    if (objects != null) {
      ObjectRule rule = objects.rule();
      if (rule.matches(window, payload, payloadEnd - payload)) {
        sink.object(rule.address(), rule.type(), rule.shallowBytes());
      }
    }
  }

  @Override
  public void staticData(Area area, Window window) {
    if (objects != null) {
      objects.statics().scan(area, window);
    }
  }

  @Override
  public void finish() {
    if (objects != null) {
      objects.names().tell(sink);
    }
  }
}
