package dev.fathom.analysis.graph;

import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.model.Findings;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What each object keeps alive: its own memory and that of all objects that it dominates, which
/// would be freed with it.
///
/// **Memory**: 28 bytes a node.
public final class Retained {
  private final long[] bytes;
  private final long[] resident;
  private final long[] proportional;
  private final int[] objects;

  private Retained(int nodes) {
    this.bytes = new long[nodes];
    this.resident = new long[nodes];
    this.proportional = new long[nodes];
    this.objects = new int[nodes];
  }

  /// Measures the objects and sums up what each keeps. **Cost**: that of a balance sheet, and some
  /// 10 ns an object.
  ///
  /// @param sheet hears of the balance sheet, which is made on the way
  /// @param dominators asked for when the objects are measured
  public static Retained measure(
      Findings findings, Consumer<BalanceSheet> sheet, Supplier<Dominators> dominators) {
    Retained retained = new Retained(findings.objects().count() + 1);
    Sharing sharing = new Sharing(findings);
    sheet.accept(
        Bookkeeper.balance(
            findings,
            (object, at, own, ownResident) -> {
              retained.bytes[object + 1] += own;
              retained.resident[object + 1] += ownResident;
              retained.proportional[object + 1] += sharing.proportional(at, own, ownResident);
            }));
    retained.along(dominators.get());
    return retained;
  }

  /// The same where it is known what each object takes itself.
  public static Retained of(OwnSizes sizes, Dominators dominators) {
    int objects = sizes.allocated().length;
    Retained retained = new Retained(objects + 1);
    System.arraycopy(sizes.allocated(), 0, retained.bytes, 1, objects);
    System.arraycopy(sizes.resident(), 0, retained.resident, 1, objects);
    System.arraycopy(sizes.proportional(), 0, retained.proportional, 1, objects);
    retained.along(dominators);
    return retained;
  }

  /// Sums up the sizes along the dominator tree; to be called once. **Cost**: some 10 ns a node.
  private void along(Dominators dominators) {
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
  }

  /// {@return what each object takes itself: what it keeps less what those keep that it dominates}
  public OwnSizes own(Dominators dominators) {
    int nodes = bytes.length;
    OwnSizes sizes = new OwnSizes(new long[nodes - 1], new long[nodes - 1], new long[nodes - 1]);
    for (int node : dominators.order()) {
      int above = dominators.of(node) - 1;
      if (node != ObjectGraph.OUTSIDE) {
        sizes.allocated()[node - 1] += bytes[node];
        sizes.resident()[node - 1] += resident[node];
        sizes.proportional()[node - 1] += proportional[node];
      }
      if (above >= 0) {
        sizes.allocated()[above] -= bytes[node];
        sizes.resident()[above] -= resident[node];
        sizes.proportional()[above] -= proportional[node];
      }
    }
    return sizes;
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
}
