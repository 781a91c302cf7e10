package dev.fathom.analysis.diff;

import dev.fathom.analysis.graph.Dominators;
import dev.fathom.analysis.graph.Retained;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.model.Findings;
import dev.fathom.model.object.ObjectTable;

/// One of the two findings, with its owners, and what each object takes itself.
///
/// Nodes are those of the dominator tree: 0 stands for everything outside, `n + 1` for object `n`.
final class Side {
  private final Findings findings;
  private final Owners owners;
  private final long[] own;

  // What is asked for each object, again and again.
  private final ObjectTable objects;
  private final Dominators dominators;
  private final Retained retained;

  private Side(Findings findings, Owners owners, long[] own) {
    this.findings = findings;
    this.owners = owners;
    this.own = own;
    this.objects = findings.objects();
    this.dominators = owners.dominators();
    this.retained = owners.retained();
  }

  static Side of(Findings findings, Owners owners) {
    Dominators dominators = owners.dominators();
    Retained retained = owners.retained();
    int[] order = dominators.order();
    long[] own = new long[findings.objects().count() + 1];
    for (int node = 0; node < own.length; node++) {
      own[node] = retained.bytes(node);
    }
    for (int at = 1; at < order.length; at++) {
      own[dominators.of(order[at])] -= retained.bytes(order[at]);
    }
    return new Side(findings, owners, own);
  }

  Findings findings() {
    return findings;
  }

  Owners owners() {
    return owners;
  }

  int objects() {
    return own.length - 1;
  }

  int type(int object) {
    return objects.type(object);
  }

  /// {@return bytes of an object's own block and buffers}
  long own(int object) {
    return own[object + 1];
  }

  /// {@return the bytes that a node keeps}
  long retained(int node) {
    return retained.bytes(node);
  }

  /// {@return the node above, -1 above the first}
  int above(int node) {
    return dominators.of(node);
  }

  /// {@return all nodes, each after the one above it}
  int[] order() {
    return dominators.order();
  }
}
