package dev.fathom.analysis.finding;

import dev.fathom.analysis.account.Account;
import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.Evidence;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.Findings;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.Heaps;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageCounters;
import dev.fathom.model.memory.SharedSegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What is to be said of memory that is no live object and no live chunk, each kind in its own
/// terms: files, shared memory, stacks, the program and its libraries, pages that were given back
/// or are kept.
final class AccountFindings {
  private static final double NEARLY_ALL = 0.9;
  private static final double MOST = 0.5;

  /// What the kernel calls shared memory that nobody has named (`mm/shmem.c`, shmem_zero_setup).
  private static final String ANONYMOUS = "/dev/zero";

  /// Below the stack pointer a function may use so much without moving it (System V ABI, x86-64).
  private static final long RED_ZONE = 128;

  private final Findings findings;
  private final BalanceSheet sheet;
  private final Predicate<Long> worth;
  private final List<Finding> told = new ArrayList<>();

  private AccountFindings(Findings findings, BalanceSheet sheet, Predicate<Long> worth) {
    this.findings = findings;
    this.sheet = sheet;
    this.worth = worth;
  }

  /// {@return a finding for each account that is worth a sentence}
  ///
  /// @param worth whether so many bytes are
  static List<Finding> of(Findings findings, BalanceSheet sheet, Predicate<Long> worth) {
    AccountFindings found = new AccountFindings(findings, sheet, worth);
    found.files();
    found.shared();
    found.stacks();
    found.binaries();
    found.lazyFree();
    found.kept();
    found.mapped();
    found.unread();
    return found.told;
  }

  private void tell(FindingKind kind, long bytes, Evidence evidence, String sentence, String next) {
    told.add(Finding.of(kind, bytes, sheet.rss(), evidence, sentence).next(next));
  }

  private void files() {
    long bytes = sheet.resident("files");
    if (!worth.test(bytes)) {
      return;
    }
    PageCounters counters = counters(Area.Kind.FILE);
    long clean = counters.privateClean() + counters.sharedClean();
    String sentence =
        ByteUnit.inText(bytes)
            + " is mapped files"
            + largest(Area.Kind.FILE, bytes)
            + (counters.rss() > 0 && clean >= NEARLY_ALL * counters.rss()
                ? "; it is clean: the kernel can drop it when it needs memory."
                : counters.rss() > 0
                    ? "; " + ByteUnit.inText(counters.rss() - clean) + " of that is written to."
                    : ".");
    tell(FindingKind.FILES, bytes, Evidence.EXACT, sentence, "pages");
  }

  private void shared() {
    long bytes = sheet.resident("shared");
    if (!worth.test(bytes)) {
      return;
    }
    PageCounters counters = counters(Area.Kind.SHARED_MEMORY);
    String others =
        counters.pss() >= counters.rss()
            ? counters.rss() > 0 ? "; no other process maps it now" : ""
            : "; "
                + findings
                    .sharedSegment()
                    .map(AccountFindings::sharers)
                    .orElse(
                        isMappedTwice()
                            ? "some of it is mapped at several places"
                            : "other processes map it too")
                + ": divided among all it is "
                + ByteUnit.inText(counters.pss());
    tell(
        FindingKind.SHARED,
        bytes,
        Evidence.EXACT,
        ByteUnit.inText(bytes)
            + " is shared memory"
            + largest(Area.Kind.SHARED_MEMORY, bytes)
            + others
            + ".",
        "pages");
  }

  /// Whether the process itself maps some of its shared memory at several places, which the kernel
  /// counts as it counts the mappings of other processes.
  private boolean isMappedTwice() {
    Mapping last = null;
    for (Mapping each : (Iterable<Mapping>) sharedMappings()::iterator) {
      if (last != null
          && last.inode() == each.inode()
          && last.device().equals(each.device())
          && each.fileOffset() < last.fileOffset() + last.bytes()) {
        return true;
      }
      last = each;
    }
    return false;
  }

  private Stream<Mapping> sharedMappings() {
    return findings.areas().stream()
        .filter(area -> area.kind() == Area.Kind.SHARED_MEMORY)
        .map(Area::mapping)
        .distinct()
        .sorted(
            Comparator.comparing(Mapping::device)
                .thenComparingLong(Mapping::inode)
                .thenComparingLong(Mapping::fileOffset));
  }

  /// `postgres 101, postgres 102 and 5 others map it too`.
  private static String sharers(SharedSegment segment) {
    List<String> named =
        segment.first().stream()
            .map(sharer -> Finding.name(sharer.name()) + " " + sharer.process())
            .toList();
    int more = segment.others() - named.size();
    String last =
        more > 0
            ? String.format(Locale.ROOT, "%,d %s", more, more == 1 ? "other" : "others")
            : named.getLast();
    String before = String.join(", ", more > 0 ? named : named.subList(0, named.size() - 1));
    return (before.isEmpty() ? last : before + " and " + last)
        + (segment.others() == 1 ? " maps it too" : " map it too");
  }

