package dev.fathom.analysis.graph;

import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.model.Findings;

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
  /// {@return the sizes that a snapshot brought along, or else those that are found now} They are
  /// not kept: who needs them needs them once. **Cost**: that of a balance sheet.
  public static OwnSizes of(Findings findings) {
    return findings.conclusions().find(OwnSizes.class).orElseGet(() -> measure(findings));
  }

  private static OwnSizes measure(Findings findings) {
    int objects = findings.objects().count();
    OwnSizes sizes = new OwnSizes(new long[objects], new long[objects], new long[objects]);
    Sharing sharing = new Sharing(findings);
    Bookkeeper.balance(
        findings,
        (object, at, bytes, residentBytes) -> {
          sizes.allocated[object] += bytes;
          sizes.resident[object] += residentBytes;
          sizes.proportional[object] += sharing.proportional(at, bytes, residentBytes);
        });
    return sizes;
  }
}
