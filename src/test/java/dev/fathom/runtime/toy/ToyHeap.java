package dev.fathom.runtime.toy;

import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.Head;
import dev.fathom.model.object.ObjectList;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.model.object.RootKind;
import dev.fathom.runtime.ReferenceSink;
import dev.fathom.runtime.Runtime;
import dev.fathom.runtime.RuntimeSink;
import dev.fathom.runtime.TypeSink;
import dev.fathom.target.KeptMemory;
import dev.fathom.target.Window;
import dev.fathom.target.Words;
import java.util.function.LongConsumer;

/// One heap of `toy.c` during one hold.
final class ToyHeap implements Runtime.Instance {
  // struct heap
  static final long NAME = 8;
  private static final long ARENA = 16;
  private static final long TOP = 24;
  private static final long END = 32;
  private static final long ROOT = 40;

  // struct head
  private static final long KIND = 4;
  private static final long LENGTH = 8;
  private static final long HEAD_BYTES = 16;
  private static final int KIND_MASK = 0xffff;
  private static final int LABEL = 1;
  private static final int CART = 2;
  private static final String[] NAMES = {"Unknown", "Label", "Cart", "Shelf"};

  private final String name;
  private final long arena;
  private final long top;
  private final long end;
  private final long root;
  private final KeptMemory kept = new KeptMemory();

  ToyHeap(long heap, String name, Words words) {
    this.name = name;
    arena = words.u64(heap + ARENA);
    top = words.u64(heap + TOP);
    end = words.u64(heap + END);
    root = words.u64(heap + ROOT);
  }

  @Override
  public Runtime.Walk walk(Words words, RuntimeSink sink) {
    return new Walk(sink);
  }

  /// A walk over a stretch, in which the arena may lie.
  private final class Walk implements Runtime.Walk {
    private final RuntimeSink sink;
    private final KeptMemory seen = new KeptMemory();

    Walk(RuntimeSink sink) {
      this.sink = sink;
    }

    @Override
    public boolean chunk(long payload, long payloadEnd, Window window) {
      if (arena < payload || end > payloadEnd) {
        return false;
      }
      sink.block(payload, arena, BlockState.HEADER);
      long at = arena;
      while (at < top) {
        window.require(at, HEAD_BYTES);
        long bytes = HEAD_BYTES + window.u64(at + LENGTH) * Long.BYTES;
        if (bytes < HEAD_BYTES || bytes > top - at) {
          sink.violation("length of an object", at);
          break;
        }
        int kind = window.u32(at + KIND) & KIND_MASK;
        int type = kind < NAMES.length ? kind : 0;
        sink.object(at, type, bytes, 0, ObjectRole.ORDINARY, window.u32(at));
        sink.block(at, at + bytes, BlockState.LIVE);
        seen.keep(window, at, kind == LABEL ? HEAD_BYTES : bytes);
        at += bytes;
      }
      sink.block(at, payloadEnd, BlockState.VIRGIN);
      return true;
    }

    @Override
    public void staticData(Area area, long limit, Window window) {
      // All its objects are in its arena.
    }

    @Override
    public void join() {
      kept.append(seen);
    }
  }

  @Override
  public void finish(TypeSink sink) {
    for (int kind = 0; kind < NAMES.length; kind++) {
      sink.type(kind, 0, "toy", NAMES[kind]);
      sink.head(
          kind,
          Head.counted(new Head.Part(0, Integer.BYTES), new Head.Part((int) KIND, Short.BYTES)));
    }
    kept.seal();
  }

  @Override
  public void kept(long from, long until, LongConsumer words) {
    // What is live in its arena are objects.
  }

  @Override
  public void references(ObjectList objects, ReferenceSink references, TypeSink sink) {
    int label = references.field("label");
    for (int object = 0; object < objects.count(); object++) {
      references.from(object);
      long fields = objects.address(object) + HEAD_BYTES;
      int kind = (int) (kept.u64(objects.address(object)) >>> 32) & KIND_MASK;
      if (kind == CART) {
        references.edgeInto(kept.u64(fields), EdgeKind.FIELD, label, false);
      } else if (kind > CART) {
        long length = kept.u64(objects.address(object) + LENGTH);
        for (long item = 0; item < length && kept.holds(fields + item * Long.BYTES); item++) {
          references.edgeInto(kept.u64(fields + item * Long.BYTES), EdgeKind.INDEX, item, false);
        }
      }
    }
    references.root(root - HEAD_BYTES, RootKind.MODULE, name + ":shelf");
  }
}
