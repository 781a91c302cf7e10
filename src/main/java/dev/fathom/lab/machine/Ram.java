package dev.fathom.lab.machine;

import dev.fathom.lab.machine.Frame.FilePage;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The frames, which of them are free, and the page cache that some of them are.
final class Ram {
  final @Nullable Frame[] frames;
  final Map<FilePage, Frame> cache = new HashMap<>();
  private final BitSet free = new BitSet();
  private final Deque<Integer> preferred = new ArrayDeque<>();
  private final int pageSize;

  Ram(Shape shape) {
    this.frames = new Frame[shape.frames()];
    this.pageSize = shape.pageSize();
    free.set(0, shape.frames());
  }

  /// The free frames to hand out next, in this order.
  void prefer(int frame) {
    if (frame < 0 || frame >= frames.length) {
      throw new MachineException("the machine has no frame " + frame);
    }
    preferred.add(frame);
  }

  /// {@return a frame wiped with zeros, or null if none is free}
  @Nullable Frame take() {
    int number = next();
    if (number < 0) {
      return null;
    }
    free.clear(number);
    @Nullable Frame frame = frames[number];
    if (frame == null) {
      frame = new Frame(number, pageSize);
      frames[number] = frame;
    } else {
      Arrays.fill(frame.contents, (byte) 0);
    }
    return frame;
  }

  private int next() {
    while (!preferred.isEmpty()) {
      int number = preferred.remove();
      if (free.get(number)) {
        return number;
      }
    }
    return free.nextSetBit(0);
  }

  /// Gives a frame back once neither a page table nor the page cache holds it.
  void release(Frame frame) {
    if (frame.references == 0 && frame.cached == null) {
      frame.dirty = false;
      free.set(frame.number);
    }
  }

  int freeFrames() {
    return free.cardinality();
  }

  boolean isFree(int frame) {
    return free.get(frame);
  }
}
