package dev.fathom.lab.allocator;

import dev.fathom.lab.machine.MachineException;
import dev.fathom.lab.process.ModelLibrary;
import dev.fathom.lab.process.ModelProcess;
import java.util.List;
import java.util.Map;

/// A malloc of boundary tags and bins, shaped like glibc's (`malloc/malloc.c`, 2.36): chunks with
/// their size before them and, while they are free, behind them; an unsorted list, 62 bins of one
/// size and 63 of a range of sizes; the top chunk that the program break moves; a mapping of its
/// own for what is large.
///
/// All of its state is in the memory of the process, in the real 64-bit layout. There is one arena,
/// and there are no fastbins and no threads' caches: what is freed is merged at once.
public final class BoundaryTagMalloc implements ModelAllocator {
  // struct malloc_state, of which `top` is the first field behind the fastbins
  private static final int STATE = 0x100;
  private static final int BEFORE_TOP = 0x60;
  private static final int TOP = 0;
  private static final int LAST_REMAINDER = 8;
  private static final int BINMAP = 2048;
  private static final int NEXT = 2064;
  private static final int ATTACHED_THREADS = 2080;
  private static final int SYSTEM_MEM = 2088;
  private static final int MAX_SYSTEM_MEM = 2096;

  // struct malloc_par
  private static final int PARAMETERS = 0xb00;
  private static final int TRIM_THRESHOLD = 0;
  private static final int TOP_PAD = 8;
  private static final int MMAP_THRESHOLD = 16;
  private static final int N_MMAPS = 60;
  private static final int N_MMAPS_MAX = 64;
  private static final int MMAPPED_MEM = 80;
  private static final int MAX_MMAPPED_MEM = 88;
  private static final int SBRK_BASE = 96;

  private static final int DATA_BYTES = 0x1000;

  // struct malloc_chunk
  private static final int PREV_SIZE = 0;
  private static final int SIZE = 8;
  private static final int FD = 16;
  private static final int BK = 24;
  private static final int FD_NEXTSIZE = 32;
  private static final int BK_NEXTSIZE = 40;
  private static final int PAYLOAD = 16;

  private static final long PREV_INUSE = 1;
  private static final long IS_MMAPPED = 2;
  private static final long FLAGS = 7;
  private static final long SMALLEST = 32;
  private static final long ALIGNMENT = 16;
  private static final long SMALLEST_LARGE = 1024;
  private static final long PAGE = ModelProcess.PAGE_BYTES;

  private static final int BINS = 128;
  private static final int BIN_BYTES = 16;
  private static final int MOST_SORTED = 10_000;

  private static final long DEFAULT_TRIM_THRESHOLD = 128 << 10;
  private static final long DEFAULT_TOP_PAD = 128 << 10;
  private static final long DEFAULT_MMAP_THRESHOLD = 128 << 10;
  private static final long LARGEST_MMAP_THRESHOLD = 32 << 20;
  private static final int DEFAULT_MMAPS_MAX = 65536;

  /// FASTBIN_CONSOLIDATION_THRESHOLD: a free chunk of that size makes malloc look whether the top
  /// can be given back.
  private static final long LARGE_FREE = 64 << 10;

  private static final long LARGEST_REQUEST = 1L << 30;

  private final ModelProcess process;

  /// Address of `main_arena.top`, from which the bins are counted too.
  private final long top;

  private final long parameters;

  private BoundaryTagMalloc(ModelProcess process, long data) {
    this.process = process;
    this.top = data + STATE + BEFORE_TOP;
    this.parameters = data + PARAMETERS;
  }

  /// {@return a malloc for a process that has none yet; it comes with a library, `libc.so.6`}
  public static BoundaryTagMalloc in(ModelProcess process) {
    ModelLibrary library = ModelLibrary.of("libc.so.6", DATA_BYTES, Map.of());
    BoundaryTagMalloc malloc = new BoundaryTagMalloc(process, library.load(process));
    malloc.begin();
    return malloc;
  }

