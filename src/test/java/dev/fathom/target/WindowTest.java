package dev.fathom.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is seen through a window is what stands in the memory behind it, however it is moved.
final class WindowTest {
  private static final long PAGE = 4096;
  private static final long BASE = 0x7f12_3456_7000L;
  private static final Duration SOON = Duration.ofMinutes(2);

  /// Memory of which every word tells its address; every page whose number is a multiple of `holes`
  /// is missing.
  private static final class Numbered implements Memory {
    private final long holes;
    private final AtomicLong bytesRead = new AtomicLong();
    private volatile long highest;

    Numbered(long holes) {
      this.holes = holes;
    }

    @Override
    public long read(long address, MemorySegment into, long bytes) {
      long missing = 0;
      for (long at = 0; at < bytes; at += Long.BYTES) {
        into.set(ValueLayout.JAVA_LONG_UNALIGNED, at, word(address + at));
        missing += missing(address + at) ? Long.BYTES : 0;
      }
      bytesRead.addAndGet(bytes);
      highest = Math.max(highest, address + bytes);
      return missing;
    }

    boolean missing(long address) {
      return holes != 0 && (address / PAGE) % holes == 0;
    }

    /// The word at an aligned address.
    long word(long address) {
      return missing(address) ? 0 : address * 0x9E3779B97F4A7C15L;
    }

    int u8(long address) {
      return (int) (word(address & -Long.BYTES) >>> (8 * (address & (Long.BYTES - 1)))) & 0xff;
    }

    long u64(long address) {
      long value = 0;
      for (int at = Long.BYTES - 1; at >= 0; at--) {
        value = (value << 8) | u8(address + at);
      }
      return value;
    }

    @Override
    public long bytesRead() {
      return bytesRead.get();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {Window.REACH, 2 * Window.REACH, 1 << 20})
  void whateverIsRequiredIsThere(int blockBytes) {
    Numbered memory = new Numbered(7);
    try (Window window = new Window(memory, blockBytes)) {
      SplittableRandom random = new SplittableRandom(blockBytes);
      assertTimeoutPreemptively(
          SOON,
          () -> {
            for (int walk = 0; walk < 60; walk++) {
              walk(window, memory, random, blockBytes);
            }
          });
    }
  }

  /// One walk through a range: mostly on, now and then far ahead, sometimes back.
  private static void walk(
      Window window, Numbered memory, SplittableRandom random, int blockBytes) {
    long start = BASE + random.nextLong(100) * PAGE + random.nextLong(PAGE / 16) * 16;
    long bytes =
        random.nextInt(4) == 0 ? random.nextLong(3 * PAGE) : random.nextLong(8L * blockBytes);
    long end = start + bytes;
    window.range(end);
    long at = start;
    while (at < end) {
      long wanted =
          random.nextInt(5) == 0 ? 1 + random.nextLong(Window.REACH) : 8 + random.nextLong(200);
      long there = Math.min(wanted, end - at);
      window.require(at, there);
      assertThat(window.holds(at, there)).isTrue();
      check(window, memory, at, there, random);
      int step = random.nextInt(100);
      if (step == 0) {
        at += random.nextLong(6L * blockBytes);
      } else if (step == 1) {
        at = Math.max(start, at - random.nextLong(2L * blockBytes));
      } else if (step < 10) {
        at += Math.max(16, there);
      } else {
        at += 16 + random.nextLong(blockBytes / 64);
      }
    }
  }

  private static void check(
      Window window, Numbered memory, long at, long bytes, SplittableRandom random) {
    assertThat(window.u8(at)).isEqualTo(memory.u8(at));
    assertThat(window.u8(at + bytes - 1)).isEqualTo(memory.u8(at + bytes - 1));
    if (bytes >= Long.BYTES) {
      long last = at + bytes - Long.BYTES;
      long between = at + random.nextLong(bytes - Long.BYTES + 1);
      assertThat(window.u64(at)).isEqualTo(memory.u64(at));
      assertThat(window.u64(last)).isEqualTo(memory.u64(last));
      assertThat(window.u64(between)).isEqualTo(memory.u64(between));
      assertThat(window.u32(between)).isEqualTo((int) memory.u64(between));
    }
  }

