package dev.fathom.lab.allocator;

import dev.fathom.lab.process.ModelLibrary;
import dev.fathom.lab.process.ModelProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// CPython's small-object allocator (`Objects/obmalloc.c`): arenas that are mapped, pools of one
/// size class each, blocks on a chain while they are free. Requests of more than 512 bytes go to
/// [BoundaryTagMalloc].
///
/// Pool headers, the table of used pools, the arena objects and their lists are in the memory of
/// the process, in the real layout. What is not: the tree by which 3.10 and later tell whether an
/// address is in an arena. A map of ours stands for it.
public final class Pymalloc implements ModelAllocator {
  static final int HEADER_BYTES = 48;

  private static final int ALIGNMENT = 16;
  private static final int LARGEST = 512;
  private static final int CLASSES = LARGEST / ALIGNMENT;
  private static final int DUMMY_CLASS = 0xffff;
  private static final int FIRST_ARENAS = 16;

  // struct pool_header
  private static final int COUNT = 0;
  private static final int FREE_BLOCK = 8;
  private static final int NEXT_POOL = 16;
  private static final int PREV_POOL = 24;
  private static final int ARENA_INDEX = 32;
  private static final int SIZE_INDEX = 36;
  private static final int NEXT_OFFSET = 40;
  private static final int MAX_NEXT_OFFSET = 44;

  // struct arena_object
  private static final int ADDRESS = 0;
  private static final int POOL_ADDRESS = 8;
  private static final int FREE_POOLS = 16;
  private static final int TOTAL_POOLS = 20;
  private static final int FREE_POOL_LIST = 24;
  private static final int NEXT_ARENA = 32;
  private static final int PREV_ARENA = 40;
  private static final int ARENA_OBJECT_BYTES = 48;

  /// The static variables: `usedpools`, then the heads of the lists of arenas, then `nfp2lasta`.
  private static final int POINTER = 8;

  private static final int ARENAS = CLASSES * 2 * POINTER;
  private static final int MAX_ARENAS = ARENAS + 8;
  private static final int UNUSED_ARENAS = ARENAS + 16;
  private static final int USABLE_ARENAS = ARENAS + 24;
  private static final int LAST_WITH_FREE = ARENAS + 32;
  private static final int MOST_POOLS = 64;

  /// How many bytes of static variables it needs.
  public static final int STATIC_BYTES = LAST_WITH_FREE + (MOST_POOLS + 1) * POINTER;

  private final ModelProcess process;
  private final BoundaryTagMalloc malloc;
  private final PoolGeometry geometry;
  private final long statics;

  /// Whether this is `address_in_range`: arenas by where they begin.
  private final TreeMap<Long, Long> ranges = new TreeMap<>();

  private long highest;

  private Pymalloc(
      ModelProcess process, BoundaryTagMalloc malloc, PoolGeometry geometry, long statics) {
    this.process = process;
    this.malloc = malloc;
    this.geometry = geometry;
    this.statics = statics;
  }

  /// {@return one for a process, with a malloc below it}
  ///
  /// @param statics where its variables are: zeros, [#STATIC_BYTES] of them
  public static Pymalloc in(
      ModelProcess process, BoundaryTagMalloc malloc, PoolGeometry geometry, long statics) {
    Pymalloc pymalloc = new Pymalloc(process, malloc, geometry, statics);
    for (int index = 0; index < CLASSES; index++) {
      long head = pymalloc.used(index);
      process.word(head + NEXT_POOL, head);
      process.word(head + PREV_POOL, head);
    }
    return pymalloc;
  }

  /// {@return one with a malloc and a library of its own, for a process that has neither}
  public static Pymalloc in(ModelProcess process, PoolGeometry geometry) {
    BoundaryTagMalloc malloc = BoundaryTagMalloc.in(process);
    long data = ModelLibrary.of("libpools.so", STATIC_BYTES, Map.of()).load(process);
    return in(process, malloc, geometry, data);
  }

  /// {@return what a child of its process has after a fork}
  public Pymalloc inChild(ModelProcess child) {
    Pymalloc copy = new Pymalloc(child, malloc.inChild(child), geometry, statics);
    copy.ranges.putAll(ranges);
    copy.highest = highest;
    return copy;
  }

  @Override
  public ModelProcess process() {
    return process;
  }

  public PoolGeometry geometry() {
    return geometry;
  }

