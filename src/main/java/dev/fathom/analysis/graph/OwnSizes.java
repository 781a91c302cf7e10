package dev.fathom.analysis.graph;

import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.model.Findings;
import dev.fathom.model.column.SizeColumn;
import java.util.function.Consumer;

/// What each object takes itself: its block or chunk, and its buffers; in bytes.
///
/// **Memory**: 1 to 2 bytes an object where nearly all are small ([SizeColumn]), and as much again
/// where there are objects that are not in memory, or on pages that several processes share.
public final class OwnSizes {
  private final SizeColumn allocated;

  // What few have is kept as what it differs by from what all have.
  private final SizeColumn absent;
  private final SizeColumn others;

  /// Sizes of so many objects, all 0.
  public OwnSizes(int objects) {
    allocated = new SizeColumn(objects);
    absent = new SizeColumn(objects);
    others = new SizeColumn(objects);
  }

  /// Sizes that are known, of the same objects each.
  public static OwnSizes of(SizeColumn allocated, SizeColumn resident, SizeColumn proportional) {
    OwnSizes sizes = new OwnSizes(allocated.count());
    for (int object = 0; object < allocated.count(); object++) {
      sizes.add(object, allocated.get(object), resident.get(object), proportional.get(object));
    }
    return sizes;
  }

  /// {@return of how many objects}
  public int count() {
    return allocated.count();
  }

  /// {@return what an object takes}
  public long allocated(int object) {
    return allocated.get(object);
  }

  /// {@return how much of that is in memory}
  public long resident(int object) {
    return allocated.get(object) - absent.get(object);
  }

  /// {@return the same, shared pages divided among the processes that map them}
  public long proportional(int object) {
    return resident(object) - others.get(object);
  }

  /// {@return what all objects take}
  public long allocated() {
    return allocated.sum();
  }

  /// Says that an object takes so much more.
  public void add(int object, long bytes, long resident, long proportional) {
    allocated.add(object, bytes);
    if (bytes != resident) {
      absent.add(object, bytes - resident);
    }
    if (resident != proportional) {
      others.add(object, resident - proportional);
    }
  }

  /// Says that an object takes what another does as well.
  void addTo(int object, int other) {
    allocated.add(object, allocated.get(other));
    long missing = absent.get(other);
    if (missing != 0) {
      absent.add(object, missing);
    }
    long shared = others.get(other);
    if (shared != 0) {
      others.add(object, shared);
    }
  }

  /// Measures the objects. **Cost**: that of a balance sheet.
  ///
  /// @param sheet hears of the balance sheet, which is made on the way
  public static OwnSizes measure(Findings findings, Consumer<BalanceSheet> sheet) {
    OwnSizes sizes = new OwnSizes(findings.objects().count());
    Sharing sharing = new Sharing(findings);
    sheet.accept(
        Bookkeeper.balance(
            findings,
            (object, at, bytes, residentBytes) ->
                sizes.add(
                    object, bytes, residentBytes, sharing.proportional(at, bytes, residentBytes))));
    return sizes;
  }
}
