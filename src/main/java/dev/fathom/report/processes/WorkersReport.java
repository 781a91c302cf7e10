package dev.fathom.report.processes;

import dev.fathom.analysis.finding.FamilyFindings;
import dev.fathom.analysis.finding.Finding;
import dev.fathom.analysis.finding.FindingKind;
import dev.fathom.analysis.paths.ObjectPath;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.Warning;
import dev.fathom.model.family.Duplicates;
import dev.fathom.model.family.Family;
import dev.fathom.model.family.SharingMatrix;
import dev.fathom.model.family.Worker;
import dev.fathom.report.Sentences;
import dev.fathom.report.table.CauseTotal;
import dev.fathom.report.table.CausesTable;
import dev.fathom.report.table.ComparedWorker;
import dev.fathom.report.table.DuplicatesTable;
import dev.fathom.report.table.TypeTotal;
import dev.fathom.report.table.WorkersTable;
import dev.fathom.report.table.WrittenOwnersTable;
import dev.fathom.report.table.WrittenTypesTable;
import dev.fathom.view.Elapsed;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.Percent;
import dev.fathom.view.ScreenTable;
import dev.fathom.view.Style;
import dev.fathom.view.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/// A family of processes as text: what one more costs, who shares what, and what broke the sharing.
public final class WorkersReport {

  /// Causes of less than this share are not listed one by one.
  private static final double SMALL = 0.0005;

  /// The columns of `--watch`: they fit into 80 characters.
  private static final String WATCH = "%8s  %7s  %10s  %8s  %9s  %9s  %9s  %6s";

  /// Owners of less than this share are not listed.
  private static final double RARE = 0.005;

  /// Between two columns.
  private static final int GAP = 2;

  /// Of more members than this only those have a row that un-shared the most.
  private static final int MOST_MEMBERS = 40;

  private final Family family;
  private final List<Finding> told;
  private final List<ObjectPath> owners;
  private final Style style;
  private final int width;
  private final List<String> lines = new ArrayList<>();

  private WorkersReport(Family family, List<ObjectPath> owners, Style style, int width) {
    this.family = family;
    this.told = FamilyFindings.of(family);
    this.owners = owners;
    this.style = style;
    this.width = width;
  }

  /// {@return lines of at most `width` characters}
  ///
  /// @param owners of the objects that were written to, by a sample of them
  /// @param top how many types are listed
  public static List<String> lines(
      Family family, List<ObjectPath> owners, int top, Style style, int width) {
    WorkersReport report = new WorkersReport(family, owners, style, width);
    report.header();
    report.verdict();
    report.members();
    report.sharing();
    report.causes();
    report.types(top);
    report.owners();
    report.duplicates();
    report.warnings();
    return report.lines;
  }

  private void header() {
    Worker head = family.members().getFirst();
    String runtime =
        family.findings().values().stream()
            .flatMap(findings -> findings.runtime().stream())
            .map(found -> found.title() + " · ")
            .findFirst()
            .orElse("");
    lines.add(
        style.bold(
            Fit.line(
                runtime
                    + "pid "
                    + head.process()
                    + String.format(Locale.ROOT, " and %,d more · ", family.members().size() - 1)
                    + Escape.terminal(head.title()),
                width)));
    lines.add(
        style.dim(
            Fit.line(
                String.format(
                    Locale.ROOT,
                    "held for at most %s, read %s, nothing run in them",
                    Elapsed.text(family.heldNanos()),
                    ByteUnit.inText(family.bytesRead())),
                width)));
    lines.add("");
  }

  private void verdict() {
    for (Finding finding : told) {
      // What is there several times has a table of its own.
      if (finding.kind() != FindingKind.DUPLICATES) {
        lines.addAll(Fit.text(Sentences.of(finding), width));
      }
    }
    lines.add("");
  }

