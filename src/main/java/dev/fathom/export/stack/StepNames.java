package dev.fathom.export.stack;

import dev.fathom.analysis.graph.OwnerPaths;
import dev.fathom.analysis.graph.Steps;
import dev.fathom.model.Findings;
import dev.fathom.model.dialect.PathSyntax;
import dev.fathom.model.object.EdgeKind;

/// How the last step to an object is spelled.
final class StepNames {
  private final Findings findings;
  private final OwnerPaths paths;

  StepNames(Findings findings, OwnerPaths paths) {
    this.findings = findings;
    this.paths = paths;
  }

  int type(int object) {
    return findings.objects().type(object);
  }

  PathSyntax syntax(int object) {
    return findings.types().get(type(object)).dialect().paths();
  }

  /// {@return the step; empty where an object is reached from outside}
  String of(int object) {
    int edge = paths.by(object);
    return edge < 0 ? "" : Steps.spell(findings, syntax(object), edge);
  }

  /// {@return the same with its place or key left open}
  String open(int object) {
    return syntax(object).open(of(object));
  }

  /// Whether the step is an attribute or a variable, which is one of its own.
  boolean isAttribute(int object) {
    int edge = paths.by(object);
    return edge >= 0 && findings.references().edges().kind(edge) == EdgeKind.ATTRIBUTE.code();
  }

  /// Whether an object only stands for what it holds, as a dict of attributes does.
  boolean passesOn(int object) {
    return paths.by(object) >= 0 && syntax(object).passesOn(of(object));
  }
}
