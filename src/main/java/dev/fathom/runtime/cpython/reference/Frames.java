package dev.fathom.runtime.cpython.reference;

import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.RootKind;
import dev.fathom.runtime.ReferenceSink;
import dev.fathom.runtime.cpython.kept.KeptReferences;
import dev.fathom.runtime.cpython.kept.StrReader;
import dev.fathom.runtime.cpython.layout.Layout;
import dev.fathom.runtime.cpython.layout.StructLayout;
import dev.fathom.runtime.cpython.object.PythonTypes;
import dev.fathom.runtime.cpython.struct.Offsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Frames and their local variables.
///
/// Up to 3.10 a frame is an object. From 3.11 it is a structure (`_PyInterpreterFrame`) that stands
/// on a thread's data stack, one behind the other, or inside a generator.
public final class Frames {
  private static final long POINTER_BYTES = 8;

  /// A `_PyStackRef` of 3.14 says in its low bits how it is counted.
  private static final long TAG_MASK = ~3L;

  private static final String MODULE_CODE = "<module>";
  private static final String GREENLET_FRAME = "gr_frame.";
  private static final int MOST_LOCALS = 1 << 16;
  private static final int LONGEST_NAME = 200;

  /// FRAME_EXECUTING (Include/cpython/frameobject.h, 3.10)
  private static final int STATE_EXECUTING = 0;

  /// FRAME_COMPLETED and FRAME_CLEARED (Include/internal/pycore_frame.h, 3.11 and later) are above
  /// this: what a generator's frame had is gone, though its words still stand there.
  private static final int LAST_LIVE_STATE = 0;

  /// Names of variables come from the program; so many are told apart.
  private static final int MOST_NAMES = 1 << 16;

  // _PyStackChunk: previous, size, top, data
  private static final long CHUNK_DATA = 24;

  private final KeptReferences kept;
  private final Greenlets greenlets;
  private final PythonTypes types;
  private final ReferenceSink sink;
  private final @Nullable FrameOffsets frame;
  private final CodeOffsets code;
  private final long oldLocals;
  private final long oldCode;
  private final long oldState;
  private final int executing;

  /// Where the value stack begins, and how far it is used: an address up to 3.9, then a number.
  private final long oldStack;

  private final long oldTop;
  private final boolean oldTopCounts;

  /// Of a frame object from 3.11: where its frame is, which may be its own.
  private final long frameOfObject;

  private final Map<String, Integer> fields = new HashMap<>();
  private final int valueField;
  private final StrReader spellings;
  private final long tupleItems;
  private final long varSize;

  /// Offsets in `_PyInterpreterFrame`.
  ///
  /// @param object the frame object that was made for it, if any
  /// @param top where the used part of the values ends: a number of words up to 3.13, then an
  ///   address
  /// @param topCounts whether it is a number
  private record FrameOffsets(
      long code,
      long function,
      long locals,
      long object,
      long top,
      boolean topCounts,
      long values) {}

  /// Offsets in `PyCodeObject`.
  ///
  /// @param names the tuple of the names of the local variables
  /// @param count where the number of local variables is
  /// @param stackWords where the size of the value stack is
  /// @param name where its own name is
  /// @param frameWords where the size of a frame is, from 3.12; -1 before
  private record CodeOffsets(long names, long count, long stackWords, long frameWords, long name) {}

  public Frames(
      KeptReferences kept,
      Layout layout,
      Offsets offsets,
      PythonTypes types,
      StrReader spellings,
      Greenlets greenlets,
      ReferenceSink sink) {
    this.greenlets = greenlets;
    this.kept = kept;
    this.types = types;
    this.sink = sink;
    this.spellings = spellings;
    StructLayout structure = layout.struct("PyCodeObject");
    boolean plus = structure.has("co_localsplusnames");
    code =
        new CodeOffsets(
            structure.offset(plus ? "co_localsplusnames" : "co_varnames"),
            structure.offset(plus ? "co_nlocalsplus" : "co_nlocals"),
            structure.offset("co_stacksize"),
            structure.has("co_framesize") ? structure.offset("co_framesize") : -1,
            structure.offset("co_name"));
    StructLayout old = layout.struct("PyFrameObject");
    oldLocals = old.has("f_localsplus") ? old.offset("f_localsplus") : -1;
    oldCode = old.has("f_code") ? old.offset("f_code") : -1;
    boolean stated = old.has("f_state"); // 3.10
    oldState =
        stated ? old.offset("f_state") : old.has("f_executing") ? old.offset("f_executing") : -1;
    executing = stated ? STATE_EXECUTING : 1;
    oldStack = old.has("f_valuestack") ? old.offset("f_valuestack") : -1;
    oldTopCounts = old.has("f_stackdepth");
    oldTop =
        oldTopCounts
            ? old.offset("f_stackdepth")
            : old.has("f_stacktop") ? old.offset("f_stacktop") : -1;
    frameOfObject = old.has("f_frame") ? old.offset("f_frame") : -1;
    frame = layout.find("_PyInterpreterFrame").map(Frames::offsets).orElse(null);
    tupleItems = layout.struct("PyTupleObject").offset("ob_item");
    varSize = offsets.varSize();
    valueField = sink.field("<value stack>");
  }

