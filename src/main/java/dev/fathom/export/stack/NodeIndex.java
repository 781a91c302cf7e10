package dev.fathom.export.stack;

import java.util.Arrays;

/// Finds a number by two words, such as that of a node by the one above it and by what its objects
/// have in common: a table of hashes without an object for each, as it is asked once for each
/// object of a target.
///
/// **Memory**: 40 bytes a key.
final class NodeIndex {
  private static final int EMPTY = -1;

  /// The fractional part of the golden ratio, which spreads what is close.
  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  private long[] ones = new long[1 << 10];
  private long[] others = new long[1 << 10];
  private int[] nodes = new int[1 << 10];
  private final int most;
  private int count;

  /// @param most with more keys than this none is added: who asks finds out otherwise
  NodeIndex(int most) {
    this.most = most;
    Arrays.fill(nodes, EMPTY);
  }

  /// {@return the node of a key of two words; -1 where there is none}
  int get(long one, long other) {
    return nodes[slot(one, other)];
  }

  void put(long one, long other, int node) {
    if (count >= most) {
      return;
    }
    if (2 * count >= nodes.length) {
      grow();
    }
    int slot = slot(one, other);
    count += nodes[slot] == EMPTY ? 1 : 0;
    ones[slot] = one;
    others[slot] = other;
    nodes[slot] = node;
  }

  private int slot(long one, long other) {
    long mixed = (one * SPREAD ^ other) * SPREAD;
    int slot = (int) (mixed >>> 32) & nodes.length - 1;
    while (nodes[slot] != EMPTY && (ones[slot] != one || others[slot] != other)) {
      slot = slot + 1 & nodes.length - 1;
    }
    return slot;
  }

  private void grow() {
    long[] oldOnes = ones;
    long[] oldOthers = others;
    int[] oldNodes = nodes;
    ones = new long[oldNodes.length * 2];
    others = new long[oldNodes.length * 2];
    nodes = new int[oldNodes.length * 2];
    Arrays.fill(nodes, EMPTY);
    for (int at = 0; at < oldNodes.length; at++) {
      if (oldNodes[at] != EMPTY) {
        int slot = slot(oldOnes[at], oldOthers[at]);
        ones[slot] = oldOnes[at];
        others[slot] = oldOthers[at];
        nodes[slot] = oldNodes[at];
      }
    }
  }
}