  private void members() {
    ByteUnit unit = unit(worker -> worker.counters().rss());
    lines.addAll(
        ScreenTable.ofColumns(WorkersTable.SPEC)
            .show("pid", unit)
            .show("rss", unit)
            .show("pss", unit)
            .show("uss", unit)
            .work(
                "sharedWithParent", each -> compared(each, each.worker().sharedWithParent(), unit))
            .work("unshared", each -> compared(each, each.worker().unshared(), unit))
            .work("grown", each -> compared(each, each.worker().grown(), unit))
            .name("", each -> kinship(each.worker()))
            .lines(listed(), style, width));
    int more = family.members().size() - MOST_MEMBERS;
    if (more > 0) {
      Fit.indented(
              String.format(
                  Locale.ROOT, "… and %,d more that un-shared less; --json has all", more),
              width)
          .forEach(each -> lines.add(style.dim(each)));
    }
    if (family.sharing().groupBytes() >= 0) {
      lines.add(
          style.dim(
              Fit.line(
                  "together "
                      + ByteUnit.inText(family.sharing().groupBytes())
                      + ", each page counted once",
                  width)));
    }
    lines.add("");
  }

  /// {@return the first process, and those that un-shared the most; in the family's order}
  private List<ComparedWorker> listed() {
    List<ComparedWorker> all = ComparedWorker.of(family);
    Set<ComparedWorker> most =
        all.stream()
            .sorted(
                Comparator.comparing(
                        (ComparedWorker each) -> each.worker().kinship() != Worker.Kinship.HEAD)
                    .thenComparing(
                        Comparator.comparingLong((ComparedWorker each) -> each.worker().unshared())
                            .reversed()))
            .limit(MOST_MEMBERS)
            .collect(Collectors.toSet());
    return all.stream().filter(most::contains).toList();
  }

  private static String compared(ComparedWorker each, long bytes, ByteUnit unit) {
    return each.worker().kinship() == Worker.Kinship.HEAD ? "" : unit.format(bytes);
  }

  private String kinship(Worker worker) {
    return switch (worker.kinship()) {
      case HEAD -> "the first";
      case CHILD -> "child of " + family.members().get(worker.parent()).process();
      case SIBLING ->
          "compared with "
              + family.members().get(worker.parent()).process()
              + ": its parent is not here";
      case STRANGER -> "a program of its own";
    };
  }

  private void sharing() {
    SharingMatrix sharing = family.sharing();
    ByteUnit unit = unit(worker -> worker.counters().rss());
    String title = (sharing.exact() ? "SHARED, " : "~ SHARED, ") + unit.symbol();
    int cell =
        family.members().stream()
            .mapToInt(member ->
                Math.max(
                    Integer.toString(member.process()).length(),
                    unit.number(member.counters().rss()).length()))
            .max()
            .orElse(0);
    int members = Math.clamp((width - title.length()) / (cell + GAP), 1, sharing.members());
    Table.Align[] aligns = new Table.Align[members + 1];
    Arrays.fill(aligns, Table.Align.RIGHT);
    Table table = new Table(aligns);
    String[] heads = new String[members + 1];
    heads[0] = title;
    for (int member = 0; member < members; member++) {
      heads[member + 1] = Integer.toString(family.members().get(member).process());
    }
    table.row(heads);
    for (int one = 0; one < members; one++) {
      String[] cells = new String[members + 1];
      cells[0] = heads[one + 1];
      for (int other = 0; other < members; other++) {
        cells[other + 1] = unit.number(sharing.shared(one, other));
      }
      table.row(cells);
    }
    lines.addAll(table.headed(style, width));
    if (sharing.members() > members) {
      Fit.indented(
              String.format(
                  Locale.ROOT, "… and %,d more; --json has all", sharing.members() - members),
              width)
          .forEach(each -> lines.add(style.dim(each)));
    }
    lines.add("");
  }

  private void causes() {
    List<CauseTotal> totals = CauseTotal.of(family);
    if (totals.isEmpty()) {
      return;
    }
    long all = totals.stream().mapToLong(CauseTotal::bytes).sum();
    ByteUnit unit = ByteUnit.forLargest(all);
    List<CauseTotal> rows =
        new ArrayList<>(totals.stream().filter(each -> each.bytes() >= SMALL * all).toList());
    List<CauseTotal> small = totals.subList(rows.size(), totals.size());
    String others = small.size() + (small.size() == 1 ? " other" : " others");
    small.stream()
        .reduce(CauseTotal::plus)
        .ifPresent(
            sum -> rows.add(new CauseTotal("", others, sum.bytes(), sum.changed(), sum.pages())));
    lines.addAll(
        ScreenTable.ofColumns(CausesTable.SPEC)
            .name(CausesTable.SPEC.title(), each -> "  " + each.label())
            .show("bytes", unit)
            .work("%", each -> Percent.number(each.bytes(), all))
            .show("changed", unit)
            .show("pages", unit)
            .below("  total = un-shared", unit.format(all), "100.0", "", "")
            .lines(rows, style, width));
    if (family.workers().stream().anyMatch(worker -> worker.unsharing().collected())) {
      lines.addAll(
          Fit.text(
              "~ A garbage collection has run in some: pages of theirs that are as they were, with"
                  + " GC headers on them, count for GC headers.",
              width));
    }
    lines.add("");
  }