  /// The malloc that large requests go to.
  public BoundaryTagMalloc malloc() {
    return malloc;
  }

  @Override
  public long allocate(long bytes) {
    if (bytes < 1 || bytes > LARGEST) {
      return bytes == 0 ? allocate(1) : malloc.allocate(bytes);
    }
    int index = (int) (bytes - 1) / ALIGNMENT;
    long pool = process.word(used(index) + NEXT_POOL);
    if (pool == used(index)) {
      return fromNewPool(index);
    }
    half(pool + COUNT, half(pool + COUNT) + 1);
    long block = word(pool + FREE_BLOCK);
    long next = word(block);
    word(pool + FREE_BLOCK, next);
    if (next == 0) {
      extend(pool, blockBytes(index));
    }
    return block;
  }

  /// The last free block is gone: cut a new one, or take the pool, which is full, off the list.
  private void extend(long pool, int blockBytes) {
    int offset = half(pool + NEXT_OFFSET);
    if (offset <= half(pool + MAX_NEXT_OFFSET)) {
      word(pool + FREE_BLOCK, pool + offset);
      half(pool + NEXT_OFFSET, offset + blockBytes);
      word(pool + offset, 0);
      return;
    }
    long next = word(pool + NEXT_POOL);
    long previous = word(pool + PREV_POOL);
    word(next + PREV_POOL, previous);
    word(previous + NEXT_POOL, next);
  }

  private long fromNewPool(int index) {
    if (variable(USABLE_ARENAS) == 0) {
      long arena = newArena();
      variable(USABLE_ARENAS, arena);
      word(arena + NEXT_ARENA, 0);
      word(arena + PREV_ARENA, 0);
      last(half(arena + FREE_POOLS), arena);
    }
    long arena = variable(USABLE_ARENAS);
    int free = half(arena + FREE_POOLS);
    if (last(free) == arena) {
      last(free, 0);
    }
    if (free > 1) {
      last(free - 1, arena);
    }
    half(arena + FREE_POOLS, free - 1);
    long pool = word(arena + FREE_POOL_LIST);
    if (pool != 0) {
      word(arena + FREE_POOL_LIST, word(pool + NEXT_POOL));
    } else {
      pool = word(arena + POOL_ADDRESS);
      word(arena + POOL_ADDRESS, pool + geometry.poolBytes());
      half(pool + ARENA_INDEX, (int) ((arena - variable(ARENAS)) / ARENA_OBJECT_BYTES));
      half(pool + SIZE_INDEX, DUMMY_CLASS);
    }
    if (free == 1) {
      long next = word(arena + NEXT_ARENA);
      variable(USABLE_ARENAS, next);
      if (next != 0) {
        word(next + PREV_ARENA, 0);
      }
    }
    return beginPool(pool, index);
  }

  private long beginPool(long pool, int index) {
    long head = used(index);
    word(pool + NEXT_POOL, head);
    word(pool + PREV_POOL, head);
    word(head + NEXT_POOL, pool);
    word(head + PREV_POOL, pool);
    half(pool + COUNT, 1);
    if (half(pool + SIZE_INDEX) == index) {
      long block = word(pool + FREE_BLOCK); // it was of this class before: its chain is still good
      word(pool + FREE_BLOCK, word(block));
      return block;
    }
    int size = blockBytes(index);
    half(pool + SIZE_INDEX, index);
    long block = pool + HEADER_BYTES;
    half(pool + NEXT_OFFSET, HEADER_BYTES + 2 * size);
    half(pool + MAX_NEXT_OFFSET, geometry.poolBytes() - size);
    word(pool + FREE_BLOCK, block + size);
    word(block + size, 0);
    return block;
  }

  private long newArena() {
    if (variable(UNUSED_ARENAS) == 0) {
      moreArenaObjects();
    }
    long arena = variable(UNUSED_ARENAS);
    variable(UNUSED_ARENAS, word(arena + NEXT_ARENA));
    long address = process.map(geometry.arenaBytes());
    ranges.put(address, arena);
    highest = Math.max(highest, ranges.size());
    int pools = (int) (geometry.arenaBytes() / geometry.poolBytes());
    long excess = address % geometry.poolBytes();
    if (excess != 0) {
      pools--;
    }
    word(arena + ADDRESS, address);
    word(arena + POOL_ADDRESS, excess == 0 ? address : address + geometry.poolBytes() - excess);
    word(arena + FREE_POOL_LIST, 0);
    half(arena + FREE_POOLS, pools);
    half(arena + TOTAL_POOLS, pools);
    return arena;
  }

