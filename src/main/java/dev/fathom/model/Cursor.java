package dev.fathom.model;

import dev.fathom.model.column.Extents;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.memory.ChunkFrame;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.memory.Heaps;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.model.memory.PoolTable;
import dev.fathom.model.object.BufferTable;
import dev.fathom.model.object.ObjectTable;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/// What is at an address: area, page, claim, heap, chunk, pool, block, object or buffer, and whose
/// buffer.
///
/// The one place that puts the columns of [Findings] side by side. Whoever asks about a range of
/// memory goes through it piece by piece:
///
/// ```java
/// for (cursor.moveTo(from); cursor.address() < until; cursor.moveTo(cursor.end())) …
/// ```
///
/// A **piece** is what the finest layer that knows the address has there: a block; else what no
/// block has of a chunk; else, where no allocator is, a static object or what is between two of
/// them. Of a live block or chunk it is the object in it, or the buffer.
///
/// Each layer is looked for when it is asked about, and remembered as far as its answer holds: what
/// is not asked costs nothing, not even the reading of its column from a file.
///
/// **Cost**: constant on average where addresses ascend, logarithmic in how far the next one is
/// from the last, or in how many areas, heaps or runs of pages there are. No allocation a step. Not
/// for several threads at once.
public final class Cursor {
  /// There is no such thing at this address.
  public static final int NONE = -1;

  /// Who knows an address best.
  public enum Layer {
    /// Nobody but the kernel and the binaries.
    AREA,
    /// An allocator.
    CHUNK,
    /// A runtime's own allocator.
    BLOCK
  }

  /// Not looked for yet.
  private static final int UNKNOWN = -2;

  private final Findings findings;

  /// Whether a chunk is where its words are, see [#ofWords].
  private final boolean words;

  private long address;

  // Of each layer the last answer, and from where to where it holds. At first nowhere.
  private @Nullable Area area;
  private int areaBelow = NONE;
  private long areaStart;
  private long areaEnd;

  private int run = NONE;
  private long runStart;
  private long runEnd;

  private Heaps.@Nullable Range heap;
  private int heapBelow = NONE;
  private long heapStart;
  private long heapEnd;
  private int arena = Heaps.NONE;
  private int mapped = UNKNOWN;
  private ChunkFrame frame = ChunkFrame.NONE;

  private int chunkState;
  private long chunkStart;
  private long chunkEnd;

  private int poolBelow = NONE;
  private long poolStart;
  private long poolEnd;

  /// Where its blocks end; behind them there is at most a rest too small for one.
  private long poolBlocksEnd;

  private Layer layer = Layer.AREA;
  private int object = NONE;
  private int buffer = NONE;
  private long start;
  private long end;

  // Where the last object and the last buffer were.
  private int nearObject = NONE;
  private int nearBuffer = NONE;

  // Columns that were asked for.
  private Extents.@Nullable Cursor chunks;
  private Extents.@Nullable Cursor blocks;
  private @Nullable ObjectTable objects;
  private @Nullable BufferTable buffers;

  private Cursor(Findings findings, boolean words) {
    this.findings = findings;
    this.words = words;
  }

  /// {@return a cursor for which chunks are as their allocator cuts memory into them}
  public static Cursor of(Findings findings) {
    return new Cursor(findings, false);
  }

  /// {@return a cursor for which a chunk is where its words are} Some allocators have what they
  /// hand out reach into the chunk that follows ([ChunkFrame#beyond]): here it belongs to the chunk
  /// that it was handed out with.
  public static Cursor ofWords(Findings findings) {
    return new Cursor(findings, true);
  }

  /// Goes to an address, wherever that is.
  ///
  /// @return this
  public Cursor moveTo(long where) {
    address = where;
    return this;
  }

  public long address() {
    return address;
  }

  // Areas and pages.

  /// {@return the area; null where nothing is mapped}
  public @Nullable Area area() {
    if (address < areaStart || address >= areaEnd) {
      findArea();
    }
    return area;
  }

