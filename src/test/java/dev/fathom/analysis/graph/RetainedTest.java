package dev.fathom.analysis.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.testing.Heaps;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What an object keeps, against what it means: what is not reached any more once it is gone.
final class RetainedTest {
  private static final long BASE = 0x10000;
  private static final long STEP = 0x100;
  private static final int GRAPHS = 200;
  private static final int CHAIN = 50_000;

  private final List<List<Integer>> edges = new ArrayList<>();
  private final BitSet roots = new BitSet();
  private long[] bytes = {};

  @Test
  void isWhatWouldGoWithIt() {
    SplittableRandom random = new SplittableRandom(4);
    for (int attempt = 0; attempt < GRAPHS; attempt++) {
      Retained retained = Analysis.of(random(random).findings()).retained();
      for (int object = 0; object < edges.size(); object++) {
        BitSet left = reached(object);
        long kept = 0;
        for (int other = left.nextClearBit(0);
            other < edges.size();
            other = left.nextClearBit(other + 1)) {
          kept += bytes[other];
        }
        assertThat(retained.bytes(object))
            .as("bytes, try %d object %d", attempt, object)
            .isEqualTo(kept);
        assertThat(retained.objects(object))
            .as("objects, try %d object %d", attempt, object)
            .isEqualTo(edges.size() - left.cardinality());
      }
    }
  }

  /// All are reached from the first; some are roots besides.
  private Heaps random(SplittableRandom random) {
    int objects = 2 + random.nextInt(20);
    Heaps heap = Heaps.python().memory(BASE, BASE + 0x10000);
    edges.clear();
    roots.clear();
    bytes = new long[objects];
    for (int object = 0; object < objects; object++) {
      bytes[object] = 16L * (1 + random.nextInt(15));
      heap.chunk(BASE + object * STEP, bytes[object], ChunkState.LIVE);
      heap.object("Node", BASE + object * STEP, 16);
      edges.add(new ArrayList<>());
      if (object == 0 || random.nextInt(8) == 0) {
        roots.set(object);
        heap.root("__main__", object);
      }
      if (object > 0) {
        edge(heap, random.nextInt(object), object);
      }
    }
    for (int more = random.nextInt(2 * objects); more > 0; more--) {
      edge(heap, random.nextInt(objects), random.nextInt(objects));
    }
    return heap;
  }

  private void edge(Heaps heap, int from, int to) {
    edges.get(from).add(to);
    heap.edge(from, "next", to);
  }

  /// What the roots reach without an object.
  private BitSet reached(int without) {
    BitSet reached = new BitSet();
    Deque<Integer> pending = new ArrayDeque<>();
    roots.stream().filter(root -> root != without).forEach(pending::add);
    while (!pending.isEmpty()) {
      int object = pending.pop();
      if (!reached.get(object)) {
        reached.set(object);
        edges.get(object).stream().filter(next -> next != without).forEach(pending::push);
      }
    }
    return reached;
  }

  @Test
  void ofAChainEachKeepsTheRest() {
    Heaps heap = Heaps.python().memory(BASE, BASE + CHAIN * 64L);
    for (int object = 0; object < CHAIN; object++) {
      heap.chunk(BASE + object * 64L, 64, ChunkState.LIVE);
      heap.object("Node", BASE + object * 64L, 48);
      if (object > 0) {
        heap.edge(object - 1, "next", object);
      }
    }
    Retained retained = Analysis.of(heap.root("__main__", 0).findings()).retained();
    for (int object : new int[] {0, 1, CHAIN / 2, CHAIN - 1}) {
      assertThat(retained.bytes(object)).isEqualTo((CHAIN - object) * 64L);
      assertThat(retained.objects(object)).isEqualTo(CHAIN - object);
    }
  }
}