  private void moreArenaObjects() {
    int before = (int) variable(MAX_ARENAS);
    int count = before == 0 ? FIRST_ARENAS : 2 * before;
    long bytes = (long) count * ARENA_OBJECT_BYTES;
    long old = variable(ARENAS);
    long objects = before == 0 ? malloc.allocate(bytes) : malloc.reallocate(old, bytes);
    variable(ARENAS, objects);
    variable(MAX_ARENAS, count);
    for (int index = before; index < count; index++) {
      long object = objects + (long) index * ARENA_OBJECT_BYTES;
      word(object + ADDRESS, 0);
      word(object + NEXT_ARENA, index + 1 < count ? object + ARENA_OBJECT_BYTES : 0);
    }
    variable(UNUSED_ARENAS, objects + (long) before * ARENA_OBJECT_BYTES);
    if (objects != old) {
      ranges.replaceAll((address, object) -> object - old + objects);
    }
  }

  @Override
  public void free(long address) {
    if (!isInArena(address)) {
      malloc.free(address);
      return;
    }
    long pool = pool(address);
    long lastFree = word(pool + FREE_BLOCK);
    word(address, lastFree);
    word(pool + FREE_BLOCK, address);
    int count = half(pool + COUNT) - 1;
    half(pool + COUNT, count);
    if (lastFree == 0) {
      long next = used(half(pool + SIZE_INDEX)); // it was full and on no list
      long previous = word(next + PREV_POOL);
      word(pool + NEXT_POOL, next);
      word(pool + PREV_POOL, previous);
      word(next + PREV_POOL, pool);
      word(previous + NEXT_POOL, pool);
    } else if (count == 0) {
      freePool(pool);
    }
  }

  private void freePool(long pool) {
    long next = word(pool + NEXT_POOL);
    long previous = word(pool + PREV_POOL);
    word(next + PREV_POOL, previous);
    word(previous + NEXT_POOL, next);
    long arena = variable(ARENAS) + (long) half(pool + ARENA_INDEX) * ARENA_OBJECT_BYTES;
    word(pool + NEXT_POOL, word(arena + FREE_POOL_LIST));
    word(arena + FREE_POOL_LIST, pool);
    int free = half(arena + FREE_POOLS);
    long lastWithSame = last(free);
    if (lastWithSame == arena) {
      long before = word(arena + PREV_ARENA);
      last(free, before != 0 && half(before + FREE_POOLS) == free ? before : 0);
    }
    free++;
    half(arena + FREE_POOLS, free);
    if (free == half(arena + TOTAL_POOLS) && word(arena + NEXT_ARENA) != 0) {
      freeArena(arena);
    } else if (free == 1) {
      long first = variable(USABLE_ARENAS);
      word(arena + NEXT_ARENA, first);
      word(arena + PREV_ARENA, 0);
      if (first != 0) {
        word(first + PREV_ARENA, arena);
      }
      variable(USABLE_ARENAS, arena);
      if (last(1) == 0) {
        last(1, arena);
      }
    } else {
      keepSorted(arena, free, lastWithSame);
    }
  }

  /// The list of usable arenas is sorted by how many pools are free, so that new pools come from
  /// the fullest arena and the others have a chance to become empty.
  private void keepSorted(long arena, int free, long lastWithFewer) {
    if (last(free) == 0) {
      last(free, arena);
    }
    if (arena == lastWithFewer || lastWithFewer == 0) {
      return;
    }
    long before = word(arena + PREV_ARENA);
    long after = word(arena + NEXT_ARENA);
    if (before != 0) {
      word(before + NEXT_ARENA, after);
    } else {
      variable(USABLE_ARENAS, after);
    }
    word(after + PREV_ARENA, before);
    long next = word(lastWithFewer + NEXT_ARENA);
    word(arena + PREV_ARENA, lastWithFewer);
    word(arena + NEXT_ARENA, next);
    if (next != 0) {
      word(next + PREV_ARENA, arena);
    }
    word(lastWithFewer + NEXT_ARENA, arena);
  }

