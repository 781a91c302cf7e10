package dev.fathom.lab.allocator;

import dev.fathom.lab.machine.MachineException;
import dev.fathom.lab.process.ModelProcess;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// MicroPython's heap (`py/gc.c`, 1.25, 64-bit): one range of fixed size, in blocks of 32 bytes,
/// and before them a table of two bits a block: free, head of an allocation, tail, marked. What
/// nothing refers to any more is found by mark and sweep, which takes any word for a pointer that
/// could be one.
public final class BlockHeap implements ModelAllocator {
  public static final int BLOCK_BYTES = 32;

  private static final int FREE = 0;
  private static final int HEAD = 1;
  private static final int TAIL = 2;
  private static final int MARK = 3;

  private static final int BLOCKS_A_BYTE = 4;
  private static final int FINALISERS_A_BYTE = 8;
  private static final int BLOCKS_A_WORD = 32;
  private static final int LONGEST_NOTED = 64;

  /// Bits of heap that a byte of the table stands for, itself and its part of the table of
  /// finalisers included (`gc_setup_area`).
  private static final long BITS_FOR_TABLE_BYTE =
      8 + 8L * BLOCKS_A_BYTE / FINALISERS_A_BYTE + 8L * BLOCKS_A_BYTE * BLOCK_BYTES;

  private final ModelProcess process;
  private final long start;
  private final long bytes;
  private final long blocks;
  private final long pool;

  /// The first byte of the table in which a block can be free.
  private long firstFree;

  /// By length, a block before which no run of so many free blocks begins. MicroPython looks from
  /// [#firstFree] on each time and finds the same; only speed depends on this.
  private final long[] noRunBefore = new long[LONGEST_NOTED + 1];

  /// Allocations that are marked, and whose words were not looked at yet.
  private final Deque<Long> unscanned = new ArrayDeque<>();

  /// Shows the words from which the program can reach anything.
  private @Nullable Consumer<LongConsumer> roots;

  private BlockHeap(ModelProcess process, long start, long bytes) {
    this.process = process;
    this.start = start;
    this.bytes = bytes;
    this.blocks = (bytes - 1) * 8 / BITS_FOR_TABLE_BYTE * BLOCKS_A_BYTE;
    this.pool = start + bytes - blocks * BLOCK_BYTES;
  }

  /// {@return a heap}
  ///
  /// @param bytes of all of it, tables included: `-X heapsize=`
  public static BlockHeap in(ModelProcess process, long bytes) {
    long page = ModelProcess.PAGE_BYTES;
    long mapped = Math.max(page, bytes + page - 1 & -page);
    return new BlockHeap(process, process.map(mapped), Math.max(page, bytes & -(long) BLOCK_BYTES));
  }

  /// {@return the heap that a child of its process has after a fork}
  public BlockHeap inChild(ModelProcess child) {
    BlockHeap copy = new BlockHeap(child, start, bytes);
    copy.firstFree = firstFree;
    System.arraycopy(noRunBefore, 0, copy.noRunBefore, 0, noRunBefore.length);
    copy.roots = roots;
    return copy;
  }

  /// Says what can be reached; until then nothing is collected.
  ///
  /// @param shown calls its argument with each word that may be a pointer
  public void roots(Consumer<LongConsumer> shown) {
    roots = shown;
  }

  @Override
  public ModelProcess process() {
    return process;
  }

  @Override
  public long allocate(long wanted) {
    long count = Math.max(1, Math.ceilDiv(wanted, (long) BLOCK_BYTES));
    long last = find(count);
    if (last < 0 && roots != null) {
      collect();
      last = find(count);
    }
    if (last < 0) {
      throw new MachineException(
          "out of memory: no "
              + count
              + " free blocks of 32 bytes side by side among "
              + statistics().freeBlocks());
    }
    if (count == 1) {
      firstFree = (last + 1) / BLOCKS_A_BYTE;
    }
    long first = last - count + 1;
    kind(first, HEAD);
    for (long block = first + 1; block <= last; block++) {
      kind(block, TAIL);
    }
    process.clear(address(first), count * BLOCK_BYTES);
    return address(first);
  }

