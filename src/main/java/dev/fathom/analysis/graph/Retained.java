package dev.fathom.analysis.graph;

import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.model.Findings;
import dev.fathom.model.column.SizeColumn;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What each object keeps alive: its own memory and that of all objects that it dominates, which
/// would be freed with it.
///
/// **Memory**: 16 bytes an object.
public final class Retained {
  // The first entry is of all that is outside the objects, the next that of object 0.
  private final SizeColumn bytes;
  private final SizeColumn resident;
  private final SizeColumn proportional;
  private final int[] objects;

  private Retained(int count) {
    this.bytes = new SizeColumn(count + 1);
    this.resident = new SizeColumn(count + 1);
    this.proportional = new SizeColumn(count + 1);
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
            (object, at, own, ownResident) ->
                retained.add(
                    object + 1, own, ownResident, sharing.proportional(at, own, ownResident))));
    retained.along(dominators.get());
    return retained;
  }

  /// The same where it is known what each object takes itself.
  public static Retained of(OwnSizes sizes, Dominators dominators) {
    Retained retained = new Retained(sizes.count());
    for (int object = 0; object < sizes.count(); object++) {
      retained.add(
          object + 1,
          sizes.allocated().get(object),
          sizes.resident().get(object),
          sizes.proportional().get(object));
    }
    retained.along(dominators);
    return retained;
  }

  private void add(int slot, long allocated, long inMemory, long inProportion) {
    bytes.add(slot, allocated);
    resident.add(slot, inMemory);
    proportional.add(slot, inProportion);
  }

  /// Sums up the sizes along the dominator tree; to be called once. **Cost**: some 10 ns an object.
  private void along(Dominators dominators) {
    int[] order = dominators.order();
    for (int at = order.length - 1; at >= 0; at--) {
      int slot = order[at] + 1;
      int above = dominators.of(order[at]) + 1;
      objects[slot]++;
      objects[above] += objects[slot];
      add(above, bytes.get(slot), resident.get(slot), proportional.get(slot));
    }
  }

  /// {@return what each object takes itself: what it keeps less what those keep that it dominates}
  public OwnSizes own(Dominators dominators) {
    OwnSizes sizes = new OwnSizes(bytes.count() - 1);
    for (int object = 0; object < sizes.count(); object++) {
      if (dominators.of(object) != Dominators.UNREACHED) {
        sizes.allocated().set(object, bytes(object));
        sizes.resident().set(object, resident(object));
        sizes.proportional().set(object, proportional(object));
      }
    }
    for (int object = 0; object < sizes.count(); object++) {
      int above = dominators.of(object);
      if (above >= 0) {
        sizes.allocated().add(above, -bytes(object));
        sizes.resident().add(above, -resident(object));
        sizes.proportional().add(above, -proportional(object));
      }
    }
    return sizes;
  }

  /// {@return the bytes that an object keeps allocated; all objects' those of [Dominators#OUTSIDE]}
  public long bytes(int object) {
    return bytes.get(object + 1);
  }

  /// {@return the same, as far as it is in memory}
  public long resident(int object) {
    return resident.get(object + 1);
  }

  /// {@return its part of that, pages that several processes map divided among them}
  public long proportional(int object) {
    return proportional.get(object + 1);
  }

  /// {@return how many objects an object keeps, itself included}
  public int objects(int object) {
    return objects[object + 1];
  }
}
