package dev.fathom.analysis.finding;

import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.Evidence;
import dev.fathom.analysis.account.TypeCount;
import dev.fathom.analysis.account.UsualChunk;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.Findings;
import dev.fathom.model.UnreadRuntime;
import dev.fathom.model.Warning;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.object.PlainMemory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Where the memory went, in words: a few sentences, each because a figure asks for it.
public final class Verdict {
  /// Below this share of the Rss a finding is not worth a sentence.
  private static final double WORTH_SAYING = 0.05;

  /// Where more than this has no name, that comes first.
  private static final double MUCH = 0.2;

  private static final double NEARLY_ALL = 0.9;
  private static final double AFTER = 0.95;
  private static final double MOST = 0.5;

  private final Findings findings;
  private final BalanceSheet sheet;
  private final Dialect dialect;
  private final List<Finding> told = new ArrayList<>();

  private Verdict(Findings findings, BalanceSheet sheet) {
    this.findings = findings;
    this.sheet = sheet;
    this.dialect = findings.dialect();
  }

  /// {@return the answer, preceded by what makes it doubtful as a whole; the largest part first}
  public static List<Finding> of(Findings findings, BalanceSheet sheet, Owners owners) {
    List<Owners.Owner> accumulation = owners.accumulationPoint();
    Verdict verdict = new Verdict(findings, sheet);
    verdict.doubt();
    verdict.unnamed();
    verdict.resident();
    // The largest first; in this order where they are alike.
    List<Part> parts = new ArrayList<>();
    parts.add(verdict.part(verdict.live(), part -> part.addLive(accumulation)));
    parts.add(verdict.part(verdict.free(), Verdict::addFree));
    AccountFindings.of(findings, sheet, verdict::worth)
        .forEach(finding -> parts.add(new Part(finding.bytes(), List.of(finding))));
    parts.add(verdict.part(sheet.resident("unexplained.anonymous"), Verdict::addUnknown));
    for (Owners.Owner owner : accumulation) {
      if (owner.resident() > verdict.live()) { // most of it is a mapping, or a variable
        long rank = Math.round(AFTER * owner.resident()); // after the account that this is in
        parts.add(verdict.part(rank, part -> part.addHeld(owner)));
      }
    }
    parts.stream()
        .sorted(Comparator.comparingLong(Part::bytes).reversed())
        .forEach(part -> verdict.told.addAll(part.told()));
    SwapFindings.of(findings, owners, sheet.rss()).ifPresent(verdict.told::add);
    verdict.addExplained();
    return List.copyOf(verdict.told);
  }

  /// What is said of one kind of memory.
  private record Part(long bytes, List<Finding> told) {}

  private Part part(long bytes, Consumer<Verdict> say) {
    Verdict part = new Verdict(findings, sheet);
    say.accept(part);
    return new Part(bytes, part.told);
  }

  private void tell(FindingKind kind, long bytes, Evidence evidence, String sentence) {
    told.add(Finding.of(kind, bytes, sheet.rss(), evidence, sentence));
  }

  private void doubt() {
    for (Warning warning : findings.warnings()) {
      if (warning.code().equals(Warning.UNREAD)) {
        tell(FindingKind.UNREAD, 0, Evidence.VALIDATED, warning.message() + ".");
      }
    }
  }

  /// Memory that no account explains.
  private void unnamed() {
    long unnamed = sheet.unexplained() - sheet.resident("stopped");
    if (unnamed > 0 && unnamed >= MUCH * sheet.rss()) {
      tell(
          FindingKind.UNNAMED,
          unnamed,
          Evidence.EXACT,
          String.format(
              Locale.ROOT,
              "Much of it has no name here: %s (%.1f %%) is of no allocator and no runtime that"
                  + " Fathom knows, and %s.",
              ByteUnit.inText(unnamed),
              100.0 * unnamed / sheet.rss(),
              findings.ownersHidden()
                  ? "who leads there is not told while the heap of "
                      + titles(UnreadRuntime::hides, " or ")
                      + " is not read"
                  : "nothing that it reads leads there"));
    }
  }

