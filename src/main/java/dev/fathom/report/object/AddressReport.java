package dev.fathom.report.object;

import dev.fathom.analysis.owners.Owners;
import dev.fathom.analysis.owners.Place;
import dev.fathom.model.ByteUnit;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageFrame;
import dev.fathom.model.object.Holder;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import dev.fathom.view.Style;
import dev.fathom.view.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What is at one address, as text: a sentence, then each layer from the page to the owner.
public final class AddressReport {
  private final Place place;
  private final @Nullable PageFrame frame;
  private final Table table = new Table(Table.Align.LEFT, Table.Align.LEFT);

  private AddressReport(Place place, @Nullable PageFrame frame) {
    this.place = place;
    this.frame = frame;
  }

  /// {@return lines of at most `width` characters}
  ///
  /// @param frame what the kernel tells of the frame; null where it was not asked
  public static List<String> lines(Place place, @Nullable PageFrame frame, Style style, int width) {
    return new AddressReport(place, frame).lines(style, width);
  }

  private List<String> lines(Style style, int width) {
    List<String> lines = new ArrayList<>(Fit.text(sentence(), width));
    Area area = place.area();
    if (area == null) {
      return lines;
    }
    lines.add("");
    layer("PAGE", page());
    layer("MAPPING", mapping(area.mapping()));
    layer("AREA", area(area));
    claim();
    chunk();
    block();
    holder();
    for (String line : table.lines(width)) {
      int gap = line.indexOf("  ");
      lines.add(gap <= 0 ? line : style.bold(line.substring(0, gap)) + line.substring(gap));
    }
    return lines;
  }

  private String sentence() {
    String address = hex(place.address());
    Area area = place.area();
    if (area == null) {
      return address + ": nothing is mapped there" + neighbours() + ".";
    }
    Place.Occupant occupant = place.occupant();
    if (occupant != null) {
      String what = occupant.part().isEmpty() ? "a part" : Escape.terminal(occupant.part());
      String of = Escape.terminal(occupant.owner().type() + " " + occupant.owner().path());
      return occupant.inBuffer()
          ? address + ": " + (occupant.part().isEmpty() ? "" : what + " in ") + "a buffer of " + of
          : address + ": " + what + " of " + of;
    }
    Place.Block block = place.block();
    if (block != null) {
      return address
          + ": "
          + switch (block.state()) {
            case LIVE, BODY, YOUNG -> "a block in a pool that no object is known to own";
            case FREE -> "a free block in a pool";
            case NURSERY -> "free room of the nursery, where new objects go";
            case MARKS -> "what the garbage collector notes of its blocks";
            case VIRGIN -> "memory of a pool or arena that was never handed out";
            case HEADER -> "the head of a pool";
            case TAIL -> "the end of a pool, too small for a block";
            case FRAMES -> "a stack of frames of the interpreter";
            case CACHE -> "the interpreter's cache of methods";
            case PADDING -> "what the debug allocator puts around a block";
            case KEPT, KEPT_FRAME -> "a dead object that the interpreter keeps for reuse";
          };
    }
    Place.Chunk chunk = place.chunk();
    if (chunk != null) {
      return address
          + ": "
          + switch (chunk.state().use()) {
            case LIVE -> "C memory: a chunk of malloc that no object is known to own";
            case FREE -> "a free chunk of malloc";
            case TOP -> "the unused end of a heap of malloc";
            case OVERHEAD -> "a structure of malloc's own";
            case PADDING -> "what a debug allocator puts around a chunk";
            case FOREIGN -> "brk memory that is not malloc's";
            case UNPARSED -> "memory of malloc that could not be parsed";
          };
    }
    return address
        + ": "
        + area.kind().label()
        + (area.name().isEmpty() ? "" : " of " + Escape.terminal(area.name()));
  }

  private String neighbours() {
    StringBuilder text = new StringBuilder();
    for (Area area : place.nearest()) {
      boolean below = Long.compareUnsigned(area.start(), place.address()) < 0;
      text.append(text.isEmpty() ? "; " : ", ")
          .append(below ? "below ends " : "above begins ")
          .append(area.name().isEmpty() ? area.kind().label() : Escape.terminal(area.name()))
          .append(below ? " at " + hex(area.end()) : " at " + hex(area.start()));
    }
    return text.toString();
  }

  private void layer(String name, String text) {
    table.row(name, text);
  }

  private String page() {
    String state =
        switch (place.page()) {
          case RESIDENT -> "in memory";
          case HUGE -> "in memory, part of a huge page";
          case ZERO -> "the kernel's page of zeros: read, never written, in no Rss";
          case SWAPPED -> "in the swap area";
          case ABSENT -> "not in memory: never touched, or given back";
        };
    return state + " · " + frame();
  }

