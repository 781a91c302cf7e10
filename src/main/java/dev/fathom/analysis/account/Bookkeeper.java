package dev.fathom.analysis.account;

import dev.fathom.analysis.account.fragmentation.Fragmentation;
import dev.fathom.analysis.account.fragmentation.FreeRuns;
import dev.fathom.analysis.account.fragmentation.Trim;
import dev.fathom.model.Cursor;
import dev.fathom.model.Findings;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.memory.Area;
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
import java.util.Set;
import java.util.stream.Collectors;

/// Makes the [BalanceSheet]: one sweep of a [Cursor] through the areas.
///
/// Blocks refine chunks, chunks refine areas: at each address the finest layer that knows it
/// decides the account. **Cost**: some 20 ns a piece.
public final class Bookkeeper {
  private final Findings findings;
  private final Cursor at;
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
  private final Heaps.NamedArena noArena;
  private final Ledger ledger = new Ledger();
  private final LazyFree lazyFree = new LazyFree(ledger);

  private final LedTo ledTo;

  /// The names of files that have code in memory.
  private final Set<String> programs;

  private final long[] counts;
  private final long[] shallows;
  private final long[] allocated;
  private final long[] residents;

  /// How many of the objects are memory that no allocator handed out: they have an owner, and no
  /// type that a program knows.
  private int mapped;

