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

  /// {@return the sizes of the objects alone, to be summed up}
  static Retained sizes(Findings findings) {
    return new Retained(findings.objects().count() + 1, findings);
  }

  /// Sums up the sizes along the dominator tree; to be called once. **Cost**: some 10 ns a node.
  Retained along(Dominators dominators) {
    int[] order = dominators.order();
    for (int at = order.length - 1; at > 0; at--) {
      int node = order[at];
      int above = dominators.of(node);
      objects[node]++;
      objects[above] += objects[node];
      bytes[above] += bytes[node];
      resident[above] += resident[node];
      proportional[above] += proportional[node];
    }
    return this;
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
