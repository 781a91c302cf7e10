package dev.fathom.analysis.graph;

import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.model.Findings;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What each object keeps alive: its own memory and that of all objects that it dominates, which
/// would be freed with it.
///
/// **Memory**: 28 bytes an object.
public final class Retained {
  // The first entry is of all that is outside the objects, the next that of object 0.
  private final long[] bytes;
  private final long[] resident;
  private final long[] proportional;
  private final int[] objects;

  private Retained(int count) {
    this.bytes = new long[count + 1];
    this.resident = new long[count + 1];
    this.proportional = new long[count + 1];
    this.objects = new int[count + 1];
  }

  /// Measures the objects and sums up what each keeps. **Cost**: that of a balance sheet, and some
  /// 10 ns an object.
  ///
  /// @param sheet hears of the balance sheet, which is made on the way
  /// @param dominators asked for when the objects are measured
  public static Retained measure(
      Findings findings, Consumer<BalanceSheet> sheet, Supplier<Dominators> dominators) {
    Retained retained = new Retained(findings.objects().count());
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
    Retained retained = new Retained(objects);
    System.arraycopy(sizes.allocated(), 0, retained.bytes, 1, objects);
    System.arraycopy(sizes.resident(), 0, retained.resident, 1, objects);
    System.arraycopy(sizes.proportional(), 0, retained.proportional, 1, objects);
    retained.along(dominators);
    return retained;
  }

  /// Sums up the sizes along the dominator tree; to be called once. **Cost**: some 10 ns an object.
  private void along(Dominators dominators) {
    int[] order = dominators.order();
    for (int at = order.length - 1; at >= 0; at--) {
      int slot = order[at] + 1;
      int above = dominators.of(order[at]) + 1;
      objects[slot]++;
      objects[above] += objects[slot];
      bytes[above] += bytes[slot];
      resident[above] += resident[slot];
      proportional[above] += proportional[slot];
    }
  }

  /// {@return what each object takes itself: what it keeps less what those keep that it dominates}
  public OwnSizes own(Dominators dominators) {
    int count = bytes.length - 1;
    OwnSizes sizes = new OwnSizes(new long[count], new long[count], new long[count]);
    for (int object : dominators.order()) {
      sizes.allocated()[object] += bytes(object);
      sizes.resident()[object] += resident(object);
      sizes.proportional()[object] += proportional(object);
      int above = dominators.of(object);
      if (above != Dominators.OUTSIDE) {
        sizes.allocated()[above] -= bytes(object);
        sizes.resident()[above] -= resident(object);
        sizes.proportional()[above] -= proportional(object);
      }
    }
    return sizes;
  }

  /// {@return the bytes that an object keeps allocated; all objects' those of [Dominators#OUTSIDE]}
  public long bytes(int object) {
    return bytes[object + 1];
  }

  /// {@return the same, as far as it is in memory}
  public long resident(int object) {
    return resident[object + 1];
  }

  /// {@return its part of that, pages that several processes map divided among them}
  public long proportional(int object) {
    return proportional[object + 1];
  }

  /// {@return how many objects an object keeps, itself included}
  public int objects(int object) {
    return objects[object + 1];
  }
}