  private void resident() {
    String measure = findings.identity().tellsResidency() ? "resident" : "mapped, and in the core";
    tell(
        FindingKind.RESIDENT,
        sheet.rss(),
        Evidence.EXACT,
        ByteUnit.inText(sheet.rss()) + " " + measure + ".");
  }

  private long free() {
    return sheet.resident("malloc.free") + sheet.resident(account("free"));
  }

  private long live() {
    return sheet.resident(account("objects"))
        + sheet.resident(account("buffers"))
        + sheet.resident("malloc.live");
  }

  /// One base for all shares: the objects with their tables and buffers, as the types have them.
  private void addLive(List<Owners.Owner> accumulation) {
    long objects = sheet.resident(account("objects"));
    long live = live();
    if (objects == 0) {
      if (worth(live)) {
        tell(
            FindingKind.LIVE,
            live,
            Evidence.EXACT,
            ByteUnit.inText(live) + " is live malloc memory" + sizes(live) + users() + ".");
      }
    } else {
      addObjects(objects, live);
    }
    accumulation.stream().filter(owner -> owner.resident() <= live).forEach(this::addHeld);
    if (accumulation.stream().noneMatch(owner -> worth(owner.resident()))) {
      addSpread();
    }
  }

  private void addObjects(long objects, long live) {
    long typed = sheet.types().stream().mapToLong(TypeCount::resident).sum();
    long whole = Math.clamp(typed, objects, Math.max(objects, live));
    StringBuilder sentence = new StringBuilder();
    sentence.append(ByteUnit.inText(whole)).append(" is live ").append(dialect.title());
    sentence.append(" objects");
    if (worth(whole - objects)) {
      sentence.append(" with their tables and buffers");
    }
    List<String> subjects = List.of();
    if (!sheet.types().isEmpty()) {
      TypeCount largest =
          sheet.types().stream().max(Comparator.comparingLong(TypeCount::resident)).orElseThrow();
      sentence
          .append(", ")
          .append(part(largest.resident(), whole).orElse("the largest part"))
          .append(" of it ")
          .append(types(largest));
      subjects = List.of(largest.qualifiedName());
    }
    long dead = sheet.resident(account("buffers") + ".kept");
    if (worth(live - whole - dead)) {
      sentence.append("; ").append(ByteUnit.inText(live - whole - dead)).append(" is C memory");
    }
    if (worth(dead)) {
      sentence
          .append("; ")
          .append(ByteUnit.inText(dead))
          .append(" is dead objects that ")
          .append(dialect.title())
          .append(" keeps for reuse");
    }
    told.add(
        Finding.of(
                FindingKind.LIVE,
                whole,
                sheet.rss(),
                Evidence.HEURISTIC,
                sentence.append('.').toString())
            .about(subjects)
            .next("objects"));
  }

  private static Optional<String> part(long bytes, long whole) {
    double share = (double) bytes / Math.max(1, whole);
    return share >= NEARLY_ALL
        ? Optional.of("nearly all")
        : share >= MOST ? Optional.of("most") : Optional.empty();
  }

  /// Objects of a type; of one that is no type of the runtime's, whose it is.
  private String types(TypeCount type) {
    String name = Finding.name(type.qualifiedName());
    String several = type.count() == 1 ? name : PlainMemory.several(type.count(), name);
    return type.dialect().isMereMemory() && !dialect.isMereMemory()
        ? several + " that they lead to"
        : several;
  }

  /// Where no owners are told, what most of it consists of.
  private String sizes(long live) {
    if (!findings.ownersHidden()) {
      return "";
    }
    return UsualChunk.of(findings)
        .flatMap(usual ->
            part(usual.count() * usual.bytes(), live)
                .map(part ->
                    String.format(
                        Locale.ROOT,
                        ", %s of it %,d %s of %s",
                        part,
                        usual.count(),
                        usual.count() == 1 ? "chunk" : "chunks",
                        ByteUnit.inText(usual.bytes()))))
        .orElse("");
  }

  /// Who besides C has objects in chunks of malloc, which are not read as such, or may hold them.
  private String users() {
    String among = titles(UnreadRuntime::inChunks, " and ");
    String holding = titles(each -> each.hides() && !each.inChunks(), " or ");
    return (among.isEmpty() ? "" : ", the objects of " + among + " among it")
        + (holding.isEmpty() ? "" : "; " + holding + ", whose heap is not read, may hold it");
  }

