package dev.fathom.analysis.graph;

import dev.fathom.model.object.EdgeTable;

/// The edges turned round: what refers to each object.
///
/// **Memory**: 8 bytes an edge and 4 an object. **Cost**: some 20 ns an edge.
public final class Referrers {
  private final int[] firsts;
  private final int[] sources;
  private final int[] edgesIn;

  public Referrers(EdgeTable edges, int objects) {
    firsts = new int[objects + 1];
    for (int edge = 0; edge < edges.count(); edge++) {
      firsts[edges.target(edge) + 1]++;
    }
    for (int object = 0; object < objects; object++) {
      firsts[object + 1] += firsts[object];
    }
    sources = new int[edges.count()];
    edgesIn = new int[edges.count()];
    for (int object = 0; object < objects; object++) {
      for (int edge = edges.first(object); edge < edges.first(object + 1); edge++) {
        int at = firsts[edges.target(edge)]++;
        sources[at] = object;
        edgesIn[at] = edge;
      }
    }
    // Each entry has moved to where the next one began.
    System.arraycopy(firsts, 0, firsts, 1, objects);
    firsts[0] = 0;
  }

  /// {@return where the referrers of an object begin; those of object `count` where they end}
  public int first(int object) {
    return firsts[object];
  }

  /// {@return the object that refers}
  public int source(int at) {
    return sources[at];
  }

  /// {@return the edge by which it does}
  public int edge(int at) {
    return edgesIn[at];
  }
}
