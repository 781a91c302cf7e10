package dev.fathom.analysis.account;

import dev.fathom.model.Findings;
import dev.fathom.model.column.Extents;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.Arena;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.memory.Heaps;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.model.object.BufferTable;
import dev.fathom.model.object.Holder;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.model.object.TypeTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Makes the [BalanceSheet]: one sweep through the address space with a cursor in each column.
///
/// Blocks refine chunks, chunks refine areas: at each address the finest layer that knows it
/// decides the account. **Cost**: some 20 ns a piece.
public final class Bookkeeper {
  private final Findings findings;
  private final Extents chunks;
  private final Extents blocks;
  private final ObjectTable objects;
  private final BufferTable buffers;
  private final SizeListener sizes;

  /// Whether all is C memory.
  private final boolean plain;

  private final PieceListener pieces;
  private final PageRuns.Cursor resident;
  private final FreeRuns freeChunks;
  private final FreeRuns freeBlocks;
  private final Trim trim;
  private final Heaps.Cursor heaps;
  private final Ledger ledger = new Ledger();
  private final LazyFree lazyFree = new LazyFree(ledger);

  private final long[] counts;
  private final long[] shallows;
  private final long[] allocated;
  private final long[] residents;

  /// How many of the objects are memory that no allocator handed out: they have an owner, and no
  /// type that a program knows.
  private int mapped;

  private int chunk;
  private int block;
  private int object;
  private int buffer;

  /// Where the sweep is.
  private PieceListener.Place place = PieceListener.Place.NOWHERE;

  /// The last live block and the last live chunk: either may go on, in the next area or behind a
  /// block.
  private final Piece lastBlock = new Piece();

  private final Piece lastChunk = new Piece();

  /// A live block or chunk.
  private static final class Piece {
    private Leaf leaf = Leaf.CHUNK_LIVE;

    /// The object in it, or that owns it; -1 for none.
    private int owner = -1;

    /// The garbage collector's part: it ends where the object begins.
    private long headEnd;

    private int headBytes;
  }

  private Bookkeeper(Findings findings, SizeListener sizes, PieceListener pieces) {
    this.findings = findings;
    this.sizes = sizes;
    this.plain = findings.dialect().isMereMemory();
    this.pieces = pieces;
    this.buffers = findings.buffers();
    this.chunks = findings.chunks();
    this.blocks = findings.blocks();
    this.objects = findings.objects();
    this.resident = findings.pages().cursor();
    this.freeChunks = new FreeRuns(findings.pages());
    this.freeBlocks = new FreeRuns(findings.pages());
    this.trim = new Trim(findings.pages());
    this.heaps = findings.heaps().cursor();
    int types = 0;
    for (int i = 0; i < objects.count(); i++) {
      types = Math.max(types, objects.type(i) + 1);
    }
    counts = new long[types];
    shallows = new long[types];
    allocated = new long[types];
    residents = new long[types];
  }

  /// {@return the balance sheet of a target}
  public static BalanceSheet balance(Findings findings) {
    return balance(findings, (owner, at, bytes, resident) -> {});
  }

  /// Makes it, telling what each object takes.
  public static BalanceSheet balance(Findings findings, SizeListener sizes) {
    return balance(findings, sizes, PieceListener.DEAF);
  }

  /// The same, telling what each piece of memory is.
  static BalanceSheet balance(Findings findings, SizeListener sizes, PieceListener pieces) {
    return new Bookkeeper(findings, sizes, pieces).balance();
  }

  /// Hears what objects take.
  @FunctionalInterface
  public interface SizeListener {
    /// A piece of memory is the object's own: its block or chunk, a part of that, or a buffer.
    ///
    /// @param at where it begins; a piece comes after those below it
    /// @param bytes its size
    /// @param resident how much of it is in memory
    void own(int object, long at, long bytes, long resident);
  }

  private BalanceSheet balance() {
    for (Area area : findings.areas()) {
      lazyFree.enter(area);
      sweep(area);
    }
    freeChunks.finish();
    freeBlocks.finish();
    ledger.book(Leaf.CHUNK_TRAPPED, freeChunks.trapped());
    trim.finish();
    ledger.book(Leaf.CHUNK_WHOLE, freeChunks.whole() - trim.inChunks());
    ledger.book(Leaf.CHUNK_TOP, -trim.inTop());
    ledger.book(Leaf.CHUNK_TRIMMABLE, trim.inChunks() + trim.inTop());
    ledger.book(Leaf.POOL_TRAPPED, freeBlocks.trapped());
    ledger.book(Leaf.POOL_WHOLE, freeBlocks.whole());
    lazyFree.finish();
    // The pages were counted while the target was held, the kernel's own counters read before and
    // after. Where these say more, the difference is shown, not spread; where they say less, all
    // pages stay in their accounts, and a warning tells both counts.
    long rss = Math.max(findings.rss(), ledger.total());
    ledger.book(Leaf.RECOUNT, rss - ledger.total());
    return new BalanceSheet(rss, accounts(), types(), objects.count() - mapped, freeChunks.holes());
  }

