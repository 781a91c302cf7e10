package dev.fathom.model.object;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The edges of objects where there are more than have a number, with a limit of a few.
final class EdgeTableTest {
  private static final int MOST = 5;

  @Test
  void whatIsTooMuchIsLeftOutAndCounted() {
    EdgeTable edges = filled(new EdgeTable(MOST), 3, 4);
    assertThat(edges.count()).isEqualTo(MOST);
    assertThat(edges.leftOut()).isEqualTo(2);
    assertThat(edges.first(1)).isEqualTo(3);
    assertThat(edges.first(2)).isEqualTo(MOST);
    assertThat(edges.target(4)).isEqualTo(101);
  }

  @Test
  void runsThatMoveEndWhereTheNumbersDo() {
    EdgeTable edges = new EdgeTable(MOST);
    edges.moveRuns(filled(new EdgeTable(), 2, 2), 0, 2);
    edges.moveRuns(filled(new EdgeTable(), 0, 3, 2), 0, 3);
    assertThat(edges.count()).isEqualTo(MOST);
    assertThat(edges.leftOut()).isEqualTo(4);
    int[] firsts = {0, 2, 4, 4, MOST, MOST};
    for (int object = 0; object < firsts.length; object++) {
      assertThat(edges.first(object)).as("object %d", object).isEqualTo(firsts[object]);
    }
    assertThat(edges.target(4)).isEqualTo(100);
  }

  /// @param runs how many edges each object has, to objects from 100 on times its number
  private static EdgeTable filled(EdgeTable edges, int... runs) {
    for (int object = 0; object < runs.length; object++) {
      edges.next();
      for (int edge = 0; edge < runs[object]; edge++) {
        edges.add(100 * object + edge, EdgeKind.INDEX.code(), edge);
      }
    }
    return edges;
  }
}
