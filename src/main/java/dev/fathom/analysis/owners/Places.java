package dev.fathom.analysis.owners;

import dev.fathom.model.Cursor;
import dev.fathom.model.Findings;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.memory.ClaimTable;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.model.memory.PoolTable;
import dev.fathom.model.object.BufferTable;
import dev.fathom.model.object.InstanceLayout;
import dev.fathom.model.object.ObjectTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds out what is at an address. **Cost**: logarithmic in all that is known.
public final class Places {
  private static final int MOST_DOMINATORS = 12;

  private final Findings findings;
  private final Owners owners;
  private final ObjectTable objects;
  private final BufferTable buffers;
  private final Cursor at;

  public Places(Findings findings, Owners owners) {
    this.findings = findings;
    this.owners = owners;
    this.objects = findings.objects();
    this.buffers = findings.buffers();
    this.at = Cursor.of(findings);
  }

  public Place at(long address) {
    at.moveTo(address);
    Area area = at.area();
    if (area == null) {
      return new Place(
          address,
          Place.Page.ABSENT,
          null,
          null,
          null,
          null,
          null,
          null,
          List.of(),
          nearest(address));
    }
    Place.Occupant occupant = occupant();
    return new Place(
        address,
        page(),
        area,
        claim(),
        at.chunk() == Cursor.NONE ? null : chunk(),
        at.block() == Cursor.NONE ? null : block(),
        occupant,
        occupant == null && at.buffer() != Cursor.NONE ? buffers.holder(at.buffer()) : null,
        occupant == null ? List.of() : owners.above(occupant.object(), MOST_DOMINATORS),
        List.of());
  }

  private List<Area> nearest(long address) {
    Area below = null;
    for (Area area : findings.areas()) {
      if (Long.compareUnsigned(area.start(), address) > 0) {
        return below == null ? List.of(area) : List.of(below, area);
      }
      below = area;
    }
    return below == null ? List.of() : List.of(below);
  }

  private Place.Page page() {
    PageRuns pages = findings.pages();
    int run = at.run();
    if (run == Cursor.NONE) {
      return Place.Page.ABSENT;
    }
    if (pages.zero(run)) {
      return Place.Page.ZERO;
    }
    if (pages.swapped(run)) {
      return Place.Page.SWAPPED;
    }
    if (!pages.readable(run)) {
      return Place.Page.ABSENT;
    }
    return pages.huge(run) ? Place.Page.HUGE : Place.Page.RESIDENT;
  }

  /// {@return the claim at the top: the stretches of a segment are nobody's but the walk's}
  private Place.@Nullable Claim claim() {
    ClaimTable claims = findings.claims();
    int claim = at.claim();
    while (claim >= 0 && claims.parent(claim) != ClaimTable.NO_PARENT) {
      claim = claims.parent(claim);
    }
    return claim < 0
        ? null
        : new Place.Claim(
            claims.parties().get(claims.party(claim)),
            claims.kind(claim),
            claims.start(claim),
            claims.end(claim));
  }

  private Place.Chunk chunk() {
    long start = at.chunkStart();
    ChunkState state = ChunkState.of(at.chunkState());
    long header = -1;
    if (state.use() == ChunkState.Use.LIVE) {
      // Of one that is cut into blocks, what is before the first of them.
      Cursor first = Cursor.of(findings).moveTo(start);
      if (first.buffer() != Cursor.NONE) {
        header = buffers.payload(first.buffer()) - start;
      } else if (first.object() != Cursor.NONE) {
        int object = first.object();
        header = Math.max(0, objects.address(object) - prefixBytes(object) - start);
      }
    }
    return new Place.Chunk(start, at.chunkEnd(), state, header);
  }

  /// {@return what stands before an object, in its own block}
  private long prefixBytes(int object) {
    List<InstanceLayout.Field> fields = layout(object).fields();
    return fields.isEmpty() ? 0 : Math.max(0, -fields.getFirst().offset());
  }

  private Place.Block block() {
    return new Place.Block(at.blockStart(), at.blockEnd(), BlockState.of(at.blockState()), pool());
  }

  private Place.@Nullable Pool pool() {
    PoolTable pools = findings.pools();
    int pool = at.pool();
    return pool == Cursor.NONE
        ? null
        : new Place.Pool(
            pools.address(pool), pools.blockBytes(pool), pools.capacity(pool), pools.live(pool));
  }

  private Place.@Nullable Occupant occupant() {
    if (at.object() != Cursor.NONE) {
      return inObject(at.object(), at.address());
    }
    int owner = at.owner();
    if (owner == Cursor.NONE) {
      return null;
    }
    long payload = buffers.payload(at.buffer());
    long offset = at.address() - payload;
    long itemBytes = layout(owner).bufferItemBytes();
    String part = itemBytes > 0 && offset >= 0 ? "[" + offset / itemBytes + "]" : "";
    return new Place.Occupant(
        owner, owners.ofObject(owner), offset, payload, part, buffers.ownerGuessed(at.buffer()));
  }

  private Place.Occupant inObject(int object, long address) {
    long offset = address - objects.address(object);
    return new Place.Occupant(
        object, owners.ofObject(object), offset, 0, partAt(object, offset), false);
  }

  private String partAt(int object, long offset) {
    for (ObjectParts.Part part : ObjectParts.of(findings, object).parts()) {
      if (offset >= part.offset() && offset < part.offset() + part.bytes()) {
        return part.itemBytes() > 0 && part.kind() == ObjectParts.Kind.PAYLOAD
            ? part.name() + "[" + (offset - part.offset()) / part.itemBytes() + "]"
            : part.name();
      }
    }
    return "";
  }

  private InstanceLayout layout(int object) {
    return findings.types().layout(objects.type(object));
  }
}