  private void sweep(Area area) {
    place = new PieceListener.Place(area, PieceListener.Layer.AREA);
    PieceListener.Place ofArea = place;
    PieceListener.Place ofChunks = new PieceListener.Place(area, PieceListener.Layer.CHUNK);
    PieceListener.Place ofBlocks = new PieceListener.Place(area, PieceListener.Layer.BLOCK);
    long at = area.start();
    while (at < area.end()) {
      while (blocks.end(block) <= at) {
        block++;
      }
      while (chunks.end(chunk) <= at) {
        chunk++;
      }
      long end = Math.min(area.end(), blocks.end(block));
      if (blocks.state(block) != Extents.NOTHING) {
        place = ofBlocks;
        bookBlock(at, end);
      } else {
        end = Math.min(end, chunks.end(chunk));
        if (chunks.state(chunk) != Extents.NOTHING) {
          place = ofChunks;
          bookChunk(at, end);
        } else {
          place = ofArea;
          bookArea(area, at, end);
        }
      }
      at = end;
    }
  }

  private void bookBlock(long at, long end) {
    switch (BlockState.of(blocks.state(block))) {
      case LIVE, BODY -> bookLive(at, end, blocks, block, Live.POOL);
      case KEPT -> bookUsedBlock(at, end, Leaf.KEPT);
      case KEPT_FRAME -> bookUsedBlock(at, end, Leaf.KEPT_FRAMES);
      case FRAMES -> bookUsedBlock(at, end, Leaf.FRAMES);
      case CACHE -> book(Leaf.METHOD_CACHE, at, end);
      case PADDING -> bookUsedBlock(at, end, Leaf.PADDING);
      case HEADER, TAIL -> bookUsedBlock(at, end, Leaf.POOL_OVERHEAD);
      case FREE, VIRGIN -> {
        freeBlocks.free(at, end);
        tellFree(Leaf.Group.POOL_FREE, at, end);
      }
    }
  }

  /// Free memory is booked later, when it is known how it lies; but what it is, is known now.
  private void tellFree(Leaf.Group group, long at, long end) {
    if (pieces.hears()) {
      tell(group, at, end, resident.residentBytes(at, end), PieceListener.NOBODY);
    }
  }

  private void tell(Leaf.Group group, long at, long end, long bytes, int owner) {
    pieces.piece(place, group, at, end, bytes, owner);
  }

  private void bookUsedBlock(long at, long end, Leaf leaf) {
    freeBlocks.live(at, end);
    book(leaf, at, end);
  }

  private void bookChunk(long at, long end) {
    ChunkState state = ChunkState.of(chunks.state(chunk));
    switch (state.use()) {
      case LIVE -> {
        trim.other();
        if (isCarved()) {
          bookUsedChunk(at, end, Leaf.POOL_OVERHEAD);
        } else {
          bookLive(at, end, chunks, chunk, Live.MALLOC);
        }
      }
      case FREE -> {
        freeChunks.free(at, end);
        tellFree(Leaf.Group.CHUNK_FREE, at, end);
        if (state.mergeable()) {
          trim.free(at, end, release(at));
        } else {
          trim.other();
        }
      }
      case TOP -> {
        freeChunks.unused();
        trim.top(at, end, release(at));
        book(Leaf.CHUNK_TOP, at, end);
      }
      case OVERHEAD -> bookUsedChunk(at, end, Leaf.CHUNK_BOOKKEEPING);
      case PADDING -> bookUsedChunk(at, end, Leaf.PADDING);
      case FOREIGN -> bookUsedChunk(at, end, Leaf.FOREIGN);
      case UNPARSED -> bookUsedChunk(at, end, Leaf.UNPARSED);
    }
  }

  private Arena.Release release(long address) {
    int arena = heaps.arena(address);
    return arena == Heaps.NONE
        ? Arena.Release.NOTHING
        : findings.heaps().arenas().get(arena).arena().release();
  }

  /// Whether the runtime cut the chunk at hand into blocks, of which this is what is left.
  private boolean isCarved() {
    return (block > 0 && blocks.start(block) > chunks.start(chunk))
        || blocks.end(block) < chunks.end(chunk);
  }

  private void bookUsedChunk(long at, long end, Leaf leaf) {
    trim.other();
    freeChunks.live(at, end);
    book(leaf, at, end);
  }

