package dev.fathom.ask.advise;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.Advice;
import dev.fathom.analysis.account.Evidence;
import dev.fathom.analysis.account.fragmentation.ArenaUse;
import dev.fathom.analysis.finding.RoomyTables;
import dev.fathom.analysis.leaks.Leaks;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.analysis.returned.Dropping;
import dev.fathom.analysis.returned.Returned;
import dev.fathom.ask.returned.ForetoldOwner;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.Cursor;
import dev.fathom.model.Findings;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.family.Duplicates;
import dev.fathom.model.memory.Arena;
import dev.fathom.model.memory.HugePages;
import dev.fathom.model.object.TypeTable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Finds what speaks for what.
final class Proposals {
  private static final long PAGE_BYTES = 4096;

  /// Of owners and of tables, so many are told.
  private static final int MOST_NAMED = 3;

  /// Of huge pages so many bytes are looked at in whole; of more a sample.
  private static final long SAMPLED_BEYOND = 64 << 20;

  private final Analysis analysis;
  private final Findings findings;
  private final Dialect dialect;
  private final LivePages pages;

  private Proposals(Analysis analysis, LivePages pages) {
    this.analysis = analysis;
    this.pages = pages;
    this.findings = analysis.findings();
    this.dialect = findings.dialect();
  }

  /// {@return all that is worth a line: what can be done now first, and of that what gives most;
  /// each is for itself, they overlap}
  ///
  /// @param pages what these say beside
  static List<Proposal> of(Analysis analysis, LivePages pages) {
    Proposals proposals = new Proposals(analysis, pages);
    List<Proposal> all = new ArrayList<>();
    analysis.advice().stream().map(proposals::known).flatMap(Optional::stream).forEach(all::add);
    all.addAll(proposals.purge());
    all.addAll(proposals.collect());
    all.addAll(proposals.rebuild());
    all.addAll(proposals.drop());
    all.add(proposals.merge());
    proposals.hugePages().ifPresent(all::add);
    proposals.freeze().ifPresent(all::add);
    proposals.preload().ifPresent(all::add);
    return all.stream()
        .filter(each -> each.isWorth(analysis.findings()))
        .sorted(
            Comparator.comparing(Proposal::when)
                .thenComparingLong(each -> -each.bytes().likely())
                .thenComparing(Proposal::id)
                .thenComparing(Proposal::what))
        .toList();
  }

  /// What `fragmentation` says, too.
  private Optional<Proposal> known(Advice advice) {
    long bytes = advice.bytes();
    return switch (advice.action()) {
      case TRIM ->
          Optional.of(
              new Proposal(
                  "trim",
                  Proposal.When.NOW,
                  "call " + advice.call(),
                  List.of(dialect.calling(advice.call())),
                  Proposal.exactly(bytes),
                  advice.evidence(),
                  advice.basis()));
      case ARENAS ->
          Optional.of(
              atStart("arenas", "start it with fewer arenas", settings(false), bytes, advice));
      case THRESHOLD ->
          Optional.of(
              atStart(
                  "trim-threshold",
                  "start it with a fixed trim threshold",
                  settings(true),
                  bytes,
                  advice));
      case RESTART -> Optional.of(restart(bytes));
      case SUBPROCESS ->
          Optional.of(
              atStart(
                  "subprocess",
                  "do in a process of its own what leaves those pieces behind",
                  List.of(),
                  bytes,
                  advice));
      case RELEASE, DROP -> Optional.empty(); // told below, of each allocator and owner
    };
  }

  /// A process that begins anew has no free memory yet, whether it shares pages with live data or
  /// could be given back otherwise.
  ///
  /// @param trapped what shares pages with live data
  private Proposal restart(long trapped) {
    long free =
        analysis.fragmentation().sum(ArenaUse::residentFree)
            + analysis.fragmentation().sizeClasses().stream()
                .mapToLong(pools -> Math.min(pools.free(), pools.resident()))
                .sum();
    return new Proposal(
        "restart",
        Proposal.When.NEXT_START,
        "restart it now and then",
        List.of(),
        Proposal.atMost(free),
        Evidence.HEURISTIC,
        String.format(
            Locale.ROOT,
            "it begins without free memory; %s of it shares pages with live data, and nothing else"
                + " returns that",
            ByteUnit.inText(trapped)));
  }

  private static Proposal atStart(
      String id, String what, List<String> how, long bytes, Advice advice) {
    return new Proposal(
        id,
        Proposal.When.NEXT_START,
        what,
        how,
        Proposal.atMost(bytes),
        Evidence.HEURISTIC,
        advice.basis());
  }

  /// What its environment has to say.
  private List<String> settings(boolean threshold) {
    return analysis.fragmentation().arenas().stream()
        .map(arena -> threshold ? arena.release().fixedThreshold() : arena.release().fewerArenas())
        .filter(setting -> !setting.isEmpty())
        .map(setting -> setting.contains("=") ? setting : setting + "=2")
        .distinct()
        .toList();
  }