  /// {@return the malloc that a child of its process has after a fork}
  BoundaryTagMalloc inChild(ModelProcess child) {
    return new BoundaryTagMalloc(child, top - STATE - BEFORE_TOP);
  }

  private void begin() {
    for (int bin = 1; bin < BINS; bin++) {
      word(bin(bin) + FD, bin(bin));
      word(bin(bin) + BK, bin(bin));
    }
    word(top + TOP, bin(1)); // the initial top is the unsorted list
    word(top + NEXT, top - BEFORE_TOP);
    word(top + ATTACHED_THREADS, 1);
    word(parameters + TRIM_THRESHOLD, DEFAULT_TRIM_THRESHOLD);
    word(parameters + TOP_PAD, DEFAULT_TOP_PAD);
    word(parameters + MMAP_THRESHOLD, DEFAULT_MMAP_THRESHOLD);
    process.half(parameters + N_MMAPS_MAX, DEFAULT_MMAPS_MAX);
  }

  @Override
  public ModelProcess process() {
    return process;
  }

  /// {@return the size of the chunk for a request} (`request2size`)
  public static long chunkBytes(long bytes) {
    return Math.max(SMALLEST, bytes + SIZE + ALIGNMENT - 1 & -ALIGNMENT);
  }

  @Override
  public long allocate(long bytes) {
    if (bytes < 0 || bytes > LARGEST_REQUEST) {
      throw new MachineException("malloc(" + bytes + ") asks for more than a process can have");
    }
    long size = chunkBytes(bytes);
    long chunk = fromBins(size);
    return (chunk == 0 ? fromTop(size) : chunk) + PAYLOAD;
  }

  private long fromBins(long size) {
    if (isSmall(size)) {
      long head = bin(smallBin(size));
      long victim = word(head + BK);
      if (victim != head) {
        long before = word(victim + BK);
        word(head + BK, before);
        word(before + FD, head);
        setInUse(victim, size);
        return victim;
      }
    }
    long chunk = fromUnsorted(size);
    if (chunk == 0 && !isSmall(size)) {
      chunk = bestFit(size);
    }
    return chunk == 0 ? fromLargerBin(size) : chunk;
  }

  /// Takes the first chunk that fits exactly, and sorts those before it into their bins.
  private long fromUnsorted(long size) {
    long head = bin(1);
    for (int sorted = 0; sorted < MOST_SORTED; sorted++) {
      long victim = word(head + BK);
      if (victim == head) {
        return 0;
      }
      long victimSize = size(victim);
      long before = word(victim + BK);
      if (isSmall(size)
          && before == head
          && victim == word(top + LAST_REMAINDER)
          && victimSize > size + SMALLEST) {
        word(head + BK, head);
        word(head + FD, head);
        splitToUnsorted(victim, victimSize, size, true);
        return victim;
      }
      word(head + BK, before);
      word(before + FD, head);
      if (victimSize == size) {
        setInUse(victim, size);
        return victim;
      }
      sort(victim, victimSize);
    }
    return 0;
  }

  /// Puts a chunk into its bin; those of a range of sizes are kept by size, the largest first, and
  /// the first of each size is in a second list that skips its equals.
  private void sort(long chunk, long size) {
    long after;
    int index;
    if (isSmall(size)) {
      index = smallBin(size);
      after = word(bin(index) + FD);
    } else {
      index = largeBin(size);
      after = sortedPlace(chunk, size, bin(index));
    }
    long before = word(after + BK);
    mark(index);
    word(chunk + BK, before);
    word(chunk + FD, after);
    word(after + BK, chunk);
    word(before + FD, chunk);
  }