  private void freeArena(long arena) {
    long before = word(arena + PREV_ARENA);
    long after = word(arena + NEXT_ARENA);
    if (before == 0) {
      variable(USABLE_ARENAS, after);
    } else {
      word(before + NEXT_ARENA, after);
    }
    if (after != 0) {
      word(after + PREV_ARENA, before);
    }
    word(arena + NEXT_ARENA, variable(UNUSED_ARENAS));
    variable(UNUSED_ARENAS, arena);
    long address = word(arena + ADDRESS);
    ranges.remove(address);
    process.unmap(address, geometry.arenaBytes());
    word(arena + ADDRESS, 0);
  }

  @Override
  public long reallocate(long address, long bytes) {
    if (!isInArena(address)) {
      if (bytes > LARGEST) {
        return malloc.reallocate(address, bytes);
      }
      // A block that has shrunk to a small one stays where it is.
      return malloc.usableBytes(address) >= bytes && bytes > 0
          ? malloc.reallocate(address, Math.max(1, bytes))
          : moved(address, malloc.usableBytes(address), bytes);
    }
    int size = blockBytes(half(pool(address) + SIZE_INDEX));
    // Shrinking by less than a quarter is not worth a copy.
    return bytes <= size && 4 * bytes > 3L * size ? address : moved(address, size, bytes);
  }

  private long moved(long address, long room, long bytes) {
    long moved = allocate(bytes);
    process.copy(address, moved, Math.min(room, bytes));
    free(address);
    return moved;
  }

  /// {@return whether a block is of an arena, and not malloc's}
  public boolean isInArena(long address) {
    Map.Entry<Long, Long> below = ranges.floorEntry(address);
    return below != null && address < below.getKey() + geometry.arenaBytes();
  }

  @Override
  public List<Piece> pieces(long address) {
    if (!isInArena(address)) {
      return malloc.pieces(address);
    }
    return List.of(new Piece(address, blockBytes(half(pool(address) + SIZE_INDEX))));
  }

  @Override
  public List<Piece> bookkeeping() {
    List<Piece> pieces = new ArrayList<>(malloc.bookkeeping());
    if (variable(ARENAS) != 0) {
      pieces.addAll(malloc.pieces(variable(ARENAS)));
    }
    for (long pool : pools()) {
      if (half(pool + COUNT) > 0) {
        int size = blockBytes(half(pool + SIZE_INDEX));
        long used = HEADER_BYTES + (long) geometry.capacity(size) * size;
        pieces.add(new Piece(pool, HEADER_BYTES));
        if (used < geometry.poolBytes()) {
          pieces.add(new Piece(pool + used, geometry.poolBytes() - used));
        }
      }
    }
    return pieces;
  }

  /// {@return the addresses of the pools that were ever cut from the arenas there are}
  private List<Long> pools() {
    List<Long> pools = new ArrayList<>();
    ranges.forEach((address, arena) -> {
      long first = address + geometry.poolBytes() - 1 & -geometry.poolBytes();
      long end = word(arena + POOL_ADDRESS);
      for (long pool = first; pool < end; pool += geometry.poolBytes()) {
        pools.add(pool);
      }
    });
    return pools;
  }

  /// {@return where it would look for a block}
  ///
  /// @param drawn how many of each list are told one by one
  public PoolLists lists(int drawn) {
    List<PoolLists.SizeClass> classes = new ArrayList<>();
    for (int index = 0; index < CLASSES; index++) {
      List<PoolLists.Pool> pools = new ArrayList<>();
      for (long at = word(used(index) + NEXT_POOL); at != used(index); at = word(at + NEXT_POOL)) {
        pools.add(pool(at, blockBytes(index), drawn));
      }
      if (!pools.isEmpty()) {
        classes.add(new PoolLists.SizeClass(blockBytes(index), pools));
      }
    }
    List<PoolLists.Arena> arenas = new ArrayList<>();
    for (long arena = variable(USABLE_ARENAS); arena != 0; arena = word(arena + NEXT_ARENA)) {
      List<Long> emptied = chain(word(arena + FREE_POOL_LIST), NEXT_POOL);
      int free = half(arena + FREE_POOLS);
      arenas.add(
          new PoolLists.Arena(
              word(arena + ADDRESS),
              free,
              half(arena + TOTAL_POOLS),
              emptied.subList(0, Math.min(drawn, emptied.size())),
              free - emptied.size()));
    }
    return new PoolLists(classes, arenas);
  }