  private static FrameOffsets offsets(StructLayout structure) {
    return new FrameOffsets(
        structure.offset(structure.has("f_code") ? "f_code" : "f_executable"),
        structure.offset(structure.has("f_func") ? "f_func" : "f_funcobj"),
        structure.offset("f_locals"),
        structure.offset("frame_obj"),
        structure.offset(structure.has("stacktop") ? "stacktop" : "stackpointer"),
        structure.has("stacktop"),
        structure.offset("localsplus"));
  }

  /// The locals of a frame that is an object. Its other fields are told with those of its
  /// structure. From 3.11 they are the object's only if the frame is in it: those of a function
  /// that runs are on the stack of its thread, those of a generator in that.
  ///
  /// @param inside where in the object a frame has its place, from 3.11 on
  void object(long address, long inside) {
    if (frame != null
        && frameOfObject >= 0
        && inside > 0
        && kept.u64(address + frameOfObject) == address + inside) {
      tell(frame, address + inside, "");
    }
    if (oldLocals >= 0) {
      long running = kept.u64(address + oldCode);
      if (oldState >= 0
          && kept.u8(address + oldState) == executing
          && !greenlets.hasFrame(address)) {
        root(address, spelling(kept.u64(running + code.name())) + "()");
      }
      values(address + oldLocals, oldWords(address), running, "");
    }
  }

  /// {@return the words of a frame object up to 3.10 that are in use} What lies above the top of
  /// its value stack is left over. The top is not known while it runs.
  private long oldWords(long address) {
    long words = kept.u64(address + varSize);
    if (oldTop < 0 || oldStack < 0) {
      return words;
    }
    long below = (kept.u64(address + oldStack) - address - oldLocals) / POINTER_BYTES;
    long used =
        oldTopCounts
            ? kept.u32(address + oldTop)
            : kept.u64(address + oldTop) == 0
                ? -1
                : (kept.u64(address + oldTop) - kept.u64(address + oldStack)) / POINTER_BYTES;
    return below < 0 || used < 0 ? words : Math.min(words, below + used);
  }

  /// The frame inside a generator.
  ///
  /// @param kind the type of the generator
  /// @param state where it says how far it got
  void inGenerator(String kind, long state, long at) {
    if (frame != null && (byte) kept.u8(state) <= LAST_LIVE_STATE) {
      String name =
          switch (kind) {
            case "coroutine" -> "cr_frame.";
            case "async_generator" -> "ag_frame.";
            default -> "gi_frame.";
          };
      tell(frame, at, name);
    }
  }

  private void tell(FrameOffsets offsets, long at, String owner) {
    long running = kept.u64(at + offsets.code()) & TAG_MASK;
    if (!isCode(running)) {
      return; // it was cleared
    }
    sink.edge(running, EdgeKind.FIELD, field(owner + "f_code"));
    sink.edge(
        kept.u64(at + offsets.function()) & TAG_MASK, EdgeKind.FIELD, field(owner + "f_func"));
    sink.edge(kept.u64(at + offsets.locals()), EdgeKind.FIELD, field(owner + "f_locals"));
    if (!owner.isEmpty()) {
      sink.edge(kept.u64(at + offsets.object()), EdgeKind.FIELD, field("frame"));
    }
    values(at + offsets.values(), usedWords(offsets, at, running), running, owner);
  }