  /// Where live memory of one allocator is booked.
  private enum Live {
    POOL(Leaf.OBJECTS_POOL, Leaf.OWNED_POOL, Leaf.UNOWNED_POOL),
    MALLOC(Leaf.OBJECTS_MALLOC, Leaf.OWNED_MALLOC, Leaf.CHUNK_LIVE);

    final Leaf object;
    final Leaf owned;
    final Leaf unowned;

    Live(Leaf object, Leaf owned, Leaf unowned) {
      this.object = object;
      this.owned = owned;
      this.unowned = unowned;
    }
  }

  /// Books a live block or chunk to the object in it, or to the one that owns it.
  private void bookLive(long at, long end, Extents extents, int number, Live live) {
    (live == Live.POOL ? freeBlocks : freeChunks).live(at, end);
    Piece piece = live == Live.POOL ? lastBlock : lastChunk;
    if (at == extents.start(number)) {
      // Of a chunk that is cut into blocks, the blocks are for themselves.
      long pieceEnd =
          live == Live.POOL
              ? extents.end(number)
              : Math.min(extents.end(number), blocks.end(block));
      beginPiece(piece, at, pieceEnd, live);
    }
    long bytes = bookPiece(piece, at, end);
    if (piece.owner >= 0) {
      residents[objects.type(piece.owner)] += bytes;
      sizes.own(piece.owner, at, end - at, bytes);
    }
  }

  /// Books a part of a live piece, what is the garbage collector's apart.
  private long bookPiece(Piece piece, long at, long end) {
    long headStart = Math.max(at, piece.headEnd - piece.headBytes);
    long headEnd = Math.min(end, piece.headEnd);
    if (headStart >= headEnd) {
      return book(piece.leaf, at, end, piece.owner);
    }
    long bytes = resident.residentBytes(at, end);
    tell(piece.leaf.group, at, end, bytes, piece.owner);
    long head =
        bytes == end - at
            ? headEnd - headStart
            : findings.pages().residentBytes(headStart, headEnd);
    ledger.book(Leaf.GC_HEADS, head);
    ledger.book(piece.leaf, bytes - head);
    return bytes;
  }

  private static Leaf ofRole(ObjectRole role, Leaf ordinary) {
    return switch (role) {
      case ORDINARY -> ordinary;
      case INTERNED -> Leaf.INTERNED;
      case SMALL_INT -> Leaf.SMALL_INTS;
      case CODE -> Leaf.CODE_OBJECTS;
    };
  }

  /// Where the chunk is booked that ends at `end` and belongs to no object.
  private Leaf ofHolder(long end) {
    Holder holder =
        buffer < buffers.count() && buffers.payload(buffer) < end ? buffers.holder(buffer) : null;
    if (holder == null) {
      return Leaf.CHUNK_LIVE;
    }
    return switch (holder.kind()) {
      case LIBRARY -> Leaf.CHUNK_OF_LIBRARY;
      case STACK -> Leaf.CHUNK_OF_STACK;
    };
  }

  private void beginPiece(Piece piece, long start, long end, Live live) {
    piece.headBytes = 0;
    while (object < objects.count() && objects.address(object) < start) {
      object++;
    }
    while (buffer < buffers.count() && buffers.payload(buffer) < start) {
      buffer++;
    }
    if (object < objects.count() && objects.address(object) < end) {
      piece.leaf = plain ? live.unowned : ofRole(objects.role(object), live.object);
      piece.owner = object;
      piece.headBytes = objects.headBytes(object);
      piece.headEnd = objects.address(object);
      counts[objects.type(object)]++;
      shallows[objects.type(object)] += objects.shallow(object);
    } else if (buffer < buffers.count()
        && buffers.payload(buffer) < end
        && buffers.owner(buffer) != BufferTable.NOBODY) {
      piece.owner = buffers.owner(buffer);
      piece.leaf =
          buffers.ownerGuessed(buffer)
              ? Leaf.SCANNED
              : objects.role(piece.owner) == ObjectRole.INTERNED ? Leaf.INTERNED : live.owned;
    } else {
      piece.leaf = live == Live.MALLOC ? ofHolder(end) : live.unowned;
      piece.owner = -1;
      return;
    }
    allocated[objects.type(piece.owner)] += end - start;
  }

