package dev.fathom.analysis.paths;

import dev.fathom.analysis.graph.IntList;
import dev.fathom.analysis.graph.OwnerPaths;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// From a group of objects back to what holds them: to groups of objects that do by references that
/// are alike, and to where the program has a name for them.
final class BackwardSearch {
  private static final int MOST_COMPARED = 64;

  private final OwnerPaths paths;
  private final Holding holding;
  private final PathRoots roots;
  private final SearchBudget budget;

  /// What [OwnerPaths#depth] found out.
  private final int[] depths;

  /// What holds the objects of a group.
  ///
  /// @param ends how the program names some of them: no two of the same shape
  /// @param above the groups of objects that hold them: no two by references that are alike
  record Held(Collection<End> ends, List<PathGroup> above) {}

  /// Objects of a group that the program names alike.
  ///
  /// @param root how the first of them is reached
  /// @param members the objects
  record End(PathRoot root, IntList members) {}

  /// @param objects how many there are
  BackwardSearch(
      OwnerPaths paths, Holding holding, PathRoots roots, SearchBudget budget, int objects) {
    this.paths = paths;
    this.holding = holding;
    this.roots = roots;
    this.budget = budget;
    this.depths = new int[objects];
  }

  /// Closes a group, and goes on to what holds it.
  Held follow(PathGroup group) {
    close(group);
    Map<Long, IntList> holders = new LinkedHashMap<>();
    Map<String, End> ends = new LinkedHashMap<>();
    for (int member : group.closed()) {
      boolean ended = roots.isEnd(group, member);
      end(roots.shortest(member, ended), member, ends);
      end(roots.variable(member), member, ends);
      if (!ended && !group.isDeepest()) {
        budget.spend(
            holding.holders(
                member,
                (holder, label, edge) -> {
                  if (!group.passes(holder) || comesNearer(group, holder, member, label)) {
                    holders.computeIfAbsent(label, none -> new IntList()).add(holder);
                  }
                  return true;
                }));
      }
    }
    List<PathGroup> above = new ArrayList<>();
    holders.forEach((label, members) -> above.add(new PathGroup(group, label, members.distinct())));
    return new Held(ends.values(), above);
  }

  private static void end(@Nullable PathRoot root, int member, Map<String, End> ends) {
    if (root != null) {
      ends.computeIfAbsent(root.shape(), none -> new End(root, new IntList()))
          .members()
          .add(member);
    }
  }

  /// Adds what holds members of a group and is of their type.
  private void close(PathGroup group) {
    IntList all = new IntList();
    BitSet present = new BitSet();
    for (int member : group.members) {
      all.add(member);
      present.set(member);
    }
    for (int at = 0; at < all.count(); at++) {
      int member = all.get(at);
      if (roots.isEnd(group, member)) {
        continue;
      }
      budget.spend(
          holding.holders(
              member,
              (holder, label, edge) -> {
                if (!present.get(holder)
                    && group.isOneStep(holding, holder, member)
                    && (group.below == null || !group.below.passes(holder))) {
                  present.set(holder);
                  all.add(holder);
                }
                return true;
              }));
    }
    group.close(all.count() == group.members.length ? group.members : all.distinct());
  }

  /// Whether a path may go through an object of a group that it goes through later too: then it
  /// does so through another object of that group, and is nearer to the root here.
  private boolean comesNearer(PathGroup group, int holder, int member, long label) {
    if (group.has(holder) || depth(holder) >= depth(member)) {
      return false;
    }
    int[] at = targets(holder, label, group);
    for (PathGroup passed = group; ; ) {
      if (passed.has(holder) && at.length <= 1 && (at.length == 0 || at[0] == holder)) {
        return false;
      }
      PathGroup below = passed.below;
      if (below == null || at.length == 0 || at.length > MOST_COMPARED) {
        return true;
      }
      IntList next = new IntList();
      for (int object : at) {
        for (int target : targets(object, passed.label, below)) {
          next.add(target);
        }
      }
      at = next.distinct();
      passed = below;
    }
  }

  private int depth(int object) {
    return paths.depth(object, depths);
  }

  /// {@return the members of a group that an object holds by references of one kind}
  private int[] targets(int object, long label, PathGroup group) {
    IntList targets = new IntList();
    budget.spend(
        holding.held(
            object,
            (target, found, edge) -> {
              if (found == label && group.has(target)) {
                targets.add(target);
              }
              return targets.count() <= MOST_COMPARED;
            }));
    return targets.distinct();
  }
}