  /// {@return where the area ends, or where the next begins if there is none}
  public long areaEnd() {
    area();
    return areaEnd;
  }

  private void findArea() {
    List<Area> areas = findings.areas();
    int below = below(areaBelow, areas.size(), at -> areas.get(at).start());
    areaBelow = below;
    Area found = below < 0 ? null : areas.get(below);
    if (found != null && Long.compareUnsigned(address, found.end()) < 0) {
      area = found;
      areaStart = found.start();
      areaEnd = found.end();
    } else {
      area = null;
      areaStart = notBelow(found == null ? 0 : found.end());
      areaEnd = notAbove(below + 1 < areas.size() ? areas.get(below + 1).start() : -1);
    }
  }

  /// {@return the number of the run of pages in [Findings#pages], or [#NONE] where no page is}
  public int run() {
    if (address < runStart || address >= runEnd) {
      findRun();
    }
    return run;
  }

  /// {@return where that run ends, or where the next begins if there is none}
  public long runEnd() {
    run();
    return runEnd;
  }

  private void findRun() {
    PageRuns pages = findings.pages();
    int found = pages.at(address);
    if (found < pages.count() && Long.compareUnsigned(pages.start(found), address) <= 0) {
      run = found;
      runStart = pages.start(found);
      runEnd = pages.end(found);
    } else {
      run = NONE;
      runStart = notBelow(found == 0 ? 0 : pages.end(found - 1));
      runEnd = notAbove(found < pages.count() ? pages.start(found) : -1);
    }
  }

  // Claims, heaps and chunks.

  /// {@return the number of the smallest claim in [Findings#claims], or [#NONE]} **Cost**:
  /// logarithmic.
  public int claim() {
    return findings.claims().at(address);
  }

  /// {@return the heap that chunks stand in; null for chunks that have a mapping of their own}
  public Heaps.@Nullable Range heap() {
    if (address < heapStart || address >= heapEnd) {
      findHeap();
    }
    return heap;
  }

  /// {@return id of the arena that a chunk here is of, or [Heaps#NONE]}
  public int arena() {
    heap();
    return arena;
  }

  /// {@return what is around a chunk here}
  public ChunkFrame frame() {
    heap();
    return frame;
  }

  private void findHeap() {
    Heaps heaps = findings.heaps();
    List<Heaps.Range> ranges = heaps.ranges();
    int below = below(heapBelow, ranges.size(), at -> ranges.get(at).start());
    heapBelow = below;
    Heaps.Range found = below < 0 ? null : ranges.get(below);
    if (found != null && Long.compareUnsigned(address, found.end()) < 0) {
      heap = found;
      heapStart = found.start();
      heapEnd = found.end();
      arena = found.arena();
    } else {
      heap = null;
      heapStart = notBelow(found == null ? 0 : found.end());
      heapEnd = notAbove(below + 1 < ranges.size() ? ranges.get(below + 1).start() : -1);
      if (mapped == UNKNOWN) {
        mapped = heaps.ofMappedChunks();
      }
      arena = mapped;
    }
    frame = arena == Heaps.NONE ? ChunkFrame.NONE : heaps.arenas().get(arena).frame();
  }

  /// {@return the number of the chunk in [Findings#chunks], or [#NONE]}
  public int chunk() {
    Extents.Cursor at = chunks();
    return at.state() == Extents.NOTHING ? NONE : at.piece();
  }

  /// {@return code of the [ChunkState], or [Extents#NOTHING]}
  public int chunkState() {
    chunks();
    return chunkState;
  }

  /// {@return where the chunk begins, or else what is between two}
  public long chunkStart() {
    chunks();
    return chunkStart;
  }

  /// {@return where the chunk ends, or else where the next begins}
  public long chunkEnd() {
    chunks();
    return chunkEnd;
  }

