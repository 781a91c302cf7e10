package dev.fathom.report.fragmentation;

import dev.fathom.analysis.account.Advice;
import dev.fathom.analysis.account.fragmentation.ArenaUse;
import dev.fathom.analysis.account.fragmentation.Fragmentation;
import dev.fathom.analysis.account.fragmentation.PoolUse;
import dev.fathom.model.Findings;
import dev.fathom.view.JsonDocument;
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
      long wallNanos,
      OutputStream out) {
    JsonDocument.write(
        findings, wallNanos, out, json -> body(json, fragmentation, advice, Integer.MAX_VALUE));
  }

  /// Writes it into an object that is open.
  ///
  /// @param most how many arenas at most, the largest
  public static void body(
      JsonGenerator json, Fragmentation fragmentation, List<Advice> advice, int most) {
    json.writeArrayPropertyStart("arenas");
    largest(fragmentation.arenas(), most).forEach(arena -> arena(json, arena));
    json.writeEndArray();
    json.writeArrayPropertyStart("histogram");
    for (Fragmentation.SizeRange range : fragmentation.histogram()) {
      json.writeStartObject();
      json.writeNumberProperty("from", range.from());
      json.writeNumberProperty("chunks", range.chunks());
      json.writeNumberProperty("bytes", range.bytes());
      json.writeEndObject();
    }
    json.writeEndArray();
    pools(json, "poolClasses", "blockBytes", fragmentation.sizeClasses());
    pools(json, "poolArenas", "arena", limited(fragmentation.poolArenas(), most));
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
    json.writeNumberProperty("id", arena.id());
    json.writeStringProperty("allocator", arena.allocator());
    json.writeStringProperty("kind", arena.arena().kind().id());
    json.writeNumberProperty("system", arena.system());
    json.writeNumberProperty("live", arena.live());
    json.writeNumberProperty("free", arena.free());
    json.writeNumberProperty("top", arena.top());
    json.writeNumberProperty("other", arena.other());
    json.writeNumberProperty("resident", arena.resident());
    json.writeNumberProperty("trapped", arena.trapped());
    json.writeNumberProperty("trimmable", arena.trimmable());
    json.writeNumberProperty("pagesKept", arena.pagesKept());
    json.writeNumberProperty("topKept", arena.topKept());
    json.writeNumberProperty("largestFree", arena.largestFree());
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

  static void pools(JsonGenerator json, String name, String key, List<PoolUse> pools) {
    json.writeArrayPropertyStart(name);
    for (PoolUse pool : pools) {
      json.writeStartObject();
      json.writeNumberProperty(key, pool.key());
      json.writeNumberProperty("address", pool.start());
      json.writeNumberProperty("pools", pool.pools());
      json.writeNumberProperty("blocks", pool.blocks());
      json.writeNumberProperty("live", pool.live());
      json.writeNumberProperty("free", pool.free());
      json.writeNumberProperty("trapped", pool.trapped());
      json.writeNumberProperty("resident", pool.resident());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