  private PoolLists.Pool pool(long pool, int blockBytes, int drawn) {
    List<Long> chain = chain(word(pool + FREE_BLOCK), 0);
    int used = half(pool + COUNT);
    int capacity = geometry.capacity(blockBytes);
    return new PoolLists.Pool(
        pool,
        used,
        capacity,
        chain.subList(0, Math.min(drawn, chain.size())),
        chain.size(),
        capacity - used - chain.size());
  }

  private List<Long> chain(long first, int link) {
    List<Long> chain = new ArrayList<>();
    for (long at = first; at != 0; at = word(at + link)) {
      chain.add(at);
    }
    return chain;
  }

  /// What it has in use: the figures of `sys._debugmallocstats()`.
  public PoolStatistics statistics() {
    int[] pools = new int[CLASSES];
    int[] blocks = new int[CLASSES];
    int[] available = new int[CLASSES];
    int cut = 0;
    for (long pool : pools()) {
      int count = half(pool + COUNT);
      if (count > 0) {
        int index = half(pool + SIZE_INDEX);
        pools[index]++;
        blocks[index] += count;
        available[index] += geometry.capacity(blockBytes(index)) - count;
        cut++;
      }
    }
    int total = 0;
    for (long arena : ranges.values()) {
      total += half(arena + TOTAL_POOLS);
    }
    return new PoolStatistics(
        ranges.size(),
        (int) highest,
        total - cut,
        IntStream.of(pools).boxed().toList(),
        IntStream.of(blocks).boxed().toList(),
        IntStream.of(available).boxed().toList());
  }

  /// Checks the pools against their chains and lists.
  ///
  /// @throws IllegalStateException that names what does not hold, and where
  public void verify() {
    long inUse = 0;
    for (long pool : pools()) {
      int count = half(pool + COUNT);
      int index = half(pool + SIZE_INDEX);
      require(index >= 0 && index < CLASSES, pool);
      int size = blockBytes(index);
      int cut = (half(pool + NEXT_OFFSET) - HEADER_BYTES) / size;
      int chained = 0;
      for (long block = word(pool + FREE_BLOCK); block != 0; block = word(block)) {
        require(pool(block) == pool && (block - pool - HEADER_BYTES) % size == 0, pool);
        chained++;
        require(chained <= cut, pool);
      }
      require(cut - chained == count, pool);
      boolean full = count == geometry.capacity(size);
      boolean listed = isListed(pool, index);
      require(listed == (count > 0 && !full), pool);
      inUse += count > 0 ? 1 : 0;
    }
    long free = 0;
    for (long arena : ranges.values()) {
      free += half(arena + TOTAL_POOLS) - half(arena + FREE_POOLS);
    }
    require(free == inUse, statics);
    int before = 0;
    for (long arena = variable(USABLE_ARENAS); arena != 0; arena = word(arena + NEXT_ARENA)) {
      require(half(arena + FREE_POOLS) >= before, arena);
      before = half(arena + FREE_POOLS);
    }
  }

  private boolean isListed(long pool, int index) {
    for (long at = word(used(index) + NEXT_POOL); at != used(index); at = word(at + NEXT_POOL)) {
      if (at == pool) {
        return true;
      }
    }
    return false;
  }

  private static void require(boolean holds, long address) {
    if (!holds) {
      throw new IllegalStateException("the pools are torn at 0x" + Long.toHexString(address));
    }
  }

  private long pool(long address) {
    return address & -geometry.poolBytes();
  }

  private static int blockBytes(int index) {
    return (index + 1) * ALIGNMENT;
  }

  /// The head of a list of pools is an entry of `usedpools` that looks like a pool of which only
  /// the links are used.
  private long used(int index) {
    return statics + 2L * index * POINTER - NEXT_POOL;
  }

  private long last(int free) {
    return variable(LAST_WITH_FREE + free * POINTER);
  }

  private void last(int free, long arena) {
    variable(LAST_WITH_FREE + free * POINTER, arena);
  }

  private long variable(int offset) {
    return process.word(statics + offset);
  }

  private void variable(int offset, long value) {
    process.word(statics + offset, value);
  }

  private long word(long address) {
    return process.word(address);
  }

  private void word(long address, long value) {
    process.word(address, value);
  }

  private int half(long address) {
    return process.half(address);
  }

  private void half(long address, int value) {
    process.half(address, value);
  }
}
