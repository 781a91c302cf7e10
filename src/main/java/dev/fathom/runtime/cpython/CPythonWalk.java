package dev.fathom.runtime.cpython;

import dev.fathom.malloc.Claimant;
import dev.fathom.model.memory.Area;
import dev.fathom.model.object.ObjectList;
import dev.fathom.runtime.ChunkWords;
import dev.fathom.runtime.Padding;
import dev.fathom.runtime.ReferenceSink;
import dev.fathom.runtime.Runtime;
import dev.fathom.runtime.RuntimeSink;
import dev.fathom.runtime.cpython.layout.Layout;
import dev.fathom.target.Target;
import dev.fathom.target.Window;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// One walk over an interpreter's memory.
final class CPythonWalk implements Runtime.Walk {
  private final List<Claimant> claimants = new ArrayList<>();
  private final RuntimeSink sink;
  private final Target target;
  private final DataStackChunks stacks;
  private final Padding padding = new DebugPadding();

  /// What reads objects; null where the layout of this version is not known.
  private final @Nullable Objects objects;

  private @Nullable KeptReferences kept;

  /// The parts that work together on objects.
  private record Objects(
      Layout layout,
      Offsets offsets,
      TypeTable types,
      TypeNames names,
      ReferencePlans plans,
      ObjectKeeper keeper,
      ObjectFinder finder,
      StaticObjects statics,
      NumberBlocks numbers,
      StrReader spellings,
      InterpreterStates states) {

    static Objects of(
        Interpreter interpreter, Layout layout, Target target, Words words, RuntimeSink sink) {
      Offsets offsets = Offsets.of(layout, interpreter.version());
      MappedRanges mapped = MappedRanges.of(target);
      TypeTable types =
          new TypeTable(interpreter.typeType(), interpreter.typeNames(), offsets, mapped, words);
      ReferencePlans plans = new ReferencePlans(layout, offsets, types, words);
      ObjectKeeper keeper =
          new ObjectKeeper(
              layout, offsets, types, plans, words, new ChunkWords(target), sink.values());
      ObjectFinder finder =
          new ObjectFinder(new ObjectRule(offsets, types, mapped), types, keeper, sink);
      return new Objects(
          layout,
          offsets,
          types,
          new TypeNames(offsets, types, words),
          plans,
          keeper,
          finder,
          new StaticObjects(finder, new MethodCache(layout, offsets, mapped, words), sink),
          new NumberBlocks(types, mapped, sink),
          new StrReader(offsets, words),
          InterpreterStates.of(interpreter.module(), words));
    }
  }

  private CPythonWalk(
      PythonVersion version, Target target, RuntimeSink sink, @Nullable Objects objects) {
    this.target = target;
    this.sink = sink;
    this.objects = objects;
    ObjectFinder finder = objects == null ? null : objects.finder();
    stacks = new DataStackChunks(finder, sink);
    claimants.add(new PymallocPools(version, finder, sink));
    if (!version.before(3, 11)) {
      claimants.add(stacks);
    }
  }

  static CPythonWalk of(Interpreter interpreter, Target target, Words words, RuntimeSink sink) {
    Objects objects =
        interpreter
            .layout()
            .map(layout -> Objects.of(interpreter, layout, target, words, sink))
            .orElse(null);
    return new CPythonWalk(interpreter.version(), target, sink, objects);
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
  public void chunk(long payload, long payloadEnd, Window window) {
    if (objects != null) {
      objects.states().chunk(payload, payloadEnd, window, objects.keeper());
    }
    if (objects != null
        && (!objects.offsets().two()
            || !objects.numbers().tell(window, payload, payloadEnd - payload))) {
      objects.finder().live(window, payload, payloadEnd - payload);
    }
  }

  @Override
  public void staticData(Area area, long limit, Window window) {
    if (objects != null) {
      objects.statics().scan(area, limit, window);
    }
  }

  @Override
  public void finish() {
    if (objects != null) {
      objects.names().tell(sink);
      kept = objects.keeper().finish(target);
    }
  }

  @Override
  public void kept(long from, long until, LongConsumer words) {
    if (kept != null) {
      kept.tell(from, until, words);
    }
  }

  @Override
  public void mapped(ObjectList list, LongConsumer borders) {
    if (objects == null || kept == null) {
      return;
    }
    for (int object = 0; object < list.count(); object++) {
      if (objects.types().rawName(list.type(object)).equals(MappedObject.TYPE)) {
        long start = kept.u64(list.address(object) + MappedObject.DATA);
        borders.accept(start);
        borders.accept(start + kept.u64(list.address(object) + MappedObject.SIZE));
      }
    }
  }

  @Override
  public void references(ObjectList list, ReferenceSink references) {
    if (objects == null || kept == null) {
      return;
    }
    Greenlets greenlets =
        new Greenlets(
            kept, objects.layout(), objects.offsets(), objects.types(), list, stacks.found());
    greenlets.find();
    Frames frames =
        new Frames(
            kept,
            objects.layout(),
            objects.offsets(),
            objects.types(),
            objects.spellings(),
            greenlets,
            references);
    new References(
            kept,
            objects.layout(),
            objects.offsets(),
            objects.types(),
            objects.plans(),
            frames,
            greenlets,
            references)
        .tell(list);
    if (kept.exhausted()) {
      sink.violation("tables of objects overlap", 0);
    }
    objects.states().tell(kept, references);
    for (long[] chunk : stacks.found()) {
      if (!greenlets.hasChunk(chunk[0])) {
        frames.onStack(chunk[0], chunk[1]);
      }
    }
    SourceNames names =
        sink.values()
            ? null
            : new SourceNames(
                kept,
                objects.layout(),
                objects.offsets(),
                objects.types(),
                objects.plans(),
                new Tables(kept, objects.offsets(), references),
                objects.spellings(),
                objects.keeper(),
                list);
    new Modules(kept, objects.layout(), objects.types(), objects.spellings(), names)
        .tell(list, references);
    new InstanceLayouts(objects.layout(), objects.offsets(), objects.types(), objects.plans())
        .tell(sink);
  }
}
