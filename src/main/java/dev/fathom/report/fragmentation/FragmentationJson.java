package dev.fathom.report.fragmentation;

import dev.fathom.analysis.account.Advice;
import dev.fathom.analysis.account.fragmentation.ArenaUse;
import dev.fathom.analysis.account.fragmentation.Fragmentation;
import dev.fathom.analysis.account.fragmentation.PoolUse;
import dev.fathom.analysis.finding.Finding;
import dev.fathom.model.Findings;
import dev.fathom.report.FindingsJson;
import dev.fathom.report.table.ArenasTable;
import dev.fathom.report.table.FreeSizesTable;
import dev.fathom.report.table.PoolsTable;
import dev.fathom.report.table.heap.AllocatorFiguresTable;
import dev.fathom.report.table.heap.ChunkSizesTable;
import dev.fathom.view.JsonDocument;
import dev.fathom.view.JsonTable;
import java.io.OutputStream;
import java.util.Comparator;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/// Free memory and why it stays, as JSON.
public final class FragmentationJson {
  private FragmentationJson() {}

  public static void write(
      Findings findings,
      Fragmentation fragmentation,
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
          body(json, fragmentation, advice, Integer.MAX_VALUE);
          JsonTable.write(json, ChunkSizesTable.SPEC, fragmentation.sizes());
          JsonTable.write(json, AllocatorFiguresTable.SPEC, findings.heaps().figures());
        });
  }

  /// Writes it into an object that is open.
  ///
  /// @param most how many arenas at most, the largest
  public static void body(
      JsonGenerator json, Fragmentation fragmentation, List<Advice> advice, int most) {
    json.writeArrayPropertyStart("arenas");
    largest(fragmentation.arenas(), most).forEach(arena -> arena(json, arena));
    json.writeEndArray();
    JsonTable.write(json, FreeSizesTable.SPEC, fragmentation.histogram());
    JsonTable.write(json, PoolsTable.CLASSES, fragmentation.sizeClasses());
    JsonTable.write(json, PoolsTable.ARENAS, limited(fragmentation.poolArenas(), most));
    AdviceReport.write(json, advice);
  }

  /// {@return the arenas that cover the most, in their own order}
  private static List<ArenaUse> largest(List<ArenaUse> arenas, int most) {
    if (arenas.size() <= most) {
      return arenas;
    }
    return arenas.stream()
        .sorted(Comparator.comparingLong(ArenaUse::covered).reversed())
        .limit(most)
        .sorted(Comparator.comparingInt(ArenaUse::id))
        .toList();
  }

  private static List<PoolUse> limited(List<PoolUse> pools, int most) {
    return pools.subList(0, Math.min(most, pools.size()));
  }

  private static void arena(JsonGenerator json, ArenaUse arena) {
    json.writeStartObject();
    JsonTable.properties(json, ArenasTable.SPEC, arena);
    json.writeObjectPropertyStart("pages");
    json.writeNumberProperty("full", arena.pages().full());
    json.writeNumberProperty("partial", arena.pages().partial());
    json.writeNumberProperty("free", arena.pages().free());
    json.writeEndObject();
    json.writeArrayPropertyStart("threads");
    arena.arena().threads().forEach(json::writeNumber);
    json.writeEndArray();
    json.writeObjectPropertyStart("states");
    arena
        .states()
        .forEach((state, use) -> {
          json.writeObjectPropertyStart(state);
          json.writeNumberProperty("chunks", use.chunks());
          json.writeNumberProperty("bytes", use.bytes());
          json.writeEndObject();
        });
    json.writeEndObject();
    json.writeEndObject();
  }
}
