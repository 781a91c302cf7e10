package dev.fathom.analysis.graph;

import dev.fathom.model.Findings;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.ObjectTable;
import java.util.BitSet;

/// Compares the references that a runtime counts to objects with those that were found.
///
/// It is what CPython's own collector does (`subtract_refs` in `Python/gc.c`): of objects that
/// nothing seems to hold, those to which more references are counted than come from such objects
/// are held by somebody, and with them all that they lead to. The others are garbage, whatever
/// Fathom may have missed elsewhere: a reference that was missed is one that was counted.
public final class CountedReferences {
  private final ObjectTable objects;
  private final EdgeTable edges;
  private final WordEdges words;

  public CountedReferences(Findings findings) {
    this.objects = findings.objects();
    this.edges = findings.references().edges();
    this.words = new WordEdges(findings);
  }

  /// {@return of some objects those whose counts are not what was found, or are not known}
  ///
  /// @param unreached all objects that no root reaches: only these can refer to one another
  public BitSet unexplained(BitSet unreached) {
    int[] certain = new int[unreached.length()];
    int[] found = new int[unreached.length()];
    for (int object = unreached.nextSetBit(0);
        object >= 0;
        object = unreached.nextSetBit(object + 1)) {
      for (int edge = edges.first(object); edge < edges.first(object + 1); edge++) {
        int target = edges.target(edge);
        if (unreached.get(target)) {
          found[target]++;
          certain[target] += words.contains(object, edge) ? 0 : 1;
        }
      }
    }
    BitSet unexplained = new BitSet();
    for (int object = unreached.nextSetBit(0);
        object >= 0;
        object = unreached.nextSetBit(object + 1)) {
      int counted = objects.references(object);
      // What may be a reference explains no count; and where more were found than are counted, one
      // of them is none, and hides another.
      if (counted == 0 || counted != certain[object] || found[object] != certain[object]) {
        unexplained.set(object);
      }
    }
    return unexplained;
  }
}
