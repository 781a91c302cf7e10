package dev.fathom.model.watch;

/// What a process used at one moment, in bytes.
///
/// @param millis since the watch began
/// @param rss resident; the kernel's counter, which may be off by some tens of pages
/// @param swap swapped out
/// @param highWater the most that was ever resident
/// @param pss its share of what is resident, or [#UNKNOWN]: it is not asked for each time
/// @param uss what is resident for it alone, or [#UNKNOWN]
/// @param accounts what is resident, by what it is
/// @param mapped what is mapped, in memory or not
public record Sample(
    long millis,
    long rss,
    long swap,
    long highWater,
    long pss,
    long uss,
    Accounts accounts,
    Mapped mapped) {
  /// One of which nobody asked what is mapped.
  public Sample(
      long millis, long rss, long swap, long highWater, long pss, long uss, Accounts accounts) {
    this(millis, rss, swap, highWater, pss, uss, accounts, Mapped.NOT_ASKED);
  }

  /// What is mapped.
  ///
  /// @param count how many mappings there are, or [#UNKNOWN]: they are not counted each time
  /// @param bytes what they have together, in memory or not (`VmSize`), or [#UNKNOWN]
  public record Mapped(long count, long bytes) {
    static final Mapped NOT_ASKED = new Mapped(-1, -1);
  }

  /// What is resident; the first three add up to the RSS.
  ///
  /// @param anonymous of no file: heaps, stacks, private copies of file pages
  /// @param file of files
  /// @param sharedMemory shared by design: tmpfs, `memfd`, System V
  /// @param pageTables what the page tables take, which is in no RSS
  public record Accounts(long anonymous, long file, long sharedMemory, long pageTables) {
    /// Nothing at all.
    public static final Accounts NONE = new Accounts(0, 0, 0, 0);
  }

  /// A figure that was not asked for this time.
  public static final long UNKNOWN = -1;
}
