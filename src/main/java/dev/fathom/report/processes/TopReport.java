package dev.fathom.report.processes;

import dev.fathom.model.ByteUnit;
import dev.fathom.model.family.Applications;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.Style;
import dev.fathom.view.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The processes of a machine, as text.
public final class TopReport {
  private static final String UNKNOWN = "?";

  private TopReport() {}

  /// {@return a table of at most `width` characters a line}
  ///
  /// @param top how many applications it lists
  /// @param open whether each application's processes are listed, too
  public static List<String> lines(
      Applications applications, int top, boolean open, Style style, int width) {
    List<Applications.Application> all = applications.all();
    long pss = all.stream().mapToLong(Applications.Application::pss).sum();
    ByteUnit unit =
        ByteUnit.forLargest(all.stream().mapToLong(Applications.Application::rss).max().orElse(0));
    Table table =
        new Table(
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.RIGHT,
            Table.Align.LEFT);
    table.row("PSS", "USS", "SHARED", "RSS", "SWAP", "Δ", "N", "PID", "COMMAND");
    for (Applications.Application application : all.subList(0, Math.min(top, all.size()))) {
      row(table, application, unit);
      if (open && application.members().size() > 1) {
        application.members().forEach(member -> row(table, member, unit));
      }
    }
    List<String> lines = new ArrayList<>(verdict(applications, pss));
    lines.add("");
    lines.addAll(table.headed(style, width));
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

  private static List<String> verdict(Applications applications, long pss) {
    List<Applications.Application> all = applications.all();
    long processes = all.stream().mapToLong(each -> each.members().size()).sum();
    long rss = all.stream().mapToLong(Applications.Application::rss).sum();
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d processes take %s; their RSS adds up to %s.",
            processes,
            ByteUnit.inText(pss),
            ByteUnit.inText(rss)));
    if (applications.refused() > 0) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%,d of them may not be looked into (?); root may see more.",
              applications.refused()));
    }
    return lines;
  }

  private static void row(Table table, Applications.Application application, ByteUnit unit) {
    boolean known = application.members().stream().allMatch(m -> m.counters().isPresent());
    boolean nothing = application.members().stream().noneMatch(m -> m.counters().isPresent());
    table.row(
        figure(application.pss(), known, nothing, unit),
        figure(application.uss(), known, nothing, unit),
        figure(application.pss() - application.uss(), known, nothing, unit),
        unit.format(application.rss()),
        figure(application.swap(), known, nothing, unit),
        application.delta().map(unit::format).orElse(""),
        application.members().size() == 1
            ? ""
            : String.format(Locale.ROOT, "%,d", application.members().size()),
        Integer.toString(application.first().stat().process()),
        Escape.terminal(application.first().title()));
  }

  private static void row(Table table, Applications.Member member, ByteUnit unit) {
    boolean known = member.counters().isPresent();
    table.row(
        figure(member.pss(), known, !known, unit),
        figure(member.uss(), known, !known, unit),
        figure(member.pss() - member.uss(), known, !known, unit),
        unit.format(member.rss()),
        figure(member.swap(), known, !known, unit),
        "",
        "",
        Integer.toString(member.stat().process()),
        "  " + Escape.terminal(member.title()));
  }

  /// A sum over processes of which some are not known is at least that much.
  private static String figure(long bytes, boolean known, boolean nothing, ByteUnit unit) {
    return nothing ? UNKNOWN : known ? unit.format(bytes) : "≥" + unit.format(bytes);
  }
}
