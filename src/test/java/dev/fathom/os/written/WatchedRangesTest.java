package dev.fathom.os.written;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Ranges, against a bit an address.
final class WatchedRangesTest {
  private static final int ADDRESSES = 600;

  @Test
  void areTheUnionOfWhatWasAdded() {
    Random random = new Random(18);
    for (int round = 0; round < 200; round++) {
      WatchedRanges ranges = new WatchedRanges();
      BitSet truth = new BitSet();
      for (int i = 0; i < 100; i++) {
        int start = random.nextInt(ADDRESSES);
        int end = start + 1 + random.nextInt(9);
        BitSet missing = new BitSet();
        missing.set(start, end);
        missing.andNot(truth);
        BitSet told = new BitSet();
        ranges.missing(start, end, (from, to) -> told.set((int) from, (int) to));
        assertThat(told).isEqualTo(missing);
        BitSet common = truth.get(0, ADDRESSES + 10);
        BitSet asked = new BitSet();
        asked.set(start, end);
        common.and(asked);
        BitSet toldCommon = new BitSet();
        ranges.common(start, end, (from, to) -> toldCommon.set((int) from, (int) to));
        assertThat(toldCommon).isEqualTo(common);
        ranges.add(start, end);
        truth.set(start, end);
        assertThat(of(ranges)).isEqualTo(rangesOf(truth));
        assertThat(spans(ranges, 3)).isEqualTo(rangesOf(filled(truth, 3)));
      }
    }
  }

  /// What is told together with what was known: each address of either once, ascending, joined.
  @Test
  void areMerged() {
    Random random = new Random(19);
    for (int round = 0; round < 500; round++) {
      BitSet one = drawn(random);
      BitSet other = drawn(random);
      RangeList known = new RangeList();
      rangesOf(one).forEach(each -> known.range(each.getFirst(), each.getLast()));
      List<List<Long>> told = new ArrayList<>();
      RangeMerge merge = new RangeMerge(known, (from, to) -> told.add(List.of(from, to)));
      rangesOf(other).forEach(each -> merge.range(each.getFirst(), each.getLast()));
      merge.finish();
      one.or(other);
      assertThat(told).isEqualTo(rangesOf(one));
    }
  }

  private static List<List<Long>> spans(WatchedRanges ranges, int longestGap) {
    List<List<Long>> spans = new ArrayList<>();
    ranges.spans(longestGap, (from, to) -> spans.add(List.of(from, to)));
    return spans;
  }

  /// The same with all gaps closed that are not longer.
  private static BitSet filled(BitSet addresses, int longestGap) {
    BitSet filled = (BitSet) addresses.clone();
    int end = addresses.nextClearBit(Math.max(0, addresses.nextSetBit(0)));
    for (int next = addresses.nextSetBit(end); next >= 0; next = addresses.nextSetBit(end)) {
      if (next - end <= longestGap) {
        filled.set(end, next);
      }
      end = addresses.nextClearBit(next);
    }
    return filled;
  }

  private static BitSet drawn(Random random) {
    BitSet drawn = new BitSet();
    int most = random.nextInt(40);
    for (int i = 0; i < most; i++) {
      int start = 1 + random.nextInt(ADDRESSES);
      drawn.set(start, start + 1 + random.nextInt(9));
    }
    return drawn;
  }

  private static List<List<Long>> of(WatchedRanges ranges) {
    List<List<Long>> all = new ArrayList<>();
    for (int i = 0; i < ranges.count(); i++) {
      all.add(List.of(ranges.start(i), ranges.end(i)));
    }
    return all;
  }

  private static List<List<Long>> rangesOf(BitSet addresses) {
    List<List<Long>> all = new ArrayList<>();
    int start = addresses.nextSetBit(0);
    while (start >= 0) {
      int end = addresses.nextClearBit(start);
      all.add(List.of((long) start, (long) end));
      start = addresses.nextSetBit(end);
    }
    return all;
  }
}
