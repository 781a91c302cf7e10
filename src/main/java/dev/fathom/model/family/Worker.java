package dev.fathom.model.family;

import dev.fathom.model.ProcessStat;
import dev.fathom.model.memory.PageCounters;

/// One process of a family; sizes in bytes.
///
/// @param stat who it is
/// @param title what is told of its command line, or its short name; of the target's choosing
/// @param parent index of the member that it was forked from, or else is compared with; -1 for the
///   head of the family
/// @param kinship what it has to do with that one
/// @param counters the kernel's
/// @param pageTables of its page tables: in no Rss, but its cost
/// @param sharedWithParent what it has in common with its parent
/// @param unshared of its own, where the parent has another page at the same address: shared at the
///   fork, and no longer
/// @param grown of its own, where the parent has none: taken since the fork
/// @param unsharing what broke the sharing
public record Worker(
    ProcessStat stat,
    String title,
    int parent,
    Kinship kinship,
    PageCounters counters,
    long pageTables,
    long sharedWithParent,
    long unshared,
    long grown,
    Unsharing unsharing) {
  /// Kernel stack and structures of a process, measured with Linux 6.18: in none of the figures.
  private static final long KERNEL_BYTES = 28 * 1024;

  /// What a process has to do with the one that it is compared with.
  public enum Kinship {
    /// Nobody here comes before it.
    HEAD,
    /// Its parent.
    CHILD,
    /// Its parent is not among those looked at: it is compared with the head of the family.
    SIBLING,
    /// It has no anonymous page in common with it: it runs a program of its own.
    STRANGER
  }

  public int process() {
    return stat.process();
  }

  /// {@return what ending it would give back, and another like it would take}
  public long cost() {
    return counters.uss() + pageTables + KERNEL_BYTES;
  }

  public Worker with(Unsharing found) {
    return new Worker(
        stat,
        title,
        parent,
        kinship,
        counters,
        pageTables,
        sharedWithParent,
        unshared,
        grown,
        found);
  }
}
