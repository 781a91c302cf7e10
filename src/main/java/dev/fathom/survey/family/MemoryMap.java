package dev.fathom.survey.family;

import dev.fathom.model.Cursor;
import dev.fathom.model.Findings;
import dev.fathom.model.family.Cause;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.object.Head;
import dev.fathom.model.object.ObjectTable;

/// What stands where, as the findings of one process know it: it fills [PageWords].
///
/// An object in a block: first what its runtime puts before it, at the end of that the collector's
/// part; then its fields, the count of references and the collector's marks among them where its
/// type's [Head] says so.
final class MemoryMap {
  static final int NO_OBJECT = Cursor.NONE;

  private static final Cause[] HEAD_CAUSES = {Cause.COLLECTOR_HEADS, Cause.REFERENCE_COUNTS};

  private final Findings findings;
  private final ObjectTable objects;

  /// Pages are asked for in ascending order.
  private final Cursor cursor;

  MemoryMap(Findings findings) {
    this.findings = findings;
    this.objects = findings.objects();
    this.cursor = Cursor.ofWords(findings);
  }

  /// Tells one page. **Cost**: some 30 ns a piece of memory on it, if pages come in ascending
  /// order.
  ///
  /// @param from the number of its first word there
  void tell(long page, PageWords words, int from) {
    long end = page + PageTable.PAGE_BYTES;
    long at = page;
    while (at < end) {
      cursor.moveTo(at);
      long until = Math.min(end, wordsUp(cursor.end()));
      mark(words, page, from, at, until);
      at = until;
    }
  }

  private static long wordsUp(long address) {
    return Math.max(address, address + Long.BYTES - 1) & -Long.BYTES;
  }

  /// Marks a part of the piece at hand.
  private void mark(PageWords words, long page, int from, long start, long end) {
    boolean plain = cursor.layer() == Cursor.Layer.AREA && !isStatic();
    int piece = plain ? NO_OBJECT : cursor.object();
    long header = Math.clamp(cursor.start() + headerBytes(), start, end);
    words.mark(word(page, from, start), word(page, from, header), Cause.ALLOCATOR, NO_OBJECT);
    if (piece == NO_OBJECT) {
      int owner = plain ? NO_OBJECT : cursor.owner();
      words.mark(word(page, from, header), word(page, from, end), cause(), owner);
      return;
    }
    long object = objects.address(piece);
    Head head = findings.types().head(objects.type(piece));
    long fore = Math.clamp(object - objects.headBytes(piece), header, end);
    long own = Math.clamp(object, header, end);
    words.mark(word(page, from, header), word(page, from, end), Cause.PAYLOAD, piece);
    words.mark(word(page, from, fore), word(page, from, own), Cause.COLLECTOR_HEADS, piece);
    long links = Math.clamp(object + head.tableBytes(), own, end);
    words.mark(word(page, from, own), word(page, from, links), Cause.TABLES, piece);
    for (Cause cause : HEAD_CAUSES) {
      Head.Part part = cause == Cause.REFERENCE_COUNTS ? head.count() : head.marks();
      if (part.isThere()) {
        long first = Math.clamp(object + part.word(), header, end);
        long after = Math.clamp(object + part.end(), header, end);
        words.mark(word(page, from, first), word(page, from, after), cause, piece);
      }
    }
  }

  private static int word(long page, int from, long address) {
    return from + (int) ((address - page + Long.BYTES - 1) / Long.BYTES);
  }

  /// {@return how much of the piece is the header of a chunk}
  private int headerBytes() {
    boolean begins = cursor.layer() == Cursor.Layer.CHUNK && cursor.start() == cursor.chunkStart();
    return begins ? cursor.frame().payload() - cursor.frame().beyond() : 0;
  }

  private boolean isStatic() {
    Area area = cursor.area();
    return area != null && area.kind().staticData();
  }

  /// {@return why what stands in the piece at hand changes, if it is no object}
  private Cause cause() {
    return switch (cursor.layer()) {
      case BLOCK ->
          switch (BlockState.of(cursor.blockState())) {
            case LIVE, YOUNG -> ofOwner(Cause.TABLES);
            case BODY -> ofOwner(Cause.PAYLOAD);
            case KEPT, FREE, VIRGIN, NURSERY -> Cause.REUSED;
            case HEADER, TAIL, PADDING -> Cause.ALLOCATOR;
            case MARKS -> Cause.COLLECTOR_HEADS;
            case FRAMES, KEPT_FRAME -> Cause.STACKS;
            case CACHE -> Cause.STATIC_DATA;
          };
      case CHUNK ->
          switch (ChunkState.of(cursor.chunkState()).use()) {
            case LIVE -> ofOwner(Cause.TABLES);
            case FREE, TOP -> Cause.REUSED;
            case OVERHEAD, PADDING -> Cause.ALLOCATOR;
            case FOREIGN, UNPARSED -> Cause.OTHER;
          };
      case AREA -> {
        Area area = cursor.area();
        yield isStatic()
            ? Cause.STATIC_DATA
            : area != null && area.kind() == Area.Kind.STACK ? Cause.STACKS : Cause.OTHER;
      }
    };
  }

  private Cause ofOwner(Cause cause) {
    return cursor.owner() == NO_OBJECT ? Cause.OTHER : cause;
  }
}
