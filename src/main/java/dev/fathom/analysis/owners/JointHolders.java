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
/// times as much for those that joint objects have to one another. **Memory**: 32 bytes a joint
/// object, and 8 a reference to one from another sibling's part.
final class JointHolders {
  static final int MOST = 4;
  private static final int NONE = -1;

  private final Dominators dominators;
  private final EdgeTable edges;
  private final int[] siblings;
  private final BitSet joint;

  /// For each joint sibling, by its place among all, its holders, ascending; the rest is [#NONE].
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
    this.holders = new int[Math.multiplyExact(siblings.length, MOST)];
    Arrays.fill(holders, NONE);
  }

  /// Finds the holders.
  ///
  /// @param siblings all objects that one dominates immediately, ascending
  /// @param joint which of them are held jointly, by their place among the siblings
  /// @param place room for a number for each object; what is in it does not matter
  static JointHolders of(
      Dominators dominators, EdgeTable edges, int[] siblings, BitSet joint, int[] place) {
    JointHolders found = new JointHolders(dominators, edges, siblings, joint);
    if (!joint.isEmpty()) {
      found.collect(place);
      found.spread();
    }
    return found;
  }

  /// Goes through all that each sibling keeps.
  private void collect(int[] place) {
    IntList pending = new IntList();
    for (int sibling = 0; sibling < siblings.length; sibling++) {
      place[siblings[sibling]] = sibling;
      pending.add(siblings[sibling]);
    }
    for (int at = 0; at < pending.count(); at++) {
      int object = pending.get(at);
      for (int below = dominators.firstBelow(object);
          below < dominators.endBelow(object);
          below++) {
        int child = dominators.below(below);
        place[child] = place[object];
        pending.add(child);
      }
    }
    int[] last = new int[siblings.length];
    Arrays.fill(last, NONE);
    BitSet shared = new BitSet(place.length); // a bit an object, which is soon looked at
    for (int at = joint.nextSetBit(0); at >= 0; at = joint.nextSetBit(at + 1)) {
      shared.set(siblings[at]);
    }
    for (int at = 0; at < pending.count(); at++) {
      int object = pending.get(at);
      int source = place[object];
      int end = edges.first(object + 1);
      for (int edge = edges.first(object); edge < end; edge++) {
        int target = edges.target(edge);
        if (shared.get(target)) {
          int held = place[target];
          if (held != source && last[held] != source) {
            last[held] = source;
            from.add(source);
            to.add(held);
          }
        }
      }
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
    for (int slot = source * MOST; slot < (source + 1) * MOST && holders[slot] != NONE; slot++) {
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
    int first = sibling * MOST;
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

  /// {@return the objects that hold a joint sibling, ascending}
  ///
  /// @param sibling its place among all
  int[] of(int sibling) {
    int count = 0;
    int[] found = new int[MOST];
    for (int slot = sibling * MOST; slot < (sibling + 1) * MOST && holders[slot] != NONE; slot++) {
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
    return Arrays.equals(
        holders, one * MOST, (one + 1) * MOST, holders, other * MOST, (other + 1) * MOST);
  }

  /// {@return a number that is the same for siblings that are alike}
  int hash(int sibling) {
    if (more.get(sibling)) {
      return NONE;
    }
    int hash = 1;
    for (int slot = sibling * MOST; slot < (sibling + 1) * MOST; slot++) {
      hash = hash * 31 + holders[slot];
    }
    return hash;
  }
}
