package dev.fathom.ask.verify;

import dev.fathom.model.Findings;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageCounters;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.survey.look.KernelWord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.ToLongFunction;

/// What was counted page by page while the process was held, against what the kernel counts itself:
/// right before the look, and right after it.
final class KernelChecks {
  private static final String BYTES = "bytes";
  private static final String ROLLUP = "smaps_rollup";

  /// Is in no size of the kernel's: it belongs to no process.
  private static final String VSYSCALL = "[vsyscall]";

  private final Findings findings;
  private final KernelWord before;
  private final KernelWord after;
  private final List<Check> checks = new ArrayList<>();

  private KernelChecks(Findings findings, KernelWord before, KernelWord after) {
    this.findings = findings;
    this.before = before;
    this.after = after;
  }

  static List<Check> of(Findings findings, KernelWord before, KernelWord after) {
    KernelChecks checks = new KernelChecks(findings, before, after);
    checks.all();
    return checks.checks;
  }

  private void all() {
    PageRuns pages = findings.pages();
    pages("kernel.rss", "resident pages", pages::resident, PageCounters::rss);
    pages(
        "kernel.anonymous",
        "resident pages of no file",
        run -> pages.resident(run) && !pages.ofFile(run),
        PageCounters::anonymous);
    pages("kernel.swap", "swapped pages", pages::swapped, PageCounters::swap);
    between(
        "kernel.size",
        "mapped addresses",
        findings.mappings().stream()
            .filter(mapping -> !mapping.name().equals(VSYSCALL))
            .mapToLong(mapping -> mapping.end() - mapping.start())
            .sum(),
        before.size(),
        after.size(),
        "statm");
    mappings();
  }

  private void pages(
      String id, String what, IntPredicate counted, ToLongFunction<PageCounters> other) {
    PageRuns pages = findings.pages();
    long bytes = 0;
    for (int run = 0; run < pages.count(); run++) {
      if (counted.test(run)) {
        bytes += pages.end(run) - pages.start(run);
      }
    }
    between(
        id,
        what,
        bytes,
        other.applyAsLong(before.counters()),
        other.applyAsLong(after.counters()),
        ROLLUP);
  }

  private void between(
      String id, String what, long fathom, long before, long after, String witness) {
    checks.add(
        new Check(
            id, what, BYTES, fathom, Math.min(before, after), Math.max(before, after), witness));
  }

  /// Each mapping by itself: sums may agree by chance.
  private void mappings() {
    long compared = 0;
    long equal = 0;
    for (Mapping mapping : findings.mappings()) {
      PageCounters first = before.mapping(mapping.start(), mapping.end());
      PageCounters last = after.mapping(mapping.start(), mapping.end());
      if (first != null && last != null) {
        long counted = findings.pages().residentBytes(mapping.start(), mapping.end());
        compared++;
        if (Math.min(first.rss(), last.rss()) <= counted
            && counted <= Math.max(first.rss(), last.rss())) {
          equal++;
        }
      }
    }
    checks.add(
        Check.of(
            "kernel.mappings",
            "mappings of which the resident pages agree",
            "mappings",
            equal,
            compared,
            "smaps"));
  }
}
