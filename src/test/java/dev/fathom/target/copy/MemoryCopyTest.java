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
      assertThat(copy.take(ranges, MemoryCopyTest::words, () -> false)).isTrue();
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
      assertThat(copy.take(ranges, (address, into, bytes) -> bytes - PAGE, () -> false)).isFalse();
    }
    try (MemoryCopy small = MemoryCopy.withRoomFor(7 * PAGE).orElseThrow()) {
      assertThat(small.take(ranges, MemoryCopyTest::words, () -> false)).isFalse();
    }
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
