package dev.fathom.analysis.graph;

import dev.fathom.model.Findings;
import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.model.object.References;
import dev.fathom.model.object.TypeTable;

/// Tells the references that may be none: words of which nobody said what they are.
public final class WordEdges {
  private final ObjectTable objects;
  private final EdgeTable edges;
  private final boolean[] sequence; // by type
  private final boolean[] word; // by field

  public WordEdges(Findings findings) {
    this.objects = findings.objects();
    References references = findings.references();
    this.edges = references.edges();
    word = new boolean[references.fields().size()];
    for (int field = 0; field < word.length; field++) {
      String name = references.fields().get(field);
      word[field] = name.startsWith(References.THROUGH_MEMORY);
    }
    sequence = new boolean[findings.types().count()];
    for (int type = 0; type < sequence.length; type++) {
      TypeTable.Type known = findings.types().get(type);
      sequence[type] = known.dialect().isSequence(known.qualifiedName());
    }
  }

  /// Whether a reference may be none.
  public boolean contains(int source, int edge) {
    int type = objects.type(source);
    return edges.kind(edge) == EdgeKind.INDEX.code()
        ? type < sequence.length && !sequence[type]
        : edges.kind(edge) == EdgeKind.FIELD.code() && word[edges.name(edge)];
  }
}
