package dev.fathom.report.processes;

import dev.fathom.analysis.finding.MachineFindings;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.family.Applications;
import dev.fathom.model.family.ProcessTree;
import dev.fathom.report.Sentences;
import dev.fathom.report.table.ApplicationsTable;
import dev.fathom.view.Fit;
import dev.fathom.view.Percent;
import dev.fathom.view.ScreenTable;
import dev.fathom.view.Style;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The processes of a machine, as text.
public final class TopReport {
  private static final String UNKNOWN = "?";

  /// From this width on there is room for all columns.
  private static final int WIDE = 120;

  private static final int LONGEST_CONTAINER = 24;

  private final Applications applications;
  private final Layout layout;
  private final ByteUnit unit;
  private final boolean wide;

  private TopReport(Applications applications, Layout layout, int width) {
    this.applications = applications;
    this.layout = layout;
    this.unit =
        ByteUnit.forLargest(
            applications.all().stream().mapToLong(Applications.Application::rss).max().orElse(0));
    this.wide = width >= WIDE;
  }

  /// What is shown.
  ///
  /// @param top how many applications are listed; as a tree, how many processes
  /// @param form of the rows
  /// @param sizes whether what `top` tells is shown where there is no room for all: RSS (its RES),
  ///   SHR, VIRT and %MEM
  /// @param containers whether containers are shown where there is no room for all
  public record Layout(int top, Form form, boolean sizes, boolean containers) {}

  /// What a row is about.
  public enum Form {
    /// An application.
    APPLICATIONS,
    /// An application, and each of its processes below it.
    OPEN,
    /// A process, below its parent.
    TREE
  }

  /// A row, and how it is indented.
  private record Row(Applications.Application application, int depth, long below) {}

  /// {@return a table of at most `width` characters a line}
  public static List<String> lines(
      Applications applications, Layout layout, Style style, int width) {
    return new TopReport(applications, layout, width).lines(style, width);
  }

  private List<String> lines(Style style, int width) {
    List<Row> rows = layout.form() == Form.TREE ? tree() : applications();
    Map<Applications.Application, Row> byApplication = new HashMap<>();
    rows.forEach(row -> byApplication.put(row.application(), row));
    List<String> lines = new ArrayList<>();
    MachineFindings.of(applications)
        .forEach(finding -> lines.addAll(Fit.text(Sentences.of(finding), width)));
    lines.add("");
    lines.addAll(
        table(byApplication).lines(rows.stream().map(Row::application).toList(), style, width));
    lines.add("");
    more(rows.size())
        .ifPresent(more -> Fit.indented(more, width).forEach(each -> lines.add(style.dim(each))));
    Fit.indented(
            layout.form() == Form.TREE
                ? "BELOW: PSS of it and of all below it"
                : "PSS = USS (its own) + SHARED (its part of what it shares); Δ one more worker",
            width)
        .forEach(each -> lines.add(style.dim(each)));
    return lines;
  }

  private List<Row> applications() {
    List<Row> rows = new ArrayList<>();
    for (Applications.Application each : applications.all().stream().limit(layout.top()).toList()) {
      rows.add(new Row(each, 0, each.pss()));
      if (layout.form() == Form.OPEN && each.members().size() > 1) {
        each.members().forEach(member -> rows.add(row(member, 1, member.pss())));
      }
    }
    return rows;
  }

  private List<Row> tree() {
    return ProcessTree.of(applications).largest(layout.top()).nodes().stream()
        .map(node -> row(node.member(), node.depth(), node.pss()))
        .toList();
  }

  /// A process as an application of its own.
  private static Row row(Applications.Member member, int depth, long below) {
    return new Row(new Applications.Application(List.of(member)), depth, below);
  }

  private ScreenTable<Applications.Application> table(
      Map<Applications.Application, Row> byApplication) {
    boolean tree = layout.form() == Form.TREE;
    boolean sizes = layout.sizes();
    ScreenTable<Applications.Application> table = ScreenTable.ofColumns(ApplicationsTable.SPEC);
    if (tree) {
      table.work("BELOW", each -> unit.format(row(byApplication, each).below()));
    }
    table.work("pss", each -> figure(each, each.pss(), unit));
    if (wide || !sizes) {
      table.work("uss", each -> figure(each, each.uss(), unit));
    }
    if (wide || !(sizes || tree)) {
      table.work("SHARED", each -> figure(each, each.pss() - each.uss(), unit));
    }
    table.show("rss", unit);
    if (wide || sizes) {
      table
          .show("shared", unit)
          .show(
              "virtual",
              ByteUnit.forLargest(
                  applications.all().stream()
                      .mapToLong(Applications.Application::virtual)
                      .max()
                      .orElse(0)))
          .work("%MEM", each -> Percent.number(each.rss(), applications.machineBytes()));
    }
    if (wide || !(sizes || tree)) {
      table.work("swap", each -> figure(each, each.swap(), unit));
    }
    if (!tree && (wide || !sizes)) {
      table.show("delta", unit);
    }
    if (!tree) {
      table.work(
          "count",
          each ->
              each.members().size() == 1
                  ? ""
                  : String.format(Locale.ROOT, "%,d", each.members().size()));
    }
    table.show("pid", unit);
    if (layout.containers() || (wide && isAnyNamed(byApplication))) {
      table.show("container", LONGEST_CONTAINER);
    }
    return table.name(
        ApplicationsTable.SPEC.column("command").title(),
        each ->
            (wide || !tree ? "  " : " ").repeat(row(byApplication, each).depth())
                + each.first().title());
  }

  private static boolean isAnyNamed(Map<Applications.Application, Row> byApplication) {
    return byApplication.keySet().stream().anyMatch(each -> !each.first().container().isEmpty());
  }

  private static Row row(
      Map<Applications.Application, Row> byApplication, Applications.Application application) {
    return Objects.requireNonNull(byApplication.get(application));
  }

  private Optional<String> more(int rows) {
    if (layout.form() == Form.TREE) {
      int processes = applications.all().stream().mapToInt(each -> each.members().size()).sum();
      return processes <= rows
          ? Optional.empty()
          : Optional.of(
              String.format(
                  Locale.ROOT, "… %,d more processes; --top N shows more", processes - rows));
    }
    int more = applications.all().size() - layout.top();
    return more <= 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "… %,d more applications; --top N shows more, --open their processes",
                more));
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
