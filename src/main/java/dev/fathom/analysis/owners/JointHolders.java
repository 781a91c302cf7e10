package dev.fathom.analysis.owners;

import dev.fathom.analysis.graph.Dominators;
import dev.fathom.analysis.graph.IntList;
import dev.fathom.model.column.IntQueue;
import dev.fathom.model.object.EdgeTable;
import java.util.Arrays;
import java.util.BitSet;

/// Who holds objects together: of each object below a dominator to which that has no reference
/// itself, those of its siblings through which one gets there.
///
/// A reference to such an object comes from within what a sibling keeps. Where that sibling is
/// itself held only jointly, its own holders take its place: so a list and the first of a chain
/// hold all objects of the chain. At most [#MOST] holders of an object are told, those that stand
/// first in memory, and whether there are more.
///
/// **Cost**: some 10 ns a reference among the objects that the dominator keeps, and at most [#MOST]
/// times as much for those that joint objects have to one another. **Memory**: 4 bytes a sibling,
/// 20 a joint object, and 8 a reference to one from another sibling's part; next to nothing where
/// none is joint.
final class JointHolders {
  static final int MOST = 4;
  private static final int NONE = -1;

  private final Dominators dominators;
  private final EdgeTable edges;
  private final int[] siblings;
  private final BitSet joint;

  /// For each sibling its place among those that are joint, or [#NONE].
  private final int[] places;

  /// For each of those its holders, ascending; the rest is [#NONE].
  private final int[] holders;

  private final BitSet more = new BitSet();

  // References from another sibling's part: from the place of a sibling to that of a joint one.
  private final IntList from = new IntList();
  private final IntList to = new IntList();

  private JointHolders(Dominators dominators, EdgeTable edges, int[] siblings, BitSet joint) {
    this.dominators = dominators;
    this.edges = edges;
    this.siblings = siblings;
    this.joint = joint;
    this.holders = new int[Math.multiplyExact(joint.cardinality(), MOST)];
    Arrays.fill(holders, NONE);
    this.places = new int[joint.isEmpty() ? 0 : siblings.length];
    Arrays.fill(places, NONE);
    int place = 0;
    for (int at = joint.nextSetBit(0); at >= 0; at = joint.nextSetBit(at + 1)) {
      places[at] = place++;
    }
  }

  /// Finds the holders.
  ///
  /// @param siblings all objects that one dominates immediately, ascending
  /// @param joint which of them are held jointly, by their place among the siblings
  static JointHolders of(Dominators dominators, EdgeTable edges, int[] siblings, BitSet joint) {
    JointHolders found = new JointHolders(dominators, edges, siblings, joint);
    if (!joint.isEmpty()) {
      found.collect();
      found.spread();
    }
    return found;
  }

  /// Goes through all that each sibling keeps.
  private void collect() {
    BitSet wanted = new BitSet();
    for (int at = joint.nextSetBit(0); at >= 0; at = joint.nextSetBit(at + 1)) {
      wanted.set(siblings[at]);
    }
    int[] last = new int[holders.length / MOST];
    Arrays.fill(last, NONE);
    int[] pending = new int[16];
    for (int sibling = 0; sibling < siblings.length; sibling++) {
      pending[0] = siblings[sibling];
      for (int count = 1; count > 0; ) {
        int object = pending[--count];
        int end = edges.first(object + 1);
        for (int edge = edges.first(object); edge < end; edge++) {
          int target = edges.target(edge);
          if (wanted.get(target)) {
            note(sibling, Arrays.binarySearch(siblings, target), last);
          }
        }
        int endBelow = dominators.endBelow(object);
        for (int below = dominators.firstBelow(object); below < endBelow; below++) {
          int child = dominators.below(below);
          if (edges.first(child) < edges.first(child + 1)) { // else it leads to nothing
            if (count == pending.length) {
              pending = Arrays.copyOf(pending, Math.multiplyExact(count, 2));
            }
            pending[count++] = child;
          }
        }
      }
    }
  }

