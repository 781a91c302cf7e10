package dev.fathom.report.processes;

import dev.fathom.analysis.finding.FamilyFindings;
import dev.fathom.analysis.finding.Finding;
import dev.fathom.analysis.finding.FindingKind;
import dev.fathom.analysis.paths.ObjectPath;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.Warning;
import dev.fathom.model.family.Cause;
import dev.fathom.model.family.Duplicates;
import dev.fathom.model.family.Family;
import dev.fathom.model.family.SharingMatrix;
import dev.fathom.model.family.Unsharing;
import dev.fathom.model.family.Worker;
import dev.fathom.report.Sentences;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.Percent;
import dev.fathom.view.Style;
import dev.fathom.view.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;

/// A family of processes as text: what one more costs, who shares what, and what broke the sharing.
public final class WorkersReport {
  private static final double NANOS_PER_MILLI = 1e6;

  /// Causes of less than this share are not listed one by one.
  private static final double SMALL = 0.0005;

  /// The columns of `--watch`: they fit into 80 characters.
  private static final String WATCH = "%8s  %7s  %10s  %8s  %9s  %9s  %9s  %6s";

  /// Owners of less than this share are not listed.
  private static final double RARE = 0.005;

  /// Between two columns.
  private static final int GAP = 2;

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
                    "all held for %,.0f ms, read %s, nothing run in them",
                    family.heldNanos() / NANOS_PER_MILLI,
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
    Table table =
        new Table(
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.LEFT);
    table.row("PID", "RSS", "PSS", "USS", "with parent", "un-shared", "new", "");
    for (Worker worker : family.members()) {
      boolean head = worker.kinship() == Worker.Kinship.HEAD;
      table.row(
          Integer.toString(worker.process()),
          unit.format(worker.counters().rss()),
          unit.format(worker.counters().pss()),
          unit.format(worker.counters().uss()),
          head ? "" : unit.format(worker.sharedWithParent()),
          head ? "" : unit.format(worker.unshared()),
          head ? "" : unit.format(worker.grown()),
          kinship(worker));
    }
    lines.addAll(table.headed(style, width));
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
      lines.add(
          style.dim(
              Fit.line(
                  String.format(
                      Locale.ROOT, "… and %,d more; --json has all", sharing.members() - members),
                  width)));
    }
    lines.add("");
  }

  private void causes() {
    Map<Cause, long[]> sums = new EnumMap<>(Cause.class);
    for (Worker worker : family.workers()) {
      for (Unsharing.CauseShare share : worker.unsharing().causes()) {
        long[] sum = sums.computeIfAbsent(share.cause(), key -> new long[3]);
        sum[0] += share.bytes();
        sum[1] += share.changed();
        sum[2] += share.pages();
      }
    }
    if (sums.isEmpty()) {
      return;
    }
    long all = sums.values().stream().mapToLong(sum -> sum[0]).sum();
    ByteUnit unit = ByteUnit.forLargest(all);
    Table table =
        new Table(
            Table.Align.LEFT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT);
    table.row("UN-SHARED FOR", "bytes", "%", "changed", "pages for it alone");
    long[] small = new long[3];
    int smalls = 0;
    List<Map.Entry<Cause, long[]>> largest = new ArrayList<>(sums.entrySet());
    largest.sort(
        Comparator.<Map.Entry<Cause, long[]>>comparingLong(e -> e.getValue()[0]).reversed());
    for (Map.Entry<Cause, long[]> entry : largest) {
      if (entry.getValue()[0] >= SMALL * all) {
        cause(table, "  " + entry.getKey().label(), entry.getValue(), all, unit);
      } else {
        Arrays.setAll(small, figure -> small[figure] + entry.getValue()[figure]);
        smalls++;
      }
    }
    if (smalls > 0) {
      cause(table, "  " + smalls + (smalls == 1 ? " other" : " others"), small, all, unit);
    }
    table.row("  total = un-shared", unit.format(all), "100.0", "", "");
    lines.addAll(table.headed(style, width));
    if (family.workers().stream().anyMatch(worker -> worker.unsharing().collected())) {
      lines.addAll(
          Fit.text(
              "~ A garbage collection has run in some: pages of theirs that are as they were, with"
                  + " GC headers on them, count for GC headers.",
              width));
    }
    lines.add("");
  }

  private static void cause(Table table, String label, long[] sum, long all, ByteUnit unit) {
    table.row(
        label,
        unit.format(sum[0]),
        Percent.number(sum[0], all),
        unit.format(sum[1]),
        String.format(Locale.ROOT, "%,d", sum[2]));
  }

  private void types(int top) {
    Map<String, Long> sums = new HashMap<>();
    long all = 0;
    for (Worker worker : family.workers()) {
      all += worker.unsharing().bytes();
      worker.unsharing().types().forEach(type -> sums.merge(type.name(), type.bytes(), Long::sum));
    }
    if (sums.isEmpty()) {
      return;
    }
    ByteUnit unit = ByteUnit.forLargest(all);
    Table table = new Table(Table.Align.LEFT, Table.Align.RIGHT, Table.Align.RIGHT);
    table.row("ON OBJECTS OF TYPE", "bytes", "%");
    long whole = all;
    sums.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(top)
        .forEach(entry ->
            table.row(
                "  " + Escape.terminal(entry.getKey()),
                unit.format(entry.getValue()),
                Percent.number(entry.getValue(), whole)));
    lines.addAll(table.headed(style, width));
    lines.add("");
  }

  private void owners() {
    if (owners.isEmpty()) {
      return;
    }
    long all = owners.stream().mapToLong(ObjectPath::count).sum();
    Table table = new Table(Table.Align.LEFT, Table.Align.RIGHT, Table.Align.LEFT);
    table.row("~ OF OWNERS", "%", "path (by a sample of the objects written to)");
    for (ObjectPath path : owners) {
      if (path.count() < RARE * all) {
        continue;
      }
      table.row("", Percent.number(path.count(), all), Escape.terminal(path.path()));
    }
    lines.addAll(table.headed(style, width));
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
    Table table =
        new Table(Table.Align.LEFT, Table.Align.RIGHT, Table.Align.RIGHT, Table.Align.LEFT);
    table.row("THERE SEVERAL TIMES", "copies", "bytes", "");
    table.row(
        "  equal pages",
        String.format(Locale.ROOT, "%,d", found.pages()),
        unit.format(found.pageBytes()),
        String.format(
            Locale.ROOT, "the kernel could merge them (KSM); %,d are zeros", found.zeroPages()));
    for (Duplicates.Equal equal : found.objects()) {
      table.row(
          "  equal objects: " + equal.type(),
          String.format(Locale.ROOT, "%,d", equal.copies()),
          unit.format(equal.bytes()),
          "loading them before the fork would share them");
    }
    lines.addAll(table.headed(style, width));
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
