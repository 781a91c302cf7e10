package dev.fathom.runtime.micropython;

import dev.fathom.model.column.AddressColumn;
import dev.fathom.model.column.LongColumn;
import dev.fathom.model.object.Head;
import dev.fathom.model.object.ObjectList;
import dev.fathom.runtime.ReferenceSink;
import dev.fathom.runtime.Runtime;
import dev.fathom.runtime.RuntimeSink;
import dev.fathom.runtime.TypeSink;
import dev.fathom.runtime.micropython.heap.GcHeap;
import dev.fathom.runtime.micropython.object.HeapObjects;
import dev.fathom.runtime.micropython.object.ObjectType;
import dev.fathom.runtime.micropython.object.ProgramState;
import dev.fathom.runtime.micropython.object.RootObjects;
import dev.fathom.runtime.micropython.object.StackFrames;
import dev.fathom.runtime.micropython.object.StructureLayouts;
import dev.fathom.runtime.micropython.reference.HeapWords;
import dev.fathom.runtime.micropython.reference.MicroPythonReferences;
import dev.fathom.target.KeptMemory;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.BitSet;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// The heap of a MicroPython during one hold.
final class MicroPythonInstance implements Runtime.Instance {
  private static final Head TYPE_WORD = Head.typed(new Head.Part(0, Long.BYTES));

  private final GcHeap heap;
  private final @Nullable Contents contents;
  private final BitSet told = new BitSet();
  private final KeptMemory kept = new KeptMemory();

  /// Words in text and numbers that are addresses of objects: the collector cannot tell.
  private final AddressColumn strayPlaces = new AddressColumn();

  private final LongColumn strayTargets = new LongColumn();

  /// What is known of what the blocks hold.
  record Contents(
      ProgramState state,
      HeapObjects objects,
      List<RootObjects.Found> statics,
      List<StackFrames.Frame> frames) {}

  private MicroPythonInstance(GcHeap heap, @Nullable Contents contents) {
    this.heap = heap;
    this.contents = contents;
  }

  /// {@return the instance of a target that is held}
  ///
  /// @param state null where the version is not known: then only its blocks are told
  /// @param mostBytes of each pool that are looked at before the chunks are seen
  static MicroPythonInstance of(
      GcHeap heap, @Nullable ProgramState state, Target target, Words words, long mostBytes) {
    if (state == null) {
      return new MicroPythonInstance(heap, null);
    }
    List<RootObjects.Found> statics = RootObjects.find(state, words);
    HeapObjects objects = HeapObjects.of(heap, state, statics, target, words, mostBytes);
    List<StackFrames.Frame> frames = StackFrames.find(target, heap, state.types(), words);
    return new MicroPythonInstance(heap, new Contents(state, objects, statics, frames));
  }

  @Override
  public Runtime.Walk walk(Words words, RuntimeSink sink) {
    return new MicroPythonWalk(this, heap, contents, sink);
  }

  /// Takes over what was found in a stretch that lies above all those before.
  void join(BitSet areas, KeptMemory words, AddressColumn places, LongColumn targets) {
    told.or(areas);
    kept.append(words);
    for (int stray = 0; stray < places.count(); stray++) {
      strayPlaces.add(places.get(stray));
      strayTargets.add(targets.get(stray));
    }
  }

  @Override
  public void finish(TypeSink sink) {
    for (int area = told.nextClearBit(0);
        area < heap.areas().size();
        area = told.nextClearBit(area + 1)) {
      sink.violation("area of the collector that was not walked", heap.areas().get(area).table());
    }
    kept.seal();
    if (contents != null) {
      for (ObjectType type : contents.state().types().all()) {
        sink.type(type.id(), type.address(), type.module(), type.name());
        sink.layout(type.id(), StructureLayouts.of(type.structure()));
        if (type.address() != 0) {
          sink.head(type.id(), TYPE_WORD);
        }
      }
    }
  }

  @Override
  public void kept(long from, long until, LongConsumer words) {
    kept.tell(from, until, words);
  }

  @Override
  public void references(ObjectList objects, ReferenceSink references, TypeSink sink) {
    if (contents != null) {
      new MicroPythonReferences(
              heap,
              contents.objects(),
              contents.state(),
              contents.statics(),
              contents.frames(),
              new HeapWords(kept, strayPlaces, strayTargets),
              sink.values(),
              references)
          .tell(objects);
    }
  }
}
