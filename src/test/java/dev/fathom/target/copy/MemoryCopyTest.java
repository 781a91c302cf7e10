package dev.fathom.target.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// A copy of made-up memory, in which each word is its own address.
final class MemoryCopyTest {
  private static final long PAGE = 4096;
  private static final long FAR = 0x7f00_0000_0000L;
  private static final AddressRanges NOTHING = new AddressRanges();

  private static long words(long address, MemorySegment into, long bytes) {
    for (long at = 0; at < bytes; at += Long.BYTES) {
      into.set(ValueLayout.JAVA_LONG, at, address + at);
    }
    return bytes;
  }

  private static AddressRanges ranges(long... borders) {
    AddressRanges ranges = new AddressRanges();
    for (int at = 0; at < borders.length; at += 2) {
      ranges.add(borders[at], borders[at + 1]);
    }
    return ranges;
  }

  /// Large enough for several threads, with a range that is no multiple of what is read at once.
  @Test
  void holdsWhatStoodThere() {
    AddressRanges ranges = ranges(PAGE, 3 * PAGE, FAR, FAR + (17L << 20) + PAGE, FAR * 2, FAR * 2);
    try (MemoryCopy copy = MemoryCopy.withRoomFor(32L << 20).orElseThrow()) {
      assertThat(copy.take(ranges, NOTHING, MemoryCopyTest::words, () -> false)).isTrue();
      assertThat(copy.copiedBytes()).isEqualTo(ranges.bytes()).isEqualTo(3 * PAGE + (17L << 20));
      assertThat(copy.lostFrom()).isEqualTo(Long.MAX_VALUE);
      for (int range = 0; range < ranges.count(); range++) {
        for (long at = ranges.start(range); at < ranges.end(range); at += PAGE) {
          assertThat(word(copy, at + 8)).isEqualTo(at + 8);
        }
      }
      MemorySegment into = MemorySegment.ofArray(new long[1024]);
      assertThat(copy.read(3 * PAGE - 16, into, 64)).as("no further than it reaches").isEqualTo(16);
      assertThat(copy.read(0, into, 64)).isZero();
      assertThat(copy.next(0)).isEqualTo(PAGE);
      assertThat(copy.read(3 * PAGE, into, 64)).isZero();
      assertThat(copy.next(3 * PAGE)).isEqualTo(FAR);
      assertThat(copy.next(FAR + (18L << 20))).isEqualTo(Long.MAX_VALUE);
    }
  }

  /// Of a process that runs on, what was read by then is in the copy, and nothing else.
  @Test
  void saysHowFarItCame() {
    AtomicInteger left = new AtomicInteger(9);
    AddressRanges ranges = ranges(FAR, FAR + (64L << 20));
    try (MemoryCopy copy = MemoryCopy.withRoomFor(64L << 20).orElseThrow()) {
      assertThat(
              copy.take(
                  ranges,
                  NOTHING,
                  (address, into, bytes) -> {
                    left.decrementAndGet();
                    return words(address, into, bytes);
                  },
                  () -> left.get() < 0))
          .isTrue();
      long lost = copy.lostFrom();
      assertThat(lost).isBetween(FAR, FAR + (12L << 20));
      for (long at = FAR; at < lost; at += PAGE) {
        assertThat(word(copy, at)).isEqualTo(at);
      }
      assertThat(copy.read(lost, MemorySegment.ofArray(new long[1]), 8)).isZero();
      assertThat(copy.next(lost)).isGreaterThan(lost);
    }
  }

  @Test
  void whatCannotBeReadIsNoCopy() {
    AddressRanges ranges = ranges(PAGE, 9 * PAGE);
    try (MemoryCopy copy = MemoryCopy.withRoomFor(9 * PAGE).orElseThrow()) {
      assertThat(copy.take(ranges, NOTHING, (address, into, bytes) -> bytes - PAGE, () -> false))
          .isFalse();
    }
    try (MemoryCopy small = MemoryCopy.withRoomFor(7 * PAGE).orElseThrow()) {
      assertThat(small.take(ranges, NOTHING, MemoryCopyTest::words, () -> false)).isFalse();
    }
  }

