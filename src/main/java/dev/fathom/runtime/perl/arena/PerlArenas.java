package dev.fathom.runtime.perl.arena;

import dev.fathom.malloc.Violations;
import dev.fathom.runtime.perl.value.Bodies;
import dev.fathom.runtime.perl.value.Sv;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The arenas of heads and bodies (`sv.c`), as [ArenaReader] finds them while the target is held,
/// with all their words: by these alone it is known what every value is and what it points to.
///
/// **Memory**: what the arenas have. **Cost**: a read of 4 KiB for each, about a microsecond.
public final class PerlArenas {
  /// Instead of a number of a body's type: an arena of heads.
  public static final int HEADS = -1;

  private static final long PAGE_SHIFT = 12;

  /// In address order.
  private final SvArena[] arenas;

  // By page: the last arena that begins in it. Open addressing.
  private final long[] pages;
  private final int[] table;

  /// How many pages below an address the arena that holds it may begin.
  private final long reachPages;

  // The arenas that were looked at last: heads come in a row, and so do their bodies.
  private @Nullable SvArena lastHeads;
  private @Nullable SvArena lastBodies;

  /// One arena.
  public static final class SvArena {
    public final long start;

    /// Number of the type of the bodies in it, or [#HEADS].
    public final int type;

    /// Number of the interpreter that it belongs to.
    public final int interpreter;

    public final long slotBytes;
    public final int slots;
    final long bytes;
    final long[] words;

    /// The slots that are not in use.
    public final BitSet free = new BitSet();

    SvArena(long start, int type, int interpreter, long slotBytes, long[] words) {
      this.start = start;
      this.type = type;
      this.interpreter = interpreter;
      this.slotBytes = slotBytes;
      this.words = words;
      this.bytes = (long) words.length * Long.BYTES;
      this.slots = (int) (bytes / slotBytes);
    }

    public long end() {
      return start + bytes;
    }

    boolean holds(long address) {
      return Long.compareUnsigned(address - start, bytes) < 0;
    }

    public long slot(int index) {
      return start + index * slotBytes;
    }

    public long u64(long address) {
      return words[(int) ((address - start) >>> 3)];
    }
  }

  /// Of how many interpreters there are arenas.
  private final int interpreters;

  private PerlArenas(List<SvArena> sorted) {
    arenas = sorted.toArray(new SvArena[0]);
    table = new int[Integer.highestOneBit(Math.max(4, arenas.length * 2)) * 2];
    pages = new long[table.length];
    Arrays.fill(table, -1);
    long largest = 0;
    int highest = -1;
    for (SvArena arena : arenas) {
      largest = Math.max(largest, arena.end() - arena.start);
      highest = Math.max(highest, arena.interpreter);
    }
    interpreters = highest + 1;
    reachPages = (largest >>> PAGE_SHIFT) + 1;
    for (int arena = 0; arena < arenas.length; arena++) {
      long page = arenas[arena].start >>> PAGE_SHIFT;
      int slot = slot(page);
      while (table[slot] >= 0 && pages[slot] != page) {
        slot = (slot + 1) & (table.length - 1);
      }
      pages[slot] = page;
      table[slot] = arena;
    }
  }

  /// Reads the arenas of all interpreters.
  ///
  /// @param most arenas that are read
  public static PerlArenas read(
      List<PerlInterpreter> interpreters,
      Bodies bodies,
      Target target,
      Words words,
      Violations sink,
      long most) {
    ArenaReader reader = new ArenaReader(bodies, target, words, sink, most);
    for (int number = 0; number < interpreters.size(); number++) {
      reader.heads(interpreters.get(number), number);
      reader.bodies(interpreters.get(number), number);
    }
    List<SvArena> sorted = reader.sorted();
    PerlArenas arenas = new PerlArenas(sorted);
    for (int number = 0; number < interpreters.size(); number++) {
      arenas.markFreeHeads(number, interpreters.get(number), words, sink);
      arenas.markFreeBodies(interpreters.get(number), bodies, words, sink);
    }
    return arenas;
  }

  /// {@return 1 more than the highest number of an interpreter that has an arena}
  public int interpreters() {
    return interpreters;
  }