  private void stacks() {
    long bytes = sheet.resident("stacks");
    if (!worth.test(bytes)) {
      return;
    }
    int count = 0;
    long beyond = 0;
    for (Area area : findings.areas()) {
      if (area.kind() == Area.Kind.STACK) {
        count++;
        long pointer = area.stackPointer() - RED_ZONE;
        if (pointer > area.start()) {
          beyond += findings.pages().residentBytes(area.start(), Math.min(pointer, area.end()));
        }
      }
    }
    String used =
        beyond >= MOST * bytes
            ? String.format(
                Locale.ROOT,
                ", %s of it beyond the stack pointers: used once, and kept since",
                ByteUnit.inText(beyond))
            : "";
    tell(
        FindingKind.STACKS,
        bytes,
        Evidence.EXACT,
        String.format(
            Locale.ROOT,
            "%s is %,d %s%s.",
            ByteUnit.inText(bytes),
            count,
            count == 1 ? "stack" : "stacks",
            used),
        "pages");
  }

  private void binaries() {
    Optional<Account> binaries = account("binaries");
    if (binaries.isEmpty() || !worth.test(binaries.get().resident())) {
      return;
    }
    long bytes = binaries.get().resident();
    Optional<Account> part =
        binaries.get().children().stream()
            .max(Comparator.comparingLong(Account::resident))
            .filter(child -> child.resident() >= MOST * bytes);
    tell(
        FindingKind.BINARIES,
        bytes,
        Evidence.EXACT,
        ByteUnit.inText(bytes)
            + " is the program and its libraries"
            + part.map(child ->
                    (child.resident() >= NEARLY_ALL * bytes ? ", nearly all" : ", most")
                        + " of it "
                        + child.label())
                .orElse("")
            + ".",
        "pages");
  }

  private void lazyFree() {
    account("lazyfree")
        .filter(account -> worth.test(account.resident()))
        .ifPresent(account ->
            tell(
                FindingKind.LAZY_FREE,
                account.resident(),
                account.evidence(),
                ByteUnit.inText(account.resident())
                    + " was given back (MADV_FREE) and counts until the kernel needs it.",
                "pages"));
  }

  /// Whole pages of which it cannot be foretold what gives them back.
  private void kept() {
    long bytes = sheet.resident("malloc.free.pages") + sheet.resident("malloc.free.top");
    if (!worth.test(bytes)) {
      return;
    }
    Optional<Heaps.NamedArena> arena =
        findings.heaps().arenas().stream()
            .filter(each -> !each.release().otherwise().isEmpty())
            .findFirst();
    tell(
        FindingKind.KEPT,
        bytes,
        Evidence.EXACT,
        arena
            .map(each ->
                ByteUnit.inText(bytes)
                    + " is free whole pages that "
                    + each.allocator()
                    + " keeps: "
                    + each.release().otherwise()
                    + ".")
            .orElseGet(() -> ByteUnit.inText(bytes) + " is free whole pages that malloc keeps."),
        "fragmentation");
  }

  private void mapped() {
    long bytes = sheet.resident("mapped");
    if (worth.test(bytes)) {
      tell(
          FindingKind.MAPPED,
          bytes,
          Evidence.HEURISTIC,
          ByteUnit.inText(bytes) + " is anonymous memory that the program mapped for itself.",
          "owners");
    }
  }

  private void unread() {
    account("unread")
        .filter(account -> worth.test(account.resident()))
        .ifPresent(account ->
            tell(
                FindingKind.NOT_READ,
                account.resident(),
                account.evidence(),
                ByteUnit.inText(account.resident()) + " is the " + account.label() + ".",
                ""));
  }

  private Optional<Account> account(String id) {
    return sheet.accounts().stream().filter(account -> account.id().equals(id)).findFirst();
  }

  /// The counters of the mappings of a kind, each once.
  private PageCounters counters(Area.Kind kind) {
    PageCounters sum = PageCounters.NONE;
    Set<Long> seen = new HashSet<>();
    for (Area area : findings.areas()) {
      if (area.kind() == kind && seen.add(area.mapping().start())) {
        sum = sum.plus(area.mapping().counters());
      }
    }
    return sum;
  }

  /// {@return the one that has most of a kind, as a clause; empty where none has}
  private String largest(Area.Kind kind, long all) {
    Map<String, Long> bytes = new HashMap<>();
    for (Area area : findings.areas()) {
      if (area.kind() == kind) {
        bytes.merge(
            called(area.mapping()),
            findings.pages().residentBytes(area.start(), area.end()),
            Long::sum);
      }
    }
    return bytes.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .filter(most -> !most.getKey().isEmpty() && most.getValue() >= MOST * all)
        .map(most ->
            (most.getValue() >= NEARLY_ALL * all ? ", nearly all" : ", most")
                + " of it "
                + Finding.name(most.getKey()))
        .orElse("");
  }

  private static String called(Mapping mapping) {
    String name = mapping.name();
    if (name.startsWith(ANONYMOUS)) {
      return "";
    }
    return name.substring(name.lastIndexOf('/') + 1);
  }
}
