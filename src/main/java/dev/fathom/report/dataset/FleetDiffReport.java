package dev.fathom.report.dataset;

import dev.fathom.ask.dataset.FleetChange;
import dev.fathom.ask.dataset.FleetDiffAnswer;
import dev.fathom.model.ByteUnit;
import dev.fathom.report.table.fleet.FleetChangesTable;
import dev.fathom.view.Escape;
import dev.fathom.view.JsonDocument;
import dev.fathom.view.JsonTable;
import dev.fathom.view.ScreenTable;
import dev.fathom.view.Style;
import dev.fathom.view.TableSpec;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// What grew from one release to the next, in words and in rows.
public final class FleetDiffReport {
  private static final int PERCENT = 100;

  /// In columns: on narrower screens names need the room that quartiles take.
  private static final int WIDE = 110;

  private final FleetDiffAnswer answer;
  private final int top;
  private final Style style;
  private final int width;
  private final List<String> lines = new ArrayList<>();

  private FleetDiffReport(FleetDiffAnswer answer, int top, Style style, int width) {
    this.answer = answer;
    this.top = top;
    this.style = style;
    this.width = width;
  }

  /// {@return the lines of the screen}
  ///
  /// @param title what was compared
  /// @param top how many types and owners are listed
  public static List<String> lines(
      FleetDiffAnswer answer, String title, int top, Style style, int width) {
    FleetDiffReport report = new FleetDiffReport(answer, top, style, width);
    report.lines.add(style.bold(Escape.terminal(title)));
    report.lines.add("");
    report.findings();
    report.table(FleetChangesTable.TYPES, answer.types(), "types", "type", FleetChange::name);
    report.table(
        FleetChangesTable.OWNERS,
        answer.owners(),
        "owners",
        "owner",
        change -> change.name() + (change.type().isEmpty() ? "" : "  " + change.type()));
    return report.lines;
  }

  private void findings() {
    List<FleetChange> findings = answer.findings();
    findings.forEach(change -> lines.add(Escape.terminal(sentence(change))));
    if (findings.size() == answer.apps().size()) {
      lines.add("No type and no owner grew on most hosts by more than 1 % of the Rss.");
    }
    lines.add("");
  }

  /// {@return what is said of a change: `Session grew on 212 of 230 hosts, by 41 MiB in the
  /// median`}
  private String sentence(FleetChange change) {
    boolean less = change.median() < 0;
    String which = answer.apps().size() > 1 ? " of " + change.app() : "";
    boolean rss = change.before() > 0 && answer.apps().contains(change);
    return String.format(
        Locale.ROOT,
        "%s%s %s on %,d of %,d hosts, by %s in the median%s.",
        change.name(),
        which,
        less ? "shrank" : "grew",
        less ? change.shrank() : change.grew(),
        change.hosts(),
        ByteUnit.inText(Math.abs(change.median())),
        rss
            ? String.format(
                Locale.ROOT,
                " (%.1f %%)",
                (double) PERCENT * Math.abs(change.median()) / change.before())
            : "");
  }

  private void table(
      TableSpec<FleetChange> spec,
      List<FleetChange> changes,
      String what,
      String head,
      Function<FleetChange, String> name) {
    if (changes.isEmpty()) {
      return;
    }
    List<FleetChange> shown = changes.subList(0, Math.min(top, changes.size()));
    ByteUnit deltas =
        ByteUnit.forLargest(
            shown.stream()
                .mapToLong(each -> Math.max(Math.abs(each.upper()), Math.abs(each.lower())))
                .max()
                .orElse(0));
    ByteUnit totals =
        ByteUnit.forLargest(
            shown.stream().mapToLong(each -> Math.abs(each.total())).max().orElse(0));
    boolean several = answer.apps().size() > 1;
    ScreenTable<FleetChange> table =
        ScreenTable.of(spec).work("medianDelta", each -> signed(each.median(), deltas));
    if (width >= WIDE) {
      table
          .work("lowerDelta", each -> signed(each.lower(), deltas))
          .work("upperDelta", each -> signed(each.upper(), deltas))
          .work("totalDelta", each -> signed(each.total(), totals));
    }
    lines.addAll(
        table
            .work("grew", each -> String.format(Locale.ROOT, "%,d", each.grew()))
            .work("present", each -> String.format(Locale.ROOT, "%,d", each.present()))
            .name(head, each -> several ? each.app() + ": " + name.apply(each) : name.apply(each))
            .lines(shown, style, width));
    if (changes.size() > shown.size()) {
      lines.add(
          style.dim(
              String.format(
                  Locale.ROOT,
                  "       … %,d more %s; --top N shows more",
                  changes.size() - shown.size(),
                  what)));
    }
    lines.add("");
  }

  private static String signed(long bytes, ByteUnit unit) {
    return (bytes > 0 ? "+" : "") + unit.format(bytes);
  }

  /// Writes the same as JSON.
  public static void json(FleetDiffAnswer answer, long wallNanos, OutputStream out) {
    FleetDiffReport report = new FleetDiffReport(answer, 0, Style.PLAIN, 0);
    JsonDocument.write(
        List.of(),
        wallNanos,
        out,
        json -> {
          json.writeArrayPropertyStart("findings");
          for (FleetChange change : answer.findings()) {
            json.writeStartObject();
            json.writeStringProperty("app", change.app());
            json.writeStringProperty("name", change.name());
            json.writeNumberProperty("hosts", change.hosts());
            json.writeNumberProperty("grew", change.grew());
            json.writeNumberProperty("shrank", change.shrank());
            json.writeNumberProperty("medianDelta", change.median());
            json.writeStringProperty("sentence", report.sentence(change));
            json.writeEndObject();
          }
          json.writeEndArray();
          JsonTable.write(json, FleetChangesTable.APPS, answer.apps());
          JsonTable.write(json, FleetChangesTable.TYPES, answer.types());
          JsonTable.write(json, FleetChangesTable.OWNERS, answer.owners());
        });
  }
}
