package dev.fathom.export.stack;

import dev.fathom.analysis.owners.Owners;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The nodes while the tree grows, each after the one above it, and which object is in which.
final class NodeTree {
  /// So many at the most: what has no node of its own is told with the smaller ones.
  private static final int MOST_NODES = 200_000;

  private static final int DEEPEST = 48;

  /// Instead of a type, of nodes that have several or none.
  static final int NO_TYPE = -1;

  /// Instead of a node, of an object that has none yet.
  static final int NONE = -1;

  private final List<StackNode> nodes = new ArrayList<>();

  /// What stands for a step that leads to a type.
  private final Map<Follows, Integer> keys = new HashMap<>();

  /// Of each object the number of its node.
  private final int[] nodeOf;

  private record Follows(String step, int type) {}

  NodeTree(int objects) {
    nodeOf = new int[objects];
    java.util.Arrays.fill(nodeOf, NONE);
    StackNode _ = add(null, StackNode.Form.ALL, NO_TYPE, "", List.of(), NONE);
  }

  StackNode root() {
    return nodes.getFirst();
  }

  List<StackNode> nodes() {
    return nodes;
  }

  /// {@return the node of an object that has one}
  StackNode of(int object) {
    return nodes.get(nodeOf[object]);
  }

  boolean has(int object) {
    return nodeOf[object] != NONE;
  }

  void put(int object, int node) {
    nodeOf[object] = node;
  }

  int[] nodeOf() {
    return nodeOf;
  }

  /// Adds a node.
  ///
  /// @param follows what it has in common with others that may be repetitions of one another
  /// @param steps how it is reached from the node above it
  /// @param head the first of its objects
  StackNode add(
      @Nullable StackNode parent,
      StackNode.Form form,
      int type,
      String follows,
      List<String> steps,
      int head) {
    return add(
        new StackNode(nodes.size(), parent, form, type, key(follows, type), steps, head, null));
  }

  /// Adds the node of a row.
  StackNode addRow(StackNode parent, int type, String follows, int head, Owners.Owner row) {
    return add(
        new StackNode(
            nodes.size(),
            parent,
            StackNode.Form.ROW,
            type,
            key(follows, type),
            List.of(),
            head,
            row));
  }

  private StackNode add(StackNode node) {
    nodes.add(node);
    return node;
  }

  int key(String follows, int type) {
    return keys.computeIfAbsent(new Follows(follows, type), key -> keys.size());
  }

  /// Whether a node may have another one below it.
  boolean hasRoomBelow(StackNode node) {
    return node.form != StackNode.Form.SMALLER && node.depth < DEEPEST && nodes.size() < MOST_NODES;
  }

  /// {@return what tells the smaller ones below a node}
  StackNode smaller(StackNode node) {
    if (node.form == StackNode.Form.SMALLER) {
      return node;
    }
    if (node.smaller == null) {
      node.smaller = add(node, StackNode.Form.SMALLER, NO_TYPE, "", List.of(), NONE);
    }
    return node.smaller;
  }
}