  /// Books memory that no allocator knows; static objects may lie in it.
  private void bookArea(Area area, long from, long end) {
    Leaf leaf = Leaf.of(area.kind());
    long at = from;
    while (object < objects.count() && objects.address(object) < at && !reaches(object, at)) {
      object++;
    }
    while (object < objects.count() && objects.address(object) < end) {
      if (findings.types().isMapped(objects.type(object))) {
        at = bookMapped(leaf, at, end);
        if (reaches(object, end)) {
          return;
        }
        object++;
        continue;
      }
      long start = objects.address(object);
      long objectEnd = Math.min(end, start + objects.shallow(object));
      book(leaf, at, start);
      int type = objects.type(object);
      counts[type]++;
      // No more than there is of it: a torn one may claim to go on behind the end of its memory.
      shallows[type] += objectEnd - start;
      allocated[type] += objectEnd - start;
      long bytes =
          book(ofRole(objects.role(object), Leaf.OBJECTS_STATIC), start, objectEnd, object);
      residents[type] += bytes;
      sizes.own(object, start, objectEnd - start, bytes);
      at = objectEnd;
      object++;
    }
    book(leaf, at, end);
  }

  /// Whether an object is a mapping, or a large static variable, that goes on behind an address:
  /// the areas of one memory may be several.
  private boolean reaches(int mapped, long address) {
    return findings.types().isMapped(objects.type(mapped))
        && objects.address(mapped) + objects.shallow(mapped) > address;
  }

  /// Books the object at hand, which is memory that no allocator handed out: in the account of its
  /// area, and as much of it as is there. What is only reserved is nobody's cost.
  ///
  /// @return where the part of it ends that lies below `end`
  private long bookMapped(Leaf leaf, long from, long end) {
    long start = Math.max(from, objects.address(object));
    long until = Math.min(end, objects.address(object) + objects.shallow(object));
    book(leaf, from, start);
    book(leaf, start, until, object);
    mapped += start == objects.address(object) ? 1 : 0;
    PageRuns pages = findings.pages();
    for (int run = pages.at(start); run < pages.count() && pages.start(run) < until; run++) {
      long first = Math.max(start, pages.start(run));
      long there = pages.residentBytes(first, Math.min(until, pages.end(run)));
      if (there > 0) {
        sizes.own(object, first, there, there);
      }
    }
    return until;
  }

  private long book(Leaf leaf, long start, long end) {
    return book(leaf, start, end, PieceListener.NOBODY);
  }

  private long book(Leaf leaf, long start, long end, int owner) {
    if (start >= end) {
      return 0;
    }
    long bytes = resident.residentBytes(start, end);
    boolean unread = leaf.group == Leaf.Group.UNEXPLAINED && start >= findings.cost().unreadFrom();
    Leaf booked = unread ? Leaf.LET_GO : leaf;
    ledger.book(booked, bytes);
    tell(booked.group, start, end, bytes, owner);
    return bytes;
  }

  private List<Account> accounts() {
    Dialect dialect = findings.dialect();
    Map<Leaf.Group, List<Account>> parts = new EnumMap<>(Leaf.Group.class);
    parts.put(Leaf.Group.UNEXPLAINED, new ArrayList<>()); // shown also where it is nothing
    for (Leaf leaf : Leaf.values()) {
      long bytes = ledger.booked(leaf);
      if (bytes != 0) {
        parts
            .computeIfAbsent(leaf.group, group -> new ArrayList<>())
            .add(
                new Account(
                    leaf.id(dialect),
                    leaf.label(dialect, findings),
                    bytes,
                    leaf.evidence,
                    List.of()));
      }
    }
    List<Account> accounts = new ArrayList<>();
    Comparator<Account> largestFirst = Comparator.comparingLong(Account::resident).reversed();
    parts.forEach((group, leaves) -> {
      leaves.sort(largestFirst);
      boolean bare = leaves.size() == 1 && leaves.getFirst().id().equals(group.id(dialect));
      // Without a runtime all is C memory, and its owners tell from where it is held.
      boolean undivided = group == Leaf.Group.CHUNK_LIVE && plain;
      accounts.add(
          bare
              ? leaves.getFirst()
              : undivided
                  ? Account.of(group.id(dialect), group.label(dialect, findings), leaves)
                      .withoutChildren()
                  : Account.of(group.id(dialect), group.label(dialect, findings), leaves));
    });
    accounts.sort(
        Comparator.<Account>comparingInt(
                account -> account.id().equals(Leaf.Group.UNEXPLAINED.id) ? 1 : 0)
            .thenComparing(largestFirst));
    return accounts;
  }

  private List<TypeCount> types() {
    List<TypeCount> types = new ArrayList<>();
    for (int type = 0; type < counts.length; type++) {
      if (counts[type] > 0) {
        TypeTable.Type named = findings.types().get(type);
        types.add(
            new TypeCount(
                named.name(),
                named.module(),
                named.dialect(),
                counts[type],
                shallows[type],
                allocated[type],
                residents[type]));
      }
    }
    types.sort(
        Comparator.comparingLong(TypeCount::allocated)
            .reversed()
            .thenComparing(TypeCount::qualifiedName));
    return types;
  }
}