  private Extents.Cursor chunks() {
    Extents.Cursor at = chunks;
    if (at == null) {
      at = findings.chunks().cursor();
      chunks = at;
    }
    if (address < chunkStart || address >= chunkEnd) {
      findChunk(at);
    }
    return at;
  }

  private void findChunk(Extents.Cursor at) {
    if (!words) {
      at.moveTo(address);
      chunkStart = at.start();
      chunkEnd = at.end();
    } else {
      int beyond = frame().beyond();
      at.moveTo(address >= 0 ? Math.max(0, address - beyond) : address);
      // Another heap may have another frame.
      chunkStart = Math.max(heapStart, at.start() + beyond);
      chunkEnd = Math.min(heapEnd, at.end() + Math.min(beyond, Long.MAX_VALUE - at.end()));
    }
    chunkState = at.state();
  }

  // Pools and blocks.

  /// {@return the number of the block in [Findings#blocks], or [#NONE]}
  public int block() {
    Extents.Cursor at = blocks();
    return at.state() == Extents.NOTHING ? NONE : at.piece();
  }

  /// {@return code of the [BlockState], or [Extents#NOTHING]}
  public int blockState() {
    return blocks().state();
  }

  /// {@return where the block begins, or else what is between two}
  public long blockStart() {
    return blocks().start();
  }

  /// {@return where the block ends, or else where the next begins}
  public long blockEnd() {
    return blocks().end();
  }

  private Extents.Cursor blocks() {
    Extents.Cursor at = blocks;
    if (at == null) {
      at = findings.blocks().cursor();
      blocks = at;
    }
    at.moveTo(address);
    return at;
  }

  /// {@return the number of the pool in [Findings#pools] that the address is in, its head and the
  /// rest behind its last block included; or [#NONE]}
  public int pool() {
    if (address < poolStart || address >= poolEnd) {
      findPool();
    }
    boolean in =
        poolBelow >= 0 && (address < poolBlocksEnd || blockState() == BlockState.TAIL.code());
    return in ? poolBelow : NONE;
  }

  private void findPool() {
    PoolTable pools = findings.pools();
    int below = pools.atOrBelow(address, poolBelow);
    poolBelow = below;
    poolStart = notBelow(below < 0 ? 0 : pools.address(below));
    poolEnd = notAbove(below + 1 < pools.count() ? pools.address(below + 1) : -1);
    if (below >= 0) {
      // Its head, if it has one, is a piece of its own.
      Extents all = findings.blocks();
      int head = all.at(pools.address(below), blocks().piece());
      long first =
          all.state(head) == BlockState.HEADER.code() ? all.end(head) : pools.address(below);
      poolBlocksEnd = first + (long) pools.capacity(below) * pools.blockBytes(below);
    }
  }

  // Pieces, and what is in them.

  /// {@return who knows the address best}
  public Layer layer() {
    findPiece();
    return layer;
  }

  /// {@return whether the chunk at hand is cut into blocks, and this is what is left of it}
  public boolean carved() {
    if (layer() != Layer.CHUNK || (start == chunkStart() && end == chunkEnd())) {
      return false;
    }
    // A block at the end of the chunk before may reach into this one.
    return start > chunkStart() + frame().beyond() || end < chunkEnd();
  }

  /// {@return where the piece begins}
  public long start() {
    findPiece();
    return start;
  }

  /// {@return where the piece ends} It can go on behind the end of an area, a heap or a run of
  /// pages.
  public long end() {
    findPiece();
    return end;
  }

  /// {@return the object in the live block or chunk, or the static object; or [#NONE]}
  public int object() {
    findPiece();
    return object;
  }

  /// {@return the buffer that the live block or chunk is, if it holds no object; or [#NONE]}
  public int buffer() {
    findPiece();
    return buffer;
  }

  /// {@return the object, or else the object that owns the buffer; or [#NONE]}
  public int owner() {
    findPiece();
    return buffer == NONE ? object : buffers().owner(buffer);
  }