  /// {@return the chunk before which one of that size belongs}
  private long sortedPlace(long chunk, long size, long head) {
    long first = word(head + FD);
    if (first == head) {
      word(chunk + FD_NEXTSIZE, chunk);
      word(chunk + BK_NEXTSIZE, chunk);
      return head;
    }
    if (size < size(word(head + BK))) {
      long last = word(first + BK_NEXTSIZE);
      link(chunk, first, last);
      return head;
    }
    long at = first;
    while (size < size(at)) {
      at = word(at + FD_NEXTSIZE);
    }
    if (size == size(at)) {
      return word(at + FD); // always the second: the first one's links stay
    }
    link(chunk, at, word(at + BK_NEXTSIZE));
    return at;
  }

  private void link(long chunk, long next, long previous) {
    word(chunk + FD_NEXTSIZE, next);
    word(chunk + BK_NEXTSIZE, previous);
    word(next + BK_NEXTSIZE, chunk);
    word(previous + FD_NEXTSIZE, chunk);
  }

  /// {@return the smallest chunk of the request's own bin that is large enough, or 0}
  private long bestFit(long size) {
    long head = bin(largeBin(size));
    long first = word(head + FD);
    if (first == head || size(first) < size) {
      return 0;
    }
    long victim = word(first + BK_NEXTSIZE);
    while (size(victim) < size) {
      victim = word(victim + BK_NEXTSIZE);
    }
    long second = word(victim + FD);
    if (victim != word(head + BK) && second != head && size(second) == size(victim)) {
      victim = second;
    }
    return take(victim, size, false);
  }

  private long fromLargerBin(long size) {
    int index = (isSmall(size) ? smallBin(size) : largeBin(size)) + 1;
    while (index < BINS) {
      long bits = map(index >>> 5) & 0xffff_ffffL & -1L << (index & 31);
      if (bits == 0) {
        index = (index | 31) + 1;
        continue;
      }
      index = (index & ~31) + Long.numberOfTrailingZeros(bits);
      long head = bin(index);
      long victim = word(head + BK);
      if (victim != head) {
        return take(victim, size, isSmall(size));
      }
      process.half(top + BINMAP + (index >>> 5) * 4L, map(index >>> 5) & ~(1 << (index & 31)));
      index++;
    }
    return 0;
  }

  private long take(long victim, long size, boolean noteRemainder) {
    long victimSize = size(victim);
    unlink(victim);
    if (victimSize - size < SMALLEST) {
      setInUse(victim, victimSize);
    } else {
      splitToUnsorted(victim, victimSize, size, noteRemainder);
    }
    return victim;
  }

  private void splitToUnsorted(long chunk, long whole, long size, boolean noteRemainder) {
    long remainder = chunk + size;
    word(chunk + SIZE, size | PREV_INUSE);
    word(remainder + SIZE, whole - size | PREV_INUSE);
    word(chunk + whole + PREV_SIZE, whole - size);
    toUnsorted(remainder, whole - size);
    if (noteRemainder) {
      word(top + LAST_REMAINDER, remainder);
    }
  }

  private void toUnsorted(long chunk, long size) {
    long head = bin(1);
    long first = word(head + FD);
    word(chunk + FD, first);
    word(chunk + BK, head);
    if (!isSmall(size)) {
      word(chunk + FD_NEXTSIZE, 0);
      word(chunk + BK_NEXTSIZE, 0);
    }
    word(head + FD, chunk);
    word(first + BK, chunk);
  }

  private void unlink(long chunk) {
    long next = word(chunk + FD);
    long previous = word(chunk + BK);
    word(next + BK, previous);
    word(previous + FD, next);
    if (isSmall(size(chunk)) || word(chunk + FD_NEXTSIZE) == 0) {
      return;
    }
    long nextSize = word(chunk + FD_NEXTSIZE);
    long previousSize = word(chunk + BK_NEXTSIZE);
    if (word(next + FD_NEXTSIZE) != 0) {
      word(nextSize + BK_NEXTSIZE, previousSize);
      word(previousSize + FD_NEXTSIZE, nextSize);
    } else if (nextSize == chunk) {
      word(next + FD_NEXTSIZE, next);
      word(next + BK_NEXTSIZE, next);
    } else {
      word(next + FD_NEXTSIZE, nextSize);
      word(next + BK_NEXTSIZE, previousSize);
      word(nextSize + BK_NEXTSIZE, next);
      word(previousSize + FD_NEXTSIZE, next);
    }
  }

