package dev.fathom.report;

import dev.fathom.analysis.account.Account;
import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.Evidence;
import dev.fathom.analysis.account.TypeCount;
import dev.fathom.analysis.account.VirtualSize;
import dev.fathom.analysis.graph.Sharing;
import dev.fathom.ask.report.ReportAnswer;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.Findings;
import dev.fathom.model.HoldMethod;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.KernelCounts;
import dev.fathom.model.memory.KernelMemory;
import dev.fathom.report.object.GraphReport;
import dev.fathom.report.table.TypesTable;
import dev.fathom.view.Elapsed;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.Percent;
import dev.fathom.view.ScreenTable;
import dev.fathom.view.Style;
import dev.fathom.view.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// The report as a screen: the answer in words, then the balance sheet and the objects.
public final class TextReport {
  /// A bar is what is left of a line, so many characters at the least and at the most.
  private static final int NARROWEST_WITH_BARS = 60;

  private static final int SHORTEST_BAR = 8;

  private static final int LONGEST_BAR = 50;

  /// Around it stand the longest label, and the figures.
  private static final int BESIDE_BARS = 66;

  private static final String UNEXPLAINED = "unexplained";
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉█";

  /// Children smaller than this share of the Rss are left to `--json`.
  private static final double SMALLEST_SHOWN = 0.002;

  private static final String LEGEND_INDENT = "  ";

  private final ReportAnswer answer;
  private final Findings findings;
  private final BalanceSheet sheet;
  private final Style style;
  private final int width;

  /// Whether it is known what was resident; else the figures are of what was mapped.
  private final boolean measured;

  private final List<String> lines = new ArrayList<>();

  private TextReport(ReportAnswer answer, Style style, int width) {
    this.answer = answer;
    this.findings = answer.findings();
    this.sheet = answer.sheet();
    this.style = style;
    this.width = width;
    this.measured = findings.identity().tellsResidency();
  }

  /// {@return the lines of the screen, none of them wider than `width` characters}
  ///
  /// @param top how many types are listed
  /// @param order by what they are sorted
  /// @param width of the terminal in characters
  public static List<String> lines(
      ReportAnswer answer, int top, TypeOrder order, Style style, int width) {
    TextReport report = new TextReport(answer, style, width);
    report.header();
    report.verdict();
    report.figures(top, order);
    report.warnings();
    return report.lines;
  }

  /// {@return the same for who tells the verdict otherwise, and what to ask next}
  public static List<String> figures(
      ReportAnswer answer, int top, TypeOrder order, Style style, int width) {
    TextReport report = new TextReport(answer, style, width);
    report.header();
    report.figures(top, order);
    report.warnings();
    return report.lines;
  }

  private void figures(int top, TypeOrder order) {
    balance();
    addressSpace();
    if (!sheet.types().isEmpty()) {
      objects(top, order);
      if (!findings.ownersHidden()) {
        owners();
      }
    }
  }

  /// {@return what was looked at, in a line; parts of it are of the target's choosing}
  public static String title(Findings findings) {
    List<String> parts = new ArrayList<>();
    parts.add(findings.program());
    parts.addAll(findings.runtimeTitles());
    findings.unread().forEach(runtime -> parts.add(runtime.title() + " (not read)"));
    parts.addAll(findings.allocators());
    parts.add("pid " + findings.identity().process());
    List<String> code = findings.identity().shown().code();
    if (!code.isEmpty()) {
      String last = code.getLast();
      parts.add(last.substring(last.lastIndexOf('/') + 1));
    }
    return String.join(" · ", parts);
  }

  private void header() {
    lines.add(style.bold(Fit.line(Escape.terminal(title(findings)), width)));
    HoldMethod method = findings.cost().method();
    String held =
        switch (method) {
          case NONE -> "not paused";
          case DUMP -> "as it died";
          case CORE -> "from a core file";
          case CAPTURE -> "from a capture";
          case PTRACE, SIGNAL, MODEL ->
              String.format(
                  Locale.ROOT,
                  "paused %s (%s)",
                  Elapsed.text(findings.cost().heldNanos()),
                  method.id());
        };
    lines.add(
        style.dim(
            Fit.line(
                held
                    + ", read "
                    + ByteUnit.inText(findings.cost().bytesRead())
                    + (findings.cost().tracked()
                        ? ", its writes tracked (--pause=short)"
                        : ", nothing run in it"),
                width)));
    lines.add("");
  }

  private void verdict() {
    lines.addAll(Fit.text(Sentences.of(answer.verdict()), width));
    lines.add("");
  }

