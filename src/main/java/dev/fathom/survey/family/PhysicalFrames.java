package dev.fathom.survey.family;

import dev.fathom.os.PhysicalPages;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The frames behind the pages of some processes: who of them maps each, how often it is mapped by
/// whomever, and what it is. Empty where the kernel shows no frames: that takes CAP_SYS_ADMIN.
///
/// **Cost**: sorts a word a page. **Memory**: 8 bytes a page and 24 bytes a frame.
public final class PhysicalFrames {
  static final int MEMBER_BITS = 14;
  private static final int MEMBER_MASK = (1 << MEMBER_BITS) - 1;

  /// Each a frame and one who maps it, ascending; whoever maps it twice is there twice.
  private final long[] mappings;

  /// The frames, ascending.
  private final long[] numbers;

  private final long[] counts;
  private final long[] flags;

  private PhysicalFrames(long[] mappings, long[] numbers, long[] counts, long[] flags) {
    this.mappings = mappings;
    this.numbers = numbers;
    this.counts = counts;
    this.flags = flags;
  }

  /// Asks the kernel about the frames of all pages in the tables.
  ///
  /// @param tables at most 16,384
  public static PhysicalFrames of(List<PageTable> tables) {
    Optional<PhysicalPages> opened = PhysicalPages.open();
    if (opened.isPresent()) {
      try (PhysicalPages physical = opened.get()) {
        long[] mappings = mappings(tables);
        long[] numbers = unique(mappings);
        long[] counts = new long[numbers.length];
        if (physical.mapCounts(numbers, numbers.length, counts)) {
          return new PhysicalFrames(mappings, numbers, counts, new long[0]);
        }
      }
    }
    return new PhysicalFrames(new long[0], new long[0], new long[0], new long[0]);
  }

  /// The same, and what each frame is ([#flags]).
  public static PhysicalFrames withFlags(List<PageTable> tables) {
    PhysicalFrames frames = of(tables);
    Optional<PhysicalPages> opened = PhysicalPages.open();
    if (opened.isPresent()) {
      try (PhysicalPages physical = opened.get()) {
        long[] flags = new long[frames.numbers.length];
        if (physical.flags(frames.numbers, flags.length, flags)) {
          return new PhysicalFrames(frames.mappings, frames.numbers, frames.counts, flags);
        }
      }
    }
    return frames;
  }

  private static long[] mappings(List<PageTable> tables) {
    long[] all = new long[tables.stream().mapToInt(PageTable::count).sum()];
    int count = 0;
    for (int member = 0; member < tables.size(); member++) {
      PageTable table = tables.get(member);
      for (int page = 0; page < table.count(); page++) {
        long frame = table.frame(page);
        if (frame != 0) {
          all[count++] = frame << MEMBER_BITS | member;
        }
      }
    }
    long[] mappings = Arrays.copyOf(all, count);
    Arrays.parallelSort(mappings);
    return mappings;
  }

  private static long[] unique(long[] mappings) {
    long[] numbers = new long[mappings.length];
    int count = 0;
    for (long mapping : mappings) {
      if (count == 0 || mapping >>> MEMBER_BITS != numbers[count - 1]) {
        numbers[count++] = mapping >>> MEMBER_BITS;
      }
    }
    return Arrays.copyOf(numbers, count);
  }

  /// Whether the kernel shows frames at all.
  public boolean shown() {
    return numbers.length > 0;
  }

  /// {@return how many page-table entries of the processes here lead to a frame, all together}
  int mappings() {
    return mappings.length;
  }

  /// {@return the frame that a mapping leads to; they are in ascending order}
  long frameOf(int mapping) {
    return mappings[mapping] >>> MEMBER_BITS;
  }

  /// {@return whose mapping it is: the place of a table; of one frame in ascending order}
  int memberOf(int mapping) {
    return (int) mappings[mapping] & MEMBER_MASK;
  }

  /// {@return how many page-table entries of whatever process map a frame; by its rank here}
  long mapCountAt(int rank) {
    return counts[rank];
  }

  /// {@return how many page-table entries of whatever process map the frame; 0 where that is not
  /// known} **Cost**: logarithmic.
  public long mapCount(long frame) {
    int at = Arrays.binarySearch(numbers, frame);
    return at < 0 ? 0 : counts[at];
  }

  /// {@return the flags of the frame, for the questions of [PhysicalPages]; 0 where they are not
  /// known} **Cost**: logarithmic.
  public long flags(long frame) {
    int at = flags.length == 0 ? -1 : Arrays.binarySearch(numbers, frame);
    return at < 0 ? 0 : flags[at];
  }
}
