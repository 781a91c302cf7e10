package dev.fathom.graph;

import java.util.BitSet;

/// From objects of a group forwards again, group by group: which of the objects that are looked for
/// a way really leads to.
final class WayForwards {
  private final Holding holding;
  private final WayRoots roots;
  private final WayLooks looks;
  private final BitSet sought = new BitSet();

  /// @param wanted the objects that are looked for
  WayForwards(Holding holding, WayRoots roots, WayLooks looks, int[] wanted) {
    this.holding = holding;
    this.roots = roots;
    this.looks = looks;
    for (int object : wanted) {
      sought.set(object);
    }
  }

  boolean isSought(int object) {
    return sought.get(object);
  }

  /// {@return which of the objects that are looked for are reached from some members of a group}
  BitSet reached(WayGroup from, int[] members) {
    BitSet marked = spread(from, members);
    WayGroup group = from;
    for (WayGroup below = group.below; below != null; below = below.below) {
      marked = spread(below, below(group, marked));
      group = below;
    }
    marked.and(sought);
    return marked;
  }

  /// {@return objects of a group, and those that they lead to inside it}
  BitSet spread(WayGroup group, int[] members) {
    BitSet marked = new BitSet();
    IntList pending = new IntList();
    for (int member : members) {
      marked.set(member);
      pending.add(member);
    }
    if (members.length == group.closed().length) {
      return marked;
    }
    for (int at = 0; at < pending.count(); at++) {
      int member = pending.get(at);
      if (roots.isEnd(group, member)) {
        continue;
      }
      looks.add(
          holding.held(
              member,
              (target, label, edge) -> {
                if (!marked.get(target)
                    && holding.type(target) == holding.type(member)
                    && group.has(target)) {
                  marked.set(target);
                  pending.add(target);
                }
                return true;
              }));
    }
    return marked;
  }

  /// {@return what some members of a group hold of the group below it}
  int[] below(WayGroup group, BitSet marked) {
    WayGroup below = group.below;
    if (below == null) {
      return new int[0];
    }
    IntList next = new IntList();
    for (int object = marked.nextSetBit(0); object >= 0; object = marked.nextSetBit(object + 1)) {
      looks.add(
          holding.held(
              object,
              (target, label, edge) -> {
                if (label == group.label && below.has(target)) {
                  next.add(target);
                }
                return true;
              }));
    }
    return next.distinct();
  }
}
