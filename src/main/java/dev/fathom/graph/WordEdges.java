package dev.fathom.graph;

import dev.fathom.findings.EdgeTable;
import dev.fathom.findings.Findings;
import dev.fathom.findings.Language;
import dev.fathom.findings.ObjectTable;
import dev.fathom.findings.References;
import dev.fathom.runtime.ReferenceSink.Name;
import java.util.Set;

/// Tells the references that may be none: words of which nobody said what they are.
final class WordEdges {
  /// Whose places are certainly references: other types' may be words of a stack or of memory that
  /// nobody described.
  private static final Set<String> SEQUENCES =
      Set.of("list", "tuple", "collections.deque", "numpy.ndarray");

  private final ObjectTable objects;
  private final EdgeTable edges;
  private final boolean[] sequence; // by type
  private final boolean[] word; // by field

  WordEdges(Findings findings) {
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
      sequence[type] =
          findings.language() != Language.PYTHON
              || SEQUENCES.contains(findings.types().get(type).qualifiedName());
    }
  }

  /// Whether a reference may be none.
  boolean contains(int source, int edge) {
    int type = objects.type(source);
    return edges.kind(edge) == Name.INDEX.code()
        ? type < sequence.length && !sequence[type]
        : edges.kind(edge) == Name.FIELD.code() && word[edges.name(edge)];
  }
}