  private void balance() {
    ByteUnit unit = ByteUnit.forLargest(sheet.rss());
    Table table =
        new Table(Table.Align.LEFT, Table.Align.RIGHT, Table.Align.RIGHT, Table.Align.LEFT);
    table.row("BALANCE", measured ? "resident" : "mapped", "%", "");
    List<Account> small =
        sheet.accounts().stream()
            .filter(account -> !account.id().equals(UNEXPLAINED))
            .filter(account -> unit.isNothing(account.resident()))
            .toList();
    for (Account account : sheet.accounts()) {
      if (small.size() > 1 && small.contains(account)) {
        if (account.equals(small.getFirst())) {
          smaller(table, small, unit);
        }
        continue;
      }
      row(table, account, "", unit);
      if (account.children().size() > 1) {
        for (Account child : account.children()) {
          if (Math.abs(child.resident()) >= SMALLEST_SHOWN * sheet.rss()
              && !unit.isNothing(child.resident())) {
            row(table, child, "  ", unit);
          }
        }
      }
    }
    table.row(
        measured ? "  total = Rss" : "  total in the core", unit.format(sheet.rss()), "100.0", "");
    findings.kernel().ifPresent(kernel -> beside(table, "page tables", kernel.pageTables(), unit));
    beside(table, "hugetlb pages", findings.pages().pooledBytes(), unit);
    findings
        .kernel()
        .flatMap(KernelCounts::memory)
        .ifPresent(memory -> beside(table, memory, unit));
    beside(table, "swapped out", findings.counters().swap(), unit);
    Map<Area.Kind, Long> swapped = findings.swapped();
    if (swapped.size() > 1) {
      swapped.forEach(
          (kind, bytes) -> shown(table, "  beside Rss:   of it " + kind.label(), bytes, unit));
    }
    lines.addAll(table.headed(style, width));
    for (String line :
        Fit.text(
            "~ rests on rules. When tried, they "
                + findings.dialect().judged()
                + " (docs/accuracy.md). All other rows are exact or validated.",
            width - LEGEND_INDENT.length())) {
      lines.add(style.dim(LEGEND_INDENT + line));
    }
    lines.add("");
  }

  /// Accounts that would each be written as zero; `--json` has them one by one.
  private void smaller(Table table, List<Account> small, ByteUnit unit) {
    long sum = small.stream().mapToLong(Account::resident).sum();
    boolean certain = small.stream().allMatch(account -> account.evidence() != Evidence.HEURISTIC);
    table.row(
        (certain ? "  " : "~ ")
            + String.format(
                Locale.ROOT, "%,d accounts of less than %s", small.size(), unit.smallest()),
        unit.format(sum),
        Percent.number(sum, sheet.rss()),
        bar(sum));
  }

  private void addressSpace() {
    VirtualSize size = VirtualSize.of(findings.areas(), findings.pages());
    if (measured && size.bytes() > 0) {
      lines.addAll(VirtualSizeReport.lines(size, width));
      lines.add("");
    }
  }

  /// What costs memory and is in no Rss.
  private static void beside(Table table, String label, long bytes, ByteUnit unit) {
    if (bytes > 0) {
      table.row("  beside Rss: " + label, unit.format(bytes), "", "");
    }
  }

  /// What of that is worth a row; `--json` has all.
  private void beside(Table table, KernelMemory memory, ByteUnit unit) {
    shown(table, "  beside Rss: kernel stacks of threads", memory.threadStacks(), unit);
    shown(table, "  beside Rss: open files without a name", memory.nameless(), unit);
    shown(table, "  beside Rss: buffers of sockets", memory.sockets().orElse(0), unit);
    shown(table, "  locked in memory (mlock)", memory.locked(), unit);
    shown(table, "  pinned for devices", memory.pinned(), unit);
  }

  private void shown(Table table, String label, long bytes, ByteUnit unit) {
    if (bytes > 0 && bytes >= SMALLEST_SHOWN * sheet.rss()) {
      table.row(label, unit.format(bytes), "", "");
    }
  }

  private void row(Table table, Account account, String indent, ByteUnit unit) {
    String mark = account.evidence() == Evidence.HEURISTIC ? "~ " : "  ";
    table.row(
        mark + indent + account.label(),
        unit.format(account.resident()),
        Percent.number(account.resident(), sheet.rss()),
        indent.isEmpty() ? bar(account.resident()) : "");
  }

  private void objects(int top, TypeOrder order) {
    List<TypeCount> types = sheet.types().stream().sorted(order.descending()).toList();
    long all = types.stream().mapToLong(TypeCount::allocated).sum();
    ByteUnit unit = ByteUnit.forLargest(types.getFirst().allocated());
    long[] cumulative = new long[1];
    lines.addAll(
        ScreenTable.of(TypesTable.SPEC)
            .show("count", unit)
            .show("shallow", unit)
            .spare()
            .show("allocated", unit)
            .work("cum %", type -> Percent.number(cumulative[0] += type.allocated(), all))
            .spare()
            .fold("allocated", unit)
            .name("type", TypeCount::qualifiedName)
            .lines(types.subList(0, Math.min(top, types.size())), style, width));
    if (types.size() > top) {
      Fit.indented(
              String.format(
                  Locale.ROOT,
                  "         … %,d more types, %,d objects in all; --top N shows more",
                  types.size() - top,
                  sheet.objects()),
              width)
          .forEach(each -> lines.add(style.dim(each)));
    }
    lines.add("");
  }

  private void owners() {
    lines.addAll(
        GraphReport.owners(
            Stream.concat(answer.owners().stream(), answer.ownersRest().stream()).toList(),
            answer.owned(),
            Sharing.isExact(findings),
            style,
            width));
    lines.add("");
  }

  private void warnings() {
    lines.addAll(Notes.lines(findings.warnings(), style, width));
    if (!findings.warnings().isEmpty()) {
      lines.add("");
    }
  }

  private String bar(long bytes) {
    if (width < NARROWEST_WITH_BARS) {
      return ""; // the names need the room
    }
    if (sheet.rss() == 0 || bytes <= 0) {
      return "";
    }
    int cells = Math.clamp(width - BESIDE_BARS, SHORTEST_BAR, LONGEST_BAR);
    // In a damaged file a part may be larger than the whole.
    int eighths = Math.clamp(Math.round(8.0 * cells * bytes / sheet.rss()), 0, 8 * cells);
    String rest = eighths % 8 == 0 ? "" : EIGHTHS.substring(eighths % 8, eighths % 8 + 1);
    return style.bar("█".repeat(eighths / 8) + rest);
  }
}