  private void findPiece() {
    if (address < start || address >= end) {
      cutPiece();
    }
  }

  private void cutPiece() {
    object = NONE;
    buffer = NONE;
    Extents.Cursor block = blocks();
    start = block.start();
    end = block.end();
    if (block.state() != Extents.NOTHING) {
      layer = Layer.BLOCK;
      if (BlockState.of(block.state()).isLive()) {
        findLive();
      }
      return;
    }
    chunks();
    start = Math.max(start, chunkStart);
    end = Math.min(end, chunkEnd);
    if (chunkState != Extents.NOTHING) {
      layer = Layer.CHUNK;
      if (ChunkState.of(chunkState).use() == ChunkState.Use.LIVE) {
        findLive();
      }
      return;
    }
    layer = Layer.AREA;
    area();
    start = Math.max(start, areaStart);
    end = Math.min(end, areaEnd);
    findStatic();
  }

  /// Finds what is in a live piece: the first object, or else the first buffer, that begins there.
  private void findLive() {
    ObjectTable table = objects();
    int first = start == 0 ? 0 : table.atOrBelow(start - 1, nearObject) + 1;
    nearObject = first - 1;
    if (first < table.count() && Long.compareUnsigned(table.address(first), end) < 0) {
      object = first;
      nearObject = first;
      return;
    }
    BufferTable others = buffers();
    first = start == 0 ? 0 : others.atOrBelow(start - 1, nearBuffer) + 1;
    nearBuffer = first - 1;
    if (first < others.count() && Long.compareUnsigned(others.payload(first), end) < 0) {
      buffer = first;
      nearBuffer = first;
    }
  }

  /// Finds the object that stands in memory of no allocator. It ends where that does, or the next
  /// begins, whatever it says of itself.
  private void findStatic() {
    ObjectTable table = objects();
    int below = table.atOrBelow(address, nearObject);
    nearObject = below;
    if (below + 1 < table.count() && Long.compareUnsigned(table.address(below + 1), end) < 0) {
      end = table.address(below + 1);
    }
    if (below < 0) {
      return;
    }
    if (Long.compareUnsigned(table.address(below), start) < 0) {
      // The areas of one mapping, and of one variable, may be several.
      long goesOn = table.address(below) + table.shallow(below);
      if (address < goesOn && findings.types().isMapped(table.type(below))) {
        object = below;
        end = Math.min(end, goesOn);
      }
      return;
    }
    long from = table.address(below);
    long until = from + Math.clamp(table.shallow(below), 1, end - from);
    if (address < until) {
      object = below;
      start = from;
      end = until;
    } else {
      start = until;
    }
  }

  private ObjectTable objects() {
    ObjectTable table = objects;
    if (table == null) {
      table = findings.objects();
      objects = table;
    }
    return table;
  }

  private BufferTable buffers() {
    BufferTable table = buffers;
    if (table == null) {
      table = findings.buffers();
      buffers = table;
    }
    return table;
  }

  /// {@return the last of some ranges that begins at or below the address, or [#NONE]}
  ///
  /// @param near the last answer
  private int below(int near, int count, IntToLongFunction starts) {
    int low = 0;
    int high = count;
    int next = near + 1;
    if (next < count && Long.compareUnsigned(starts.applyAsLong(next), address) <= 0) {
      if (next + 1 == count || Long.compareUnsigned(starts.applyAsLong(next + 1), address) > 0) {
        return next;
      }
      low = next + 1;
    }
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(starts.applyAsLong(middle), address) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  // Addresses with the highest bit are the kernel's, and no range that is remembered has some of
  // either half: so ranges compare as signed numbers.

  private long notBelow(long from) {
    return address < 0 && from >= 0 ? Long.MIN_VALUE : from;
  }

  private long notAbove(long until) {
    return address >= 0 && until < 0 ? Long.MAX_VALUE : until;
  }
}