  /// What was written is copied again, what is new is copied, what is gone is left out, and the
  /// rest stays what it was.
  @Test
  void onlyWhatIsStaleIsCopiedAgain() {
    try (MemoryCopy copy = MemoryCopy.withRoomFor(64 * PAGE).orElseThrow()) {
      AddressRanges first = ranges(0, 8 * PAGE, 16 * PAGE, 24 * PAGE);
      assertThat(copy.take(first, NOTHING, MemoryCopyTest::words, () -> false)).isTrue();
      AddressRanges then = ranges(2 * PAGE, 10 * PAGE, 18 * PAGE, 20 * PAGE, 30 * PAGE, 31 * PAGE);
      AddressRanges stale = ranges(0, 3 * PAGE, 5 * PAGE, 6 * PAGE, 19 * PAGE, 40 * PAGE);
      assertThat(copy.take(then, stale, MemoryCopyTest::newer, () -> false)).isTrue();
      AddressRanges expected =
          ranges(2 * PAGE, 3 * PAGE, 5 * PAGE, 6 * PAGE, 8 * PAGE, 10 * PAGE, 19 * PAGE, 20 * PAGE)
              .or(ranges(30 * PAGE, 31 * PAGE));
      assertThat(copy.copiedBytes()).isEqualTo(expected.bytes());
      for (long at = 0; at < 48 * PAGE; at += PAGE) {
        boolean wanted = then.at(at) < then.count() && then.start(then.at(at)) <= at;
        boolean again = expected.at(at) < expected.count() && expected.start(expected.at(at)) <= at;
        long[] word = new long[1];
        long bytes = copy.read(at, MemorySegment.ofArray(word), Long.BYTES);
        assertThat(bytes).as("page at 0x%x", at).isEqualTo(wanted ? Long.BYTES : 0);
        assertThat(word[0]).as("page at 0x%x", at).isEqualTo(!wanted ? 0 : again ? ~at : at);
      }
    }
  }

  /// A page that could not be read while the process ran is stale the next time.
  @Test
  void whatWasTornIsCopiedAgain() {
    try (MemoryCopy copy = MemoryCopy.withRoomFor(64 * PAGE).orElseThrow()) {
      AddressRanges ranges = ranges(0, 8 * PAGE, 16 * PAGE, 24 * PAGE);
      MemoryCopy.Source tearing =
          (address, into, bytes) -> {
            words(address, into, bytes);
            return address < 16 * PAGE ? 3 * PAGE : bytes;
          };
      assertThat(copy.take(ranges, NOTHING, tearing, () -> false)).isFalse();
      assertThat(copy.take(ranges, NOTHING, MemoryCopyTest::newer, () -> false)).isTrue();
      assertThat(copy.copiedBytes()).isEqualTo(5 * PAGE);
      assertThat(word(copy, 2 * PAGE)).isEqualTo(2 * PAGE);
      assertThat(word(copy, 3 * PAGE)).isEqualTo(~(3 * PAGE));
      assertThat(word(copy, 16 * PAGE)).isEqualTo(16 * PAGE);
    }
  }

  private static long newer(long address, MemorySegment into, long bytes) {
    for (long at = 0; at < bytes; at += Long.BYTES) {
      into.set(ValueLayout.JAVA_LONG, at, ~(address + at));
    }
    return bytes;
  }

  @Test
  void rangesNeverOverlap() {
    AddressRanges ranges = ranges(10, 20, 15, 30, 30, 40, 12, 35, 50, 60);
    assertThat(ranges.count()).isEqualTo(2);
    assertThat(ranges.bytes()).isEqualTo(40);
    assertThat(ranges.at(9)).isZero();
    assertThat(ranges.at(39)).isZero();
    assertThat(ranges.at(40)).isEqualTo(1);
    assertThat(ranges.at(60)).isEqualTo(2);
  }

  private static long word(MemoryCopy copy, long address) {
    long[] word = new long[1];
    assertThat(copy.read(address, MemorySegment.ofArray(word), Long.BYTES)).isEqualTo(Long.BYTES);
    return word[0];
  }
}
