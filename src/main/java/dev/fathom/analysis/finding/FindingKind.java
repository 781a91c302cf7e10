package dev.fathom.analysis.finding;

import dev.fathom.analysis.account.Advice;
import java.util.Arrays;
import java.util.List;

/// The catalogue: what can be concluded of a look. `docs/findings.md` has the same.
///
/// A kind that is waste is a [Severity#WARNING] from one share of the Rss on and
/// [Severity#CRITICAL] from another; any other is a [Severity#NOTE].
public enum FindingKind {
  RESIDENT("resident", Waste.NEVER, "How much of the process is in memory.", "Rss", "never"),
  UNREAD(
      "unread",
      Waste.ALWAYS,
      "Most of what a runtime has was not understood: figures of its objects say little.",
      "live blocks without an object, of all live blocks",
      "the objects of most live blocks were found"),
  UNNAMED(
      "unnamed",
      Waste.ALWAYS,
      "More than a fifth of the process has no name: the answer says where little of it went.",
      "bytes that no row of the balance accounts for",
      "below 20 %"),
  LIVE(
      "live",
      Waste.NEVER,
      "What the program's live objects, or its live chunks, take.",
      "the accounts of objects, tables and buffers, and C memory",
      "below 5 % where there are no objects"),
  HELD(
      "held",
      Waste.NEVER,
      "One owner keeps a good part: where objects pile up.",
      "retained resident bytes of the accumulation points in the dominator tree",
      "below 5 %"),
  SPREAD(
      "spread",
      Waste.NEVER,
      "Most of the memory is objects, and no one variable holds much of them.",
      "no `held`, and objects take half or more",
      "there is a `held`, or objects take less than half"),
  SPARSE(
      "sparse",
      Waste.LARGE,
      "A table or buffer is much larger than what is in it needs; the largest is shown, and all others together.",
      "resident bytes of such tables, less those of new ones that the same is put into",
      "below 5 %, and of room that growth leaves"),
  PACKABLE(
      "packable",
      Waste.NEVER,
      "A sequence of numbers or texts that are objects each: an array, or one text, takes less.",
      "resident bytes of the sequence and of those items that nothing else refers to, less those of what is made of it",
      "below 5 %, and of items of several types"),
  TRAPPED(
      "trapped",
      Waste.LARGE,
      "Free memory that cannot go back to the kernel: live chunks stand on the same pages.",
      "free resident bytes on pages with a live chunk, and the holes that they are",
      "below 5 %"),
  TRIMMABLE(
      "trimmable",
      Waste.LARGE,
      "Free whole pages that the allocator's release call would give back.",
      "whole pages in merged free chunks, and the top of the main heap",
      "below 5 %, and of allocators of which it cannot be foretold"),
  POOLS_FREE(
      "pools.free",
      Waste.LARGE,
      "Free blocks in a runtime's own pools, for the runtime alone to reuse.",
      "resident bytes of free blocks",
      "below 5 %"),
  NOT_READ(
      "not-read",
      Waste.NEVER,
      "The heap of a runtime that is recognised and not read.",
      "resident bytes of its heap; of one in malloc's chunks none are told",
      "no such runtime was found"),
  SHARED(
      "shared",
      Waste.NEVER,
      "Memory that is shared with other processes.",
      "resident bytes of shared mappings that are not files; who else has the largest, by `maps` of every process that may be looked at",
      "below 5 %"),
  MAPPED(
      "mapped",
      Waste.NEVER,
      "Anonymous memory that no allocator handed out, and that references lead to.",
      "resident bytes of anonymous mappings with an owner",
      "below 5 %, and where a heap is not read that may hold them"),
  FILES(
      "files",
      Waste.NEVER,
      "Mapped files, and whether the kernel can drop them.",
      "resident bytes of files that are neither programs nor libraries; clean by the kernel's counters",
      "below 5 %"),
  STACKS(
      "stacks",
      Waste.NEVER,
      "Stacks of threads, and how much of them lies beyond the stack pointers.",
      "resident bytes of stacks; below each stack pointer where it is known",
      "below 5 %"),
  BINARIES(
      "binaries",
      Waste.NEVER,
      "The program and its libraries: code, static variables.",
      "resident bytes of their mappings",
      "below 5 %"),
  LAZY_FREE(
      "lazyfree",
      Waste.NEVER,
      "Memory that was given back by MADV_FREE and counts until the kernel takes it.",
      "LazyFree of the kernel",
      "below 5 %"),
  SWAPPED(
      "swapped",
      Waste.NEVER,
      "How much is in the swap area besides, and whose it is, as far as that can be told without swapping it in.",
      "pages in the swap area, by what begins on a page that is in memory; shares are of the Rss and swap together",
      "below 5 %"),
  HUGE(
      "huge",
      Waste.LARGE,
      "Huge pages of which large parts hold nothing but zeros: in memory because of what is beside them.",
      "parts of 4 KiB of transparent huge pages that are zeros, read once the target runs again; of more than 64 MiB a sample",
      "below 5 %, and of a core, which tells of no huge pages"),
  KEPT(
      "kept",
      Waste.LARGE,
      "Free whole pages that an allocator keeps, and its own word for giving them back.",
      "resident bytes of free whole pages and of unused ends of heaps",
      "below 5 %"),
  LET_GO(
      "stopped",
      Waste.ALWAYS,
      "The process was released before all of it was read (`--max-pause`).",
      "resident bytes above where the reading ended",
      "all was read"),
  UNKNOWN_ALLOCATOR(
      "anonymous",
      Waste.LARGE,
      "Anonymous memory of no allocator that is known.",
      "resident bytes that no claim covers",
      "below 5 %"),
  EXPLAINED(
      "explained",
      Waste.NEVER,
      "How much no row of the balance accounts for.",
      "Rss less all rows",
      "there is a `stopped` or an `anonymous`"),
  INCOMPLETE(
      "incomplete",
      Waste.ALWAYS,
      "Something is missing in the answer, or may be torn; the note says what.",
      "warnings that make an answer partial, and a process that ran on while it was read",
      "the answer is complete"),
  PINNED(
      "pinned",
      Waste.LARGE,
      "Few live pieces hold much free memory below the top of a heap.",
      "what would go back if the pieces went that weigh a hundredth of it or less",
      "below 5 %, and of allocators whose heaps do not end in a top"),
  LEAKED(
      "leaked",
      Waste.SMALL,
      "Objects that no variable reaches, and that nothing which is counted holds.",
      "certain and uncounted leaks (docs/accuracy.md)",
      "nothing is lost, references may be missing, or a heap was not read"),
  DOUBTFUL(
      "doubtful",
      Waste.NEVER,
      "Objects that no variable reaches, and something that is not seen may hold.",
      "more references are counted than were found, or more is lost than programs lose",
      "there is no such doubt"),
  HELD_BY_MIDDLE(
      "leaked.middle",
      Waste.NEVER,
      "Chunks of C memory that are reached, but only through an address of the middle of a chunk: they may be lost.",
      "what is reached from a variable, less what is reached by addresses of the beginnings of chunks",
      "there are none, or a runtime knows its objects"),
  WORKER_COST(
      "worker.cost",
      Waste.NEVER,
      "What one more worker costs.",
      "what the workers have for themselves alone, on the average, and the oldest",
      "there is no worker"),
  WORKER_ROOM(
      "worker.room",
      Waste.NEVER,
      "How many workers there is room for.",
      "the limit that is met first, of the machine or a control group, and what one costs",
      "there is no worker"),
  UNSHARED(
      "unshared",
      Waste.LARGE,
      "What the worker that shares least has un-shared since its fork; shares are of what all take.",
      "frames that it had in common with its parent",
      "there is no worker"),
  UNSHARED_BY(
      "unshared.by",
      Waste.NEVER,
      "What most of that was written for.",
      "bytes that differ between parent and worker, by what they are",
      "no cause has half of it, or causes are not asked for"),
  SPARED(
      "unshared.spared",
      Waste.NEVER,
      "What the runtime has to keep it shared, and how much that would have kept.",
      "pages that differ in the collector's words alone",
      "below half, or the runtime has no such means"),
  DUPLICATES(
      "duplicates",
      Waste.LARGE,
      "Equal pages that the kernel could merge.",
      "pages beyond the first of each content (`--duplicates`)",
      "it was not asked for, or there are none"),
  NO_ALLOCATOR(
      "no-allocator",
      Waste.NEVER,
      "Nothing was found that hands memory out: where memory is free is not known.",
      "arenas and pools",
      "there is one"),
  FREE(
      "free",
      Waste.NEVER,
      "How much malloc keeps free, what of that would go back, and where the rest stays.",
      "resident free bytes of all arenas; what of them matters is told by kind",
      "no allocator was found"),
  THREADS_LEFT(
      "threads.left",
      Waste.LARGE,
      "Arenas of threads that have ended: nothing is allocated from them until another thread takes one.",
      "resident free bytes of threads' arenas of which no thread is known",
      "below 1 %, and where no arena's threads are known"),
  POOLS_TRAPPED(
      "pools.trapped",
      Waste.LARGE,
      "Free blocks in a runtime's own pools that stand on pages with live ones.",
      "resident free bytes of pools on such pages",
      "there are none"),
  ADVICE_TRIM(
      advised(Advice.Action.TRIM),
      Waste.LARGE,
      "The allocator's release call would make the process smaller.",
      "whole resident pages inside merged free chunks, and the top of the main heap",
      smallGain()),
  ADVICE_RELEASE(
      advised(Advice.Action.RELEASE),
      Waste.LARGE,
      "An allocator can give pages back in a way of its own.",
      "at most: whole free pages that it keeps",
      smallGain()),
  ADVICE_THRESHOLD(
      advised(Advice.Action.THRESHOLD),
      Waste.LARGE,
      "A fixed threshold would have the top of the main heap go back at once.",
      "what goes back of that top, beyond what always stays",
      smallGain()),
  ADVICE_ARENAS(
      advised(Advice.Action.ARENAS),
      Waste.LARGE,
      "Threads that share arenas would leave less free.",
      "at most: free bytes in the arenas of threads, but for the largest",
      smallGain()),
  ADVICE_RESTART(
      advised(Advice.Action.RESTART),
      Waste.LARGE,
      "A fresh process begins without what is trapped in this one.",
      "free bytes on pages with live memory, in heaps and in pools",
      smallGain()),
  ADVICE_SUBPROCESS(
      advised(Advice.Action.SUBPROCESS),
      Waste.LARGE,
      "What few live pieces hold would go with a process that did the work.",
      "what would go back if these pieces went",
      smallGain() + ", or many hold it"),
  ADVICE_DROP(
      advised(Advice.Action.DROP),
      Waste.LARGE,
      "Letting go of what pins a heap would have it shrink; of `pins` alone.",
      "foretold, as by `owners --if-dropped`, for the variable whose pins release most",
      smallGain()),
  CHANGED(
      "changed",
      Waste.NEVER,
      "How much more or less is in memory than in the first look; shares are of the larger Rss.",
      "the Rss of the last look less that of the first",
      "never"),
  GROWN(
      "grown",
      Waste.NEVER,
      "Who holds more than before: the three that changed most are shown.",
      "what came and is kept by that owner, less what went",
      "no objects take more"),
  GROWN_ONLY(
      "grown.only",
      Waste.NEVER,
      "An owner that lost nothing of what it had, and has more: a cache without a bound, a log; three are shown.",
      "what its new entries take; earlier ones whose values are not in it any more",
      "fewer than 16 entries before, below 1 %, or something of it went"),
  GROWN_NAMES(
      "grown.names",
      Waste.NEVER,
      "Interned strings and code that came since: what compiling and importing at run time leaves.",
      "the accounts of both, after less before",
      "fewer than 16 strings more, or below 1 %"),
  SHRUNK(
      "shrunk",
      Waste.NEVER,
      "Who holds less than before, among these three.",
      "the same; its bytes are negative",
      "no objects take less"),
  WENT(
      "went",
      Waste.NEVER,
      "What went with an owner who is not there any more, among these three.",
      "what it kept in the first look; its bytes are negative",
      "none of them went"),
  UNCHANGED(
      "unchanged",
      Waste.NEVER,
      "Objects take as much memory as before.",
      "all owners of both looks",
      "some take more or less"),
  TURNOVER(
      "turnover",
      Waste.NEVER,
      "How many objects came, went, and were there both times.",
      "objects of the same type at the same address",
      "never"),
  STRANGERS(
      "strangers",
      Waste.NEVER,
      "The looks are at different processes: owners were matched by their paths alone.",
      "objects in both, of those of the smaller look",
      "a tenth of them or more is in both"),
  PAGES_RESIDENT(
      "pages.resident",
      Waste.NEVER,
      "How much is in memory, how much of it is mapped here alone, and how much is shared.",
      "all pages of all mappings",
      "never"),
  PAGES_SHARED(
      "pages.shared-memory",
      Waste.NEVER,
      "How much is shared memory.",
      "pages of shared memory, where the kernel shows frames",
      "there are none"),
  PAGES_HUGE(
      "pages.huge",
      Waste.NEVER,
      "How much is in huge pages.",
      "what is mapped 2 MiB at a time",
      "there are none"),
  PAGES_MERGED(
      "pages.merged",
      Waste.NEVER,
      "How much the kernel has merged with equal pages (KSM).",
      "pages that it says are merged",
      "there are none"),
  PAGES_SWAPPED(
      "pages.swapped",
      Waste.NEVER,
      "How much is in the swap area, besides what is in memory.",
      "pages in the swap area",
      "there are none"),
  PAGES_ZERO(
      "pages.zero",
      Waste.NEVER,
      "How much was read and never written, and takes nothing.",
      "pages that are mapped to the zero page",
      "there are none"),
  FRAMES_HIDDEN(
      "pages.unseen",
      Waste.NEVER,
      "The kernel shows no frames here: what that makes less exact.",
      "the page map of the process",
      "it shows them"),
  SHARERS(
      "pages.sharers",
      Waste.NEVER,
      "How much is mapped how often.",
      "pages by how often each is mapped",
      "the kernel shows no frames"),
  PROCESSES(
      "processes",
      Waste.NEVER,
      "What all processes of the machine take, pages that they share counted once; shares are of their Rss together.",
      "the sum of their Pss",
      "never"),
  REFUSED(
      "refused",
      Waste.ALWAYS,
      "Some processes could not be read: what they take is not in the sum.",
      "processes whose counters were refused",
      "all may be looked into"),
  HEAP_HELD(
      "heap.held",
      Waste.NEVER,
      "How much of a heap would go back if the pieces nearest to its end went; four heaps are shown.",
      "what goes back once they are freed and the release call is made",
      "nothing holds it for less than it would give back"),
  NOTHING_PINNED(
      "heap.unpinned",
      Waste.NEVER,
      "No heap is held by less than what it would give back.",
      "the pieces nearest to the ends of heaps",
      "a heap is");

