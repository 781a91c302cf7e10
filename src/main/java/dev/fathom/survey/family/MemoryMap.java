package dev.fathom.survey.family;

import dev.fathom.model.Findings;
import dev.fathom.model.column.Extents;
import dev.fathom.model.family.Cause;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.memory.ChunkFrame;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.object.BufferTable;
import dev.fathom.model.object.Head;
import dev.fathom.model.object.ObjectTable;

/// What stands where, as the findings of one process know it: it fills [PageWords].
///
/// An object in a block: first what its runtime puts before it, at the end of that the collector's
/// part; then its fields, the count of references among them where its type's [Head] says so.
final class MemoryMap {
  static final int NO_OBJECT = -1;

  private final Findings findings;
  private final ObjectTable objects;
  private final BufferTable buffers;
  private final ChunkFrames frames;

  // The piece that was looked at last. Pages are asked for in ascending order, and a piece may
  // reach
  // into the next page.
  private long pieceStart;
  private long pieceEnd;

  /// The object whose block or chunk it is.
  private int pieceObject = NO_OBJECT;

  /// The object whose buffer it is.
  private int pieceOwner = NO_OBJECT;

  private Cause pieceCause = Cause.OTHER;
  private long pieceHeader;

  // Where the last answers were found: the next are close.
  private int nearBlock;
  private int nearChunk;
  private int nearObject;
  private int nearBuffer;

  MemoryMap(Findings findings) {
    this.findings = findings;
    this.objects = findings.objects();
    this.buffers = findings.buffers();
    this.frames = new ChunkFrames(findings.heaps());
  }

  /// Tells one page. **Cost**: some 30 ns a piece of memory on it, if pages come in ascending
  /// order.
  ///
  /// @param from the number of its first word there
  void tell(long page, PageWords words, int from) {
    long end = page + PageTable.PAGE_BYTES;
    long at = page;
    while (at < end) {
      if (at < pieceStart || at >= pieceEnd) {
        findPiece(at);
      }
      long until = Math.min(end, wordsUp(pieceEnd));
      mark(words, page, from, at, until);
      at = until;
    }
  }

  private static long wordsUp(long address) {
    return Math.max(address, address + Long.BYTES - 1) & -Long.BYTES;
  }

  /// Marks a part of the piece.
  private void mark(PageWords words, long page, int from, long start, long end) {
    long header = Math.clamp(pieceStart + pieceHeader, start, end);
    words.mark(word(page, from, start), word(page, from, header), Cause.ALLOCATOR, NO_OBJECT);
    if (pieceObject == NO_OBJECT) {
      words.mark(word(page, from, header), word(page, from, end), pieceCause, pieceOwner);
      return;
    }
    long object = objects.address(pieceObject);
    Head head = findings.types().head(objects.type(pieceObject));
    long fore = Math.clamp(object - objects.headBytes(pieceObject), header, end);
    long own = Math.clamp(object, header, end);
    words.mark(word(page, from, header), word(page, from, end), Cause.PAYLOAD, pieceObject);
    words.mark(word(page, from, fore), word(page, from, own), Cause.COLLECTOR_HEADS, pieceObject);
    if (head.countBytes() > 0) {
      long count = Math.clamp(object + (head.countOffset() & -Long.BYTES), header, end);
      long after = Math.clamp(object + head.countOffset() + head.countBytes(), header, end);
      words.mark(
          word(page, from, count), word(page, from, after), Cause.REFERENCE_COUNTS, pieceObject);
    }
  }

  private static int word(long page, int from, long address) {
    return from + (int) ((address - page + Long.BYTES - 1) / Long.BYTES);
  }