  /// Allocators that keep whole pages, each with its own call.
  private List<Proposal> purge() {
    Map<String, Long> kept = new TreeMap<>();
    for (ArenaUse arena : analysis.fragmentation().arenas()) {
      if (arena.arena().release() == Arena.Release.NOTHING && !arena.release().purge().isEmpty()) {
        kept.merge(arena.release().purge(), arena.pagesKept() + arena.topKept(), Long::sum);
      }
    }
    List<Proposal> all = new ArrayList<>();
    kept.forEach((call, bytes) ->
        all.add(
            new Proposal(
                "purge",
                Proposal.When.NOW,
                "have the allocator give back whole free pages",
                List.of(dialect.calling(call)),
                Proposal.atMost(bytes),
                Evidence.HEURISTIC,
                "whole free pages that it keeps; " + otherwise(call))));
    return all;
  }

  private String otherwise(String call) {
    return analysis.fragmentation().arenas().stream()
        .filter(arena -> arena.release().purge().equals(call))
        .map(arena -> arena.release().otherwise())
        .findFirst()
        .orElse("");
  }

  /// What no variable reaches, where a collection frees it.
  private List<Proposal> collect() {
    Optional<String> call = dialect.collectionOfRings().or(dialect::collection);
    if (call.isEmpty() || findings.ownersHidden()) {
      return List.of();
    }
    BitSet lost = Leaks.lostObjects(analysis);
    if (lost.isEmpty()) {
      return List.of();
    }
    Returned returned = Returned.of(analysis, new Dropping(lost.stream().boxed().toList()));
    if (!returned.isForetold() || !isWorth(returned)) {
      return List.of();
    }
    List<String> how = new ArrayList<>(List.of(call.get()));
    Returned.Range bytes = releasing(returned, how);
    return List.of(
        new Proposal(
            "collect",
            Proposal.When.NOW,
            "collect garbage",
            how,
            bytes,
            Evidence.HEURISTIC,
            String.format(
                Locale.ROOT,
                "%,d objects that no variable reaches: they take %s",
                returned.objects(),
                ByteUnit.inText(returned.freed()))));
  }

  /// What goes back with the release call is not all because of what is dropped before it.
  private boolean isWorth(Returned returned) {
    return Proposal.isWorth(
        findings,
        Math.max(
            returned.byItself().most(), returned.afterRelease().most() - returned.releasableNow()));
  }

  /// Adds the release call where without it less goes back.
  private Returned.Range releasing(Returned returned, List<String> how) {
    String release = releaseCall();
    long more = returned.afterRelease().likely() - returned.byItself().likely();
    if (release.isEmpty() || more <= Math.max(PAGE_BYTES * 16, returned.byItself().likely() / 50)) {
      return returned.byItself();
    }
    how.add(dialect.calling(release));
    return returned.afterRelease();
  }

  /// The release call of which it can be foretold what it does; empty where there is none.
  private String releaseCall() {
    return findings.heaps().arenas().stream()
        .map(arena -> arena.release().call())
        .filter(call -> !call.isEmpty())
        .findFirst()
        .orElse("");
  }

  /// Tables from which nearly all was deleted.
  private List<Proposal> rebuild() {
    List<Proposal> all = new ArrayList<>();
    if (findings.ownersHidden()) {
      return all;
    }
    for (RoomyTables spare : RoomyTables.of(findings).stream().limit(MOST_NAMED).toList()) {
      String path = analysis.paths().path(spare.object());
      TypeTable.Type type = findings.types().get(findings.objects().type(spare.object()));
      String code = type.dialect().rebuilding(type.qualifiedName(), path).code();
      List<String> how = new ArrayList<>();
      if (!code.isEmpty()) {
        how.add(code);
      }
      String release = releaseCall();
      if (!release.isEmpty() && !standsAlone(spare)) {
        how.add(dialect.calling(release));
      }
      all.add(
          new Proposal(
              "rebuild",
              Proposal.When.NOW,
              "build " + path + " anew",
              how,
              Proposal.exactly(spare.spare()),
              Evidence.VALIDATED,
              String.format(
                  Locale.ROOT,
                  "%s for %,d entries, less a new one",
                  ByteUnit.inText(spare.resident()),
                  spare.entries())));
    }
    return all;
  }

  /// Whether its memory has a mapping of its own, which goes back as soon as it is freed.
  private boolean standsAlone(RoomyTables spare) {
    Cursor at = Cursor.of(findings).moveTo(spare.address());
    return at.chunk() != Cursor.NONE && at.heap() == null;
  }

  /// The largest owners, for who can do without.
  private List<Proposal> drop() {
    List<Proposal> all = new ArrayList<>();
    if (findings.ownersHidden()) {
      return all;
    }
    List<Owners.Owner> largest = analysis.owners().largest(MOST_NAMED).largest();
    for (ForetoldOwner foretold : ForetoldOwner.of(analysis, largest)) {
      foretold
          .returned()
          .filter(Returned::isForetold)
          .filter(this::isWorth)
          .ifPresent(returned -> all.add(drop(foretold.owner(), returned)));
    }
    return all;
  }

