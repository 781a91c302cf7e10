package dev.fathom.analysis.paths;

import dev.fathom.analysis.graph.OwnerPaths;
import dev.fathom.analysis.graph.Steps;
import dev.fathom.model.Findings;
import dev.fathom.model.dialect.PathSyntax;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One path as it is written, from its root on: as an example that can be pasted, and with all that
/// is alike to it as one.
final class PathSpelling {
  private final Findings findings;
  private final PathSyntax syntax;
  private final Holding holding;
  private final List<String> exact;
  private final List<String> alike;
  private final List<ObjectPath.Step> steps;

  PathSpelling(Findings findings, PathSyntax syntax, Holding holding, PathRoot root) {
    this.findings = findings;
    this.syntax = syntax;
    this.holding = holding;
    this.exact = new ArrayList<>(root.names());
    this.alike = new ArrayList<>(root.names());
    this.steps = new ArrayList<>(root.steps());
  }

  /// Goes on with the example alone, inside a group, by a reference of an object.
  void inside(int holder, int edge) {
    for (int each : holding.halves(holder, edge)) {
      OwnerPaths.Step step =
          new OwnerPaths.Step(Steps.spell(findings, syntax, each), holding.edges.target(each));
      exact.add(step.name());
      steps.add(ObjectPath.Step.of(findings, step));
    }
  }

  /// Goes on from one group to the one below, by a reference of an object.
  void down(int holder, int edge) {
    inside(holder, edge);
    alike.addAll(names(holder, edge));
  }

  /// Tells how objects of a group hold one another: `(.next)*`.
  void loop(PathGroup group, int[] members) {
    BitSet objects = new BitSet();
    for (int member : members) {
      objects.set(member);
    }
    Map<String, Boolean> names = new LinkedHashMap<>();
    for (int object = objects.nextSetBit(0);
        object >= 0 && names.size() < 3;
        object = objects.nextSetBit(object + 1)) {
      int holder = object;
      holding.held(
          holder,
          (target, label, edge) -> {
            if (objects.get(target) && group.isOneStep(holding, holder, target)) {
              names.put(ObjectPath.shape(syntax.join(names(holder, edge))), true);
            }
            return names.size() < 3;
          });
    }
    if (names.size() == 1 && names.containsKey("")) {
      return; // steps that nobody writes
    }
    alike.add(names.size() == 1 ? "(" + names.keySet().iterator().next() + ")*" : "(…)*");
  }

  private List<String> names(int holder, int edge) {
    List<String> names = new ArrayList<>();
    for (int each : holding.halves(holder, edge)) {
      names.add(Steps.spell(findings, syntax, each));
    }
    return names;
  }

  /// {@return the path so far}
  ///
  /// @param objects what it leads to
  FoundPath found(int[] objects) {
    BitSet reached = new BitSet();
    for (int object : objects) {
      reached.set(object);
    }
    return new FoundPath(
        ObjectPath.shape(syntax.join(alike)), reached, syntax.join(exact), List.copyOf(steps));
  }
}
