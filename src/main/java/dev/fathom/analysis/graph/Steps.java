package dev.fathom.analysis.graph;

import dev.fathom.model.Findings;
import dev.fathom.model.dialect.PathSyntax;
import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.References;

/// How single steps are spelled.
public final class Steps {
  private Steps() {}

  /// {@return an edge, as it is written after what it comes from}
  public static String spell(Findings findings, PathSyntax syntax, int edge) {
    References references = findings.references();
    int name = references.edges().name(edge);
    int kind = references.edges().kind(edge);
    if (kind == EdgeKind.INDEX.code()) {
      return "[" + name + "]";
    }
    if (kind == EdgeKind.FIELD.code()) {
      return syntax.field(references.fields().get(name));
    }
    String spelling = references.edges().named(edge) ? references.spellings().get(name) : null;
    if (kind == EdgeKind.ATTRIBUTE.code()) {
      return "." + (spelling == null ? "?" : spelling);
    }
    return syntax.key(spelling, name < 0 ? "" : typeName(findings, name));
  }

  private static String typeName(Findings findings, int object) {
    return findings.types().get(findings.objects().type(object)).name();
  }
}
