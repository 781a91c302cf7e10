package dev.fathom.report.fragmentation;

import dev.fathom.analysis.account.Advice;
import dev.fathom.analysis.account.fragmentation.HeapPins;
import dev.fathom.analysis.account.fragmentation.Pins;
import dev.fathom.analysis.paths.Occupants;
import dev.fathom.model.Findings;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.view.JsonDocument;
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
      long wallNanos,
      OutputStream out) {
    write(findings, pins, Integer.MAX_VALUE, occupants, advice, wallNanos, out);
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
      long wallNanos,
      OutputStream out) {
    JsonDocument.write(findings, wallNanos, out, json -> body(json, pins, top, occupants, advice));
  }

  private static void body(
      JsonGenerator json, Pins pins, int top, Occupants occupants, List<Advice> advice) {
    heaps(json, pins, occupants, top);
    FragmentationJson.pools(json, "poolArenas", "arena", pins.pools());
    AdviceReport.write(json, advice);
  }

  /// Writes heaps and what holds them.
  ///
  /// @param most how many of each at most
  public static void heaps(JsonGenerator json, Pins pins, Occupants occupants, int most) {
    json.writeArrayPropertyStart("heaps");
    for (HeapPins heap : limited(pins.heaps(), most)) {
      json.writeStartObject();
      json.writeNumberProperty("arena", heap.arena());
      json.writeNumberProperty("start", heap.heap().start());
      json.writeNumberProperty("end", heap.heap().end());
      json.writeNumberProperty("ready", heap.ready());
      json.writeNumberProperty("releasable", heap.releasable());
      json.writeNumberProperty("pins", heap.count());
      json.writeNumberProperty("pinBytes", heap.pinBytes());
      json.writeNumberProperty("held", heap.held());
      json.writeBooleanProperty("few", heap.few());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("pins");
    int left = most;
    for (HeapPins heap : pins.heaps()) {
      for (int pin = 0; pin < heap.count() && left > 0; pin++) {
        pin(json, heap, pin, occupants);
        left--;
      }
    }
    json.writeEndArray();
  }

  private static List<HeapPins> limited(List<HeapPins> heaps, int most) {
    return heaps.subList(0, Math.min(most, heaps.size()));
  }

  private static void pin(JsonGenerator json, HeapPins heap, int pin, Occupants occupants) {
    ChunkState state = ChunkState.of((int) heap.codes().get(pin));
    Occupants.Occupant occupant = occupants.in(heap.starts().get(pin), state);
    json.writeStartObject();
    json.writeNumberProperty("arena", heap.arena());
    json.writeNumberProperty("address", heap.starts().get(pin));
    json.writeNumberProperty("size", heap.bytes(pin));
    json.writeStringProperty("state", state.id());
    json.writeStringProperty("type", occupant.type());
    json.writeStringProperty("owner", occupant.owner());
    json.writeNumberProperty("releases", heap.released(pin));
    json.writeNumberProperty("cumulative", heap.released().get(pin));
    json.writeEndObject();
  }
}
