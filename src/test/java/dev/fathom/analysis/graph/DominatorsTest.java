package dev.fathom.analysis.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.model.object.EdgeTable;
import java.util.BitSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/// Dominators against their definition: a node dominates another if, without it, the other is not
/// reached.
final class DominatorsTest {
  private static final int GRAPHS = 2_000;
  private static final int CHAIN = 10_000_000;

  /// A graph in compressed rows.
  // Plain arrays, as the algorithm takes them; never compared.
  @SuppressWarnings("ArrayRecordComponent")
  private record Rows(int nodes, int[] firsts, int[] successors) {}

  @Test
  void areTheNearestNodesThatCutOff() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    for (int round = 0; round < GRAPHS; round++) {
      Rows graph = random(random, 2 + random.nextInt(14), random.nextInt(30));
      int[] dominators = dominators(graph);
      for (int node = 1; node < graph.nodes(); node++) {
        assertThat(dominators[node - 1])
            .as("round %d node %d", round, node)
            .isEqualTo(byDefinition(graph, node));
      }
    }
  }

  @Test
  void aChainOfTenMillionNeedsNoDeepStack() {
    EdgeTable edges = new EdgeTable();
    for (int object = 0; object < CHAIN - 1; object++) {
      edges.next();
      edges.add(object + 1, 0, 0);
    }
    int[] dominators = SemiNca.dominators(edges, CHAIN, new int[] {0}, new BitSet());
    assertThat(dominators[CHAIN - 1]).isEqualTo(CHAIN - 2);
    assertThat(dominators[1]).isZero();
    assertThat(dominators[0]).isEqualTo(Dominators.OUTSIDE);
  }

  /// The first node stands for what is outside, the others for the objects.
  private static int[] dominators(Rows graph) {
    EdgeTable edges = new EdgeTable();
    IntList roots = new IntList();
    for (int node = 0; node < graph.nodes(); node++) {
      if (node > 0) {
        edges.next();
      }
      for (int edge = graph.firsts()[node]; edge < graph.firsts()[node + 1]; edge++) {
        int successor = graph.successors()[edge];
        if (successor > 0 && node > 0) {
          edges.add(successor - 1, 0, 0);
        } else if (successor > 0) {
          roots.add(successor - 1);
        }
      }
    }
    return SemiNca.dominators(edges, graph.nodes() - 1, roots.distinct(), new BitSet());
  }

  /// Seven objects that nothing dominates or another does, one that nothing reaches.
  @Test
  void childrenAreThoseThatAnObjectDominates() {
    int outside = Dominators.OUTSIDE;
    Dominators dominators =
        Dominators.known(new int[] {3, outside, Dominators.UNREACHED, outside, 3, 0, 0, 5});
    assertThat(dominators.children(outside)).containsExactly(1, 3);
    assertThat(dominators.children(3)).containsExactly(0, 4);
    assertThat(dominators.children(0)).containsExactly(5, 6);
    assertThat(dominators.children(5)).containsExactly(7);
    for (int leaf : new int[] {1, 2, 4, 6, 7}) {
      assertThat(dominators.children(leaf)).isEmpty();
    }
    assertThat(dominators.order()).containsExactly(1, 3, 0, 4, 5, 6, 7);
    assertThat(dominators.of(2)).isEqualTo(Dominators.UNREACHED);
    assertThat(Dominators.known(new int[0]).children(outside)).isEmpty();
  }

  @Test
  void whatMakesNoTreeIsRefused() {
    assertThatThrownBy(() -> Dominators.known(new int[] {Dominators.OUTSIDE, 2, 1}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Dominators.known(new int[] {0}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Rows random(RandomGenerator random, int nodes, int edges) {
    int[] firsts = new int[nodes + 1];
    int[] from = new int[edges];
    for (int edge = 0; edge < edges; edge++) {
      from[edge] = random.nextInt(nodes);
      firsts[from[edge] + 1]++;
    }
    for (int node = 0; node < nodes; node++) {
      firsts[node + 1] += firsts[node];
    }
    int[] successors = new int[edges];
    for (int edge = 0; edge < edges; edge++) {
      successors[edge] = random.nextInt(nodes);
    }
    return new Rows(nodes, firsts, successors);
  }

  /// The dominators of a node are the nodes without which it is not reached; the nearest is the one
  /// that all the others dominate. As [Dominators#of] tells it.
  private static int byDefinition(Rows graph, int node) {
    if (!reached(graph, -1).get(node)) {
      return Dominators.UNREACHED;
    }
    int nearest = 0;
    for (int candidate = 1; candidate < graph.nodes(); candidate++) {
      if (candidate != node
          && !reached(graph, candidate).get(node)
          && !reached(graph, nearest).get(candidate)) {
        nearest = candidate;
      }
    }
    return nearest - 1;
  }

  /// The nodes that the first one reaches without going through `without`.
  private static BitSet reached(Rows graph, int without) {
    BitSet reached = new BitSet();
    if (without == 0) {
      return reached;
    }
    int[] pending = new int[graph.nodes() + 1];
    int count = 1;
    reached.set(0);
    while (count > 0) {
      int node = pending[--count];
      for (int edge = graph.firsts()[node]; edge < graph.firsts()[node + 1]; edge++) {
        int next = graph.successors()[edge];
        if (next != without && !reached.get(next)) {
          reached.set(next);
          pending[count++] = next;
        }
      }
    }
    return reached;
  }
}
