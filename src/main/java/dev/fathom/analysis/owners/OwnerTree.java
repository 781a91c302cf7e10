package dev.fathom.analysis.owners;

import dev.fathom.analysis.graph.Dominators;
import dev.fathom.analysis.graph.ObjectGraph;
import dev.fathom.analysis.graph.Retained;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/// The upper part of the dominator tree: who keeps what, from the roots down, as far as it matters.
///
/// The retained bytes of an object are its own, those of its children that are listed, and those of
/// the rest, to the byte.
///
/// @param owner the object; the whole has the path "" and stands for all objects
/// @param own its own bytes: its block and its buffers
/// @param children those that it dominates immediately, the largest first
/// @param rest how many objects it dominates immediately that are not listed
/// @param restBytes what these retain
public record OwnerTree(
    Owners.Owner owner, long own, List<OwnerTree> children, long rest, long restBytes) {
  /// What retains less than this part of all is not listed.
  private static final int SMALLEST_PART = 2000;

  private static final int MOST_NODES = 2000;
  private static final int DEEPEST = 40;

  /// The largest nodes first: a node is listed only if that which dominates it is.
  ///
  /// **Cost**: some 20 ns an object, and the path of each that is listed. Never more than 2,000
  /// nodes, 40 deep.
  static OwnerTree of(Owners owners, int nodes) {
    Dominators dominators = owners.dominators();
    Retained retained = owners.retained();
    long least = Math.max(1, retained.bytes(ObjectGraph.OUTSIDE) / SMALLEST_PART);
    int[] depths = new int[nodes];
    int[] count = new int[nodes];
    long[] below = new long[nodes];
    Map<Integer, List<Integer>> candidates = new HashMap<>();
    for (int node : dominators.order()) {
      int above = dominators.of(node);
      if (above < 0) {
        continue;
      }
      depths[node] = Math.min(DEEPEST, depths[above]) + 1;
      count[above]++;
      below[above] += retained.bytes(node);
      if (depths[node] <= DEEPEST && retained.bytes(node) >= least) {
        candidates.computeIfAbsent(above, key -> new ArrayList<>()).add(node);
      }
    }
    Map<Integer, List<Integer>> listed = new HashMap<>();
    PriorityQueue<Integer> open =
        new PriorityQueue<>(Comparator.<Integer>comparingLong(retained::bytes).reversed());
    open.addAll(candidates.getOrDefault(ObjectGraph.OUTSIDE, List.of()));
    for (int nodesLeft = MOST_NODES; nodesLeft > 0 && !open.isEmpty(); nodesLeft--) {
      int node = open.remove();
      listed.computeIfAbsent(dominators.of(node), key -> new ArrayList<>()).add(node);
      open.addAll(candidates.getOrDefault(node, List.of()));
    }
    return node(owners, ObjectGraph.OUTSIDE, listed, count, below);
  }

  /// Goes down at most [#DEEPEST] levels.
  private static OwnerTree node(
      Owners owners, int node, Map<Integer, List<Integer>> listed, int[] count, long[] below) {
    Retained retained = owners.retained();
    List<OwnerTree> children = new ArrayList<>();
    long shown = 0;
    for (int child : listed.getOrDefault(node, List.of())) {
      children.add(node(owners, child, listed, count, below));
      shown += retained.bytes(child);
    }
    Owners.Owner owner =
        node == ObjectGraph.OUTSIDE
            ? new Owners.Owner(
                "",
                "",
                0,
                retained.objects(node),
                0,
                retained.bytes(node),
                retained.resident(node),
                retained.proportional(node))
            : owners.ofObject(node - 1);
    return new OwnerTree(
        owner,
        retained.bytes(node) - below[node],
        children,
        count[node] - children.size(),
        below[node] - shown);
  }

  /// {@return how many nodes it has, itself included}
  public int size() {
    int size = 1;
    for (OwnerTree child : children) {
      size += child.size();
    }
    return size;
  }
}
