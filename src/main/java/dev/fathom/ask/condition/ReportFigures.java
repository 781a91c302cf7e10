package dev.fathom.ask.condition;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.Account;
import dev.fathom.analysis.account.AccountIds;
import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.TypeCount;
import dev.fathom.analysis.finding.Severity;
import dev.fathom.analysis.leaks.Leaks;
import dev.fathom.analysis.paths.PathLookup;
import dev.fathom.model.Findings;
import dev.fathom.model.UnreadRuntime;
import dev.fathom.model.memory.Arena;
import dev.fathom.model.memory.KernelCounts;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/// The figures of one look, each as the commands print it. What nobody asks for is not worked out.
public final class ReportFigures implements Figures {
  private final Analysis analysis;
  private final Findings findings;
  private final Optional<FindingCounts> counts;

  private ReportFigures(Analysis analysis, Optional<FindingCounts> counts) {
    this.analysis = analysis;
    this.findings = analysis.findings();
    this.counts = counts;
  }

  /// The figures of a look in which nobody looked for findings.
  public static ReportFigures of(Analysis analysis) {
    return new ReportFigures(analysis, Optional.empty());
  }

  /// The figures of a look.
  public static ReportFigures of(Analysis analysis, FindingCounts counts) {
    return new ReportFigures(analysis, Optional.of(counts));
  }

  /// **Cost**: that of a balance sheet.
  @Override
  public Vocabulary vocabulary() {
    List<String> accounts = new ArrayList<>(AccountIds.of(findings.dialect()));
    addIds(analysis.sheet().accounts(), accounts); // one that was stored may have others
    return new Vocabulary(false, accounts, counts.map(FindingCounts::ids).orElseGet(List::of));
  }

  private static void addIds(List<Account> accounts, List<String> ids) {
    for (Account account : accounts) {
      ids.add(account.id());
      addIds(account.children(), ids);
    }
  }

  @Override
  public Figure figure(FigureName name) throws UnknownFigureException {
    BalanceSheet sheet = analysis.sheet();
    return switch (name.measure()) {
      case RSS -> resident(name, sheet.rss());
      case PSS -> resident(name, findings.counters().pss());
      case USS -> resident(name, findings.counters().uss());
      case SWAP -> resident(name, findings.counters().swap());
      case VIRTUAL -> Figure.of(findings.virtualBytes());
      case PAGE_TABLES -> Figure.of(pageTables());
      case TRAPPED -> Figure.part(trapped(), sheet.rss());
      case TRIMMABLE -> Figure.part(trimmable(), sheet.rss());
      case ACCOUNT -> Figure.part(sheet.resident(name.argument()), sheet.rss());
      case OBJECTS -> Figure.of(objects());
      case OBJECTS_OF_TYPE -> Figure.part(sum(name.argument(), TypeCount::count), sheet.objects());
      case BYTES_OF_TYPE ->
          Figure.part(
              sum(name.argument(), TypeCount::allocated),
              sheet.types().stream().mapToLong(TypeCount::allocated).sum());
      case RETAINED -> retained(existing(name.argument()));
      case LEAKED -> leaked();
      case FINDINGS -> {
        FindingCounts all = counts();
        yield Figure.of(all.ids().stream().mapToLong(all::count).sum());
      }
      case FINDINGS_OF_ID -> Figure.of(counts().count(name.argument()));
      case FINDING, NEW, NEW_OF_TYPE, GONE, GONE_OF_TYPE ->
          throw new IllegalArgumentException(name + " is not a figure of one look");
    };
  }

  @Override
  public Figure earlier(FigureName name) {
    throw new IllegalArgumentException("there is no earlier look");
  }

  @Override
  public Optional<Severity> highest() throws UnknownFigureException {
    return counts().highest();
  }

  private FindingCounts counts() throws UnknownFigureException {
    return counts.orElseThrow(
        () -> new UnknownFigureException("findings were not looked for here"));
  }

  /// {@return a figure of what was in memory, if that is known}
  private Figure resident(FigureName name, long bytes) throws UnknownFigureException {
    if (!tellsResidency()) {
      throw new UnknownFigureException(
          name.measure().usage()
              + " is not known of a core, which does not tell what was in memory; "
              + "virtual and the accounts are");
    }
    return Figure.of(bytes);
  }

