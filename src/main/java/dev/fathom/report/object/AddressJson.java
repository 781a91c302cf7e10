package dev.fathom.report.object;

import dev.fathom.analysis.owners.Owners;
import dev.fathom.analysis.owners.Place;
import dev.fathom.model.Findings;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.PageFrame;
import dev.fathom.model.object.Holder;
import dev.fathom.view.JsonDocument;
import java.io.OutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// What is at one address, as JSON.
public final class AddressJson {
  /// What a word leads to of which nobody knows whether it is a reference.
  private static final String HEURISTIC = "heuristic";

  private final JsonGenerator json;

  private AddressJson(JsonGenerator json) {
    this.json = json;
  }

  /// Writes the answer; the stream stays open.
  ///
  /// @param frame what the kernel tells of the frame; null where it was not asked
  public static void write(
      Findings findings, Place place, @Nullable PageFrame frame, long wallNanos, OutputStream out) {
    JsonDocument.write(findings, wallNanos, out, json -> new AddressJson(json).place(place, frame));
  }

  private void place(Place place, @Nullable PageFrame frame) {
    json.writeObjectPropertyStart("place");
    json.writeNumberProperty("address", place.address());
    Area area = place.area();
    json.writeBooleanProperty("mapped", area != null);
    if (area != null) {
      page(place, frame);
      mapping(area);
      claim(place);
      chunk(place);
      block(place);
      holder(place);
    }
    json.writeEndObject();
  }

  private void page(Place place, @Nullable PageFrame frame) {
    json.writeObjectPropertyStart("page");
    json.writeStringProperty("state", lower(place.page()));
    if (frame != null && frame.unknown().isEmpty()) {
      json.writeNumberProperty("frame", frame.number());
      if (frame.mappings() >= 0) {
        json.writeNumberProperty("mapped", frame.mappings());
      }
    }
    json.writeEndObject();
  }

  private void mapping(Area area) {
    json.writeObjectPropertyStart("mapping");
    json.writeNumberProperty("start", area.mapping().start());
    json.writeNumberProperty("end", area.mapping().end());
    json.writeStringProperty("permissions", area.mapping().permissions());
    json.writeStringProperty("name", area.mapping().name());
    json.writeNumberProperty("rss", area.mapping().counters().rss());
    json.writeEndObject();
    json.writeObjectPropertyStart("area");
    json.writeStringProperty("kind", lower(area.kind()));
    json.writeStringProperty("name", area.name());
    json.writeEndObject();
  }

  private void claim(Place place) {
    Place.Claim claim = place.claim();
    if (claim != null) {
      json.writeObjectPropertyStart("claim");
      json.writeStringProperty("party", claim.party());
      json.writeStringProperty("kind", claim.kind().id());
      json.writeNumberProperty("start", claim.start());
      json.writeNumberProperty("end", claim.end());
      json.writeEndObject();
    }
  }

  private void chunk(Place place) {
    Place.Chunk chunk = place.chunk();
    if (chunk != null) {
      json.writeObjectPropertyStart("chunk");
      json.writeNumberProperty("start", chunk.start());
      json.writeNumberProperty("bytes", chunk.bytes());
      json.writeStringProperty("state", chunk.state().id());
      if (chunk.headerBytes() >= 0) {
        json.writeNumberProperty("header", chunk.headerBytes());
      }
      json.writeEndObject();
    }
  }

  private void block(Place place) {
    Place.Block block = place.block();
    if (block == null) {
      return;
    }
    json.writeObjectPropertyStart("block");
    json.writeNumberProperty("start", block.start());
    json.writeNumberProperty("bytes", block.bytes());
    json.writeStringProperty("state", lower(block.state()));
    json.writeEndObject();
    Place.Pool pool = block.pool();
    if (pool != null) {
      json.writeObjectPropertyStart("pool");
      json.writeNumberProperty("address", pool.address());
      json.writeNumberProperty("sizeClass", pool.blockBytes());
      json.writeNumberProperty("capacity", pool.capacity());
      json.writeNumberProperty("live", pool.live());
      json.writeEndObject();
    }
  }

  private void holder(Place place) {
    Holder held = place.heldFrom();
    if (held != null) {
      json.writeObjectPropertyStart("heldFrom");
      json.writeStringProperty("kind", lower(held.kind()));
      json.writeStringProperty("name", held.name());
      json.writeStringProperty("symbol", held.symbol());
      json.writeStringProperty("evidence", HEURISTIC);
      json.writeEndObject();
    }
    Place.Occupant occupant = place.occupant();
    if (occupant == null) {
      return;
    }
    json.writeObjectPropertyStart("object");
    owner(occupant.owner());
    json.writeNumberProperty("shallow", occupant.owner().shallow());
    json.writeEndObject();
    if (occupant.inBuffer()) {
      json.writeNumberProperty("buffer", occupant.bufferStart());
      if (occupant.likely()) {
        json.writeStringProperty("evidence", HEURISTIC);
      }
    }
    json.writeStringProperty("field", occupant.part());
    json.writeNumberProperty("offset", occupant.offset());
    json.writeArrayPropertyStart("dominators");
    for (Owners.Owner above : place.dominators()) {
      json.writeStartObject();
      owner(above);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void owner(Owners.Owner owner) {
    json.writeStringProperty("path", owner.path());
    json.writeStringProperty("type", owner.type());
    json.writeNumberProperty("address", owner.address());
    json.writeNumberProperty("objects", owner.objects());
    json.writeNumberProperty("retained", owner.retained());
    json.writeNumberProperty("resident", owner.resident());
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
