package dev.fathom.report.diff;

import dev.fathom.analysis.diff.AccountDelta;
import dev.fathom.analysis.diff.Difference;
import dev.fathom.analysis.diff.GrowthFindings;
import dev.fathom.analysis.diff.OwnerDelta;
import dev.fathom.analysis.diff.TypeDelta;
import dev.fathom.analysis.finding.Finding;
import dev.fathom.analysis.finding.FindingKind;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.Findings;
import dev.fathom.model.Warning;
import dev.fathom.report.table.growth.AccountGrowthTable;
import dev.fathom.report.table.growth.OwnerGrowthTable;
import dev.fathom.report.table.growth.TypeGrowthTable;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
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

  private final Difference difference;
  private final Findings before;
  private final Findings after;
  private final int top;
  private final Style style;
  private final int width;
  private final List<Finding> findings;
  private final List<String> lines = new ArrayList<>();

  private DiffReport(
      Difference difference, Findings before, Findings after, int top, Style style, int width) {
    this.difference = difference;
    this.before = before;
    this.after = after;
    this.top = top;
    this.style = style;
    this.width = width;
    this.findings = GrowthFindings.of(difference, before, after);
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
    lines.add(style.bold(Fit.line(Escape.terminal(String.join(" · ", parts)), width)));
    lines.add("");
  }

  private void verdict(List<String> names) {
    for (Finding finding : findings) {
      if (finding.kind() != FindingKind.STRANGERS) { // which is a note
        lines.addAll(Fit.text(said(finding), width));
      }
      if (finding.kind() == FindingKind.CHANGED && names.size() > 2) {
        lines.addAll(
            Fit.text(
                "Only objects that appeared between "
                    + Escape.terminal(names.getFirst())
                    + " and "
                    + Escape.terminal(names.get(1))
                    + " and survived are shown.",
                width));
      }
    }
    lines.add("");
  }

  private void owners() {
    List<OwnerDelta> owners = difference.owners();
    if (owners.isEmpty()) {
      return;
    }
    ByteUnit unit =
        ByteUnit.forLargest(
            owners.stream().mapToLong(o -> Math.abs(o.retainedDelta())).max().orElse(0));
    lines.addAll(
        ScreenTable.of(OwnerGrowthTable.SPEC)
            .work("retainedDelta", owner -> signed(owner.retainedDelta(), unit))
            .work("countDelta", owner -> count(owner.countDelta()))
            .name("most of it", owner -> count(owner.mainDelta()) + " " + owner.mainType())
            .name("held by", OwnerGrowthTable::called)
            .lines(owners.subList(0, Math.min(top, owners.size())), style, width));
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
    findings.stream()
        .filter(finding -> finding.kind() == FindingKind.STRANGERS)
        .forEach(finding -> lines.addAll(Fit.text(style.warning("note: ") + said(finding), width)));
    Stream.concat(before.warnings().stream(), after.warnings().stream())
        .map(Warning::message)
        .distinct()
        .forEach(this::note);
  }

  private static String said(Finding finding) {
    return Escape.terminal(finding.sentence());
  }

  private void note(String text) {
    lines.addAll(Fit.text(style.warning("note: ") + Escape.terminal(text), width));
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

  private static String signed(long bytes, ByteUnit unit) {
    return (bytes > 0 ? "+" : "") + unit.format(bytes);
  }
}