  private void types(int top) {
    List<TypeTotal> totals = TypeTotal.of(family);
    if (totals.isEmpty()) {
      return;
    }
    long all = family.workers().stream().mapToLong(each -> each.unsharing().bytes()).sum();
    lines.addAll(
        ScreenTable.ofColumns(WrittenTypesTable.SPEC)
            .name(WrittenTypesTable.SPEC.title(), each -> "  " + each.type())
            .show("bytes", ByteUnit.forLargest(all))
            .work("%", each -> Percent.number(each.bytes(), all))
            .lines(totals.stream().limit(top).toList(), style, width));
    lines.add("");
  }

  private void owners() {
    if (owners.isEmpty()) {
      return;
    }
    long all = owners.stream().mapToLong(ObjectPath::count).sum();
    lines.addAll(
        ScreenTable.of(WrittenOwnersTable.SPEC)
            .work("%", each -> Percent.number(each.count(), all))
            .show("path")
            .lines(
                owners.stream().filter(each -> each.count() >= RARE * all).toList(), style, width));
    lines.add("");
  }

  private void duplicates() {
    if (family.duplicates().isEmpty()) {
      return;
    }
    Duplicates found = family.duplicates().get();
    long largest =
        Math.max(
            found.pageBytes(),
            found.objects().stream().mapToLong(Duplicates.Equal::bytes).max().orElse(0));
    ByteUnit unit = ByteUnit.forLargest(largest);
    lines.addAll(
        ScreenTable.ofColumns(DuplicatesTable.SPEC)
            .name(DuplicatesTable.SPEC.title(), each -> "  equal objects: " + each.type())
            .show("copies", unit)
            .show("bytes", unit)
            .name("", each -> "loading them before the fork would share them")
            .above(
                "  equal pages",
                String.format(Locale.ROOT, "%,d", found.pages()),
                unit.format(found.pageBytes()),
                String.format(
                    Locale.ROOT,
                    "the kernel could merge them (KSM); %,d are zeros",
                    found.zeroPages()))
            .lines(found.objects(), style, width));
    lines.add("");
  }

  private void warnings() {
    for (Warning warning : family.warnings()) {
      lines.addAll(Fit.text(style.warning("note: ") + Escape.terminal(warning.message()), width));
    }
  }

  private ByteUnit unit(ToLongFunction<Worker> figure) {
    return ByteUnit.forLargest(family.members().stream().mapToLong(figure).max().orElse(0));
  }

  /// {@return the line of the table that `--watch` prints}
  ///
  /// @param seconds since the first look
  public static String watchLine(Family family, double seconds) {
    long unshared = family.workers().stream().mapToLong(Worker::unshared).sum();
    long shared = family.workers().stream().mapToLong(Worker::sharedWithParent).sum();
    long rss = family.workers().stream().mapToLong(worker -> worker.counters().rss()).sum();
    long together = family.members().stream().mapToLong(each -> each.counters().pss()).sum();
    return String.format(
        Locale.ROOT,
        WATCH,
        String.format(Locale.ROOT, "%,.1f s", seconds),
        String.format(Locale.ROOT, "%,d", family.workers().size()),
        ByteUnit.MIB.format(together),
        Percent.number(shared, rss),
        ByteUnit.MIB.format(unshared),
        family.capacity().map(capacity -> ByteUnit.MIB.format(capacity.delta())).orElse(""),
        family.capacity().map(capacity -> ByteUnit.MIB.format(capacity.decayedDelta())).orElse(""),
        family
            .capacity()
            .map(capacity -> String.format(Locale.ROOT, "%,d", capacity.workers()))
            .orElse(""));
  }

  /// {@return the head of that table}
  public static String watchHead() {
    return String.format(
        Locale.ROOT,
        WATCH,
        "TIME",
        "workers",
        "PSS of all",
        "shared %",
        "un-shared",
        "Δ",
        "Δ decayed",
        "fit");
  }
}
