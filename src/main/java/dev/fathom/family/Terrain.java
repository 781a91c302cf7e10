package dev.fathom.family;

import dev.fathom.findings.BufferTable;
import dev.fathom.findings.Extents;
import dev.fathom.findings.Findings;
import dev.fathom.findings.ObjectTable;
import dev.fathom.malloc.ChunkState;
import dev.fathom.runtime.BlockState;
import dev.fathom.target.Area;

/// What stands where, as the findings of one process know it: asked for an address, it says what a
/// word written there is, and to which object it belongs.
///
/// An object in a block: first what its runtime puts before it, at the end of that the collector's
/// head; then the reference count, the pointer to its type, its fields (`PyObject`, 3.6 to 3.14
/// with the interpreter lock).
final class Terrain {
  static final int NO_OBJECT = -1;

  /// `PyGC_Head` is two words, right before the object (`Include/internal/pycore_gc.h`).
  private static final long COLLECTOR_HEAD_BYTES = 16;

  private static final long REFERENCE_COUNT_BYTES = 8;

  /// Two words before each chunk of glibc (`malloc/malloc.c`).
  private static final long GLIBC_HEADER_BYTES = 16;

  private final Findings findings;
  private final ObjectTable objects;
  private final BufferTable buffers;
  private final long chunkHeaderBytes;

  /// Until 3.7 nothing but the head, of three words and perhaps padding, stands before an object.
  private final boolean wholePrefix;

  private Cause cause = Cause.OTHER;
  private int object = NO_OBJECT;
  private boolean live;

  // The piece that the last question was about: questions come in ascending order mostly.
  private long pieceStart;
  private long pieceEnd;
  private int pieceObject = NO_OBJECT;
  private int pieceOwner = NO_OBJECT;
  private Cause pieceCause = Cause.OTHER;
  private long pieceHeader;

  // Where the last answers were found: the next are close.
  private int nearBlock;
  private int nearChunk;
  private int nearObject;

  Terrain(Findings findings) {
    this.findings = findings;
    this.objects = findings.objects();
    this.buffers = findings.buffers();
    this.chunkHeaderBytes =
        findings.allocators().stream().anyMatch(name -> name.startsWith("glibc"))
            ? GLIBC_HEADER_BYTES
            : 0;
    this.wholePrefix =
        findings
            .runtime()
            .filter(found -> found.version().startsWith("3.6") || found.version().startsWith("3.7"))
            .isPresent();
  }

  /// Looks at an address; the answers below are about it.
  void locate(long address) {
    if (address < pieceStart || address >= pieceEnd) {
      findPiece(address);
    }
    object = pieceOwner;
    cause = pieceCause;
    live = false;
    if (pieceObject == NO_OBJECT) {
      if (address - pieceStart < pieceHeader) {
        cause = Cause.ALLOCATOR;
        object = NO_OBJECT;
      }
      return;
    }
    live = true;
    object = pieceObject;
    long at = objects.address(pieceObject);
    if (address - pieceStart < pieceHeader) {
      cause = Cause.ALLOCATOR;
      object = NO_OBJECT;
      live = false;
    } else if (address < at) {
      boolean head = wholePrefix || address >= at - COLLECTOR_HEAD_BYTES;
      cause = head ? Cause.COLLECTOR_HEADS : Cause.PAYLOAD;
    } else if (address < at + REFERENCE_COUNT_BYTES) {
      cause = Cause.REFERENCE_COUNTS;
    } else {
      cause = Cause.PAYLOAD;
    }
  }

  /// {@return what a word there is}
  Cause cause() {
    return cause;
  }

  /// {@return the object that it belongs to, itself or through a buffer; or [#NO_OBJECT]}
  int object() {
    return object;
  }

  /// {@return whether an object stands there, not only its buffer}
  boolean inObject() {
    return live;
  }

  /// {@return address of the object that stands there}
  long objectAddress() {
    return objects.address(object);
  }

  /// {@return whether the piece of memory there is the block or chunk of an object}
  boolean pieceHoldsObject() {
    return pieceObject != NO_OBJECT;
  }

  int pieceObject() {
    return pieceObject;
  }

  /// {@return whether the object in that piece has a collector's head}
  boolean hasCollectorHead() {
    return pieceObject != NO_OBJECT
        && objects.address(pieceObject) - pieceStart - pieceHeader >= COLLECTOR_HEAD_BYTES;
  }

  /// {@return address after the piece of memory that was looked at}
  long end() {
    return pieceEnd;
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
            case LIVE -> liveCause();
            case KEPT, FREE, VIRGIN -> Cause.REUSED;
            case HEADER, TAIL -> Cause.ALLOCATOR;
            case FRAMES, KEPT_FRAME -> Cause.STACKS;
          };
      return;
    }
    long blockStart = block < 0 ? 0 : blocks.start(block);
    long blockEnd = block < 0 ? Long.MAX_VALUE : blocks.end(block);
    Extents chunks = findings.chunks();
    int chunk = chunks.at(address, nearChunk);
    nearChunk = chunk;
    if (chunk >= 0 && chunks.state(chunk) != Extents.NOTHING) {
      takePiece(Math.max(blockStart, chunks.start(chunk)), Math.min(blockEnd, chunks.end(chunk)));
      pieceHeader = pieceStart == chunks.start(chunk) ? chunkHeaderBytes : 0;
      pieceCause =
          switch (ChunkState.of(chunks.state(chunk)).use()) {
            case LIVE -> liveCause();
            case FREE, TOP -> Cause.REUSED;
            case OVERHEAD -> Cause.ALLOCATOR;
            case FOREIGN, UNPARSED -> Cause.OTHER;
          };
      return;
    }
    long chunkStart = chunk < 0 ? 0 : chunks.start(chunk);
    long chunkEnd = chunk < 0 ? Long.MAX_VALUE : chunks.end(chunk);
    findStatic(address, Math.max(blockStart, chunkStart), Math.min(blockEnd, chunkEnd));
  }

  private void takePiece(long start, long end) {
    pieceStart = start;
    pieceEnd = end;
  }

  /// What the live piece just taken holds.
  private Cause liveCause() {
    int last = objects.atOrBelow(pieceEnd - 1, nearObject);
    nearObject = last;
    if (last >= 0 && objects.address(last) >= pieceStart) {
      pieceObject = last;
      return Cause.PAYLOAD;
    }
    int buffer = buffer(pieceEnd - 1);
    if (buffer >= 0
        && buffers.payload(buffer) >= pieceStart
        && buffers.owner(buffer) != BufferTable.NOBODY) {
      pieceOwner = buffers.owner(buffer);
      return Cause.TABLES;
    }
    return Cause.OTHER;
  }

  /// {@return the last buffer that begins at or below `address`, or -1}
  private int buffer(long address) {
    int low = 0;
    int high = buffers.count();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (buffers.payload(middle) <= address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
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
