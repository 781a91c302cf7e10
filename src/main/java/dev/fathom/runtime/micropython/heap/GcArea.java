package dev.fathom.runtime.micropython.heap;

import dev.fathom.malloc.StaticData;
import dev.fathom.model.memory.Mapping;
import dev.fathom.target.AddressSpace;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import org.jspecify.annotations.Nullable;

/// One area of the collector (`mp_state_mem_area_t` in `py/mpstate.h`): a table of states, two bits
/// a block, and the pool of blocks.
///
/// @param state where the struct stands
/// @param shape which tables the build has
/// @param table where the states begin
/// @param tableBytes of how many bytes they are
/// @param poolStart the first block
/// @param poolEnd address after the last
/// @param blockBytes of how many bytes a block is
public record GcArea(
    long state,
    Shape shape,
    long table,
    long tableBytes,
    long poolStart,
    long poolEnd,
    int blockBytes) {
  /// Of how many blocks a byte of the table tells (`BLOCKS_PER_ATB`, `py/gc.c`).
  static final int BLOCKS_A_BYTE = 4;

  private static final long TABLE_BYTES = 8;
  private static final long AFTER_TABLE = 16;

  /// `MICROPY_BYTES_PER_GC_BLOCK` is four words, and some set it to more.
  private static final int LEAST_BLOCK = 16;

  private static final int LARGEST_BLOCK = 128;
  private static final long LEAST_TABLE = 4;

  /// 8 GiB of blocks of 32 bytes.
  private static final long LARGEST_TABLE = 1L << 26;

  /// Between the tables and the pool there is the gap byte, and what aligns the pool.
  private static final long MOST_GAP = 512;

  /// Which words stand between the length of the table and the start of the pool.
  public enum Shape {
    /// The build has a table of finalisers (`MICROPY_ENABLE_FINALISER`), as all since 1.9.
    FINALISERS(1),
    /// One of weak references as well (`MICROPY_PY_WEAKREF`, from 1.28 on).
    WEAK_REFERENCES(2),
    /// Neither.
    PLAIN(0);

    private final int tables;

    Shape(int tables) {
      this.tables = tables;
    }

    private long poolStart() {
      return AFTER_TABLE + (long) tables * Long.BYTES;
    }

    /// {@return bytes of the struct behind its link} It ends with the first byte of the table that
    /// may have a free block, and the last block in use.
    long bytes() {
      return poolStart() + 4L * Long.BYTES;
    }
  }

  /// {@return the area whose struct stands at an address, or null where there is none} **Cost**: a
  /// few nanoseconds where the first words already say no.
  static @Nullable GcArea at(long state, Words words, Target target) {
    long bytes = words.u64(state + TABLE_BYTES);
    if (bytes < LEAST_TABLE || bytes > LARGEST_TABLE) {
      return null;
    }
    long table = words.u64(state);
    if (table <= 0) {
      return null;
    }
    for (Shape shape : Shape.values()) {
      GcArea area = of(state, shape, table, bytes, words);
      if (area != null && area.isMapped(target)) {
        return area;
      }
    }
    return null;
  }

  private static @Nullable GcArea of(long state, Shape shape, long table, long bytes, Words words) {
    long start = words.u64(state + shape.poolStart());
    long end = words.u64(state + shape.poolStart() + Long.BYTES);
    long tablesEnd = table + bytes;
    for (int extra = 0; extra < shape.tables; extra++) {
      long next = words.u64(state + AFTER_TABLE + (long) extra * Long.BYTES);
      if (next < tablesEnd || next > tablesEnd + MOST_GAP) {
        return null;
      }
      tablesEnd = next + bytes * BLOCKS_A_BYTE / Byte.SIZE;
    }
    long blocks = bytes * BLOCKS_A_BYTE;
    if (start < tablesEnd || start > tablesEnd + MOST_GAP || end <= start) {
      return null;
    }
    long blockBytes = (end - start) / blocks;
    boolean sound =
        blockBytes * blocks == end - start
            && blockBytes >= LEAST_BLOCK
            && blockBytes <= LARGEST_BLOCK
            && Long.bitCount(blockBytes) == 1
            && end % blockBytes == 0;
    return sound ? new GcArea(state, shape, table, bytes, start, end, (int) blockBytes) : null;
  }

  private boolean isMapped(Target target) {
    Mapping mapping = AddressSpace.atOrAbove(target.mappings(), table);
    return mapping != null
        && mapping.contains(table)
        && mapping.writable()
        && StaticData.leadsToMemory(target, poolEnd - 1);
  }

  /// {@return how many blocks it has}
  int blocks() {
    return (int) ((poolEnd - poolStart) / blockBytes);
  }

  /// {@return whether a pool of this area has a block at an address}
  boolean holds(long address) {
    return address >= poolStart && address < poolEnd;
  }
}