  private long fromTop(long size) {
    long chunk = word(top);
    long room = chunk == bin(1) ? 0 : size(chunk);
    if (room < size + SMALLEST) {
      long mapped = mapped(size);
      if (mapped != 0) {
        return mapped;
      }
      moreTop(chunk, room, size);
      chunk = word(top);
      room = size(chunk);
    }
    word(top, chunk + size);
    word(chunk + size + SIZE, room - size | PREV_INUSE);
    word(chunk + SIZE, size | PREV_INUSE);
    return chunk;
  }

  private long mapped(long size) {
    int count = process.half(parameters + N_MMAPS);
    if (size < word(parameters + MMAP_THRESHOLD)
        || count >= process.half(parameters + N_MMAPS_MAX)) {
      return 0;
    }
    long bytes = size + SIZE + PAGE - 1 & -PAGE;
    long chunk = process.map(bytes);
    word(chunk + SIZE, bytes | IS_MMAPPED);
    process.half(parameters + N_MMAPS, count + 1);
    addMapped(bytes);
    return chunk;
  }

  private void addMapped(long bytes) {
    long now = word(parameters + MMAPPED_MEM) + bytes;
    word(parameters + MMAPPED_MEM, now);
    word(parameters + MAX_MMAPPED_MEM, Math.max(now, word(parameters + MAX_MMAPPED_MEM)));
  }

  private void moreTop(long chunk, long room, long size) {
    long more = size + word(parameters + TOP_PAD) + SMALLEST - room + PAGE - 1 & -PAGE;
    long from = process.sbrk(more);
    if (room == 0) {
      word(parameters + SBRK_BASE, from);
      word(top, from);
      word(from + SIZE, more | PREV_INUSE);
    } else {
      word(chunk + SIZE, room + more | PREV_INUSE);
    }
    long system = word(top + SYSTEM_MEM) + more;
    word(top + SYSTEM_MEM, system);
    word(top + MAX_SYSTEM_MEM, Math.max(system, word(top + MAX_SYSTEM_MEM)));
  }

  @Override
  public void free(long address) {
    long chunk = address - PAYLOAD;
    long header = word(chunk + SIZE);
    if ((header & IS_MMAPPED) != 0) {
      unmap(chunk, header & ~FLAGS);
      return;
    }
    release(chunk, header & ~FLAGS);
  }

  /// What was large and mapped, and is freed, will be asked for again: from then on chunks up to
  /// that size come from the heap (the dynamic threshold).
  private void unmap(long chunk, long bytes) {
    if (bytes > word(parameters + MMAP_THRESHOLD) && bytes <= LARGEST_MMAP_THRESHOLD) {
      word(parameters + MMAP_THRESHOLD, bytes);
      word(parameters + TRIM_THRESHOLD, 2 * bytes);
    }
    process.half(parameters + N_MMAPS, process.half(parameters + N_MMAPS) - 1);
    addMapped(-bytes);
    process.unmap(chunk, bytes);
  }

  private void release(long freed, long bytes) {
    long chunk = freed;
    long size = bytes;
    long next = chunk + size;
    if ((word(chunk + SIZE) & PREV_INUSE) == 0) {
      long before = word(chunk + PREV_SIZE);
      chunk -= before;
      size += before;
      unlink(chunk);
    }
    if (next == word(top)) {
      size += size(next);
      word(chunk + SIZE, size | PREV_INUSE);
      word(top, chunk);
    } else {
      long nextSize = size(next);
      if ((word(next + nextSize + SIZE) & PREV_INUSE) == 0) {
        unlink(next);
        size += nextSize;
      } else {
        word(next + SIZE, word(next + SIZE) & ~PREV_INUSE);
      }
      toUnsorted(chunk, size);
      word(chunk + SIZE, size | PREV_INUSE);
      word(chunk + size + PREV_SIZE, size);
    }
    if (size >= LARGE_FREE && size(word(top)) >= word(parameters + TRIM_THRESHOLD)) {
      trimTop(word(parameters + TOP_PAD));
    }
  }