  private Proposal drop(Owners.Owner owner, Returned returned) {
    List<String> how = new ArrayList<>();
    String code = dialect.dropping(owner.path());
    if (!code.isEmpty()) {
      how.add(code);
    }
    Returned.Range bytes = releasing(returned, how);
    return new Proposal(
        "drop",
        Proposal.When.NOW,
        "drop " + owner.path() + " if you can do without it",
        how,
        bytes,
        Evidence.HEURISTIC,
        String.format(
            Locale.ROOT,
            "it keeps %,d %s and %s",
            returned.objects(),
            returned.objects() == 1 ? "object" : "objects",
            ByteUnit.inText(returned.freed())));
  }

  /// Huge pages of which little is used.
  private Optional<Proposal> hugePages() {
    HugePages pages = findings.hugePages();
    return pages.zeros() == 0
        ? Optional.empty()
        : Optional.of(
            new Proposal(
                "huge-pages",
                Proposal.When.NOW,
                "give back the parts of huge pages that hold nothing",
                List.of(
                    "madvise(unused part, bytes, MADV_DONTNEED), and MADV_NOHUGEPAGE for the whole",
                    "or from the next start on: prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0)"),
                Proposal.exactly(pages.zeros()),
                pages.resident() > SAMPLED_BEYOND ? Evidence.HEURISTIC : Evidence.VALIDATED,
                String.format(
                    Locale.ROOT,
                    "%s is in huge pages, for %s that is not zeros",
                    ByteUnit.inText(pages.resident()),
                    ByteUnit.inText(pages.resident() - pages.zeros()))));
  }

  /// Equal pages, which the kernel merges where a process lets it (`prctl(2)`; 67 is
  /// `PR_SET_MEMORY_MERGE` in `include/uapi/linux/prctl.h`).
  private Proposal merge() {
    Duplicates equal = pages.equal();
    return new Proposal(
        "merge",
        Proposal.When.NOW,
        "have the kernel merge equal pages (KSM)",
        List.of(
            dialect.calling("prctl(67, 1, 0, 0, 0)"),
            "echo 1 >/sys/kernel/mm/ksm/run, as root; once full_scans there has grown by three it is"
                + " done"),
        new Returned.Range(equal.leastPageBytes(), 0, equal.pageBytes()),
        Evidence.VALIDATED,
        String.format(
            Locale.ROOT,
            "%,d of its pages are equal to another one%s; Rss stays, Pss gets less (Linux 6.4)",
            equal.pages(),
            equal.zeroPages() == 0
                ? ""
                : String.format(Locale.ROOT, ", %,d of them zeros", equal.zeroPages())),
        Proposal.Counted.SHARE);
  }

  /// What workers do alike after the fork.
  private Optional<Proposal> preload() {
    return pages
        .twin()
        .filter(twin -> Proposal.isWorth(findings, twin.equal()))
        .map(twin ->
            new Proposal(
                "preload",
                Proposal.When.NEXT_START,
                "do before the fork what each worker does alike after it: imports, tables",
                List.of(),
                new Returned.Range(twin.equal(), 0, twin.own()),
                Evidence.HEURISTIC,
                String.format(
                    Locale.ROOT,
                    "of the %s of its own, %s is page for page what process %d has, too, which was"
                        + " forked from the same one",
                    ByteUnit.inText(twin.own()),
                    ByteUnit.inText(twin.equal()),
                    twin.twin()),
                Proposal.Counted.OWN));
  }

  /// What a collection in a forked process un-shares: the pages with words of the collector's.
  private Optional<Proposal> freeze() {
    Optional<String> clause =
        findings.runtime().flatMap(runtime -> dialect.sparesCollections(runtime.version()));
    if (clause.isEmpty()) {
      return Optional.empty();
    }
    long pages = 0;
    long last = -1;
    for (int object = 0; object < findings.objects().count(); object++) {
      int head = findings.objects().headBytes(object);
      long page = (findings.objects().address(object) - head) / PAGE_BYTES;
      if (head > 0 && page != last) {
        last = page;
        pages +=
            findings.pages().residentBytes(page * PAGE_BYTES, (page + 1) * PAGE_BYTES) > 0 ? 1 : 0;
      }
    }
    return Optional.of(
        new Proposal(
            "freeze",
            Proposal.When.NEXT_START,
            "in a process that forks workers: " + clause.get(),
            List.of(),
            Proposal.atMost(pages * PAGE_BYTES),
            Evidence.HEURISTIC,
            "pages with words of the collector's, which each worker that collects would have for"
                + " itself"));
  }

  /// {@return the kinds of some, for a message}
  static String names(List<Proposal> all) {
    return all.stream().map(Proposal::id).distinct().collect(Collectors.joining(", "));
  }
}
