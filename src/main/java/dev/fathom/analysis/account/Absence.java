package dev.fathom.analysis.account;

import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.PageRuns;
import java.util.Optional;

/// Why a page of an address space (VIRT) is not in memory (RES).
public enum Absence {
  /// Address space that was set aside and that nothing may use yet.
  RESERVED("reserved", "reserved without access"),
  /// The kernel gives a page when it is touched. What was given back (`MADV_DONTNEED`, `free`)
  /// looks the same.
  UNTOUCHED("untouched", "never touched, or given back"),
  /// Is read from the file when it is touched.
  NOT_LOADED("notLoaded", "of files, not loaded"),
  SWAPPED("swapped", "swapped out"),
  /// Was read and never written: the one page of zeros stands for it.
  ZERO("zero", "the page of zeros"),
  /// Is in memory, in no Rss.
  POOLED("hugetlb", "huge pages of the pool, in no Rss"),
  /// Ends a stack or a library's segment: whoever runs over it gets a segmentation fault.
  GUARD("guard", "guards without access"),
  /// The kernel's own, in no Rss.
  KERNEL("kernel", "the kernel's own pages");

  /// What has no access and is no larger is taken for a guard: 16 pages.
  private static final long GUARD_BYTES = 16 * 4096L;

  private final String id;
  private final String label;

  Absence(String id, String label) {
    this.id = id;
    this.label = label;
  }

  /// {@return its name for programs}
  public String id() {
    return id;
  }

  /// {@return its name for people}
  public String label() {
    return label;
  }

  /// {@return why a page is not in memory of which the page table says something; empty of one that
  /// is}
  static Optional<Absence> ofRun(PageRuns pages, int run) {
    if (pages.resident(run)) {
      return Optional.empty();
    }
    return Optional.of(pages.swapped(run) ? SWAPPED : pages.pooled(run) ? POOLED : ZERO);
  }

  /// {@return why the pages of an area are not there of which the page table says nothing}
  ///
  /// @param above what begins where it ends
  static Absence ofRest(Area area, Optional<Area> above) {
    if (area.kind() == Area.Kind.KERNEL) {
      return KERNEL;
    }
    if (area.kind() == Area.Kind.GUARD) {
      boolean guards =
          area.mapping().ofFile()
              || area.bytes() <= GUARD_BYTES
              || above.filter(next -> next.kind() == Area.Kind.STACK).isPresent();
      return guards ? GUARD : RESERVED;
    }
    boolean memory = area.kind() == Area.Kind.SHARED_MEMORY || area.kind() == Area.Kind.BSS;
    return area.mapping().ofFile() && !memory ? NOT_LOADED : UNTOUCHED;
  }
}
