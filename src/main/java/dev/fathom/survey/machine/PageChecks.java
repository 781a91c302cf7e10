package dev.fathom.survey.machine;

import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.machine.Ability;
import dev.fathom.os.PageScan;
import dev.fathom.os.written.KernelSupport;
import dev.fathom.os.written.SoftDirty;

/// What the kernel tells of pages.
final class PageChecks {
  private static final String SHORT = "--pause=short";

  private PageChecks() {}

  static Ability scan() throws ProcessAccessException {
    String what = "list pages by one call";
    int itself = Math.toIntExact(ProcessHandle.current().pid());
    try (PageScan scan = PageScan.open(itself)) {
      return scan.way() == PageScan.Way.CALL
          ? Ability.had("pagemap-scan", what, "PAGEMAP_SCAN")
          : Ability.partly(
              "pagemap-scan",
              what,
              "no PAGEMAP_SCAN: they are read one by one, in 20 ms a GiB instead of 3",
              "Linux 6.7 or later");
    }
  }

  static Ability softDirty() throws ProcessAccessException {
    String what = "track written pages by soft-dirty bits";
    return SoftDirty.isKnown()
        ? Ability.had("soft-dirty", what, "for " + SHORT)
        : Ability.partly(
            "soft-dirty",
            what,
            "this kernel has none (CONFIG_MEM_SOFT_DIRTY)",
            SHORT + ",inject, if userfaultfd is there");
  }

  static Ability userfaultfd() {
    String what = "track written pages by userfaultfd";
    try {
      KernelSupport.check();
      return Ability.had("userfaultfd", what, "for " + SHORT + ",inject");
    } catch (ProcessAccessException refused) {
      String message = String.valueOf(refused.getMessage());
      int end = message.lastIndexOf("; ");
      return Ability.partly(
          "userfaultfd", what, end < 0 ? message : message.substring(0, end), "--pause=normal");
    }
  }
}