  /// {@return whether accounts are of what was in memory; else they are of what was dumped}
  boolean tellsResidency() {
    return findings.identity().tellsResidency();
  }

  private long pageTables() throws UnknownFigureException {
    return findings
        .kernel()
        .map(KernelCounts::pageTables)
        .orElseThrow(() ->
            new UnknownFigureException(
                Measure.PAGE_TABLES.usage()
                    + " is known only of a live process and its snapshots"));
  }

  private long trapped() throws UnknownFigureException {
    if (findings.chunks().count() <= 1 && findings.blocks().count() <= 1) {
      throw new UnknownFigureException(
          Measure.TRAPPED.usage() + " is not known: no allocator was recognised");
    }
    BalanceSheet sheet = analysis.sheet();
    return sheet.resident("malloc.free.trapped")
        + sheet.resident(findings.dialect().accounts() + ".free.trapped");
  }

  private long trimmable() throws UnknownFigureException {
    boolean foretold =
        findings.heaps().arenas().stream()
            .anyMatch(each -> each.arena().release() != Arena.Release.NOTHING);
    if (!foretold) {
      throw new UnknownFigureException(
          Measure.TRIMMABLE.usage()
              + " is not known: "
              + (findings.allocators().isEmpty()
                  ? "no allocator was recognised"
                  : "what goes back is not foretold of "
                      + String.join(", ", findings.allocators())));
    }
    return analysis.sheet().resident("malloc.free.trimmable");
  }

  private long objects() throws UnknownFigureException {
    if (findings.ownersHidden()) {
      throw unread(Measure.OBJECTS.usage());
    }
    return analysis.sheet().objects();
  }

  /// {@return a figure of the types that a person means by a name: 0 where there is none}
  private long sum(String name, ToLongFunction<TypeCount> figure) throws UnknownFigureException {
    Set<String> meant = meant(name);
    if (meant.isEmpty() && !findings.unread().isEmpty()) {
      throw unread("what there is of " + name);
    }
    return analysis.sheet().types().stream()
        .filter(type -> meant.contains(type.qualifiedName()))
        .mapToLong(figure)
        .sum();
  }

  /// {@return the qualified names of the types that a person means by a name}
  Set<String> meant(String name) throws UnknownFigureException {
    BitSet types = findings.types().called(name);
    if (!types.isEmpty() && types.stream().allMatch(findings.types()::isMapped)) {
      throw new UnknownFigureException(
          "'" + name + "' are mappings and variables, which are not objects");
    }
    return types.stream()
        .mapToObj(type -> findings.types().get(type).qualifiedName())
        .collect(Collectors.toSet());
  }

  private UnknownFigureException unread(String what) {
    return new UnknownFigureException(
        what
            + " is not known: the heap of "
            + findings.unread().stream()
                .map(UnreadRuntime::title)
                .collect(Collectors.joining(" and "))
            + " is not read");
  }

  private int existing(String path) throws UnknownFigureException {
    int object = named(path);
    if (object < 0) {
      throw noSuchPath(path);
    }
    return object;
  }

  UnknownFigureException noSuchPath(String path) {
    return new UnknownFigureException(
        "nothing that keeps others, or is large, is called "
            + path
            + " in "
            + findings.subject()
            + "; fathom owners tells the names");
  }

  /// {@return the object of that path, or -1}
  int named(String path) throws UnknownFigureException {
    if (findings.ownersHidden()) {
      throw unread("who holds what");
    }
    return PathLookup.of(analysis, path).orElse(-1);
  }

  /// {@return what an object keeps, as a part of what all do}
  Figure retained(int object) {
    return Figure.part(analysis.retained().bytes(object), analysis.owners().bytes());
  }

  /// {@return the object to which the same steps lead here as to one of another look, or -1}
  int sameSteps(ReportFigures other, int object) {
    return analysis.paths().at(other.analysis.paths().steps(object));
  }

  private Figure leaked() throws UnknownFigureException {
    if (Leaks.withheld(findings)) {
      throw unread("what is lost");
    }
    Leaks leaks = analysis.leaks();
    return Figure.part(leaks.leaked(), leaks.objects());
  }
}
