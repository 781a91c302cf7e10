package dev.fathom.analysis.graph;

import dev.fathom.model.Findings;
import java.util.Arrays;
import java.util.function.IntConsumer;

/// The dominator tree of a target's objects: for each the nearest one through which every path to
/// it from outside leads.
///
/// **Memory**: 12 bytes an object, as much again while it is made.
public final class Dominators {
  /// Stands for all that is outside the objects: what no object dominates is dominated by it.
  public static final int OUTSIDE = -1;

  /// Instead of the dominator of an object that nothing reaches.
  public static final int UNREACHED = -2;

  private final int[] above;

  /// The objects that are reached, breadth first: those that one dominates stand side by side.
  private final int[] order;

  /// Where in the order the objects begin that each object dominates, if there are any; first what
  /// no object does.
  private final int[] firsts;

  private Dominators(int[] above) {
    this.above = above;
    this.order = new int[count(above)];
    this.firsts = new int[above.length + 1];
    arrange();
  }

  /// Finds the tree. **Cost**: some 100 ns an edge. **Memory**: 24 bytes an object and 8 an edge
  /// while it works.
  public static Dominators of(Findings findings, Entries entries) {
    ObjectGraph graph = ObjectGraph.of(findings, entries);
    int[] immediate = SemiNca.immediate(graph.nodes(), graph.firsts(), graph.successors());
    int[] above = new int[graph.nodes() - 1];
    for (int object = 0; object < above.length; object++) {
      int node = immediate[ObjectGraph.node(object)];
      above[object] = node < 0 ? UNREACHED : ObjectGraph.object(node);
    }
    return new Dominators(above);
  }

  /// Dominators that are known.
  ///
  /// @param above of each object, as [#of(int)] tells them; becomes a part of this
  /// @throws IllegalArgumentException if they make no tree
  public static Dominators known(int[] above) {
    return new Dominators(above);
  }

  private static int count(int[] above) {
    int reached = 0;
    for (int dominator : above) {
      reached += dominator == UNREACHED ? 0 : 1;
    }
    return reached;
  }

  private void arrange() {
    int[] begins = new int[above.length + 2];
    for (int dominator : above) {
      if (dominator != UNREACHED) {
        begins[dominator + 2]++;
      }
    }
    for (int slot = 1; slot < begins.length; slot++) {
      begins[slot] += begins[slot - 1];
    }
    int[] dominated = new int[order.length];
    int[] fill = Arrays.copyOf(begins, begins.length - 1);
    for (int object = 0; object < above.length; object++) {
      if (above[object] != UNREACHED) {
        dominated[fill[above[object] + 1]++] = object;
      }
    }
    int tail = append(OUTSIDE, begins, dominated, 0);
    for (int head = 0; head < tail; head++) {
      tail = append(order[head], begins, dominated, tail);
    }
    if (tail != order.length) {
      throw new IllegalArgumentException("some objects dominate one another");
    }
  }

  private int append(int dominator, int[] begins, int[] dominated, int tail) {
    int from = begins[dominator + 1];
    int count = begins[dominator + 2] - from;
    firsts[dominator + 1] = tail;
    System.arraycopy(dominated, from, order, tail, count);
    return tail + count;
  }

  /// {@return the immediate dominator of an object: another one, [#OUTSIDE] or [#UNREACHED]}
  public int of(int object) {
    return above[object];
  }

  /// {@return the objects that one dominates immediately, in address order} **Cost**: proportional
  /// to their number.
  ///
  /// @param object the object, or [#OUTSIDE]
  public int[] children(int object) {
    int from = firsts[object + 1];
    int end = from;
    while (end < order.length && above[order[end]] == object) {
      end++;
    }
    return Arrays.copyOfRange(order, from, end);
  }

  /// Tells each object that one dominates immediately, in address order.
  ///
  /// @param object the object, or [#OUTSIDE]
  public void forEachChild(int object, IntConsumer child) {
    for (int at = firsts[object + 1]; at < order.length && above[order[at]] == object; at++) {
      child.accept(order[at]);
    }
  }

  /// {@return the objects that are reached, each after its dominator}
  public int[] order() {
    return order;
  }
}