  /// {@return the last of so many free blocks side by side, or -1}
  private long find(long count) {
    int noted = (int) Math.min(count, LONGEST_NOTED);
    long block = firstFree * BLOCKS_A_BYTE;
    for (int length = 1; length <= noted; length++) {
      block = Math.max(block, noRunBefore[length]);
    }
    long found = findFrom(block, count);
    if (count <= LONGEST_NOTED) {
      noRunBefore[noted] = found < 0 ? blocks : found - count + 1;
    }
    return found;
  }

  private long findFrom(long first, long count) {
    long run = 0;
    long block = first;
    while (block < blocks) {
      if (block % BLOCKS_A_WORD == 0 && run == 0 && (start & 7) == 0 && allUsed(block)) {
        block += BLOCKS_A_WORD;
        continue;
      }
      run = kind(block) == FREE ? run + 1 : 0;
      if (run == count) {
        return block;
      }
      block++;
    }
    return -1;
  }

  private boolean allUsed(long block) {
    long word = process.word(start + block / BLOCKS_A_BYTE);
    long low = 0x5555_5555_5555_5555L;
    return ((word | word >>> 1) & low) == low;
  }

  @Override
  public void free(long address) {
    long block = block(address);
    if (kind(block) != HEAD) {
      throw new MachineException("no allocation begins at 0x" + Long.toHexString(address));
    }
    noteFree(block);
    kind(block, FREE);
    freeTails(block + 1);
  }

  private void noteFree(long block) {
    firstFree = Math.min(firstFree, block / BLOCKS_A_BYTE);
    for (int length = 1; length <= LONGEST_NOTED; length++) {
      noRunBefore[length] = Math.min(noRunBefore[length], Math.max(0, block - length + 1));
    }
  }

  private void freeTails(long from) {
    for (long block = from; block < blocks && kind(block) == TAIL; block++) {
      kind(block, FREE);
    }
  }

  private long length(long head) {
    long block = head + 1;
    while (block < blocks && kind(block) == TAIL) {
      block++;
    }
    return block - head;
  }

  @Override
  public long reallocate(long address, long wanted) {
    long head = block(address);
    long have = length(head);
    long count = Math.max(1, Math.ceilDiv(wanted, (long) BLOCK_BYTES));
    if (count <= have) {
      if (count < have) {
        freeTails(head + count);
        noteFree(head + count);
      }
      return address;
    }
    long block = head + have;
    while (block < head + count && block < blocks && kind(block) == FREE) {
      block++;
    }
    if (block == head + count) {
      for (long tail = head + have; tail < block; tail++) {
        kind(tail, TAIL);
      }
      process.clear(address(head + have), (count - have) * BLOCK_BYTES);
      return address;
    }
    long moved = allocate(wanted);
    process.copy(address, moved, have * BLOCK_BYTES);
    free(address);
    return moved;
  }

  /// Frees what cannot be reached, if it is known what can be.
  public void collect() {
    if (roots == null) {
      return;
    }
    markRoots();
    while (markNext()) {
      // what it leads to is marked
    }
    sweep();
  }

  /// Marks what the program itself leads to: the first step of a collection.
  public void markRoots() {
    Consumer<LongConsumer> shown = roots;
    if (shown != null) {
      shown.accept(word -> mark(word, unscanned));
    }
  }

  /// Looks through one allocation that is marked and was not looked through, and marks what it
  /// leads to.
  ///
  /// @return whether there was one
  public boolean markNext() {
    @Nullable Long head = unscanned.pollFirst();
    if (head == null) {
      return false;
    }
    long from = address(head);
    long end = from + length(head) * BLOCK_BYTES;
    for (long at = from; at < end; at += Long.BYTES) {
      mark(process.word(at), unscanned);
    }
    return true;
  }

  /// Frees what is not marked, and takes the marks away: the last step of a collection.
  public void sweep() {
    boolean freeing = false;
    for (long block = 0; block < blocks; block++) {
      switch (kind(block)) {
        case HEAD -> {
          freeing = true;
          kind(block, FREE);
        }
        case TAIL -> {
          if (freeing) {
            kind(block, FREE);
          }
        }
        case MARK -> {
          kind(block, HEAD);
          freeing = false;
        }
        default -> freeing = false;
      }
    }
    firstFree = 0;
    Arrays.fill(noRunBefore, 0);
  }

