package dev.fathom.runtime.pypy;

import dev.fathom.model.memory.Mapping;
import dev.fathom.model.object.Head;
import dev.fathom.model.object.ObjectList;
import dev.fathom.runtime.ReferenceSink;
import dev.fathom.runtime.Runtime;
import dev.fathom.runtime.RuntimeSink;
import dev.fathom.runtime.TypeSink;
import dev.fathom.runtime.pypy.gc.MinimarkHeap;
import dev.fathom.runtime.pypy.object.HeldRoots;
import dev.fathom.runtime.pypy.object.NamedTypes;
import dev.fathom.runtime.pypy.object.PyPyClasses;
import dev.fathom.runtime.pypy.reference.PyPyReferences;
import dev.fathom.runtime.pypy.reference.StructLayouts;
import dev.fathom.runtime.pypy.type.Shapes;
import dev.fathom.runtime.pypy.type.TypeInfos;
import dev.fathom.target.KeptMemory;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// The heap of a PyPy during one hold.
final class PyPyInstance implements Runtime.Instance {
  /// The lower half of an object's first word is its type, the upper half flags of the collector:
  /// 13 bits. A free block has the address of the next there, an object that was moved -42.
  private static final Head HEAD =
      Head.marked(new Head.Part(0, Integer.BYTES), new Head.Part(Integer.BYTES, Integer.BYTES))
          .withLinks(0xffff_e000_0000_0000L);

  private final MinimarkHeap heap;
  private final @Nullable Typed typed;

  /// Memory of no file in which code can be written and run: the compiler's.
  private final List<Mapping> machineCode;

  private final KeptMemory kept = new KeptMemory();
  private long prebuiltStart;
  private long prebuiltEnd;

  /// What is known of what the blocks hold.
  ///
  /// @param infos the collector's types
  /// @param named how they are called
  /// @param shapes what they mean
  /// @param classes those of the program
  /// @param roots from where the collector sets out
  record Typed(
      TypeInfos infos, NamedTypes named, Shapes shapes, PyPyClasses classes, HeldRoots roots) {}

  private PyPyInstance(MinimarkHeap heap, @Nullable Typed typed, List<Mapping> machineCode) {
    this.heap = heap;
    this.typed = typed;
    this.machineCode = machineCode;
  }

  /// {@return the instance of a target that is held}
  ///
  /// @param shapes null where the version is not known: then only its blocks are told
  static PyPyInstance of(MinimarkHeap heap, @Nullable Shapes shapes, Target target, Words words) {
    List<Mapping> machineCode =
        target.mappings().stream()
            .filter(mapping ->
                mapping.executable()
                    && mapping.writable()
                    && !mapping.ofFile()
                    && !mapping.special())
            .toList();
    Typed typed = shapes == null ? null : typed(shapes, words);
    return new PyPyInstance(heap, typed, machineCode);
  }

  private static Typed typed(Shapes shapes, Words words) {
    TypeInfos infos = shapes.infos();
    NamedTypes named = new NamedTypes(shapes);
    PyPyClasses classes = new PyPyClasses(shapes, named, words);
    return new Typed(infos, named, shapes, classes, HeldRoots.read(infos.places(words), words));
  }

  @Override
  public Runtime.Walk walk(Words words, RuntimeSink sink) {
    return new PyPyWalk(this, heap, typed, machineCode, sink);
  }

  /// Takes over what was found in a stretch that lies above all those before.
  ///
  /// @param libraryStart where the variables begin in which prebuilt objects stand; 0 where they
  ///   are not in the stretch
  void join(KeptMemory words, long libraryStart, long libraryEnd) {
    kept.append(words);
    if (libraryStart != 0) {
      prebuiltStart = libraryStart;
      prebuiltEnd = libraryEnd;
    }
  }

  @Override
  public void finish(TypeSink sink) {
    kept.seal();
    if (typed == null) {
      return;
    }
    List<NamedTypes.Named> all = typed.named().all();
    for (int id = 0; id < all.size(); id++) {
      NamedTypes.Named type = all.get(id);
      sink.type(id, type.address(), type.name().module(), type.name().name());
      sink.head(id, HEAD);
      sink.layout(id, StructLayouts.of(typed.shapes(), typed.named().structs(id)));
    }
  }

  @Override
  public void kept(long from, long until, LongConsumer words) {
    kept.tell(from, until, words);
  }

  @Override
  public void references(ObjectList objects, ReferenceSink references, TypeSink sink) {
    if (typed != null) {
      new PyPyReferences(kept, typed.shapes(), typed.roots(), sink.values(), references)
          .tell(objects, prebuiltStart, prebuiltEnd, machineCode);
    }
  }
}
