package dev.fathom.analysis.paths;

import dev.fathom.model.Findings;
import dev.fathom.model.dialect.PathSyntax;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/// Goes one complete path from its root to an object that was looked for, so that it can be
/// spelled.
final class PathExample {
  private static final int LONGEST_LOOP = 64;

  private final Findings findings;
  private final PathSyntax syntax;
  private final Holding holding;
  private final ForwardSearch forwards;

  PathExample(Findings findings, PathSyntax syntax, Holding holding, ForwardSearch forwards) {
    this.findings = findings;
    this.syntax = syntax;
    this.holding = holding;
    this.forwards = forwards;
  }

  /// {@return a path, spelled, with what it leads to}
  ///
  /// @param from the first of its groups
  /// @param members where it enters that
  /// @param root how it reaches these
  FoundPath spell(PathGroup from, int[] members, PathRoot root) {
    PathSpelling spelling = new PathSpelling(findings, syntax, holding, root);
    int object = members[0];
    int[] at = members;
    for (PathGroup group = from; group != null; group = group.below) {
      int[] all = forwards.spread(group, at);
      if (all.length > at.length) {
        spelling.loop(group, all);
      }
      object = example(group, object, spelling);
      at = forwards.below(group, all);
    }
    return spelling.found(forwards.reached(from, members));
  }

  /// Goes from an object of a group to one of the group below, through others of the group where
  /// that is needed; in the last group to one that was looked for. {@return that one}
  private int example(PathGroup group, int object, PathSpelling spelling) {
    PathGroup below = group.below;
    if (below == null) {
      return walk(group, object, forwards::isSought, spelling);
    }
    int[] out = {-1, -1};
    int last =
        walk(
            group,
            object,
            candidate -> {
              out[0] = -1;
              out[1] = -1;
              holding.held(
                  candidate,
                  (target, label, edge) -> {
                    if (label == group.label && below.has(target)) {
                      out[0] = edge;
                      out[1] = target;
                    }
                    return out[0] < 0;
                  });
              return out[0] >= 0;
            },
            spelling);
    if (out[0] < 0) {
      return below.members[0];
    }
    spelling.down(last, out[0]);
    return out[1];
  }

  /// Goes inside a group until something is found; the first object may be it. {@return the object
  /// that is}
  private int walk(PathGroup group, int object, IntPredicate end, PathSpelling spelling) {
    if (end.test(object)) {
      return object;
    }
    Map<Integer, int[]> by = new HashMap<>();
    Deque<Integer> pending = new ArrayDeque<>(List.of(object));
    int[] goal = {-1};
    while (!pending.isEmpty() && goal[0] < 0) {
      int at = pending.remove();
      holding.held(
          at,
          (target, label, edge) -> {
            if (target != object
                && !by.containsKey(target)
                && group.isOneStep(holding, at, target)
                && group.has(target)) {
              by.put(target, new int[] {at, edge});
              pending.add(target);
            }
            return true;
          });
      int next = pending.isEmpty() ? -1 : pending.peek();
      if (next >= 0 && end.test(next)) {
        goal[0] = next;
      }
    }
    if (goal[0] < 0) {
      return object;
    }
    Deque<int[]> path = new ArrayDeque<>();
    for (int at = goal[0]; at != object; ) {
      int[] last = by.getOrDefault(at, new int[] {object, 0});
      path.addFirst(last);
      at = last[0];
    }
    int told = 0;
    for (int[] step : path) {
      if (told++ < LONGEST_LOOP) {
        spelling.inside(step[0], step[1]);
      }
    }
    return goal[0];
  }
}
