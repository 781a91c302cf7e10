package dev.fathom.family;

import dev.fathom.os.PhysicalPages;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The frames behind the pages of some processes: how often each is mapped, by whomever, and what
/// it is. Empty where the kernel shows no frames: that takes CAP_SYS_ADMIN.
///
/// **Memory**: 24 bytes a frame.
public final class Frames {
  private final long[] numbers;
  private final long[] counts;
  private final long[] flags;

  private Frames(long[] numbers, long[] counts, long[] flags) {
    this.numbers = numbers;
    this.counts = counts;
    this.flags = flags;
  }

  /// Asks the kernel about the frames of all pages in the tables.
  public static Frames of(List<PageTable> tables) {
    Optional<PhysicalPages> opened = PhysicalPages.open();
    if (opened.isPresent()) {
      try (PhysicalPages physical = opened.get()) {
        long[] numbers = unique(tables);
        long[] counts = new long[numbers.length];
        long[] flags = new long[numbers.length];
        if (physical.mapCounts(numbers, numbers.length, counts)
            && physical.flags(numbers, numbers.length, flags)) {
          return new Frames(numbers, counts, flags);
        }
      }
    }
    return new Frames(new long[0], new long[0], new long[0]);
  }

  private static long[] unique(List<PageTable> tables) {
    long[] all = new long[tables.stream().mapToInt(PageTable::count).sum()];
    int count = 0;
    for (PageTable table : tables) {
      for (int page = 0; page < table.count(); page++) {
        long frame = table.frame(page);
        if (frame != 0) {
          all[count++] = frame;
        }
      }
    }
    Arrays.sort(all, 0, count);
    int kept = 0;
    for (int at = 0; at < count; at++) {
      if (kept == 0 || all[at] != all[kept - 1]) {
        all[kept++] = all[at];
      }
    }
    return Arrays.copyOf(all, kept);
  }

  /// Whether the kernel shows frames at all.
  public boolean shown() {
    return numbers.length > 0;
  }

  /// {@return how many page-table entries of whatever process map the frame; 0 where that is not
  /// known}
  public long mapCount(long frame) {
    int at = Arrays.binarySearch(numbers, frame);
    return at < 0 ? 0 : counts[at];
  }

  /// {@return the flags of the frame, for the questions of [PhysicalPages]; 0 where they are not
  /// known}
  public long flags(long frame) {
    int at = Arrays.binarySearch(numbers, frame);
    return at < 0 ? 0 : flags[at];
  }
}
