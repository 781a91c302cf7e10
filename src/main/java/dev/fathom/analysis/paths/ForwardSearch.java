package dev.fathom.analysis.paths;

import dev.fathom.analysis.graph.IntList;
import dev.fathom.analysis.graph.Marks;
import java.util.Arrays;
import java.util.BitSet;

/// From objects of a group forwards again, group by group: which of the objects that are looked for
/// a path really leads to.
final class ForwardSearch {
  private final Holding holding;
  private final PathRoots roots;
  private final SearchBudget budget;
  private final BitSet sought = new BitSet();
  private final Marks marks;

  /// @param wanted the objects that are looked for
  /// @param objects how many there are in all
  ForwardSearch(Holding holding, PathRoots roots, SearchBudget budget, int[] wanted, int objects) {
    this.holding = holding;
    this.roots = roots;
    this.budget = budget;
    this.marks = new Marks(objects);
    for (int object : wanted) {
      sought.set(object);
    }
  }

  boolean isSought(int object) {
    return sought.get(object);
  }

  /// {@return which of the objects that are looked for are reached from some members of a group}
  int[] reached(PathGroup from, int[] members) {
    int[] reached = spread(from, members);
    PathGroup group = from;
    for (PathGroup below = group.below; below != null; below = below.below) {
      reached = spread(below, below(group, reached));
      group = below;
    }
    return Arrays.stream(reached).filter(sought::get).toArray();
  }

  /// {@return objects of a group, and those that they lead to inside it}
  int[] spread(PathGroup group, int[] members) {
    if (members.length == group.closed().length) {
      return members;
    }
    marks.clear();
    IntList all = new IntList();
    for (int member : members) {
      marks.add(member);
      all.add(member);
    }
    for (int at = 0; at < all.count(); at++) {
      int member = all.get(at);
      if (!roots.isEnd(group, member)) {
        budget.spend(
            holding.held(
                member,
                (target, label, edge) -> {
                  if (group.isOneStep(holding, member, target)
                      && group.has(target)
                      && marks.add(target)) {
                    all.add(target);
                  }
                  return true;
                }));
      }
    }
    return all.toArray();
  }

  /// {@return what some members of a group hold of the group below it}
  int[] below(PathGroup group, int[] members) {
    PathGroup below = group.below;
    if (below == null) {
      return new int[0];
    }
    marks.clear();
    IntList next = new IntList();
    for (int object : members) {
      budget.spend(
          holding.held(
              object,
              (target, label, edge) -> {
                if (label == group.label && below.has(target) && marks.add(target)) {
                  next.add(target);
                }
                return true;
              }));
    }
    return next.toArray();
  }
}