  /// From which shares of the Rss on a kind is more than a note.
  private enum Waste {
    NEVER(2, 2),
    LARGE(0.2, 0.5),
    SMALL(0.05, 0.2),
    ALWAYS(0, 2);

    final double warning;
    final double critical;

    Waste(double warning, double critical) {
      this.warning = warning;
      this.critical = critical;
    }
  }

  private final String id;
  private final Waste waste;
  private final String meaning;
  private final String computed;
  private final String silent;

  FindingKind(String id, Waste waste, String meaning, String computed, String silent) {
    this.id = id;
    this.waste = waste;
    this.meaning = meaning;
    this.computed = computed;
    this.silent = silent;
  }

  /// When no advice is given.
  private static String smallGain() {
    return "below 1 MiB, or below 5 % where that is less";
  }

  /// So that a finding and the advice that it is about are known by the same word.
  private static String advised(Advice.Action action) {
    return "advice." + action.id();
  }

  /// {@return its name for programs and in conditions; it does not change}
  public String id() {
    return id;
  }

  /// {@return the names of all}
  public static List<String> ids() {
    return Arrays.stream(values()).map(FindingKind::id).toList();
  }

  /// {@return what it means}
  public String meaning() {
    return meaning;
  }

  /// {@return from what its bytes are computed}
  public String computed() {
    return computed;
  }

  /// {@return when nothing is said}
  public String silent() {
    return silent;
  }

  /// {@return how much one of it matters}
  ///
  /// @param share of the Rss, 0 to 1
  Severity severity(double share) {
    return share >= waste.critical
        ? Severity.CRITICAL
        : share >= waste.warning ? Severity.WARNING : Severity.NOTE;
  }

  /// {@return from which share on it is a warning, and from which critical, in words}
  public String thresholds() {
    return switch (waste) {
      case NEVER -> "always a note";
      case ALWAYS -> "always a warning";
      case LARGE -> "a warning from 20 % of the Rss, critical from 50 %";
      case SMALL -> "a warning from 5 % of the Rss, critical from 20 %";
    };
  }
}
