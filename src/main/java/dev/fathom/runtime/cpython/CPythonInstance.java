package dev.fathom.runtime.cpython;

import dev.fathom.model.object.ObjectList;
import dev.fathom.runtime.ChunkWords;
import dev.fathom.runtime.ReferenceSink;
import dev.fathom.runtime.Runtime;
import dev.fathom.runtime.RuntimeSink;
import dev.fathom.runtime.TypeSink;
import dev.fathom.runtime.cpython.interpreter.Interpreter;
import dev.fathom.runtime.cpython.interpreter.Interpreters;
import dev.fathom.runtime.cpython.kept.KeptObjects;
import dev.fathom.runtime.cpython.kept.KeptReferences;
import dev.fathom.runtime.cpython.kept.StrReader;
import dev.fathom.runtime.cpython.kept.Tables;
import dev.fathom.runtime.cpython.layout.Layout;
import dev.fathom.runtime.cpython.object.MappedRanges;
import dev.fathom.runtime.cpython.object.PythonTypes;
import dev.fathom.runtime.cpython.object.TypeNames;
import dev.fathom.runtime.cpython.reference.Frames;
import dev.fathom.runtime.cpython.reference.Greenlets;
import dev.fathom.runtime.cpython.reference.InstanceLayouts;
import dev.fathom.runtime.cpython.reference.InterpreterStates;
import dev.fathom.runtime.cpython.reference.Modules;
import dev.fathom.runtime.cpython.reference.PythonReferences;
import dev.fathom.runtime.cpython.reference.ReferencePlans;
import dev.fathom.runtime.cpython.reference.SourceNames;
import dev.fathom.runtime.cpython.struct.MappedObject;
import dev.fathom.runtime.cpython.struct.Offsets;
import dev.fathom.runtime.cpython.struct.PythonVersion;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// An interpreter during one hold: its types, which all walks share, and what they kept.
final class CPythonInstance implements Runtime.Instance {
  private final PythonVersion version;
  private final Target target;

  /// What reads objects; null where the layout of this version is not known.
  private final @Nullable Shared shared;

  /// Chunks of frames: address and size of each.
  private final List<long[]> stacks = new ArrayList<>();

  /// Chunks that are states of interpreters: where each begins and ends.
  private final List<long[]> states = new ArrayList<>();

  private @Nullable KeptReferences references;

  /// What all walks need to read objects.
  ///
  /// @param kept of all stretches that were joined
  record Shared(
      Layout layout,
      Offsets offsets,
      MappedRanges mapped,
      Words words,
      PythonTypes types,
      ReferencePlans plans,
      InterpreterStates states,
      Interpreters interpreters,
      KeptObjects kept) {

    static Shared of(Interpreter interpreter, Layout layout, Target target, Words words) {
      Offsets offsets = Offsets.of(layout, interpreter.version());
      MappedRanges mapped = MappedRanges.of(target);
      PythonTypes types =
          new PythonTypes(interpreter.typeType(), interpreter.typeNames(), offsets, mapped, words);
      return new Shared(
          layout,
          offsets,
          mapped,
          words,
          types,
          new ReferencePlans(layout, offsets, types, words),
          InterpreterStates.of(interpreter.module(), words),
          Interpreters.of(interpreter.module(), words),
          new KeptObjects(new ChunkWords(target)));
    }
  }

  private CPythonInstance(PythonVersion version, Target target, @Nullable Shared shared) {
    this.version = version;
    this.target = target;
    this.shared = shared;
  }

  static CPythonInstance of(Interpreter interpreter, Target target, Words words) {
    Shared shared =
        interpreter
            .layout()
            .map(layout -> Shared.of(interpreter, layout, target, words))
            .orElse(null);
    return new CPythonInstance(interpreter.version(), target, shared);
  }

  @Override
  public Runtime.Walk walk(Words words, RuntimeSink sink) {
    return CPythonWalk.of(this, version, shared, words, sink);
  }

  @Override
  public boolean walksApart() {
    return true;
  }

  @Override
  public int[] renumberTypes() {
    if (shared == null) {
      return new int[0];
    }
    int[] numbers = shared.types().renumber();
    shared.plans().renumber(numbers);
    return numbers;
  }

  /// Takes over what a walk has found.
  ///
  /// @param frames chunks of frames: address and size of each
  /// @param interpreters chunks that are states: where each begins and ends
  /// @param kept null where objects are not read
  void join(List<long[]> frames, List<long[]> interpreters, @Nullable KeptObjects kept) {
    stacks.addAll(frames);
    states.addAll(interpreters);
    if (shared != null && kept != null) {
      shared.kept().append(kept);
    }
  }

  @Override
  public void finish(TypeSink sink) {
    if (shared != null) {
      new TypeNames(shared.offsets(), shared.types(), shared.words()).tell(sink);
      references = shared.kept().finish(target, shared.offsets(), shared.words());
      shared.types().settle();
    }
  }

  @Override
  public void kept(long from, long until, LongConsumer words) {
    if (references != null) {
      references.tell(from, until, words);
    }
  }

  @Override
  public void mapped(ObjectList list, LongConsumer borders) {
    if (shared == null || references == null) {
      return;
    }
    BitSet mapping = shared.types().called(MappedObject.TYPE);
    for (int object = 0; !mapping.isEmpty() && object < list.count(); object++) {
      if (mapping.get(list.type(object))) {
        long start = references.u64(list.address(object) + MappedObject.DATA);
        borders.accept(start);
        borders.accept(start + references.u64(list.address(object) + MappedObject.SIZE));
      }
    }
  }

  @Override
  public void references(ObjectList list, ReferenceSink into, TypeSink sink) {
    if (shared == null || references == null) {
      return;
    }
    KeptReferences kept = references;
    StrReader spellings = new StrReader(shared.offsets(), shared.words());
    Greenlets greenlets =
        new Greenlets(kept, shared.layout(), shared.offsets(), shared.types(), list, stacks);
    greenlets.find();
    Frames frames =
        new Frames(
            kept, shared.layout(), shared.offsets(), shared.types(), spellings, greenlets, into);
    new PythonReferences(
            kept,
            shared.layout(),
            shared.offsets(),
            shared.types(),
            shared.plans(),
            frames,
            greenlets,
            into)
        .tell(list);
    if (kept.exhausted()) {
      sink.violation("tables of objects overlap", 0);
    }
    InterpreterStates.tell(states, kept, into);
    for (long[] chunk : stacks) {
      if (!greenlets.hasChunk(chunk[0])) {
        frames.onStack(chunk[0], chunk[1]);
      }
    }
    Tables tables = new Tables(kept, shared.offsets(), into);
    SourceNames names =
        sink.values()
            ? null
            : new SourceNames(
                kept,
                shared.layout(),
                shared.offsets(),
                shared.types(),
                shared.plans(),
                tables,
                spellings,
                shared.kept(),
                list);
    new Modules(kept, shared.layout(), shared.types(), spellings, names)
        .tell(list, shared.interpreters(), shared.offsets(), tables, into);
    new InstanceLayouts(shared.layout(), shared.offsets(), shared.types(), shared.plans())
        .tell(sink);
  }
}
