package dev.fathom.analysis.graph;

import dev.fathom.model.object.EdgeTable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/// Which objects are reached from the roots that were given so far.
public final class Reach {
  private final EdgeTable edges;
  private final int objects;
  private final BitSet reached;
  private final boolean middles;
  private int[] pending = new int[1 << 12];

  public Reach(EdgeTable edges, int objects) {
    this(edges, objects, true);
  }

  private Reach(EdgeTable edges, int objects, boolean middles) {
    this.edges = edges;
    this.objects = objects;
    this.middles = middles;
    this.reached = new BitSet(objects);
  }

  /// What is reached by addresses of the beginnings of objects alone.
  public static Reach byBeginnings(EdgeTable edges, int objects) {
    return new Reach(edges, objects, false);
  }

  public boolean reached(int object) {
    return reached.get(object);
  }

  /// {@return how often objects refer to each of some that were not reached} Only such do that were
  /// not reached either.
  Map<Integer, Integer> referencesTo(BitSet candidates) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (int object = reached.nextClearBit(0);
        object < objects;
        object = reached.nextClearBit(object + 1)) {
      int end = edges.first(object + 1);
      for (int edge = edges.first(object); edge < end; edge++) {
        int target = edges.target(edge);
        if (candidates.get(target)) {
          counts.merge(target, 1, Integer::sum);
        }
      }
    }
    return counts;
  }

  /// Marks an object alone. {@return whether it was not marked before}
  public boolean mark(int object) {
    boolean fresh = !reached.get(object);
    reached.set(object);
    return fresh;
  }

  /// {@return the objects that were not reached, and to which no other such object refers} Others
  /// could not: what a reached object refers to is reached.
  BitSet heads() {
    BitSet heads = new BitSet(objects);
    heads.flip(0, objects);
    heads.andNot(reached);
    for (int object = reached.nextClearBit(0);
        object < objects;
        object = reached.nextClearBit(object + 1)) {
      int end = edges.first(object + 1);
      for (int edge = edges.first(object); edge < end; edge++) {
        if (edges.target(edge) != object) {
          heads.clear(edges.target(edge));
        }
      }
    }
    return heads;
  }

  /// Marks all that an object leads to.
  public void from(int root) {
    if (reached.get(root)) {
      return;
    }
    int count = 1;
    pending[0] = root;
    reached.set(root);
    while (count > 0) {
      int object = pending[--count];
      int end = edges.first(object + 1);
      for (int edge = edges.first(object); edge < end; edge++) {
        int target = edges.target(edge);
        if (!reached.get(target) && (middles || !edges.leadsToMiddle(edge))) {
          reached.set(target);
          if (edges.first(target) < edges.first(target + 1)) { // else it leads to nothing
            if (count == pending.length) {
              pending = Arrays.copyOf(pending, count * 2);
            }
            pending[count++] = target;
          }
        }
      }
    }
  }
}
