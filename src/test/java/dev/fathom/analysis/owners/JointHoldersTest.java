package dev.fathom.analysis.owners;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.graph.Dominators;
import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.EdgeTable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Who holds objects jointly in random graphs, against what one finds by going everywhere.
final class JointHoldersTest {
  private static final int MANY = 300;

  static IntStream seeds() {
    return IntStream.range(0, MANY);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void areThoseThroughWhichOneGetsThere(int seed) {
    Random random = new Random(seed);
    int objects = 2 + random.nextInt(40);
    List<List<Integer>> references = new ArrayList<>();
    EdgeTable edges = new EdgeTable();
    for (int object = 0; object < objects; object++) {
      edges.next();
      List<Integer> targets = new ArrayList<>();
      for (int count = random.nextInt(4); count > 0; count--) {
        int target = random.nextInt(objects);
        targets.add(target);
        edges.add(target, EdgeKind.INDEX.code(), 0);
      }
      references.add(targets);
    }
    BitSet roots = new BitSet();
    for (int root = 0; root <= random.nextInt(6); root++) {
      roots.set(random.nextInt(objects));
    }
    // What no root reaches is one itself.
    for (int object = 0; object < objects; object++) {
      if (!reached(references, roots, -1).get(object)) {
        roots.set(object);
      }
    }
    Dominators dominators = Dominators.known(dominators(references, roots));
    int[] siblings = dominators.children(Dominators.OUTSIDE);
    BitSet joint = new BitSet();
    for (int at = 0; at < siblings.length; at++) {
      joint.set(at, !roots.get(siblings[at]));
    }
    JointHolders found = JointHolders.of(dominators, edges, siblings, joint);
    for (int at = joint.nextSetBit(0); at >= 0; at = joint.nextSetBit(at + 1)) {
      TreeSet<Integer> expected = new TreeSet<>();
      for (int sibling : siblings) {
        BitSet from = new BitSet();
        from.set(sibling);
        if (roots.get(sibling)
            && reachedWithoutOtherRoots(references, from, roots).get(siblings[at])) {
          expected.add(sibling);
        }
      }
      assertThat(found.hasMore(at)).isEqualTo(expected.size() > JointHolders.MOST);
      assertThat(found.of(at))
          .containsExactly(
              expected.stream().limit(JointHolders.MOST).mapToInt(Integer::intValue).toArray());
    }
  }

  /// What a sibling leads to by way of others' parts is theirs: paths end at other roots.
  private static BitSet reachedWithoutOtherRoots(
      List<List<Integer>> references, BitSet from, BitSet roots) {
    BitSet seen = (BitSet) from.clone();
    List<Integer> pending = new ArrayList<>();
    from.stream().forEach(pending::add);
    while (!pending.isEmpty()) {
      for (int target : references.get(pending.removeLast())) {
        if (!seen.get(target) && !roots.get(target)) {
          seen.set(target);
          pending.add(target);
        }
      }
    }
    return seen;
  }

  private static BitSet reached(List<List<Integer>> references, BitSet roots, int without) {
    BitSet seen = new BitSet();
    List<Integer> pending = new ArrayList<>();
    for (int root = roots.nextSetBit(0); root >= 0; root = roots.nextSetBit(root + 1)) {
      if (root != without) {
        seen.set(root);
        pending.add(root);
      }
    }
    while (!pending.isEmpty()) {
      for (int target : references.get(pending.removeLast())) {
        if (!seen.get(target) && target != without) {
          seen.set(target);
          pending.add(target);
        }
      }
    }
    return seen;
  }

  /// By definition: who is not reached once another is taken out is dominated by that; of those
  /// that dominate one, the one that all others dominate is immediate.
  private static int[] dominators(List<List<Integer>> references, BitSet roots) {
    int objects = references.size();
    BitSet all = reached(references, roots, -1);
    List<BitSet> by = new ArrayList<>();
    for (int object = 0; object < objects; object++) {
      by.add(new BitSet());
    }
    for (int without = 0; without < objects; without++) {
      BitSet left = reached(references, roots, without);
      for (int object = 0; object < objects; object++) {
        if (object != without && all.get(object) && !left.get(object)) {
          by.get(object).set(without);
        }
      }
    }
    int[] above = new int[objects];
    for (int object = 0; object < objects; object++) {
      int nearest = Dominators.OUTSIDE;
      for (int one = by.get(object).nextSetBit(0);
          one >= 0;
          one = by.get(object).nextSetBit(one + 1)) {
        if (by.get(one).cardinality() == by.get(object).cardinality() - 1) {
          nearest = one;
        }
      }
      above[object] = all.get(object) ? nearest : Dominators.UNREACHED;
    }
    return above;
  }
}