  @Test
  void whatIsMissingIsCountedOnce() {
    Numbered memory = new Numbered(5);
    try (Window window = new Window(memory, Window.REACH)) {
      long end = BASE + 500 * PAGE;
      window.range(end);
      for (long at = BASE; at < end; at += 64) {
        window.require(at, Math.min(200, end - at));
      }
      assertThat(window.missingBytes()).isEqualTo(100 * PAGE);
    }
  }

  @Test
  void nothingBehindTheRangeIsRead() {
    Numbered memory = new Numbered(0);
    try (Window window = new Window(memory, Window.REACH)) {
      long end = BASE + 40 * PAGE + 123;
      window.range(end);
      for (long at = BASE; at + 8 <= end; at += 1000) {
        window.require(at, 8);
        assertThat(window.u64(at)).isEqualTo(memory.u64(at));
      }
      assertThat(memory.highest).isLessThanOrEqualTo(BASE + 41 * PAGE);
    }
  }

  @Test
  void streamingReadsEachByteOnce() {
    Numbered memory = new Numbered(0);
    try (Window window = new Window(memory, 1 << 20)) {
      long bytes = 64L << 20;
      window.range(BASE + bytes);
      for (long at = BASE; at < BASE + bytes; at += 4000) {
        window.require(at, 16);
      }
      assertThat(memory.bytesRead()).isEqualTo(bytes);
    }
  }

  @Test
  void wordsInViewAreNotReadAgain() {
    Numbered memory = new Numbered(0);
    try (Window window = new Window(memory, 1 << 20)) {
      window.range(BASE + (1 << 20));
      window.require(BASE, 16);
      long streamed = memory.bytesRead();
      Words words = new Words(memory, window);
      for (long at = BASE; at + 8 <= BASE + (1 << 20); at += 1000) {
        assertThat(words.u64(at)).isEqualTo(memory.u64(at));
        assertThat(words.met()).isTrue();
      }
      assertThat(memory.bytesRead()).isEqualTo(streamed);
    }
  }

  @Test
  void wordsAreTrueWhateverIsInView() {
    Numbered memory = new Numbered(7);
    try (Window window = new Window(memory, 1 << 20)) {
      SplittableRandom random = new SplittableRandom(7);
      for (int walk = 0; walk < 200; walk++) {
        long start = BASE + random.nextLong(4000) * PAGE;
        window.range(start + random.nextLong(2 << 20));
        window.require(start + random.nextLong(1 << 20), 8);
        Words words = new Words(memory, window);
        for (int look = 0; look < 500; look++) {
          long at = start - PAGE + random.nextLong(3 << 20) & -Long.BYTES;
          assertThat(words.u64(at)).isEqualTo(memory.u64(at));
          assertThat(words.met()).isEqualTo(!memory.missing(at));
        }
      }
    }
  }

  @Test
  void moreThanItsReachIsAMistake() {
    try (Window window = new Window(new Numbered(0), 1 << 20)) {
      window.range(BASE + (1 << 20));
      assertThatThrownBy(() -> window.require(BASE, Window.REACH + 1L))
          .isInstanceOf(IllegalArgumentException.class);
      window.require(BASE, Window.REACH);
    }
  }

  @Test
  void anUnusedWindowCloses() {
    assertTimeoutPreemptively(
        SOON,
        () -> {
          for (int i = 0; i < 50; i++) {
            Window window = new Window(new Numbered(0), Window.REACH);
            if (i % 2 == 0) {
              window.range(BASE + PAGE);
              window.require(BASE, 8);
            }
            window.close();
          }
        });
  }
}
