package dev.fathom.report.diff;

import dev.fathom.analysis.diff.AccountDelta;
import dev.fathom.analysis.diff.Difference;
import dev.fathom.analysis.diff.OwnerDelta;
import dev.fathom.analysis.diff.TypeDelta;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.Findings;
import dev.fathom.model.Warning;
import dev.fathom.report.table.AccountGrowthTable;
import dev.fathom.report.table.TypeGrowthTable;
import dev.fathom.view.Escape;
import dev.fathom.view.ScreenTable;
import dev.fathom.view.Style;
import dev.fathom.view.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// What grew, as a screen: in words, then who holds it, of which types, in which accounts.
public final class DiffReport {
  /// What is less than this share of the largest change is left to `--json`.
  private static final double SMALLEST_SHOWN = 0.005;

  /// Below this share of objects in both, they are hardly of one process.
  private static final double FEW = 0.1;

  private static final int MOST_SENTENCES = 3;

  private final Difference difference;
  private final Findings before;
  private final Findings after;
  private final int top;
  private final Style style;
  private final int width;
  private final List<String> lines = new ArrayList<>();

  private DiffReport(
      Difference difference, Findings before, Findings after, int top, Style style, int width) {
    this.difference = difference;
    this.before = before;
    this.after = after;
    this.top = top;
    this.style = style;
    this.width = width;
  }

  /// {@return the lines of the screen}
  ///
  /// @param names of what was compared, in their order
  /// @param top how many owners and types are listed
  public static List<String> lines(
      Difference difference,
      Findings before,
      Findings after,
      List<String> names,
      int top,
      Style style,
      int width) {
    DiffReport report = new DiffReport(difference, before, after, top, style, width);
    report.header(names);
    report.verdict(names);
    report.owners();
    report.types(names.size() > 2);
    report.balance();
    report.notes();
    return report.lines;
  }

  private void header(List<String> names) {
    List<String> parts = new ArrayList<>();
    parts.add(String.join(" → ", names));
    parts.add(after.program());
    parts.addAll(after.runtimeTitles());
    parts.add("pid " + after.identity().process());
    lines.add(style.bold(Escape.terminal(String.join(" · ", parts))));
    lines.add("");
  }