  private String titles(Predicate<UnreadRuntime> which, String between) {
    return findings.unread().stream()
        .filter(which)
        .map(UnreadRuntime::title)
        .collect(Collectors.joining(between));
  }

  /// Where objects pile up: named if one place keeps a good part of the memory.
  private void addHeld(Owners.Owner owner) {
    if (worth(owner.resident())) {
      told.add(
          Finding.of(
                  FindingKind.HELD,
                  owner.resident(),
                  sheet.rss(),
                  Evidence.HEURISTIC,
                  OwnerSentence.of(owner, dialect))
              .about(List.of(owner.path()))
              .next("owners"));
    }
  }

  private void addSpread() {
    long objects = sheet.resident(account("objects"));
    if (objects >= MOST * sheet.rss() && objects > 0) {
      told.add(
          Finding.of(
                  FindingKind.SPREAD,
                  objects,
                  sheet.rss(),
                  Evidence.HEURISTIC,
                  "No one variable holds much of that: it is spread over many.")
              .next("owners"));
    }
  }

  private void addFree() {
    long trapped = sheet.resident("malloc.free.trapped");
    long trimmable = sheet.resident("malloc.free.trimmable");
    long pools = sheet.resident(account("free"));
    if (worth(trapped)) {
      addFree(
          FindingKind.TRAPPED,
          trapped,
          String.format(
              Locale.ROOT,
              "%s is free memory that cannot go back to the kernel: %,d holes between live chunks.",
              ByteUnit.inText(trapped),
              sheet.holes()));
    }
    if (worth(trimmable)) {
      addFree(
          FindingKind.TRIMMABLE,
          trimmable,
          ByteUnit.inText(trimmable)
              + " is free in whole pages that malloc keeps: "
              + findings.heaps().releaseCall()
              + " would give them back.");
    }
    if (worth(pools)) {
      addFree(
          FindingKind.POOLS_FREE,
          pools,
          String.format(
              Locale.ROOT,
              "%s is free blocks in %s's %s, for %s alone to reuse.",
              ByteUnit.inText(pools),
              dialect.title(),
              dialect.terms().pools(),
              dialect.title()));
    }
  }

  private void addFree(FindingKind kind, long bytes, String sentence) {
    told.add(Finding.of(kind, bytes, sheet.rss(), Evidence.EXACT, sentence).next("fragmentation"));
  }

  private void addUnknown() {
    long anonymous = sheet.resident("unexplained.anonymous");
    if (worth(anonymous) && sheet.resident("stopped") == 0) {
      tell(
          FindingKind.UNKNOWN_ALLOCATOR,
          anonymous,
          Evidence.EXACT,
          String.format(
              Locale.ROOT,
              "%s (%.1f %%) is anonymous memory of no allocator that Fathom knows.",
              ByteUnit.inText(anonymous),
              100.0 * anonymous / sheet.rss()));
    }
  }

  private void addExplained() {
    long unexplained = sheet.unexplained();
    double share = sheet.rss() == 0 ? 0 : 100.0 * unexplained / sheet.rss();
    long unread = sheet.resident("stopped");
    long anonymous = sheet.resident("unexplained.anonymous");
    if (unread > 0) {
      tell(
          FindingKind.LET_GO,
          unread,
          Evidence.EXACT,
          String.format(
              Locale.ROOT,
              "%s (%.1f %%) was not read before the process was released.",
              ByteUnit.inText(unread),
              100.0 * unread / sheet.rss()));
    } else if (!worth(anonymous)) {
      tell(
          FindingKind.EXPLAINED,
          unexplained,
          Evidence.EXACT,
          String.format(
              Locale.ROOT,
              "All but %s (%.1f %%) is accounted for.",
              ByteUnit.inText(unexplained),
              share));
    }
  }

  /// {@return the id of an account of a language's own}
  private String account(String part) {
    return dialect.accounts() + "." + part;
  }

  private boolean worth(long bytes) {
    return bytes > 0 && bytes >= WORTH_SAYING * sheet.rss();
  }
}
