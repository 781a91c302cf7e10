package dev.fathom.analysis.owners;

import dev.fathom.analysis.graph.Dominators;
import dev.fathom.analysis.graph.Retained;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/// The upper part of the dominator tree: who keeps what, from the roots down, as far as it matters.
///
/// The retained bytes of an object are its own, those of its children that are listed, and those of
/// the rest, to the byte.
///
/// @param owner the object; the whole has the path "" and stands for all objects
/// @param own its own bytes: its block and its buffers; of several that are alike all that they
///   keep
/// @param children those that it dominates immediately, the largest first
/// @param rest how many objects it dominates immediately that are not listed
/// @param restBytes what these retain
public record OwnerTree(
    Owners.Owner owner, long own, List<OwnerTree> children, long rest, long restBytes) {
  /// What retains less than this part of all is not listed.
  private static final int SMALLEST_PART = 2000;

  private static final int MOST_NODES = 2000;
  private static final int DEEPEST = 40;

  /// So many rows of objects that are alike, of one that keeps them.
  private static final int MOST_ROWS = 100;

  /// An object that may be listed.
  private record Open(int object, int depth) {}

  /// The largest first: one is listed only if that which dominates it is.
  ///
  /// **Cost**: some 20 ns for each object that a listed one dominates, and the path of each that is
  /// listed. Never more than 2,000, 40 deep.
  static OwnerTree of(Owners owners) {
    Dominators dominators = owners.dominators();
    Retained retained = owners.retained();
    long least = least(retained);
    PriorityQueue<Open> open =
        new PriorityQueue<>(
            Comparator.<Open>comparingLong(each -> retained.bytes(each.object()))
                .reversed()
                .thenComparingInt(Open::object));
    Map<Integer, List<Integer>> listed = new HashMap<>();
    Open next = new Open(Owners.ALL, 0);
    for (int left = MOST_NODES; ; left--) {
      if (next.depth() < DEEPEST) {
        for (int child : dominators.children(next.object())) {
          if (retained.bytes(child) >= least) {
            open.add(new Open(child, next.depth() + 1));
          }
        }
      }
      if (left == 0 || open.isEmpty()) {
        return node(owners, Owners.ALL, listed);
      }
      next = open.remove();
      listed
          .computeIfAbsent(dominators.of(next.object()), key -> new ArrayList<>())
          .add(next.object());
    }
  }

  private static long least(Retained retained) {
    return Math.max(1, retained.bytes(Owners.ALL) / SMALLEST_PART);
  }

  /// Goes down at most [#DEEPEST] levels.
  private static OwnerTree node(Owners owners, int object, Map<Integer, List<Integer>> listed) {
    Retained retained = owners.retained();
    int[] all = owners.dominators().children(object);
    long below = Arrays.stream(all).mapToLong(retained::bytes).sum();
    List<OwnerTree> children = new ArrayList<>();
    long shown = 0;
    int told = 0;
    for (int child : listed.getOrDefault(object, List.of())) {
      children.add(node(owners, child, listed));
      shown += retained.bytes(child);
      told++;
    }
    // Many that are small may have much together.
    if (below - shown >= least(retained)) {
      Set<Integer> single = new HashSet<>(listed.getOrDefault(object, List.of()));
      for (Owners.Below row : owners.below(object, MOST_ROWS, single)) {
        if (row.owner().retained() >= least(retained) && !row.single()) {
          children.add(new OwnerTree(row.owner(), row.owner().retained(), List.of(), 0, 0));
          shown += row.owner().retained();
          told += row.owner().members();
        }
      }
      children.sort(
          Comparator.<OwnerTree>comparingLong(child -> child.owner().retained()).reversed());
    }
    Owners.Owner owner =
        object == Owners.ALL
            ? Owners.Owner.rest(OwnerForm.REST, "", Kept.by(retained, object))
            : owners.ofObject(object);
    return new OwnerTree(
        owner, retained.bytes(object) - below, children, all.length - told, below - shown);
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
