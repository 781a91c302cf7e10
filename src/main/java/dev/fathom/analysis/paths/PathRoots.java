package dev.fathom.analysis.paths;

import dev.fathom.analysis.graph.OwnerPaths;
import dev.fathom.model.Findings;
import dev.fathom.model.dialect.PathSyntax;
import dev.fathom.model.object.References;
import dev.fathom.model.object.RootKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where paths begin: the objects for which the program has a name, and how it names them.
final class PathRoots {
  private static final String UNNAMED = "$stack";

  private final Findings findings;
  private final OwnerPaths paths;
  private final PathSyntax syntax;
  private final Holding holding;

  /// Of each object that running functions have as a local variable the name of one of these.
  private final Map<Integer, String> variables = new HashMap<>();

  PathRoots(Findings findings, OwnerPaths paths, PathSyntax syntax, Holding holding) {
    this.findings = findings;
    this.paths = paths;
    this.syntax = syntax;
    this.holding = holding;
    for (References.Root root : findings.references().roots()) {
      if (root.holder() == RootKind.FUNCTION) {
        variables.merge(root.object(), root.path(), PathRoots::better);
      }
    }
  }

  /// What stands on a function's stack has no name of its own.
  private static String better(String one, String other) {
    return one.endsWith(UNNAMED) ? other : one;
  }

  /// {@return whether the program has a name of its own for a member of a group: it is a module, a
  /// class or a function} There a path ends. What is looked for is followed in any case, except for
  /// modules.
  boolean isEnd(PathGroup group, int member) {
    return paths.isModule(member) || (group.depth > 0 && holding.isDefinition(member));
  }

  /// {@return how an object is reached by the shortest path; null where other objects are on that,
  /// unless the path ends here}
  ///
  /// @param ended whether it does
  @Nullable PathRoot shortest(int object, boolean ended) {
    return ended || paths.isRoot(object) ? root(paths.steps(object)) : null;
  }

  /// {@return how a running function calls an object; null where none has it}
  @Nullable PathRoot variable(int object) {
    String variable = variables.get(object);
    return variable != null && isHeldBy(variable, object)
        ? root(List.of(new OwnerPaths.Step(variable, object)))
        : null;
  }

  /// What stands on a function's stack may be left over from earlier, which only the count of
  /// references can tell.
  private boolean isHeldBy(String variable, int object) {
    return !variable.endsWith(UNNAMED)
        || findings
            .objects()
            .mayHaveMoreReferencesThan(
                object, holding.referrers.first(object + 1) - holding.referrers.first(object));
  }

  private PathRoot root(List<OwnerPaths.Step> steps) {
    List<String> names = steps.stream().map(OwnerPaths.Step::name).toList();
    return new PathRoot(
        ObjectPath.shape(syntax.join(names)),
        steps.stream().map(step -> ObjectPath.Step.of(findings, step)).toList(),
        names);
  }
}
