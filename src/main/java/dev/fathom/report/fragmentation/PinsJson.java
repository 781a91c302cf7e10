package dev.fathom.report.fragmentation;

import dev.fathom.analysis.account.Advice;
import dev.fathom.analysis.account.fragmentation.HeapPins;
import dev.fathom.analysis.account.fragmentation.Pins;
import dev.fathom.analysis.finding.Finding;
import dev.fathom.analysis.paths.Occupants;
import dev.fathom.model.Findings;
import dev.fathom.report.FindingsJson;
import dev.fathom.report.table.Pin;
import dev.fathom.report.table.PinnedHeapsTable;
import dev.fathom.report.table.PinsTable;
import dev.fathom.report.table.PoolsTable;
import dev.fathom.view.JsonDocument;
import dev.fathom.view.JsonTable;
import java.io.OutputStream;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/// What few live pieces keep much memory, as JSON.
public final class PinsJson {
  private PinsJson() {}

  /// Writes all of them.
  public static void write(
      Findings findings,
      Pins pins,
      Occupants occupants,
      List<Advice> advice,
      List<Finding> conclusions,
      long wallNanos,
      OutputStream out) {
    write(findings, pins, Integer.MAX_VALUE, occupants, advice, conclusions, wallNanos, out);
  }

  /// Writes the first of them; how many there are stands with their heap.
  ///
  /// @param top how many at most
  public static void write(
      Findings findings,
      Pins pins,
      int top,
      Occupants occupants,
      List<Advice> advice,
      List<Finding> conclusions,
      long wallNanos,
      OutputStream out) {
    JsonDocument.write(
        findings,
        wallNanos,
        out,
        json -> {
          FindingsJson.write(json, conclusions);
          body(json, pins, top, occupants, advice);
        });
  }

  private static void body(
      JsonGenerator json, Pins pins, int top, Occupants occupants, List<Advice> advice) {
    heaps(json, pins, occupants, top);
    JsonTable.write(json, PoolsTable.ARENAS, pins.pools());
    AdviceReport.write(json, advice);
  }

  /// Writes heaps and what holds them.
  ///
  /// @param most how many of each at most
  public static void heaps(JsonGenerator json, Pins pins, Occupants occupants, int most) {
    JsonTable.write(json, PinnedHeapsTable.SPEC, limited(pins.heaps(), most));
    JsonTable.write(json, PinsTable.SPEC, Pin.of(pins, occupants).limit(most).toList());
  }

  private static List<HeapPins> limited(List<HeapPins> heaps, int most) {
    return heaps.subList(0, Math.min(most, heaps.size()));
  }
}