  private void trimTop(long pad) {
    long chunk = word(top);
    if (chunk == bin(1)) {
      return;
    }
    long size = size(chunk);
    long extra = size - SMALLEST - 1 - pad & -PAGE;
    if (size - SMALLEST - 1 <= pad || extra <= 0 || process.brk() != chunk + size) {
      return;
    }
    process.sbrk(-extra);
    word(top + SYSTEM_MEM, word(top + SYSTEM_MEM) - extra);
    word(chunk + SIZE, size - extra | PREV_INUSE);
  }

  /// Gives back what can be given back, as `malloc_trim(0)`: whole pages inside free chunks, and
  /// the end of the heap.
  public void trim() {
    for (int bin = 1; bin < BINS; bin++) {
      for (long chunk = word(bin(bin) + FD); chunk != bin(bin); chunk = word(chunk + FD)) {
        long size = size(chunk);
        long first = chunk + BK_NEXTSIZE + Long.BYTES + PAGE - 1 & -PAGE;
        long bytes = chunk + size - first & -PAGE;
        if (chunk + size > first && bytes > 0) {
          process.discard(first, bytes);
        }
      }
    }
    trimTop(0);
  }

  @Override
  public long reallocate(long address, long bytes) {
    long chunk = address - PAYLOAD;
    long header = word(chunk + SIZE);
    long old = header & ~FLAGS;
    long size = chunkBytes(bytes);
    if ((header & IS_MMAPPED) != 0) {
      return remapped(address, old, size);
    }
    if (old >= size) {
      return shrunk(address, old, size);
    }
    long next = chunk + old;
    if (next == word(top) && old + size(next) >= size + SMALLEST) {
      long room = old + size(next) - size;
      word(chunk + SIZE, size | (header & PREV_INUSE));
      word(top, chunk + size);
      word(chunk + size + SIZE, room | PREV_INUSE);
      return address;
    }
    boolean free = next != word(top) && (word(next + size(next) + SIZE) & PREV_INUSE) == 0;
    if (free && old + size(next) >= size) {
      long whole = old + size(next);
      unlink(next);
      word(chunk + SIZE, whole | (header & PREV_INUSE));
      word(chunk + whole + SIZE, word(chunk + whole + SIZE) | PREV_INUSE);
      return shrunk(address, whole, size);
    }
    long moved = allocate(bytes);
    process.copy(address, moved, old - SIZE);
    release(chunk, old);
    return moved;
  }

  private long remapped(long address, long old, long size) {
    long wanted = size + SIZE + PAGE - 1 & -PAGE;
    if (wanted == old) {
      return address;
    }
    long chunk = process.remap(address - PAYLOAD, old, wanted);
    word(chunk + SIZE, wanted | IS_MMAPPED);
    addMapped(wanted - old);
    return chunk + PAYLOAD;
  }

  private long shrunk(long address, long whole, long size) {
    long chunk = address - PAYLOAD;
    if (whole - size >= SMALLEST) {
      long remainder = chunk + size;
      word(chunk + SIZE, size | (word(chunk + SIZE) & PREV_INUSE));
      word(remainder + SIZE, whole - size | PREV_INUSE);
      word(chunk + whole + SIZE, word(chunk + whole + SIZE) | PREV_INUSE);
      release(remainder, whole - size);
    }
    return address;
  }