  private Bookkeeper(Findings findings, SizeListener sizes, PieceListener pieces) {
    this.findings = findings;
    this.sizes = sizes;
    this.plain = findings.dialect().isMereMemory();
    this.pieces = pieces;
    this.buffers = findings.buffers();
    this.at = Cursor.of(findings);
    this.objects = findings.objects();
    this.resident = findings.pages().cursor();
    this.freeChunks = new FreeRuns(findings.pages());
    this.freeBlocks = new FreeRuns(findings.pages());
    this.trim = new Trim(findings.pages());
    this.noArena = Fragmentation.arena(findings, Heaps.NONE);
    this.ledTo = new LedTo(findings);
    this.programs =
        findings.areas().stream()
            .filter(each -> each.kind() == Area.Kind.CODE)
            .map(Area::name)
            .collect(Collectors.toSet());
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
  public static BalanceSheet balance(Findings findings, SizeListener sizes, PieceListener pieces) {
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
    for (long start = area.start(); start < area.end(); ) {
      long end = Math.min(area.end(), at.moveTo(start).end());
      switch (at.layer()) {
        case BLOCK -> bookBlock(start, end);
        case CHUNK -> bookChunk(start, end);
        case AREA -> bookArea(area, start, end);
      }
      start = end;
    }
  }

  private void bookBlock(long start, long end) {
    switch (BlockState.of(at.blockState())) {
      case LIVE, BODY -> {
        freeBlocks.live(start, end);
        bookLive(start, end, Live.POOL);
      }
      case YOUNG -> {
        freeBlocks.live(start, end);
        bookLive(start, end, Live.YOUNG);
      }
      case NURSERY -> bookUsedBlock(start, end, Leaf.NURSERY);
      case KEPT -> bookUsedBlock(start, end, Leaf.KEPT);
      case KEPT_FRAME -> bookUsedBlock(start, end, Leaf.KEPT_FRAMES);
      case FRAMES -> bookUsedBlock(start, end, Leaf.FRAMES);
      case CACHE -> book(Leaf.METHOD_CACHE, start, end);
      case PADDING -> bookUsedBlock(start, end, Leaf.PADDING);
      case HEADER, TAIL, MARKS -> bookUsedBlock(start, end, Leaf.POOL_OVERHEAD);
      case FREE, VIRGIN -> {
        freeBlocks.free(start, end);
        tellFree(Leaf.Group.POOL_FREE, start, end);
      }
    }
  }

  /// Free memory is booked later, when it is known how it lies; but what it is, is known now.
  private void tellFree(Leaf.Group group, long start, long end) {
    if (pieces.hears()) {
      tell(group, start, end, resident.residentBytes(start, end), Cursor.NONE);
    }
  }

  private void tell(Leaf.Group group, long start, long end, long bytes, int owner) {
    pieces.piece(at, group, start, end, bytes, owner);
  }

  private void bookUsedBlock(long start, long end, Leaf leaf) {
    freeBlocks.live(start, end);
    book(leaf, start, end);
  }

  private void bookChunk(long start, long end) {
    ChunkState state = ChunkState.of(at.chunkState());
    switch (state.use()) {
      case LIVE -> {
        if (at.carved()) {
          bookUsedChunk(start, end, Leaf.POOL_OVERHEAD);
        } else {
          trim.other();
          freeChunks.live(start, end);
          bookLive(start, end, Live.MALLOC);
        }
      }
      case FREE -> {
        freeChunks.free(start, end);
        tellFree(Leaf.Group.CHUNK_FREE, start, end);
        if (state.mergeable()) {
          trim.free(start, end, arena());
        } else {
          trim.other();
        }
      }
      case TOP -> {
        freeChunks.unused();
        trim.top(start, end, arena());
        book(Leaf.CHUNK_TOP, start, end);
      }
      case OVERHEAD -> bookUsedChunk(start, end, Leaf.CHUNK_BOOKKEEPING);
      case PADDING -> bookUsedChunk(start, end, Leaf.PADDING);
      case FOREIGN -> bookUsedChunk(start, end, Leaf.FOREIGN);
      case UNPARSED -> bookUsedChunk(start, end, Leaf.UNPARSED);
    }
  }

  private Heaps.NamedArena arena() {
    int arena = at.arena();
    return arena == Heaps.NONE ? noArena : findings.heaps().arenas().get(arena);
  }

  private void bookUsedChunk(long start, long end, Leaf leaf) {
    trim.other();
    freeChunks.live(start, end);
    book(leaf, start, end);
  }

  /// Where live memory of one allocator is booked.
  private enum Live {
    POOL(Leaf.OBJECTS_POOL, Leaf.OWNED_POOL, Leaf.UNOWNED_POOL),
    YOUNG(Leaf.OBJECTS_YOUNG, Leaf.OWNED_POOL, Leaf.UNOWNED_POOL),
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
  private void bookLive(long start, long end, Live live) {
    int object = at.object();
    if (object != Cursor.NONE) {
      bookObject(object, start, end, plain ? live.unowned : ofRole(object, live.object));
      return;
    }
    int owner = at.owner();
    if (owner == Cursor.NONE) {
      book(live == Live.MALLOC ? ofHolder() : live.unowned, start, end);
      return;
    }
    Leaf leaf =
        buffers.ownerGuessed(at.buffer())
            ? Leaf.SCANNED
            : objects.role(owner) == ObjectRole.INTERNED ? Leaf.INTERNED : live.owned;
    allocate(owner, start);
    own(owner, start, end, book(leaf, start, end, owner));
  }

  /// Books memory of an object's own.
  private void bookObject(int object, long start, long end, Leaf leaf) {
    if (start == at.start()) {
      counts[objects.type(object)]++;
      // Of a static one no more than there is of it: a torn one may claim to go on behind the end
      // of its memory.
      long most = at.layer() == Cursor.Layer.AREA ? at.end() - at.start() : Long.MAX_VALUE;
      shallows[objects.type(object)] += Math.min(most, objects.shallow(object));
    }
    allocate(object, start);
    long bytes =
        at.layer() == Cursor.Layer.AREA
            ? book(leaf, start, end, object)
            : bookWithHead(object, start, end, leaf);
    own(object, start, end, bytes);
  }

  /// Adds the piece at hand, once, to what an object takes.
  private void allocate(int owner, long start) {
    if (start == at.start()) {
      allocated[objects.type(owner)] += at.end() - start;
    }
  }

  private void own(int owner, long start, long end, long bytes) {
    residents[objects.type(owner)] += bytes;
    sizes.own(owner, start, end - start, bytes);
  }

  /// Books a part of a live piece, what is the garbage collector's apart: that ends where the
  /// object begins.
  private long bookWithHead(int object, long start, long end, Leaf leaf) {
    long own = objects.address(object);
    long headStart = Math.max(start, own - objects.headBytes(object));
    long headEnd = Math.min(end, own);
    if (headStart >= headEnd) {
      return book(leaf, start, end, object);
    }
    long bytes = resident.residentBytes(start, end);
    tell(leaf.group, start, end, bytes, object);
    long head =
        bytes == end - start
            ? headEnd - headStart
            : findings.pages().residentBytes(headStart, headEnd);
    ledger.book(Leaf.GC_HEADS, head);
    ledger.book(leaf, bytes - head);
    return bytes;
  }

  private Leaf ofRole(int object, Leaf ordinary) {
    if (findings.types().get(objects.type(object)).dialect().isMereMemory()) {
      return Leaf.SCANNED; // C memory that several objects share
    }
    return switch (objects.role(object)) {
      case ORDINARY -> ordinary;
      case INTERNED -> Leaf.INTERNED;
      case SMALL_INT -> Leaf.SMALL_INTS;
      case CODE -> Leaf.CODE_OBJECTS;
    };
  }

  /// Where the chunk at hand is booked, which belongs to no object.
  private Leaf ofHolder() {
    Holder holder = at.buffer() == Cursor.NONE ? null : buffers.holder(at.buffer());
    if (holder == null) {
      return Leaf.CHUNK_LIVE;
    }
    return switch (holder.kind()) {
      case LIBRARY -> Leaf.CHUNK_OF_LIBRARY;
      case STACK -> Leaf.CHUNK_OF_STACK;
    };
  }

  /// {@return where memory of an area is booked that nothing finer is known of} Pages of a file
  /// that nobody may touch are that file's: linkers leave such a gap between the segments of a
  /// library, and who makes a page inaccessible that was read keeps it in memory.
  private Leaf leafOf(Area area) {
    if (area.kind() != Area.Kind.GUARD || !area.mapping().ofFile()) {
      return Leaf.of(area.kind());
    }
    return programs.contains(area.name()) ? Leaf.READ_ONLY : Leaf.FILES;
  }

  /// Books memory that no allocator knows; it may be a static object.
  private void bookArea(Area area, long start, long end) {
    int object = at.object();
    if (object == Cursor.NONE) {
      book(leafOf(area), start, end);
    } else if (findings.types().isMapped(objects.type(object))) {
      boolean owned = area.kind() == Area.Kind.ANONYMOUS && ledTo.contains(object);
      bookMapped(object, owned ? Leaf.MAPPED : leafOf(area), start, end);
    } else {
      bookObject(object, start, end, ofRole(object, Leaf.OBJECTS_STATIC));
    }
  }

  /// Books a part of an object that is memory that no allocator handed out: in the account of its
  /// area, and as much of it as is there. What is only reserved is nobody's cost.
  private void bookMapped(int object, Leaf leaf, long start, long end) {
    book(leaf, start, end, object);
    mapped += start == objects.address(object) ? 1 : 0;
    PageRuns pages = findings.pages();
    for (int run = pages.at(start); run < pages.count() && pages.start(run) < end; run++) {
      long first = Math.max(start, pages.start(run));
      long there = pages.residentBytes(first, Math.min(end, pages.end(run)));
      if (there > 0) {
        sizes.own(object, first, there, there);
      }
    }
  }

  private long book(Leaf leaf, long start, long end) {
    return book(leaf, start, end, Cursor.NONE);
  }

  private long book(Leaf leaf, long start, long end, int owner) {
    long bytes = resident.residentBytes(start, end);
    Leaf booked = isUnread(leaf, start) ? Leaf.LET_GO : leaf;
    ledger.book(booked, bytes);
    tell(booked.group, start, end, bytes, owner);
    return bytes;
  }

  /// Whether what memory holds is not known because the target was let go early: it stands where
  /// nothing was read, or no allocator is known to have it, as the tables of allocators lie above
  /// their heaps and were not read then.
  private boolean isUnread(Leaf leaf, long start) {
    boolean unclaimed = leaf == Leaf.UNCLAIMED_HEAP || leaf == Leaf.UNCLAIMED_ANONYMOUS;
    return leaf.group == Leaf.Group.UNEXPLAINED
        && (start >= findings.cost().unreadFrom() || (unclaimed && findings.cost().stoppedEarly()));
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
      accounts.add(
          bare
              ? leaves.getFirst()
              : group.divided(dialect)
                  ? Account.of(group.id(dialect), group.label(dialect, findings), leaves)
                  : Account.of(group.id(dialect), group.label(dialect, findings), leaves)
                      .withoutChildren());
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
