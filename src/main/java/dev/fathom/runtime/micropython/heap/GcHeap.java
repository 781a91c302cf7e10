package dev.fathom.runtime.micropython.heap;

import dev.fathom.malloc.Violations;
import dev.fathom.target.Memory;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// The blocks of all areas during one hold, numbered in address order.
///
/// **Memory**: two bits a block, as the collector itself has it.
public final class GcHeap {
  private static final int FREE = 0;
  private static final int TAIL = 2;

  /// Of a head that the collector has come by: only while it is at work.
  private static final int MARKED = 3;

  private static final int BITS = 2;
  private static final int READ_BYTES = 1 << 20;

  /// More blocks than can be numbered are not read.
  private static final long MOST_BLOCKS = 1L << 30;

  private final List<GcArea> areas;
  private final byte[][] tables;

  /// By area: the number of its first block; and after the last area how many there are.
  private final int[] firsts;

  private GcHeap(List<GcArea> areas, byte[][] tables) {
    this.areas = areas;
    this.tables = tables;
    firsts = new int[areas.size() + 1];
    for (int area = 0; area < areas.size(); area++) {
      firsts[area + 1] = firsts[area] + areas.get(area).blocks();
    }
  }

  /// Reads the tables of a target that is held.
  ///
  /// @param first where the struct of the first area stands
  public static GcHeap read(long first, Target target, Words words, Violations violations) {
    List<GcArea> found = AreaSearch.areas(first, words, target);
    long blocks = 0;
    int whole = 0;
    while (whole < found.size() && blocks + found.get(whole).blocks() <= MOST_BLOCKS) {
      blocks += found.get(whole++).blocks();
    }
    List<GcArea> areas = found.subList(0, whole);
    byte[][] tables = new byte[whole][];
    for (int area = 0; area < whole; area++) {
      tables[area] = table(areas.get(area), target.memory());
    }
    GcHeap heap = new GcHeap(areas, tables);
    if (heap.isBeingCollected()) {
      violations.violation("a collection was under way: marked heads", first);
    }
    return heap;
  }

  private static byte[] table(GcArea area, Memory memory) {
    byte[] table = new byte[(int) area.tableBytes()];
    MemorySegment into = MemorySegment.ofArray(table);
    for (int at = 0; at < table.length; at += READ_BYTES) {
      int bytes = Math.min(READ_BYTES, table.length - at);
      memory.read(area.table() + at, into.asSlice(at, bytes), bytes);
    }
    return table;
  }

  private boolean isBeingCollected() {
    for (byte[] table : tables) {
      for (byte four : table) {
        if ((four & four >>> 1 & 0x55) != 0) {
          return true;
        }
      }
    }
    return false;
  }

  public List<GcArea> areas() {
    return areas;
  }

  /// {@return the number of an area's first block; for the number after the last area that of all
  /// blocks}
  public int first(int area) {
    return firsts[area];
  }

  /// {@return how many blocks there are}
  public int blocks() {
    return firsts[areas.size()];
  }

  /// {@return the area that a block is in}
  public int areaOf(int block) {
    int area = 0;
    while (firsts[area + 1] <= block) {
      area++;
    }
    return area;
  }

  public long address(int block) {
    int at = areaOf(block);
    GcArea area = areas.get(at);
    return area.poolStart() + (long) (block - firsts[at]) * area.blockBytes();
  }

  private int state(int block) {
    int area = areaOf(block);
    int own = block - firsts[area];
    return tables[area][own / GcArea.BLOCKS_A_BYTE] >>> (own % GcArea.BLOCKS_A_BYTE * BITS)
        & MARKED;
  }

  public boolean isFree(int block) {
    return state(block) == FREE;
  }

  public boolean isTail(int block) {
    return state(block) == TAIL;
  }

  /// {@return the number of the head that begins at an address, or -1} What leads inside a chain of
  /// blocks does not hold it (`VERIFY_PTR`, `py/gc.c`).
  public int head(long address) {
    for (int at = 0; at < areas.size(); at++) {
      GcArea area = areas.get(at);
      if (area.holds(address)) {
        long inside = address - area.poolStart();
        if (inside % area.blockBytes() != 0) {
          return -1;
        }
        int block = firsts[at] + (int) (inside / area.blockBytes());
        return (state(block) & 1) != 0 ? block : -1;
      }
    }
    return -1;
  }

  /// {@return the number of the block after the last of a head's chain}
  public int end(int head) {
    int until = firsts[areaOf(head) + 1];
    int end = head + 1;
    while (end < until && isTail(end)) {
      end++;
    }
    return end;
  }

  /// {@return bytes of the chain that begins with a head}
  public long bytes(int head) {
    return (long) (end(head) - head) * areas.get(areaOf(head)).blockBytes();
  }

  /// {@return the head of the chain in which an address lies, or -1} **Cost**: proportional to the
  /// chain.
  public int around(long address) {
    for (int at = 0; at < areas.size(); at++) {
      GcArea area = areas.get(at);
      if (area.holds(address)) {
        int block = firsts[at] + (int) ((address - area.poolStart()) / area.blockBytes());
        while (block > firsts[at] && isTail(block)) {
          block--;
        }
        return (state(block) & 1) != 0 ? block : -1;
      }
    }
    return -1;
  }

  /// {@return whether an address is in the pool of an area}
  public boolean holds(long address) {
    for (int at = 0; at < areas.size(); at++) {
      if (areas.get(at).holds(address)) {
        return true;
      }
    }
    return false;
  }
}
