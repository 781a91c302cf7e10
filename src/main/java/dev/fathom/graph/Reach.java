package dev.fathom.graph;

import dev.fathom.findings.EdgeTable;
import java.util.Arrays;
import java.util.BitSet;

/// Which objects are reached from the roots that were given so far.
final class Reach {
  private final EdgeTable edges;
  private final BitSet reached;
  private final BitSet referred = new BitSet();
  private int[] pending = new int[1 << 12];

  Reach(EdgeTable edges, int objects) {
    this.edges = edges;
    this.reached = new BitSet(objects);
    for (int object = 0; object < objects; object++) {
      for (int edge = edges.first(object); edge < edges.first(object + 1); edge++) {
        if (edges.target(edge) != object) {
          referred.set(edges.target(edge));
        }
      }
    }
  }

  boolean reached(int object) {
    return reached.get(object);
  }

  /// Marks an object alone. {@return whether it was not marked before}
  boolean mark(int object) {
    boolean fresh = !reached.get(object);
    reached.set(object);
    return fresh;
  }

  /// Whether no other object refers to it.
  boolean isHead(int object) {
    return !referred.get(object);
  }

  /// Marks all that an object leads to.
  void from(int root) {
    if (reached.get(root)) {
      return;
    }
    int count = 1;
    pending[0] = root;
    reached.set(root);
    while (count > 0) {
      int object = pending[--count];
      for (int edge = edges.first(object); edge < edges.first(object + 1); edge++) {
        int target = edges.target(edge);
        if (!reached.get(target)) {
          reached.set(target);
          if (count == pending.length) {
            pending = Arrays.copyOf(pending, count * 2);
          }
          pending[count++] = target;
        }
      }
    }
  }
}
