package dev.fathom.analysis.owners;

import dev.fathom.model.Findings;
import dev.fathom.model.column.Extents;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.model.memory.PoolTable;
import dev.fathom.model.object.BufferTable;
import dev.fathom.model.object.Holder;
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

  public Places(Findings findings, Owners owners) {
    this.findings = findings;
    this.owners = owners;
    this.objects = findings.objects();
    this.buffers = findings.buffers();
  }

  public Place at(long address) {
    Area area = area(address);
    if (area == null) {
      return new Place(
          address, Place.Page.ABSENT, null, null, null, null, null, List.of(), nearest(address));
    }
    Place.Block block = block(address);
    Extents chunks = findings.chunks();
    int piece = chunks.at(address);
    boolean inChunk = piece >= 0 && chunks.state(piece) != Extents.NOTHING;
    Place.Occupant occupant;
    if (block != null) {
      occupant = block.state().isLive() ? inPiece(address, block.start(), block.end()) : null;
    } else if (inChunk) {
      occupant =
          ChunkState.of(chunks.state(piece)).use() == ChunkState.Use.LIVE
              ? inPiece(address, chunks.start(piece), chunks.end(piece))
              : null;
    } else {
      occupant = inStatic(address);
    }
    return new Place(
        address,
        page(address),
        area,
        inChunk ? chunk(piece) : null,
        block,
        occupant,
        occupant == null && inChunk ? heldFrom(chunks.start(piece), chunks.end(piece)) : null,
        occupant == null ? List.of() : owners.above(occupant.object(), MOST_DOMINATORS),
        List.of());
  }

  private @Nullable Area area(long address) {
    for (Area area : findings.areas()) {
      if (address >= area.start() && address < area.end()) {
        return area;
      }
    }
    return null;
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

  private Place.Page page(long address) {
    PageRuns pages = findings.pages();
    int run = pages.at(address);
    if (run >= pages.count() || pages.start(run) > address) {
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

  private Place.Chunk chunk(int piece) {
    Extents chunks = findings.chunks();
    long start = chunks.start(piece);
    long end = chunks.end(piece);
    ChunkState state = ChunkState.of(chunks.state(piece));
    long header = -1;
    if (state.use() == ChunkState.Use.LIVE) {
      int buffer = buffers.atOrBelow(end - 1);
      int object = objects.atOrBelow(end - 1);
      if (buffer >= 0 && buffers.payload(buffer) >= start) {
        header = buffers.payload(buffer) - start;
      } else if (object >= 0 && objects.address(object) >= start) {
        header = Math.max(0, objects.address(object) - prefixBytes(object) - start);
      }
    }
    return new Place.Chunk(start, end, state, header);
  }

  /// {@return what stands before an object, in its own block}
  private long prefixBytes(int object) {
    List<InstanceLayout.Field> fields = layout(object).fields();
    return fields.isEmpty() ? 0 : Math.max(0, -fields.getFirst().offset());
  }

  private Place.@Nullable Block block(long address) {
    Extents blocks = findings.blocks();
    int piece = blocks.at(address);
    if (piece < 0 || blocks.state(piece) == Extents.NOTHING) {
      return null;
    }
    return new Place.Block(
        blocks.start(piece),
        blocks.end(piece),
        BlockState.of(blocks.state(piece)),
        pool(address, BlockState.of(blocks.state(piece))));
  }

  private Place.@Nullable Pool pool(long address, BlockState piece) {
    PoolTable pools = findings.pools();
    int pool = pools.atOrBelow(address);
    if (pool < 0) {
      return null;
    }
    // A pool begins with its head, which is a piece of its own, and ends with at most a rest that
    // is
    // too small for a block.
    long first = findings.blocks().end(findings.blocks().at(pools.address(pool)));
    long end = first + (long) (pools.capacity(pool) + 1) * pools.blockBytes(pool);
    return address < end && !(piece == BlockState.VIRGIN && address >= end - pools.blockBytes(pool))
        ? new Place.Pool(
            pools.address(pool), pools.blockBytes(pool), pools.capacity(pool), pools.live(pool))
        : null;
  }

  private Place.@Nullable Occupant inPiece(long address, long start, long end) {
    int object = objects.atOrBelow(end - 1);
    if (object >= 0 && objects.address(object) >= start) {
      return inObject(object, address);
    }
    int buffer = buffers.atOrBelow(end - 1);
    if (buffer < 0
        || buffers.payload(buffer) < start
        || buffers.owner(buffer) == BufferTable.NOBODY) {
      return null;
    }
    int owner = buffers.owner(buffer);
    long offset = address - buffers.payload(buffer);
    long itemBytes = layout(owner).bufferItemBytes();
    String part = itemBytes > 0 && offset >= 0 ? "[" + offset / itemBytes + "]" : "";
    return new Place.Occupant(
        owner,
        owners.ofObject(owner),
        offset,
        buffers.payload(buffer),
        part,
        buffers.ownerGuessed(buffer));
  }

  private @Nullable Holder heldFrom(long start, long end) {
    int buffer = buffers.atOrBelow(end - 1);
    return buffer >= 0 && buffers.payload(buffer) >= start ? buffers.holder(buffer) : null;
  }

  private Place.@Nullable Occupant inStatic(long address) {
    int object = objects.atOrBelow(address);
    return object >= 0 && address < objects.address(object) + objects.shallow(object)
        ? inObject(object, address)
        : null;
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
