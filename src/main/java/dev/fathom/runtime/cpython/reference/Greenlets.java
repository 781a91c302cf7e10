package dev.fathom.runtime.cpython.reference;

import dev.fathom.model.object.ObjectList;
import dev.fathom.runtime.cpython.kept.KeptReferences;
import dev.fathom.runtime.cpython.layout.Layout;
import dev.fathom.runtime.cpython.object.PythonTypes;
import dev.fathom.runtime.cpython.struct.Offsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Greenlets that are suspended: of the package `greenlet`, on which gevent and eventlet stand.
///
/// Their frames look like those of running functions, and belong to the greenlet. A suspended one
/// has its topmost frame object among its words (`top_frame`: up to greenlet 1 in the object
/// itself, from 2 on in the C++ object behind its last field), and from 3.11 on the data stack that
/// its frames stand on (`datastack_chunk`, `datastack_top`). Both are found by what they lead to:
/// where the fields stand differs from version to version (`TGreenlet.hpp`, `greenlet.h`).
public final class Greenlets {
  private static final String TYPE = "greenlet.greenlet";
  private static final String FRAME = "frame";

  private static final long POINTER_BYTES = 8;
  private static final long OBJECT_HEAD_BYTES = 16;

  /// So many words are looked at in a greenlet, and in its C++ object.
  private static final int MOST_WORDS = 48;

  /// What follows the topmost frame up to the data stack; what comes later may be another's memory.
  private static final int WORDS_TO_STACK = 12;

  private static final int DEEPEST_TYPE = 32;
  private static final int MOST_FRAMES = 1 << 20;

  /// `stack_stop` of the greenlet that a thread begins with: its frames are the thread's.
  private static final long MAIN_STACK_STOP = -1;

  private final KeptReferences kept;
  private final Offsets offsets;
  private final ObjectList objects;
  private final PythonTypes types;
  private final long frameBack;
  private final Map<Long, long[]> dataStacks = new HashMap<>();
  private final Map<Long, Suspended> suspended = new HashMap<>();
  private final Set<Long> frames = new HashSet<>();
  private final Set<Long> chunks = new HashSet<>();

  /// A suspended greenlet.
  ///
  /// @param frame its topmost frame object
  /// @param stack from where to where each part of its data stack is used; none up to 3.10
  record Suspended(long frame, List<Part> stack) {}

  /// A chunk of a data stack.
  record Part(long chunk, long end) {}

  public Greenlets(
      KeptReferences kept,
      Layout layout,
      Offsets offsets,
      PythonTypes types,
      ObjectList objects,
      List<long[]> dataStacks) {
    this.objects = objects;
    this.kept = kept;
    this.offsets = offsets;
    this.types = types;
    this.frameBack = PythonReferences.offset(layout, "PyFrameObject", "f_back");
    dataStacks.forEach(chunk -> this.dataStacks.put(chunk[0], chunk));
  }

  /// Looks for them. **Cost**: some nanoseconds an object, where there is a type of them.
  public void find() {
    BitSet greenlets = new BitSet();
    for (int type = 0; type < types.count(); type++) {
      greenlets.set(type, isGreenlet(type));
    }
    if (greenlets.isEmpty()) {
      return;
    }
    for (int object = 0; object < objects.count(); object++) {
      int type = objects.type(object);
      if (greenlets.get(type)) {
        look(objects.address(object), type);
      }
    }
  }

  /// {@return how a greenlet is suspended; null where it is not, or is none}
  @Nullable Suspended at(long object) {
    return suspended.get(object);
  }

  /// Whether a frame object is one of a suspended greenlet.
  boolean hasFrame(long frame) {
    return frames.contains(frame);
  }

  /// Whether a chunk of a data stack is one of a suspended greenlet.
  public boolean hasChunk(long chunk) {
    return chunks.contains(chunk);
  }

  private boolean isGreenlet(int type) {
    long at = types.address(type);
    for (int depth = 0; depth < DEEPEST_TYPE && at != 0; depth++) {
      int id = types.idOf(at);
      if (id == PythonTypes.NONE) {
        return false;
      }
      if (types.rawName(id).equals(TYPE)) {
        return true;
      }
      at = kept.u64(at + offsets.typeBase());
    }
    return false;
  }

  private void look(long object, int type) {
    long words = Math.min(MOST_WORDS, types.basicSize(type) / POINTER_BYTES);
    long first = object + OBJECT_HEAD_BYTES;
    if (suspend(object, first, words)) {
      return;
    }
    for (int word = 0; word < words; word++) {
      long behind = kept.u64(first + word * POINTER_BYTES);
      if (behind % POINTER_BYTES == 0
          && kept.holds(behind)
          && types.idOf(kept.u64(behind + POINTER_BYTES)) == PythonTypes.NONE
          && suspend(object, behind, MOST_WORDS)) {
        return;
      }
    }
  }

  /// {@return whether a frame is among the words}
  private boolean suspend(long object, long from, long words) {
    long frame = 0;
    long functions = from == object + OBJECT_HEAD_BYTES ? 0 : kept.u64(from);
    boolean main = false;
    List<Part> stack = new ArrayList<>();
    long last = words;
    for (int word = 0; word < last && kept.holds(from + word * POINTER_BYTES); word++) {
      long value = kept.u64(from + word * POINTER_BYTES);
      if (value == functions && functions != 0 && word > 0) {
        break; // the table of virtual functions again: the C++ object of another one begins
      }
      main |= frame == 0 && value == MAIN_STACK_STOP; // it stands before the frame
      if (frame == 0 && isFrame(value)) {
        frame = value;
        last = Math.min(words, word + WORDS_TO_STACK);
      } else if (frame != 0 && stack.isEmpty() && dataStacks.containsKey(value)) {
        addStack(value, kept.u64(from + (word + 1) * POINTER_BYTES), stack);
      }
    }
    if (frame == 0) {
      return false;
    }
    if (!main) {
      suspended.put(object, new Suspended(frame, stack));
      stack.forEach(part -> chunks.add(part.chunk()));
      addFrames(frame);
    }
    return true;
  }

  /// @param top where the used part of the topmost chunk ends
  private void addStack(long topmost, long top, List<Part> stack) {
    long end = top;
    for (long chunk = topmost;
        chunk != 0 && stack.size() < dataStacks.size();
        chunk = kept.u64(chunk)) {
      long[] found = dataStacks.get(chunk);
      if (found == null) {
        return;
      }
      long chunkEnd = chunk + found[1];
      stack.add(new Part(chunk, end > chunk && end <= chunkEnd ? end : chunkEnd));
      end = 0;
    }
  }

  private void addFrames(long topmost) {
    long frame = topmost;
    for (int count = 0;
        frameBack > 0 && count < MOST_FRAMES && isFrame(frame) && frames.add(frame);
        count++) {
      frame = kept.u64(frame + frameBack);
    }
  }

  private boolean isFrame(long address) {
    if (address % POINTER_BYTES != 0) {
      return false;
    }
    int low = 0;
    int high = objects.count();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (objects.address(middle) < address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < objects.count()
        && objects.address(low) == address
        && types.rawName(objects.type(low)).equals(FRAME);
  }
}
