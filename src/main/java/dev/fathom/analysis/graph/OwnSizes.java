package dev.fathom.analysis.graph;

import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.model.Findings;
import java.util.function.Consumer;

/// What each object takes itself: its block or chunk, and its buffers; in bytes.
///
/// **Memory**: 24 bytes an object.
///
/// @param allocated of each object
/// @param resident how much of that is in memory
/// @param proportional the same, shared pages divided among the processes that map them
// Plain arrays: there are millions of them, and two are never compared.
@SuppressWarnings("ArrayRecordComponent")
public record OwnSizes(long[] allocated, long[] resident, long[] proportional) {
  /// Measures the objects. **Cost**: that of a balance sheet.
  ///
  /// @param sheet hears of the balance sheet, which is made on the way
  public static OwnSizes measure(Findings findings, Consumer<BalanceSheet> sheet) {
    int objects = findings.objects().count();
    OwnSizes sizes = new OwnSizes(new long[objects], new long[objects], new long[objects]);
    Sharing sharing = new Sharing(findings);
    sheet.accept(
        Bookkeeper.balance(
            findings,
            (object, at, bytes, residentBytes) -> {
              sizes.allocated[object] += bytes;
              sizes.resident[object] += residentBytes;
              sizes.proportional[object] += sharing.proportional(at, bytes, residentBytes);
            }));
    return sizes;
  }
}
