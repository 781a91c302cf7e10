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

  private final List<Node> nodes = new ArrayList<>();

  /// What stands for a step that leads to a type.
  private final Map<Follows, Integer> keys = new HashMap<>();

  /// Of each object the number of its node.
  private final int[] nodeOf;

  private record Follows(String step, int type) {}

  NodeTree(int objects) {
    nodeOf = new int[objects];
    java.util.Arrays.fill(nodeOf, NONE);
    Node _ = add(null, Node.Form.ALL, NO_TYPE, "", List.of(), NONE);
  }

  Node root() {
    return nodes.getFirst();
  }

  List<Node> nodes() {
    return nodes;
  }

  /// {@return the node of an object that has one}
  Node of(int object) {
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
  Node add(
      @Nullable Node parent,
      Node.Form form,
      int type,
      String follows,
      List<String> steps,
      int head) {
    return add(new Node(nodes.size(), parent, form, type, key(follows, type), steps, head, null));
  }

  /// Adds the node of a row.
  Node addRow(Node parent, int type, String follows, int head, Owners.Owner row) {
    return add(
        new Node(
            nodes.size(), parent, Node.Form.ROW, type, key(follows, type), List.of(), head, row));
  }

  private Node add(Node node) {
    nodes.add(node);
    return node;
  }

  int key(String follows, int type) {
    return keys.computeIfAbsent(new Follows(follows, type), key -> keys.size());
  }

  /// Whether a node may have another one below it.
  boolean hasRoomBelow(Node node) {
    return node.form != Node.Form.SMALLER && node.depth < DEEPEST && nodes.size() < MOST_NODES;
  }

  /// {@return what tells the smaller ones below a node}
  Node smaller(Node node) {
    if (node.form == Node.Form.SMALLER) {
      return node;
    }
    if (node.smaller == null) {
      node.smaller = add(node, Node.Form.SMALLER, NO_TYPE, "", List.of(), NONE);
    }
    return node.smaller;
  }
}