  private void verdict(List<String> names) {
    long old = before.counters().rss();
    long young = after.counters().rss();
    lines.add(
        signed(young - old)
            + " resident: from "
            + ByteUnit.inText(old)
            + " to "
            + ByteUnit.inText(young)
            + ".");
    if (names.size() > 2) {
      lines.add(
          "Told of are only objects that came between "
              + Escape.terminal(names.getFirst())
              + " and "
              + Escape.terminal(names.get(1))
              + ", and stayed.");
    }
    difference.owners().stream()
        .filter(owner -> !owner.path().isEmpty())
        .limit(MOST_SENTENCES)
        .map(DiffReport::sentence)
        .forEach(lines::add);
    if (difference.owners().isEmpty()) {
      lines.add("Nobody's objects take more or less than before.");
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d objects are new, %,d are gone, %,d are in both.",
            difference.fresh(),
            difference.gone(),
            difference.both()));
    lines.add("");
  }

  /// `+212 MiB: 1,040,000 str held by __main__.app.cache (+1,040,000 keys).`
  private static String sentence(OwnerDelta owner) {
    String what =
        owner.mainDelta() == 0
            ? "in " + owner.mainType()
            : String.format(
                Locale.ROOT,
                "%,d %s%s",
                Math.abs(owner.mainDelta()),
                owner.mainDelta() < 0 && !owner.gone() ? "fewer " : "",
                owner.mainType());
    String entries =
        owner.entriesDelta() == 0
            ? ""
            : String.format(Locale.ROOT, " (%+,d %s)", owner.entriesDelta(), owner.entries());
    return Escape.terminal(
        signed(owner.retainedDelta())
            + ": "
            + what
            + (owner.gone() ? " went with " : " held by ")
            + owner.path()
            + entries
            + ".");
  }

  private void owners() {
    List<OwnerDelta> owners = difference.owners();
    if (owners.isEmpty()) {
      return;
    }
    Table table =
        new Table(
            Table.Align.LEFT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.LEFT,
            Table.Align.LEFT);
    ByteUnit unit =
        ByteUnit.forLargest(
            owners.stream().mapToLong(o -> Math.abs(o.retainedDelta())).max().orElse(0));
    table.row("OWNERS", "Δ bytes", "Δ objects", "most of it", "held by");
    for (OwnerDelta owner : owners.subList(0, Math.min(top, owners.size()))) {
      table.row(
          "",
          signed(owner.retainedDelta(), unit),
          count(owner.countDelta()),
          count(owner.mainDelta()) + " " + Escape.terminal(owner.mainType()),
          owner.path().isEmpty()
              ? "(all others)"
              : Escape.terminal(owner.path()) + (owner.gone() ? "  (gone)" : ""));
    }
    lines.addAll(table.headed(style, width));
    more(owners.size(), "owners");
    lines.add("");
  }

  /// @param freshOnly whether nothing is told of but what is new
  private void types(boolean freshOnly) {
    List<TypeDelta> types =
        difference.types().stream()
            .sorted(
                Comparator.<TypeDelta>comparingLong(type -> Math.abs(type.allocatedDelta()))
                    .reversed())
            .toList();
    if (types.isEmpty()) {
      return;
    }
    ByteUnit unit = ByteUnit.forLargest(Math.abs(types.getFirst().allocatedDelta()));
    lines.addAll(
        ScreenTable.of(TypeGrowthTable.SPEC)
            .work("allocatedDelta", type -> signed(type.allocatedDelta(), unit))
            .work("countDelta", type -> count(freshOnly ? type.fresh() : type.countDelta()))
            .show("new", unit)
            .show("gone", unit)
            .name("type", TypeDelta::qualifiedName)
            .lines(types.subList(0, Math.min(top, types.size())), style, width));
    more(types.size(), "types");
    lines.add("");
  }

  private void balance() {
    long largest =
        difference.accounts().stream().mapToLong(a -> Math.abs(a.delta())).max().orElse(0);
    ByteUnit unit = ByteUnit.forLargest(Math.max(before.counters().rss(), after.counters().rss()));
    ByteUnit deltas = ByteUnit.forLargest(largest);
    Table table =
        new Table(Table.Align.LEFT, Table.Align.RIGHT, Table.Align.RIGHT, Table.Align.RIGHT);
    table.row(
        AccountGrowthTable.SPEC.title(),
        AccountGrowthTable.SPEC.column("before").title(),
        AccountGrowthTable.SPEC.column("after").title(),
        AccountGrowthTable.SPEC.column("delta").title());
    List<AccountDelta> accounts =
        difference.accounts().stream().filter(account -> account.depth() == 0).toList();
    long restBefore = before.counters().rss();
    long restAfter = after.counters().rss();
    for (AccountDelta account : accounts) {
      if (Math.abs(account.delta()) > SMALLEST_SHOWN * largest) {
        restBefore -= account.before();
        restAfter -= account.after();
        row(table, account, unit, deltas);
        difference.accounts().stream()
            .filter(part -> part.id().startsWith(account.id() + "."))
            .filter(part -> Math.abs(part.delta()) > SMALLEST_SHOWN * largest)
            .forEach(part -> row(table, part, unit, deltas));
      }
    }
    table.row(
        "  all others",
        unit.format(restBefore),
        unit.format(restAfter),
        signed(restAfter - restBefore, deltas));
    table.row(
        "  total = Rss",
        unit.format(before.counters().rss()),
        unit.format(after.counters().rss()),
        signed(after.counters().rss() - before.counters().rss(), deltas));
    lines.addAll(table.headed(style, width));
    lines.add("");
  }

  private static void row(Table table, AccountDelta account, ByteUnit unit, ByteUnit deltas) {
    table.row(
        "  ".repeat(account.depth() + 1) + account.label(),
        unit.format(account.before()),
        unit.format(account.after()),
        signed(account.delta(), deltas));
  }

  private void notes() {
    long objects = Math.min(before.objects().count(), after.objects().count());
    if (difference.both() < FEW * objects) {
      note(
          "hardly an object is at the same address in both: these are different processes. Only"
              + " the largest owners were matched, by their paths");
    }
    Stream.concat(before.warnings().stream(), after.warnings().stream())
        .map(Warning::message)
        .distinct()
        .forEach(this::note);
  }

  private void note(String text) {
    lines.add(style.warning("note: ") + Escape.terminal(text));
  }

  private void more(int all, String what) {
    if (all > top) {
      lines.add(
          style.dim(
              String.format(
                  Locale.ROOT, "       … %,d more %s; --top N shows more", all - top, what)));
    }
  }

  private static String count(long delta) {
    return delta == 0 ? "0" : String.format(Locale.ROOT, "%+,d", delta);
  }

  private static String signed(long bytes) {
    return bytes < 0 ? "-" + ByteUnit.inText(-bytes) : "+" + ByteUnit.inText(bytes);
  }

  private static String signed(long bytes, ByteUnit unit) {
    return (bytes > 0 ? "+" : "") + unit.format(bytes);
  }
}
