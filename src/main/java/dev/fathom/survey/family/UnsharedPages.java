package dev.fathom.survey.family;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// The pages that any of some workers has no longer in common with their parent, in address order,
/// and who of them has un-shared each. Workers of one kind un-share the same pages mostly.
///
/// **Memory**: 8 bytes a page, and a bit for each worker.
final class UnsharedPages {
  private final long[] addresses;
  private final List<BitSet> members;

  private UnsharedPages(long[] addresses, List<BitSet> members) {
    this.addresses = addresses;
    this.members = members;
  }

  /// @param workers what each shares with the one parent
  static UnsharedPages of(List<SharingWithParent> workers) {
    long[] all = new long[workers.stream().mapToInt(SharingWithParent::unsharedPages).sum()];
    int count = 0;
    for (SharingWithParent sharing : workers) {
      System.arraycopy(sharing.unshared(), 0, all, count, sharing.unsharedPages());
      count += sharing.unsharedPages();
    }
    Arrays.sort(all);
    int kept = 0;
    for (int at = 0; at < count; at++) {
      if (kept == 0 || all[at] != all[kept - 1]) {
        all[kept++] = all[at];
      }
    }
    long[] addresses = Arrays.copyOf(all, kept);
    return new UnsharedPages(
        addresses, workers.stream().map(each -> places(each, addresses)).toList());
  }

  private static BitSet places(SharingWithParent sharing, long[] addresses) {
    BitSet places = new BitSet(addresses.length);
    int page = 0;
    for (int at = 0; at < sharing.unsharedPages(); at++) {
      while (addresses[page] < sharing.unshared()[at]) {
        page++;
      }
      places.set(page);
    }
    return places;
  }

  int count() {
    return addresses.length;
  }

  long address(int page) {
    return addresses[page];
  }

  /// {@return the first page from `page` on that a worker has un-shared, or -1}
  int next(int worker, int page) {
    return members.get(worker).nextSetBit(page);
  }

  boolean has(int worker, int page) {
    return members.get(worker).get(page);
  }

  int workers() {
    return members.size();
  }
}
