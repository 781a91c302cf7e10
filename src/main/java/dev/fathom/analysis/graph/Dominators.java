package dev.fathom.analysis.graph;

import dev.fathom.model.Findings;
import dev.fathom.model.column.AddressColumn;
import java.util.Arrays;

/// The dominator tree of a target's objects: for each the nearest one through which every path to
/// it from outside leads.
///
/// **Memory**: some 10 bytes an object.
public final class Dominators {
  /// Stands for all that is outside the objects: what no object dominates is dominated by it.
  public static final int OUTSIDE = -1;

  /// Instead of the dominator of an object that nothing reaches.
  public static final int UNREACHED = -2;

  private final int[] above;

  /// The objects that are reached: first those that no object dominates, then those that each
  /// object does, in address order.
  private final int[] dominated;

  /// Where in there those of each object end, which is where those of the next one begin; first
  /// where those end that no object dominates.
  private final AddressColumn ends;

  private Dominators(int[] above) {
    this.above = above;
    int[] places = new int[above.length + 2];
    int reached = 0;
    for (int dominator : above) {
      if (dominator != UNREACHED) {
        places[dominator + 2]++;
        reached++;
      }
    }
    // Now where those of each begin, in the place of the one before it: filling moves each to its
    // end.
    for (int slot = 1; slot < places.length; slot++) {
      places[slot] += places[slot - 1];
    }
    this.dominated = new int[reached];
    for (int object = 0; object < above.length; object++) {
      if (above[object] != UNREACHED) {
        dominated[places[above[object] + 1]++] = object;
      }
    }
    this.ends = new AddressColumn();
    for (int place : places) {
      ends.add(place);
    }
  }

  /// Finds the tree. **Cost**: some 100 ns an edge. **Memory**: that of [SemiNca] while it works.
  public static Dominators of(Findings findings, Entries entries) {
    return new Dominators(
        SemiNca.dominators(
            findings.references().edges(),
            findings.objects().count(),
            entries.lasting(findings),
            entries.garbage(findings)));
  }

  /// Dominators that are known.
  ///
  /// @param above of each object, as [#of(int)] tells them; becomes a part of this
  /// @throws IllegalArgumentException if they make no tree
  public static Dominators known(int[] above) {
    Dominators dominators = new Dominators(above);
    if (dominators.walk(new int[dominators.dominated.length]) != dominators.dominated.length) {
      throw new IllegalArgumentException("some objects dominate one another");
    }
    return dominators;
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
    return Arrays.copyOfRange(dominated, firstBelow(object), endBelow(object));
  }

  /// {@return where among all objects that are dominated those begin that one dominates
  /// immediately}
  ///
  /// @param object the object, or [#OUTSIDE]
  public int firstBelow(int object) {
    return object == OUTSIDE ? 0 : (int) ends.get(object);
  }

  /// {@return where they end}
  public int endBelow(int object) {
    return (int) ends.get(object + 1);
  }

  /// {@return the object at a place between these; of one dominator in address order}
  public int below(int place) {
    return dominated[place];
  }

  /// {@return the objects that are reached, each after its dominator, breadth first} A new array.
  /// **Cost**: some 10 ns an object.
  public int[] order() {
    int[] order = new int[dominated.length];
    int _ = walk(order);
    return order;
  }

  /// {@return how many objects are reached from the outside}
  private int walk(int[] order) {
    int tail = append(OUTSIDE, order, 0);
    for (int head = 0; head < tail; head++) {
      tail = append(order[head], order, tail);
    }
    return tail;
  }

  private int append(int object, int[] order, int tail) {
    int count = endBelow(object) - firstBelow(object);
    System.arraycopy(dominated, firstBelow(object), order, tail, count);
    return tail + count;
  }
}