  /// {@return index of the first arena at or above `address`; may be their number}
  public int firstAt(long address) {
    int low = 0;
    int high = arenas.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (arenas[middle].start < address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// Heads say themselves that they are free. The first slot is the arena's own.
  private void markFreeHeads(
      int interpreter, PerlInterpreter variables, Words words, Violations sink) {
    long live = 0;
    for (SvArena arena : arenas) {
      if (arena.type == HEADS && arena.interpreter == interpreter) {
        arena.free.set(0);
        for (int slot = 1; slot < arena.slots; slot++) {
          if (Sv.type(flags(arena, slot)) == Sv.FREE) {
            arena.free.set(slot);
          }
        }
        live += arena.slots - arena.free.cardinality();
      }
    }
    // One may be between being counted and being in use: it was held in S_new_sv or del_SV (sv.c).
    if (Math.abs(live - variables.u64("sv_count", words)) > 1) {
      sink.violation("SVs in use are not as many as perl counts", variables.address("sv_count"));
    }
  }

  /// Bodies that are free are chained, by type.
  private void markFreeBodies(
      PerlInterpreter variables, Bodies bodies, Words words, Violations sink) {
    long roots = variables.address("body_roots");
    for (int type = 0; type < Sv.TYPES && roots != 0; type++) {
      long body = bodies.bytes(type) == 0 ? 0 : words.u64(roots + (long) type * Long.BYTES);
      while (body != 0) {
        SvArena arena = arenaOf(body);
        if (arena == null || arena.type != type || (body - arena.start) % arena.slotBytes != 0) {
          sink.violation("free list of SV bodies", body);
          break;
        }
        int slot = (int) ((body - arena.start) / arena.slotBytes);
        if (arena.free.get(slot)) {
          sink.violation("free list of SV bodies", body);
          break;
        }
        arena.free.set(slot);
        body = arena.u64(body);
      }
    }
  }

  public List<SvArena> all() {
    return Collections.unmodifiableList(Arrays.asList(arenas));
  }

  /// {@return the arena that holds `address`, or null}
  public @Nullable SvArena arenaOf(long address) {
    if (lastHeads != null && lastHeads.holds(address)) {
      return lastHeads;
    }
    if (lastBodies != null && lastBodies.holds(address)) {
      return lastBodies;
    }
    SvArena found = find(address);
    if (found != null && found.type == HEADS) {
      lastHeads = found;
    } else if (found != null) {
      lastBodies = found;
    }
    return found;
  }

  private @Nullable SvArena find(long address) {
    long page = address >>> PAGE_SHIFT;
    int arena = beginningIn(page);
    // Several small arenas may begin in one page; one that began in the page before may reach here.
    while (arena > 0 && arenas[arena].start > address) {
      arena--;
    }
    if (arena < 0 || arenas[arena].start > address) {
      for (long before = page - 1; before >= page - reachPages; before--) {
        arena = beginningIn(before);
        if (arena >= 0) {
          break;
        }
      }
    }
    return arena >= 0 && arenas[arena].holds(address) ? arenas[arena] : null;
  }

  /// {@return the last arena that begins in a page, or -1}
  private int beginningIn(long page) {
    for (int slot = slot(page); table[slot] >= 0; slot = (slot + 1) & (table.length - 1)) {
      if (pages[slot] == page) {
        return table[slot];
      }
    }
    return -1;
  }

  private int slot(long page) {
    return (int) ((page * 0x9E3779B97F4A7C15L) >>> 40) & (table.length - 1);
  }

  public static int flags(SvArena heads, int slot) {
    return (int) (heads.words[slot * 3 + 1] >>> 32);
  }

  /// {@return how many references the interpreter counts to a value}
  public static long references(SvArena heads, int slot) {
    return heads.words[slot * 3 + 1] & 0xffffffffL;
  }

  public static long any(SvArena heads, int slot) {
    return heads.words[slot * 3];
  }

  public static long payload(SvArena heads, int slot) {
    return heads.words[slot * 3 + 2];
  }

  /// Whether a word at `address` was read.
  public boolean holds(long address) {
    return arenaOf(address) != null;
  }

  /// {@return the aligned word at `address`; 0 where it lies in no arena}
  long u64(long address) {
    SvArena arena = arenaOf(address);
    return arena == null ? 0 : arena.u64(address);
  }

  int u32(long address) {
    return (int) (u64(address & -Long.BYTES) >>> (8 * (address & 4)));
  }

  /// {@return the flags of the value at `address`; those of a free one where there is none}
  public int flagsAt(long address) {
    SvArena arena = arenaOf(address);
    if (arena == null || arena.type != HEADS || (address - arena.start) % Sv.HEAD_BYTES != 0) {
      return Sv.FREE;
    }
    return flags(arena, (int) ((address - arena.start) / Sv.HEAD_BYTES));
  }
}
