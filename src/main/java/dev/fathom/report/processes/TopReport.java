package dev.fathom.report.processes;

import dev.fathom.analysis.finding.MachineFindings;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.family.Applications;
import dev.fathom.report.Sentences;
import dev.fathom.report.table.ApplicationsTable;
import dev.fathom.view.Fit;
import dev.fathom.view.Percent;
import dev.fathom.view.ScreenTable;
import dev.fathom.view.Style;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The processes of a machine, as text.
public final class TopReport {
  private static final String UNKNOWN = "?";

  /// From this width on there is room for all columns.
  private static final int WIDE = 120;

  private TopReport() {}

  /// {@return a table of at most `width` characters a line}
  ///
  /// @param top how many applications it lists
  /// @param open whether each application's processes are listed, too
  /// @param sizes whether what `top` tells is shown where there is no room for all: RSS (its RES),
  ///   SHR, VIRT and %MEM
  public static List<String> lines(
      Applications applications, int top, boolean open, boolean sizes, Style style, int width) {
    List<Applications.Application> all = applications.all();
    ByteUnit unit =
        ByteUnit.forLargest(all.stream().mapToLong(Applications.Application::rss).max().orElse(0));
    Set<Applications.Application> shown =
        new LinkedHashSet<>(all.subList(0, Math.min(top, all.size())));
    boolean wide = width >= WIDE;
    ScreenTable<Applications.Application> table =
        ScreenTable.ofColumns(ApplicationsTable.SPEC)
            .work("pss", each -> figure(each, each.pss(), unit));
    if (wide || !sizes) {
      table
          .work("uss", each -> figure(each, each.uss(), unit))
          .work("SHARED", each -> figure(each, each.pss() - each.uss(), unit));
    }
    table.show("rss", unit);
    if (wide || sizes) {
      table
          .show("shared", unit)
          .show("virtual", ByteUnit.MIB)
          .work("%MEM", each -> Percent.number(each.rss(), applications.machineBytes()));
    }
    if (wide || !sizes) {
      table.work("swap", each -> figure(each, each.swap(), unit)).show("delta", unit);
    }
    table
        .work(
            "count",
            each ->
                each.members().size() == 1
                    ? ""
                    : String.format(Locale.ROOT, "%,d", each.members().size()))
        .show("pid", unit)
        .name(
            ApplicationsTable.SPEC.column("command").title(),
            each -> (shown.contains(each) ? "" : "  ") + each.first().title());
    List<Applications.Application> rows = new ArrayList<>();
    for (Applications.Application application : shown) {
      rows.add(application);
      if (open && application.members().size() > 1) {
        // Each of its processes, as an application of its own.
        application
            .members()
            .forEach(each -> rows.add(new Applications.Application(List.of(each))));
      }
    }
    List<String> lines = new ArrayList<>();
    MachineFindings.of(applications).forEach(finding -> lines.add(Sentences.of(finding)));
    lines.add("");
    lines.addAll(table.lines(rows, style, width));
    lines.add("");
    if (all.size() > top) {
      lines.add(
          style.dim(
              Fit.line(
                  String.format(
                      Locale.ROOT,
                      "… %,d more applications; --top N shows more, --open their processes",
                      all.size() - top),
                  width)));
    }
    lines.add(
        style.dim(
            Fit.line(
                "PSS = USS (its own) + SHARED (its part of what it shares); Δ one more worker",
                width)));
    return lines;
  }

  /// A sum over processes of which some are not known is at least that much.
  private static String figure(Applications.Application application, long bytes, ByteUnit unit) {
    if (application.members().stream().noneMatch(each -> each.counters().isPresent())) {
      return UNKNOWN;
    }
    boolean known = application.members().stream().allMatch(each -> each.counters().isPresent());
    return (known ? "" : "≥") + unit.format(bytes);
  }
}