  /// {@return what the program may use of a block} (`malloc_usable_size`)
  public long usableBytes(long address) {
    long header = word(address - PAYLOAD + SIZE);
    long size = header & ~FLAGS;
    return (header & IS_MMAPPED) != 0 ? size - PAYLOAD : size - SIZE;
  }

  @Override
  public List<Piece> pieces(long address) {
    return List.of(new Piece(address - PAYLOAD, size(address - PAYLOAD)));
  }

  @Override
  public List<Piece> bookkeeping() {
    return List.of(); // its state is in its library, its tags in the chunks
  }

  /// Checks every chunk of the heap against its neighbours and the bins.
  ///
  /// @throws IllegalStateException that names what does not hold, and where
  public void verify() {
    long topChunk = word(top);
    if (topChunk == bin(1)) {
      return;
    }
    long free = 0;
    boolean previousFree = false;
    long chunk = word(parameters + SBRK_BASE);
    while (chunk != topChunk) {
      long size = size(chunk);
      require(size >= SMALLEST && size % ALIGNMENT == 0 && chunk + size <= topChunk, chunk);
      boolean isFree = (word(chunk + size + SIZE) & PREV_INUSE) == 0;
      require(!(isFree && previousFree), chunk);
      require((word(chunk + SIZE) & PREV_INUSE) == (previousFree ? 0 : PREV_INUSE), chunk);
      require(!isFree || word(chunk + size + PREV_SIZE) == size, chunk);
      free += isFree ? 1 : 0;
      previousFree = isFree;
      chunk += size;
    }
    require(chunk + size(chunk) == process.brk(), chunk);
    require(word(top + SYSTEM_MEM) == process.brk() - word(parameters + SBRK_BASE), chunk);
    long listed = 0;
    for (int bin = 1; bin < BINS; bin++) {
      for (long at = word(bin(bin) + FD); at != bin(bin); at = word(at + FD)) {
        require(word(word(at + FD) + BK) == at && word(word(at + BK) + FD) == at, at);
        require((word(at + size(at) + SIZE) & PREV_INUSE) == 0, at);
        require(
            bin == 1 || bin == (isSmall(size(at)) ? smallBin(size(at)) : largeBin(size(at))), at);
        listed++;
      }
    }
    require(listed == free, topChunk);
  }

  private static void require(boolean holds, long chunk) {
    if (!holds) {
      throw new IllegalStateException("the heap is torn at chunk 0x" + Long.toHexString(chunk));
    }
  }

  private long word(long address) {
    return process.word(address);
  }

  private void word(long address, long value) {
    process.word(address, value);
  }

  private long size(long chunk) {
    return word(chunk + SIZE) & ~FLAGS;
  }

  private void setInUse(long chunk, long size) {
    word(chunk + size + SIZE, word(chunk + size + SIZE) | PREV_INUSE);
  }

  /// The head of a bin looks like a chunk of which only the links are used.
  private long bin(int index) {
    return top + (index - 1L) * BIN_BYTES;
  }

  private int map(int block) {
    return process.half(top + BINMAP + block * 4L);
  }

  private void mark(int index) {
    process.half(top + BINMAP + (index >>> 5) * 4L, map(index >>> 5) | 1 << (index & 31));
  }

  private static boolean isSmall(long size) {
    return size < SMALLEST_LARGE;
  }

  private static int smallBin(long size) {
    return (int) (size >>> 4);
  }

  /// `largebin_index_64`
  private static int largeBin(long size) {
    if (size >>> 6 <= 48) {
      return 48 + (int) (size >>> 6);
    }
    if (size >>> 9 <= 20) {
      return 91 + (int) (size >>> 9);
    }
    if (size >>> 12 <= 10) {
      return 110 + (int) (size >>> 12);
    }
    if (size >>> 15 <= 4) {
      return 119 + (int) (size >>> 15);
    }
    return size >>> 18 <= 2 ? 124 + (int) (size >>> 18) : 126;
  }
}
