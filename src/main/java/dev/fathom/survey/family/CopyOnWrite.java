package dev.fathom.survey.family;

import dev.fathom.model.Findings;
import dev.fathom.model.column.Extents;
import dev.fathom.model.family.Unsharing;
import dev.fathom.target.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Compares pages of workers with the pages of their parent at the same addresses, and charges what
/// differs to causes.
///
/// What stands where is taken from the parent's findings: an object that was there at the fork is
/// mostly there still. An object whose count in the worker is none any more was dropped there;
/// where another type stands, its memory was used again.
///
/// **Cost**: reads each un-shared page of each worker, and of the parent what any of them has
/// un-shared, once; 0.3 to 3 µs a page, on all processors.
final class CopyOnWrite {
  /// Into how many parts the pages are divided: always as many, so that sums come out the same.
  private static final int PARTS = 16;

  private CopyOnWrite() {}

  /// A worker whose pages are compared.
  ///
  /// @param sharing where its pages are no longer its parent's
  /// @param chunks what its allocators have on those pages
  record Subject(Memory memory, SharingWithParent sharing, Extents chunks) {}

  /// Compares pages; all processes must be held.
  ///
  /// @param findings of the parent
  /// @param subjects workers of that parent
  /// @return what was un-shared, in their order
  static List<Unsharing> compare(Findings findings, Memory parent, List<Subject> subjects) {
    UnsharedPages pages = UnsharedPages.of(subjects.stream().map(Subject::sharing).toList());
    TypePages typePages = TypePages.of(findings, pages);
    boolean[] collected = new boolean[subjects.size()];
    for (int worker = 0; worker < collected.length; worker++) {
      collected[worker] = CollectorTrace.in(findings, typePages, worker);
    }
    List<Memory> memories = subjects.stream().map(Subject::memory).toList();
    List<Extents> chunks = subjects.stream().map(Subject::chunks).toList();
    List<List<UnsharingTally>> parts =
        IntStream.range(0, PARTS)
            .parallel()
            .mapToObj(part -> {
              List<UnsharingTally> tallies = tallies(findings, collected);
              int from = (int) ((long) pages.count() * part / PARTS);
              int until = (int) ((long) pages.count() * (part + 1) / PARTS);
              new PageComparison(findings, pages, parent, memories, chunks, tallies)
                  .compare(from, until);
              return tallies;
            })
            .toList();
    Optional<String> spared =
        findings.runtime().flatMap(found -> found.dialect().sparesCollections(found.version()));
    List<Unsharing> results = new ArrayList<>();
    for (int worker = 0; worker < subjects.size(); worker++) {
      UnsharingTally sum = parts.getFirst().get(worker);
      for (List<UnsharingTally> part : parts.subList(1, PARTS)) {
        sum.add(part.get(worker));
      }
      results.add(sum.result(findings.types(), typePages, worker, spared));
    }
    return results;
  }

  private static List<UnsharingTally> tallies(Findings findings, boolean[] collected) {
    List<UnsharingTally> tallies = new ArrayList<>();
    for (boolean each : collected) {
      tallies.add(new UnsharingTally(findings.types().count(), each));
    }
    return tallies;
  }
}