  /// {@return the words of a frame's values that are in use; all of them while it runs}
  private long usedWords(FrameOffsets offsets, long at, long running) {
    long all = words(running);
    long used =
        offsets.topCounts()
            ? kept.u32(at + offsets.top())
            : kept.u64(at + offsets.top()) == 0
                ? -1
                : (kept.u64(at + offsets.top()) - at - offsets.values()) / POINTER_BYTES;
    return used < 0 ? all : Math.min(all, used);
  }

  private int field(String name) {
    if (fields.size() >= MOST_NAMES) {
      return valueField;
    }
    return fields.computeIfAbsent(name, sink::field);
  }

  /// @param owner how the frame is had from what is told, with a dot
  private void values(long first, long words, long running, String owner) {
    long names = kept.u64(running + code.names());
    long named = Math.min(kept.u32(running + code.count()), kept.u64(names + varSize));
    for (long value = 0; value < words && value < MOST_LOCALS; value++) {
      long at = first + value * POINTER_BYTES;
      if (!kept.mayLook(at)) {
        return;
      }
      long object = kept.u64(at) & TAG_MASK;
      if (object != 0) {
        String name =
            value < named ? spelling(kept.u64(names + tupleItems + value * POINTER_BYTES)) : null;
        sink.edge(
            object,
            EdgeKind.FIELD,
            name == null ? valueField : field(owner + "f_locals['" + name + "']"));
      }
    }
  }

  /// {@return the local variables and the value stack of a frame of this code, in words}
  private long words(long running) {
    return (long) kept.u32(running + code.count()) + kept.u32(running + code.stackWords());
  }

  /// Tells what the frames on the data stack of a greenlet refer to, which is suspended: it holds
  /// them.
  void ofGreenlet(long chunk, long end) {
    if (frame == null) {
      return;
    }
    long at = firstFrame(chunk);
    while (at < end) {
      long running = kept.u64(at + frame.code()) & TAG_MASK;
      if (!isCode(running) || words(running) < 0 || words(running) > MOST_LOCALS) {
        return; // above the top of the stack
      }
      tell(frame, at, GREENLET_FRAME);
      at += frameBytes(running);
    }
  }

  /// The first chunk of a thread begins with an unused word (Python/pystate.c, push_chunk).
  private long firstFrame(long chunk) {
    return chunk + CHUNK_DATA + (kept.u64(chunk) == 0 ? POINTER_BYTES : 0);
  }

  private long frameBytes(long running) {
    return code.frameWords() >= 0 || frame == null
        ? Math.max(1, kept.u32(running + code.frameWords())) * POINTER_BYTES
        : frame.values() + words(running) * POINTER_BYTES;
  }

  /// Tells the objects that the frames on a data stack refer to, as roots named by function and
  /// variable.
  public void onStack(long chunk, long bytes) {
    if (frame == null) {
      return;
    }
    long at = firstFrame(chunk);
    while (at < chunk + bytes) {
      long running = kept.u64(at + frame.code()) & TAG_MASK;
      if (!isCode(running)) {
        return; // above the top of the stack
      }
      String function = spelling(kept.u64(running + code.name()));
      root(running, function + "()");
      root(kept.u64(at + frame.function()) & TAG_MASK, function + "()");
      root(kept.u64(at + frame.object()), function + "()");
      if (!function.equals(
          MODULE_CODE)) { // whose locals are the module's own, which is a root itself
        root(kept.u64(at + frame.locals()), function + "().f_locals");
      }
      long words = words(running);
      if (words < 0 || words > MOST_LOCALS) {
        return;
      }
      long names = kept.u64(running + code.names());
      for (long value = 0; value < words; value++) {
        long object = kept.u64(at + frame.values() + value * POINTER_BYTES) & TAG_MASK;
        boolean named = value < kept.u32(running + code.count());
        root(
            object,
            function
                + "()$"
                + (named
                    ? spelling(kept.u64(names + tupleItems + value * POINTER_BYTES))
                    : "stack"));
      }
      at += frameBytes(running);
    }
  }

  private void root(long object, String path) {
    if (object != 0) {
      sink.root(object, RootKind.FUNCTION, path);
    }
  }

  private boolean isCode(long address) {
    if (!kept.holds(address + POINTER_BYTES)) {
      return false;
    }
    int type = types.idOf(kept.u64(address + POINTER_BYTES));
    return type != PythonTypes.NONE && types.rawName(type).equals("code");
  }

  private String spelling(long address) {
    String text = spellings.kept(kept, address, LONGEST_NAME);
    return text == null ? "?" : text;
  }
}
