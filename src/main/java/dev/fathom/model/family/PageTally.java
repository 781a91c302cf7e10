package dev.fathom.model.family;

import dev.fathom.model.memory.Mapping;
import java.util.List;

/// The pages of one mapping by what they are, all in bytes.
///
/// @param mapping whose pages they are
/// @param framesShown whether the kernel showed the frames. If not, PSS is the kernel's own sum,
///   merged pages and shared memory are not told from others, and sharing is known as far as the
///   page table says who is alone
/// @param rss in memory, the zero page not counted
/// @param pss the same, each page divided by how many map it
/// @param uss in memory, mapped once
/// @param shared in memory, mapped more than once
/// @param anonymous in memory, of no file
/// @param file in memory, of a file
/// @param sharedMemory in memory, of shared memory; counted as file where frames are not shown
/// @param huge in memory, mapped 2 MiB at a time
/// @param merged in memory, merged with equal pages by the kernel (KSM)
/// @param zero mapped to the zero page: in no Rss
/// @param swapped in the swap area
/// @param sharers with how many: bytes mapped once, twice, 3 to 4 times, 5 to 8 times…
public record PageTally(
    Mapping mapping,
    boolean framesShown,
    long rss,
    long pss,
    long uss,
    long shared,
    long anonymous,
    long file,
    long sharedMemory,
    long huge,
    long merged,
    long zero,
    long swapped,
    List<Long> sharers) {

  /// {@return whether the frames tell which pages are merged} Debian's Linux 6.12 marks all that
  /// are anonymous: then the marks say nothing.
  public static boolean showMerged(List<PageTally> tallies) {
    return tallies.stream().anyMatch(tally -> tally.anonymous > tally.merged)
        || tallies.stream().allMatch(tally -> tally.merged == 0);
  }

  /// {@return the same where so many bytes are merged}
  ///
  /// @param bytes as the kernel says
  public PageTally withMerged(long bytes) {
    return new PageTally(
        mapping,
        framesShown,
        rss,
        pss,
        uss,
        shared,
        anonymous,
        file,
        sharedMemory,
        huge,
        Math.min(bytes, anonymous),
        zero,
        swapped,
        sharers);
  }
}