  private void findPiece(long address) {
    pieceObject = NO_OBJECT;
    pieceOwner = NO_OBJECT;
    pieceHeader = 0;
    Extents blocks = findings.blocks();
    int block = blocks.at(address, nearBlock);
    nearBlock = block;
    if (block >= 0 && blocks.state(block) != Extents.NOTHING) {
      takePiece(blocks.start(block), blocks.end(block));
      pieceCause =
          switch (BlockState.of(blocks.state(block))) {
            case LIVE -> liveCause(Cause.TABLES);
            case BODY -> liveCause(Cause.PAYLOAD);
            case KEPT, FREE, VIRGIN -> Cause.REUSED;
            case HEADER, TAIL, PADDING -> Cause.ALLOCATOR;
            case FRAMES, KEPT_FRAME -> Cause.STACKS;
            case CACHE -> Cause.STATIC_DATA;
          };
      return;
    }
    long blockStart = block < 0 ? 0 : blocks.start(block);
    long blockEnd = block < 0 ? Long.MAX_VALUE : blocks.end(block);
    Extents chunks = findings.chunks();
    // A chunk's own reaches from behind what the one before has of it to where it ends in the next.
    ChunkFrame frame = frames.at(address);
    int chunk = chunks.at(address - frame.beyond(), nearChunk);
    nearChunk = chunk;
    if (chunk >= 0 && chunks.state(chunk) != Extents.NOTHING) {
      long start = chunks.start(chunk) + frame.beyond();
      takePiece(
          Math.max(blockStart, start), Math.min(blockEnd, chunks.end(chunk) + frame.beyond()));
      pieceHeader = pieceStart == start ? frame.payload() - frame.beyond() : 0;
      pieceCause =
          switch (ChunkState.of(chunks.state(chunk)).use()) {
            case LIVE -> liveCause(Cause.TABLES);
            case FREE, TOP -> Cause.REUSED;
            case OVERHEAD, PADDING -> Cause.ALLOCATOR;
            case FOREIGN, UNPARSED -> Cause.OTHER;
          };
      return;
    }
    long chunkStart = chunk < 0 ? 0 : chunks.start(chunk) + frame.beyond();
    long chunkEnd =
        chunk < 0 || chunk + 1 == chunks.count()
            ? Long.MAX_VALUE
            : chunks.end(chunk) + frame.beyond();
    findStatic(address, Math.max(blockStart, chunkStart), Math.min(blockEnd, chunkEnd));
  }

  private void takePiece(long start, long end) {
    pieceStart = start;
    pieceEnd = end;
  }

  /// What the live piece just taken holds.
  ///
  /// @param ofBuffer what it is if it is no object, but belongs to one
  private Cause liveCause(Cause ofBuffer) {
    int last = objects.atOrBelow(pieceEnd - 1, nearObject);
    nearObject = last;
    if (last >= 0 && objects.address(last) >= pieceStart) {
      pieceObject = last;
      return Cause.PAYLOAD;
    }
    int buffer = buffers.atOrBelow(pieceEnd - 1, nearBuffer);
    nearBuffer = buffer;
    if (buffer >= 0
        && buffers.payload(buffer) >= pieceStart
        && buffers.owner(buffer) != BufferTable.NOBODY) {
      pieceOwner = buffers.owner(buffer);
      return ofBuffer;
    }
    return Cause.OTHER;
  }

  /// Memory of no allocator: static objects may stand in it.
  private void findStatic(long address, long from, long until) {
    Area area = area(address);
    int below = objects.atOrBelow(address, nearObject);
    nearObject = below;
    long objectEnd = below < 0 ? 0 : objects.address(below) + Math.max(1, objects.shallow(below));
    if (area != null && area.kind().staticData() && below >= 0 && address < objectEnd) {
      takePiece(objects.address(below), Math.min(objectEnd, until));
      pieceObject = below;
      pieceCause = Cause.PAYLOAD;
      return;
    }
    long next = below + 1 < objects.count() ? objects.address(below + 1) : Long.MAX_VALUE;
    takePiece(
        Math.max(
            from, Math.max(objectEnd <= address ? objectEnd : 0, area == null ? 0 : area.start())),
        Math.min(Math.min(until, next), area == null ? Long.MAX_VALUE : area.end()));
    if (address >= pieceEnd || address < pieceStart) {
      takePiece(address, address + 1); // between areas: what is mapped there is of nobody known
    }
    pieceCause =
        area == null
            ? Cause.OTHER
            : area.kind().staticData()
                ? Cause.STATIC_DATA
                : area.kind() == Area.Kind.STACK ? Cause.STACKS : Cause.OTHER;
  }

  private @org.jspecify.annotations.Nullable Area area(long address) {
    int low = 0;
    int high = findings.areas().size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (findings.areas().get(middle).start() <= address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low > 0 && findings.areas().get(low - 1).end() > address
        ? findings.areas().get(low - 1)
        : null;
  }
}