  /// @param last for each joint one from whose part the last reference came
  private void note(int source, int held, int[] last) {
    int place = places[held];
    if (held != source && last[place] != source) {
      last[place] = source;
      from.add(source);
      to.add(held);
    }
  }

  /// Hands holders on along the references among joint siblings, until nothing changes. A set of
  /// holders changes at most [#MOST] times and once more: it only becomes smaller numbers.
  private void spread() {
    int[] firsts = new int[siblings.length + 1];
    for (int at = 0; at < from.count(); at++) {
      firsts[from.get(at) + 1]++;
    }
    for (int sibling = 0; sibling < siblings.length; sibling++) {
      firsts[sibling + 1] += firsts[sibling];
    }
    int[] targets = new int[from.count()];
    int[] fill = Arrays.copyOf(firsts, siblings.length);
    for (int at = 0; at < from.count(); at++) {
      targets[fill[from.get(at)]++] = to.get(at);
    }
    IntQueue changed = new IntQueue(siblings.length);
    for (int at = 0; at < from.count(); at++) {
      if (!joint.get(from.get(at)) && add(to.get(at), from.get(at))) {
        changed.add(to.get(at));
      }
    }
    while (!changed.isEmpty()) {
      int source = changed.remove();
      for (int at = firsts[source]; at < firsts[source + 1]; at++) {
        if (addAll(targets[at], source)) {
          changed.add(targets[at]);
        }
      }
    }
  }

  private boolean addAll(int sibling, int source) {
    boolean changed = false;
    int end = endOf(source);
    for (int slot = end - MOST; slot < end && holders[slot] != NONE; slot++) {
      changed |= add(sibling, holders[slot]);
    }
    if (more.get(source) && !more.get(sibling)) {
      more.set(sibling);
      changed = true;
    }
    return changed;
  }

  /// Keeps the lowest numbers.
  private boolean add(int sibling, int holder) {
    int first = endOf(sibling) - MOST;
    int at = first;
    while (at < first + MOST && holders[at] != NONE && holders[at] < holder) {
      at++;
    }
    if (at == first + MOST) {
      boolean known = more.get(sibling);
      more.set(sibling);
      return !known;
    }
    if (holders[at] == holder) {
      return false;
    }
    if (holders[first + MOST - 1] != NONE) {
      more.set(sibling);
    }
    System.arraycopy(holders, at, holders, at + 1, first + MOST - 1 - at);
    holders[at] = holder;
    return true;
  }

  /// {@return where the holders of a joint sibling end}
  private int endOf(int sibling) {
    return (places[sibling] + 1) * MOST;
  }

  /// {@return the objects that hold a sibling jointly, ascending; none where one holds it}
  ///
  /// @param sibling its place among all
  int[] of(int sibling) {
    if (!joint.get(sibling)) {
      return new int[0];
    }
    int count = 0;
    int[] found = new int[MOST];
    int end = endOf(sibling);
    for (int slot = end - MOST; slot < end && holders[slot] != NONE; slot++) {
      found[count++] = siblings[holders[slot]];
    }
    return Arrays.copyOf(found, count);
  }

  /// Whether others hold it too.
  boolean hasMore(int sibling) {
    return more.get(sibling);
  }

  /// Whether two joint siblings have the same holders, as far as they are told.
  boolean alike(int one, int other) {
    if (more.get(one) || more.get(other)) {
      return more.get(one) && more.get(other); // many: which of them is of no use
    }
    int end = endOf(one);
    int otherEnd = endOf(other);
    return Arrays.equals(holders, end - MOST, end, holders, otherEnd - MOST, otherEnd);
  }

  /// {@return a number that is the same for siblings that are alike}
  int hash(int sibling) {
    if (more.get(sibling)) {
      return NONE;
    }
    int hash = 1;
    int end = endOf(sibling);
    for (int slot = end - MOST; slot < end; slot++) {
      hash = hash * 31 + holders[slot];
    }
    return hash;
  }
}
