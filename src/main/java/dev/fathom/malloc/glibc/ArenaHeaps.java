package dev.fathom.malloc.glibc;

import dev.fathom.malloc.Violations;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The heaps of all arenas in address order. They do not overlap.
final class ArenaHeaps {
  private final List<Heap> heaps;

  private ArenaHeaps(List<Heap> heaps) {
    this.heaps = heaps;
  }

  static ArenaHeaps of(List<Heap> found, Violations sink) {
    List<Heap> sorted = new ArrayList<>(found);
    sorted.sort(Comparator.comparingLong(Heap::start));
    List<Heap> disjoint = new ArrayList<>();
    long end = 0;
    for (Heap heap : sorted) {
      if (heap.start() < end) {
        sink.violation("overlapping heaps", heap.start());
      } else {
        disjoint.add(heap);
        end = heap.end();
      }
    }
    return new ArenaHeaps(disjoint);
  }

  List<Heap> inOrder() {
    return heaps;
  }

  /// {@return the heap among whose chunks an address lies, or null} **Cost**: logarithmic.
  @Nullable Heap at(long address) {
    int low = 0;
    int high = heaps.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (heaps.get(middle).start() <= address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    Heap heap = low == 0 ? null : heaps.get(low - 1);
    return heap != null && address >= heap.firstChunk() && address < heap.end() ? heap : null;
  }

  /// {@return bytes of the heaps of an arena}
  long bytes(int arena) {
    return heaps.stream()
        .filter(heap -> heap.arena() == arena)
        .mapToLong(heap -> heap.end() - heap.start())
        .sum();
  }
}