  private void mark(long word, Deque<Long> open) {
    boolean pointer = word >= pool && word < start + bytes && (word - pool) % BLOCK_BYTES == 0;
    if (pointer && kind(block(word)) == HEAD) {
      kind(block(word), MARK);
      open.push(block(word));
    }
  }

  /// {@return what the table says of the first blocks: two bits each, in a string of `free`,
  /// `head`, `tail`, `mark`}
  public List<String> kinds(int most) {
    List<String> kinds = new ArrayList<>();
    for (long block = 0; block < Math.min(blocks, most); block++) {
      kinds.add(
          switch (kind(block)) {
            case FREE -> "free";
            case HEAD -> "head";
            case TAIL -> "tail";
            default -> "mark";
          });
    }
    return kinds;
  }

  /// {@return the number of the block that begins at an address}
  public long number(long address) {
    return block(address);
  }

  /// {@return whether an allocation begins at an address}
  public boolean isAllocated(long address) {
    int kind = kind(block(address));
    return kind == HEAD || kind == MARK;
  }

  /// {@return all that is handed out, in address order}
  public List<Piece> allocations() {
    List<Piece> allocations = new ArrayList<>();
    for (long block = 0; block < blocks; ) {
      long length = kind(block) == FREE ? 1 : length(block);
      if (kind(block) != FREE) {
        allocations.add(new Piece(address(block), length * BLOCK_BYTES));
      }
      block += length;
    }
    return allocations;
  }

  /// {@return what `micropython.mem_info()` tells}
  public BlockStatistics statistics() {
    long used = 0;
    long ones = 0;
    long twos = 0;
    long longest = 0;
    long longestFree = 0;
    long run = 0;
    long free = 0;
    for (long block = 0; block < blocks; ) {
      if (kind(block) == FREE) {
        run++;
        free++;
        longestFree = Math.max(longestFree, run);
        block++;
      } else {
        long length = length(block);
        used += length;
        ones += length == 1 ? 1 : 0;
        twos += length == 2 ? 1 : 0;
        longest = Math.max(longest, length);
        run = 0;
        block += length;
      }
    }
    return new BlockStatistics(
        blocks * BLOCK_BYTES, used * BLOCK_BYTES, free, ones, twos, longest, longestFree);
  }

  /// What `micropython.mem_info()` tells.
  ///
  /// @param totalBytes of all blocks
  /// @param usedBytes of those that are not free
  /// @param freeBlocks how many are
  /// @param ones allocations of one block
  /// @param twos of two blocks
  /// @param longest blocks of the longest allocation
  /// @param longestFree free blocks side by side
  public record BlockStatistics(
      long totalBytes,
      long usedBytes,
      long freeBlocks,
      long ones,
      long twos,
      long longest,
      long longestFree) {}

  @Override
  public List<Piece> pieces(long address) {
    return List.of(new Piece(address, length(block(address)) * BLOCK_BYTES));
  }

  @Override
  public List<Piece> bookkeeping() {
    return List.of(new Piece(start, pool - start));
  }

  private long address(long block) {
    return pool + block * BLOCK_BYTES;
  }

  private long block(long address) {
    long block = (address - pool) / BLOCK_BYTES;
    if (address < pool || block >= blocks) {
      throw new MachineException("0x" + Long.toHexString(address) + " is not in the heap");
    }
    return block;
  }

  private int kind(long block) {
    long at = start + block / BLOCKS_A_BYTE;
    long word = process.word(at & -Long.BYTES);
    return (int) (word >>> shift(block, at)) & 3;
  }

  private void kind(long block, int kind) {
    long at = start + block / BLOCKS_A_BYTE;
    long aligned = at & -Long.BYTES;
    int shift = shift(block, at);
    process.word(aligned, (process.word(aligned) & ~(3L << shift)) | (long) kind << shift);
  }

  private static int shift(long block, long at) {
    return (int) (at & 7) * 8 + (int) (block % BLOCKS_A_BYTE) * 2;
  }
}
