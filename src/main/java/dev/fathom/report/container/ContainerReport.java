package dev.fathom.report.container;

import dev.fathom.analysis.account.Account;
import dev.fathom.analysis.account.Evidence;
import dev.fathom.ask.container.ContainerAnswer;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.Warning;
import dev.fathom.model.container.ControlGroup;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.JsonDocument;
import dev.fathom.view.Percent;
import dev.fathom.view.Style;
import dev.fathom.view.Table;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import tools.jackson.core.JsonGenerator;

/// What a container is charged for: sentences, and a balance.
public final class ContainerReport {
  private static final long PAGE_BYTES = 4096;

  /// Parts that are smaller are told together; `--json` has all.
  private static final double SMALLEST_SHOWN = 0.002;

  private final ContainerAnswer answer;
  private final ControlGroup group;
  private final ByteUnit unit;

  private ContainerReport(ContainerAnswer answer) {
    this.answer = answer;
    this.group = answer.group();
    this.unit = ByteUnit.forLargest(group.usage());
  }

  /// {@return lines of at most `width` characters}
  ///
  /// @param top how many parts of an account are listed
  public static List<String> lines(ContainerAnswer answer, int top, Style style, int width) {
    ContainerReport report = new ContainerReport(answer);
    List<String> lines = new ArrayList<>();
    lines.add(style.bold(Fit.line(report.title(), width)));
    lines.add("");
    lines.addAll(Fit.text(String.join(" ", report.sentences()), width));
    lines.add("");
    lines.addAll(report.balance(top).headed(style, width));
    for (Warning warning : report.warnings()) {
      lines.addAll(Fit.text(style.warning("note: ") + warning.message(), width));
    }
    return lines;
  }

  private String title() {
    return (group.title().isEmpty() ? "" : Escape.terminal(group.title()) + " · ")
        + "cgroup v"
        + group.version()
        + " "
        + Escape.terminal(group.path())
        + String.format(
            Locale.ROOT,
            " · %,d %s",
            group.processes().size(),
            group.processes().size() == 1 ? "process" : "processes");
  }

