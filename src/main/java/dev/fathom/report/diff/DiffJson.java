package dev.fathom.report.diff;

import dev.fathom.analysis.diff.Difference;
import dev.fathom.analysis.diff.GrowthFindings;
import dev.fathom.model.Findings;
import dev.fathom.report.FindingsJson;
import dev.fathom.report.table.growth.AccountGrowthTable;
import dev.fathom.report.table.growth.OwnerGrowthTable;
import dev.fathom.report.table.growth.TypeGrowthTable;
import dev.fathom.view.JsonDocument;
import dev.fathom.view.JsonTable;
import java.io.OutputStream;
import tools.jackson.core.JsonGenerator;

/// What grew, as JSON.
public final class DiffJson {
  private DiffJson() {}

  /// Writes a difference. Target, cost and kernel are those of the later side.
  public static void write(
      Difference difference, Findings before, Findings after, long wallNanos, OutputStream out) {
    JsonDocument.write(
        after,
        wallNanos,
        out,
        json -> {
          FindingsJson.write(json, GrowthFindings.of(difference, before, after));
          body(json, difference, before, Integer.MAX_VALUE);
        });
  }

  /// Writes it into an object that is open.
  ///
  /// @param most how many types and owners at most
  public static void body(JsonGenerator json, Difference difference, Findings before, int most) {
    json.writeObjectPropertyStart("before");
    json.writeNumberProperty("pid", before.identity().process());
    json.writeNumberProperty("rss", before.counters().rss());
    json.writeEndObject();
    json.writeObjectPropertyStart("objects");
    json.writeNumberProperty("new", difference.fresh());
    json.writeNumberProperty("gone", difference.gone());
    json.writeNumberProperty("both", difference.both());
    json.writeEndObject();
    JsonTable.write(json, AccountGrowthTable.SPEC, difference.accounts());
    JsonTable.write(json, TypeGrowthTable.SPEC, difference.types().stream().limit(most).toList());
    JsonTable.write(json, OwnerGrowthTable.SPEC, difference.owners().stream().limit(most).toList());
  }
}