  private String frame() {
    PageFrame known = frame;
    if (known == null) {
      return "no frame number: only a live process has one";
    }
    if (!known.unknown().isEmpty()) {
      return "no frame number: " + known.unknown();
    }
    String shared =
        known.mappings() < 0
            ? ""
            : known.mappings() == 1
                ? ", mapped once"
                : String.format(Locale.ROOT, ", mapped %,d times", known.mappings());
    return "frame " + hex(known.number()) + shared;
  }

  private static String mapping(Mapping mapping) {
    return hex(mapping.start())
        + "-"
        + hex(mapping.end())
        + " "
        + mapping.permissions()
        + " "
        + (mapping.name().isEmpty() ? "anonymous" : Escape.terminal(mapping.name()))
        + " · "
        + ByteUnit.inText(mapping.bytes())
        + ", "
        + ByteUnit.inText(mapping.counters().rss())
        + " resident";
  }

  private static String area(Area area) {
    String name =
        area.name().isEmpty() || area.name().equals(area.mapping().name())
            ? ""
            : " of " + Escape.terminal(area.name());
    return area.kind().label() + name;
  }

  private void claim() {
    Place.Claim claim = place.claim();
    if (claim != null) {
      layer(
          "CLAIM",
          hex(claim.start())
              + "-"
              + hex(claim.end())
              + " "
              + switch (claim.kind()) {
                case SEGMENT, STRETCH -> "a heap of " + Escape.terminal(claim.party());
                case FOUND -> "known to " + Escape.terminal(claim.party());
                case VARIABLES -> "variables of a module";
                case STACK -> "a stack in use";
              });
    }
  }

  private void chunk() {
    Place.Chunk chunk = place.chunk();
    if (chunk != null) {
      layer(
          "CHUNK",
          chunk.state().id()
              + " · "
              + bytes(chunk.bytes())
              + " at "
              + hex(chunk.start())
              + (chunk.headerBytes() > 0 ? " · header " + bytes(chunk.headerBytes()) : "")
              + inside(place.address() - chunk.start()));
    }
  }

  private void block() {
    Place.Block block = place.block();
    if (block == null) {
      return;
    }
    Place.Pool pool = block.pool();
    if (pool != null) {
      layer(
          "POOL",
          String.format(
              Locale.ROOT,
              "%s · blocks of %d B · %,d of %,d live",
              hex(pool.address()),
              pool.blockBytes(),
              pool.live(),
              pool.capacity()));
    }
    layer(
        "BLOCK",
        block.state().name().toLowerCase(Locale.ROOT).replace('_', ' ')
            + " · "
            + bytes(block.bytes())
            + " at "
            + hex(block.start())
            + inside(place.address() - block.start()));
  }

  private void holder() {
    Place.Occupant occupant = place.occupant();
    Holder held = place.heldFrom();
    if (held != null) {
      layer(
          "HELD FROM ~",
          Escape.terminal(held.title())
              + (held.kind() == Holder.Kind.STACK ? "" : ", static data"));
    }
    if (occupant == null) {
      return;
    }
    Owners.Owner owner = occupant.owner();
    if (occupant.inBuffer()) {
      layer(
          occupant.likely() ? "BUFFER ~" : "BUFFER",
          hex(occupant.bufferStart()) + inside(occupant.offset()));
    }
    layer(
        "OBJECT",
        Escape.terminal(owner.type())
            + " at "
            + hex(owner.address())
            + " · "
            + bytes(owner.shallow())
            + " its own");
    if (!occupant.inBuffer()) {
      layer(
          "FIELD",
          (occupant.part().isEmpty() ? "?" : Escape.terminal(occupant.part()))
              + String.format(Locale.ROOT, " · at %+d from the object", occupant.offset()));
    } else if (!occupant.part().isEmpty()) {
      layer("FIELD", Escape.terminal(occupant.part()));
    }
    layer("OWNER", Escape.terminal(owner.path()) + " · keeps " + kept(owner));
    String name = "KEPT BY";
    for (Owners.Owner above : place.dominators()) {
      layer(name, Escape.terminal(above.path() + " (" + above.type() + ")") + " · " + kept(above));
      name = "";
    }
    if (place.dominators().isEmpty()) {
      layer(name, "no single object: a root itself, or reached from several");
    }
  }

  private static String kept(Owners.Owner owner) {
    return ByteUnit.inText(owner.retained()) + " in " + objects(owner.objects());
  }

  static String objects(long count) {
    return String.format(Locale.ROOT, count == 1 ? "%,d object" : "%,d objects", count);
  }

  private static String inside(long offset) {
    return offset == 0 ? "" : String.format(Locale.ROOT, " · %,d bytes into it", offset);
  }

  static String bytes(long amount) {
    return String.format(Locale.ROOT, "%,d B", amount);
  }

  static String hex(long address) {
    return "0x" + Long.toHexString(address);
  }
}