  private List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    ControlGroup.Bounds bounds = group.bounds();
    sentences.add(
        ByteUnit.inText(group.usage())
            + " is charged ("
            + (group.version() == 1 ? "memory.usage_in_bytes" : "memory.current")
            + ")"
            + (bounds.limit().isPresent()
                ? ", of " + ByteUnit.inText(bounds.limit().getAsLong()) + " that it may have"
                : ", and it has no limit of its own")
            + ".");
    bound("The groups that it is within may have ", bounds.above(), ".", sentences);
    bound(
        group.version() == 1
            ? "Under pressure it is taken from first above "
            : "It is slowed down above ",
        bounds.high(),
        ".",
        sentences);
    bound("The most so far was ", bounds.peak(), ".", sentences);
    sentences.add(
        "~"
            + ByteUnit.inText(group.reclaimable())
            + " of it would be taken under pressure before anybody is killed: "
            + ByteUnit.inText(group.statistic("inactive_file"))
            + " of files that were not used lately, "
            + ByteUnit.inText(group.statistic("active_file"))
            + " of others"
            + (group.statistic("slab_reclaimable") > 0
                ? ", " + ByteUnit.inText(group.statistic("slab_reclaimable")) + " of the kernel's"
                : "")
            + (group.unwritten() > 0
                ? "; "
                    + ByteUnit.inText(group.unwritten())
                    + " was written and has to go to disk before"
                : "")
            + ". kubelet's working set is "
            + ByteUnit.inText(group.workingSet())
            + ".");
    if (group.swap().orElse(0) > 0) {
      sentences.add(ByteUnit.inText(group.swap().getAsLong()) + " is swapped out besides.");
    }
    long refaults = group.refaults();
    if (refaults > 0) {
      sentences.add(
          ByteUnit.inText(refaults * PAGE_BYTES)
              + " was thrown out and wanted again soon after (refaults), since it is there.");
    }
    long kills = group.outOfMemoryKills().orElse(0);
    if (kills > 0) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "%,d %s OOM-killed so far.",
              kills,
              kills == 1 ? "process was" : "processes were"));
    }
    if (group.groups() > 0) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "%,d %s within it, and charged to it, too.",
              group.groups(),
              group.groups() == 1 ? "group is" : "groups are"));
    }
    if (group.dying() > 0) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "%,d within it are gone, and what they were charged stays: it is in these accounts.",
              group.dying()));
    }
    return sentences;
  }

  private static void bound(
      String before, OptionalLong bytes, String after, List<String> sentences) {
    if (bytes.isPresent()) {
      sentences.add(before + ByteUnit.inText(bytes.getAsLong()) + after);
    }
  }

  private Table balance(int top) {
    Table table = new Table(Table.Align.LEFT, Table.Align.RIGHT, Table.Align.RIGHT);
    table.row("BALANCE", "charged", "%");
    for (Account account : answer.balance()) {
      add(table, account, "", top);
    }
    table.row(
        group.version() == 1 ? "  total = memory.usage_in_bytes" : "  total = memory.current",
        unit.format(group.usage()),
        "100.0");
    return table;
  }

  private void add(Table table, Account account, String indent, int top) {
    table.row(
        (account.evidence() == Evidence.HEURISTIC ? "~ " : "  ")
            + indent
            + Escape.terminal(account.label()),
        unit.format(account.resident()),
        Percent.number(account.resident(), group.usage()));
    List<Account> parts = account.children();
    // What is left of an account is told whatever there is before it.
    int last = parts.size() - 1;
    int shown = 0;
    while (shown < Math.min(top, last) && isWorthARow(parts.get(shown))) {
      add(table, parts.get(shown++), indent + "  ", top);
    }
    long hidden =
        parts.subList(shown, Math.max(shown, last)).stream().mapToLong(Account::resident).sum();
    if (last > shown) {
      table.row(
          "    " + indent + String.format(Locale.ROOT, "%,d more", last - shown),
          unit.format(hidden),
          Percent.number(hidden, group.usage()));
    }
    if (last >= 0) {
      add(table, parts.get(last), indent + "  ", top);
    }
  }

  private boolean isWorthARow(Account part) {
    return Math.abs(part.resident()) >= SMALLEST_SHOWN * group.usage();
  }

  private List<Warning> warnings() {
    return group.refused() == 0
        ? List.of()
        : List.of(
            new Warning(
                "refused",
                String.format(
                    Locale.ROOT,
                    "%,d of its processes could not be looked into: what they have is in the rests",
                    group.refused()),
                true));
  }

  /// Writes it as JSON.
  public static void writeJson(ContainerAnswer answer, long wallNanos, OutputStream out) {
    ContainerReport report = new ContainerReport(answer);
    JsonDocument.write(
        report.warnings(),
        wallNanos,
        out,
        json -> {
          report.group(json);
          report.accounts(json, "balance", answer.balance());
          json.writeArrayPropertyStart("files");
          answer
              .group()
              .files()
              .forEach(file -> {
                json.writeStartObject();
                json.writeStringProperty("name", file.name());
                json.writeBooleanProperty("sharedMemory", file.sharedMemory());
                json.writeNumberProperty("cached", file.cached());
                file.charged().ifPresent(bytes -> json.writeNumberProperty("charged", bytes));
                json.writeNumberProperty("processes", file.processes());
                json.writeEndObject();
              });
          json.writeEndArray();
        });
  }

  private void group(JsonGenerator json) {
    json.writeObjectPropertyStart("group");
    json.writeStringProperty("path", group.path());
    if (!group.title().isEmpty()) {
      json.writeStringProperty("title", group.title());
    }
    json.writeNumberProperty("version", group.version());
    json.writeNumberProperty("usage", group.usage());
    number(json, "limit", group.bounds().limit());
    number(json, "limitAbove", group.bounds().above());
    number(json, "high", group.bounds().high());
    number(json, "peak", group.bounds().peak());
    number(json, "swap", group.swap());
    number(json, "swapLimit", group.bounds().swapLimit());
    number(json, "oomKills", group.outOfMemoryKills());
    json.writeNumberProperty("refaults", group.refaults());
    json.writeNumberProperty("workingSet", group.workingSet());
    json.writeNumberProperty("reclaimable", group.reclaimable());
    json.writeNumberProperty("unwritten", group.unwritten());
    json.writeNumberProperty("aheadAtMost", group.ahead());
    json.writeNumberProperty("processes", group.processes().size());
    json.writeNumberProperty("groups", group.groups());
    json.writeNumberProperty("dying", group.dying());
    json.writeEndObject();
  }

  private static void number(JsonGenerator json, String name, OptionalLong value) {
    value.ifPresent(bytes -> json.writeNumberProperty(name, bytes));
  }

  private void accounts(JsonGenerator json, String name, List<Account> accounts) {
    json.writeArrayPropertyStart(name);
    for (Account account : accounts) {
      json.writeStartObject();
      json.writeStringProperty("id", account.id());
      json.writeStringProperty("label", account.label());
      json.writeNumberProperty("bytes", account.resident());
      json.writeStringProperty("evidence", account.evidence().name().toLowerCase(Locale.ROOT));
      if (!account.children().isEmpty()) {
        accounts(json, "children", account.children());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
