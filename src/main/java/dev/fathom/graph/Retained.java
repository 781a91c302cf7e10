package dev.fathom.graph;

import dev.fathom.account.BalanceSheet;
import dev.fathom.account.Bookkeeper;
import dev.fathom.findings.Findings;

/// What each object keeps alive: its own memory and that of all objects that it dominates, which
/// would be freed with it.
///
/// **Memory**: 28 bytes a node.
public final class Retained {
  private final long[] bytes;
  private final long[] resident;
  private final long[] proportional;
  private final int[] objects;
  private final BalanceSheet sheet;

  private Retained(int nodes, Findings findings) {
    bytes = new long[nodes];
    resident = new long[nodes];
    proportional = new long[nodes];
    objects = new int[nodes];
    Sharing sharing = new Sharing(findings);
    sheet =
        Bookkeeper.balance(
            findings,
            (object, at, own, ownResident) -> {
              bytes[object + 1] += own;
              resident[object + 1] += ownResident;
              proportional[object + 1] += sharing.proportional(at, ownResident);
            });
  }

  /// Sums up the sizes along the dominator tree. **Cost**: some 10 ns a node.
  public static Retained of(Findings findings, ObjectGraph graph, Dominators dominators) {
    Retained retained = new Retained(graph.nodes(), findings);
    int[] order = dominators.order();
    for (int at = order.length - 1; at > 0; at--) {
      int node = order[at];
      int above = dominators.of(node);
      retained.objects[node]++;
      retained.objects[above] += retained.objects[node];
      retained.bytes[above] += retained.bytes[node];
      retained.resident[above] += retained.resident[node];
      retained.proportional[above] += retained.proportional[node];
    }
    return retained;
  }

  /// {@return the bytes that a node keeps allocated; those of node 0 are all objects'}
  public long bytes(int node) {
    return bytes[node];
  }

  /// {@return the same, as far as it is in memory}
  public long resident(int node) {
    return resident[node];
  }

  /// {@return its part of that, pages that several processes map divided among them}
  public long proportional(int node) {
    return proportional[node];
  }

  /// {@return how many objects a node keeps, itself included}
  public int objects(int node) {
    return objects[node];
  }

  /// {@return the balance sheet, which was made on the way}
  public BalanceSheet sheet() {
    return sheet;
  }
}
