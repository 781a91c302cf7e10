package dev.fathom.analysis.graph;

import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.model.Findings;
import dev.fathom.model.column.SizeColumn;
import java.util.function.Consumer;

/// What each object takes itself: its block or chunk, and its buffers; in bytes.
///
/// **Memory**: 12 bytes an object.
///
/// @param allocated of each object
/// @param resident how much of that is in memory
/// @param proportional the same, shared pages divided among the processes that map them
public record OwnSizes(SizeColumn allocated, SizeColumn resident, SizeColumn proportional) {
  /// Sizes of so many objects, all 0.
  public OwnSizes(int objects) {
    this(new SizeColumn(objects), new SizeColumn(objects), new SizeColumn(objects));
  }

  /// {@return of how many objects}
  public int count() {
    return allocated.count();
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
            (object, at, bytes, residentBytes) -> {
              sizes.allocated.add(object, bytes);
              sizes.resident.add(object, residentBytes);
              sizes.proportional.add(object, sharing.proportional(at, bytes, residentBytes));
            }));
    return sizes;
  }
}
