package dev.fathom.runtime.micropython.object;

import dev.fathom.model.memory.Mapping;
import dev.fathom.runtime.micropython.heap.GcHeap;
import dev.fathom.target.AddressSpace;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The functions that are running: each has a structure (`mp_code_state_t`, `py/bc.h`) on the
/// stack, or in a block if it needs more room (`fun_bc_call`, `py/objfun.c`).
public final class StackFrames {
  private static final long MOST_BYTES = 8 << 20;
  private static final int MOST_FRAMES = 1 << 14;

  /// More variables are told of no function.
  private static final int MOST_STATES = 1 << 10;

  private final GcHeap heap;
  private final ObjectTypes types;
  private final Words words;
  private final List<Frame> frames = new ArrayList<>();

  /// A running function.
  ///
  /// @param function the function object
  /// @param block of a frame in a block where that begins; else 0
  /// @param states the words of its variables and of what it works with, the first variable last;
  ///   none of a frame in a block
  public record Frame(long function, long block, List<Long> states) {
    public Frame {
      states = List.copyOf(states);
    }
  }

  private StackFrames(GcHeap heap, ObjectTypes types, Words words) {
    this.heap = heap;
    this.types = types;
    this.words = words;
  }

  /// {@return the frames that the stacks of all threads have or lead to} **Cost**: a pass over the
  /// stacks.
  public static List<Frame> find(Target target, GcHeap heap, ObjectTypes types, Words words) {
    StackFrames found = new StackFrames(heap, types, words);
    for (Target.ThreadState thread : target.threads()) {
      long from = thread.stackPointer() & -Long.BYTES;
      Mapping stack = AddressSpace.atOrAbove(target.mappings(), from);
      if (from > 0 && stack != null && stack.contains(from)) {
        found.look(from, Math.min(stack.end(), from + MOST_BYTES));
      }
    }
    return List.copyOf(found.frames);
  }

  private void look(long from, long until) {
    for (long at = from; at < until && frames.size() < MOST_FRAMES; at += Long.BYTES) {
      long word = words.u64(at);
      if (heap.head(word) < 0) {
        continue;
      }
      Frame frame = frame(at, 0);
      if (frame == null) {
        frame = frame(word, word);
      }
      if (frame != null) {
        frames.add(frame);
      }
    }
  }

  /// {@return the frame at an address, or null where there is none}
  ///
  /// @param block the same if it is that of a block, else 0
  private @Nullable Frame frame(long at, long block) {
    long function = words.u64(at + Structure.FRAME_FUNCTION);
    if (heap.head(function) < 0) {
      return null;
    }
    ObjectType type = types.at(words.u64(function));
    int code = heap.head(words.u64(function + Structure.FUNCTION_CODE));
    long position = words.u64(at + Structure.FRAME_POSITION);
    long top = words.u64(at + Structure.FRAME_TOP);
    int count = (int) words.u64(at + Structure.FRAME_STATES) & Structure.FRAME_STATES_MASK;
    long start = at + Structure.FRAME_STATE;
    boolean sound =
        type != null
            && type.structure() == Structure.FUNCTION
            && code >= 0
            && position > heap.address(code)
            && position < heap.address(code) + heap.bytes(code)
            && count <= MOST_STATES
            // Where nothing is on it, it is right below (mp_setup_code_state, py/bc.c).
            && top >= start - Long.BYTES
            && top < start + (long) count * Long.BYTES;
    if (!sound) {
      return null;
    }
    List<Long> states = new ArrayList<>();
    for (int state = 0; state < count && block == 0; state++) {
      states.add(words.u64(start + (long) state * Long.BYTES));
    }
    return new Frame(function, block, states);
  }
}
