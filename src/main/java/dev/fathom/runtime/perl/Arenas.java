package dev.fathom.runtime.perl;

import dev.fathom.runtime.RuntimeSink;
import dev.fathom.target.Memory;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The arenas of heads and bodies (`sv.c`), read through their lists while the target is held, with
/// all their words: by these alone it is known what every value is and what it points to.
///
/// **Memory**: what the arenas have. **Cost**: a read of 4 KiB for each, about a microsecond.
final class Arenas {
  /// Instead of a number of a body's type: an arena of heads.
  static final int HEADS = -1;

  // The first slot of an arena of heads: its sv_any leads to the next arena (`sv_add_arena`).
  private static final long HEAD_ARENA_NEXT = 0;
  private static final long HEAD_ARENA_COUNT = 8;

  /// PERL_ARENA_SIZE (`perl.h`).
  private static final long USUAL_ARENA = 4080;

  // struct arena_set and struct arena_desc (`sv.c`)
  private static final long SET_NEXT = 0;
  private static final long SET_SIZE = 8;
  private static final long SET_FIRST = 16;
  private static final long DESCRIPTION_BYTES = 24;
  private static final long DESCRIPTION_SIZE = 8;
  private static final long DESCRIPTION_TYPE = 16;
  private static final int MOST_IN_A_SET = 4096;

  private static final long LARGEST_ARENA = 1 << 16;
  private static final long PAGE_SHIFT = 12;

  private static final ValueLayout.OfLong LE64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

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
  static final class SvArena {
    final long start;

    /// Number of the type of the bodies in it, or [#HEADS].
    final int type;

    /// Number of the interpreter that it belongs to.
    final int interpreter;

    final long slotBytes;
    final int slots;
    final long bytes;
    final long[] words;

    /// The slots that are not in use.
    final BitSet free = new BitSet();

    SvArena(long start, int type, int interpreter, long slotBytes, long[] words) {
      this.start = start;
      this.type = type;
      this.interpreter = interpreter;
      this.slotBytes = slotBytes;
      this.words = words;
      this.bytes = (long) words.length * Long.BYTES;
      this.slots = (int) (bytes / slotBytes);
    }

    long end() {
      return start + bytes;
    }

    boolean holds(long address) {
      return Long.compareUnsigned(address - start, bytes) < 0;
    }

    long slot(int index) {
      return start + index * slotBytes;
    }

    long u64(long address) {
      return words[(int) ((address - start) >>> 3)];
    }
  }

  private Arenas(List<SvArena> sorted) {
    arenas = sorted.toArray(new SvArena[0]);
    table = new int[Integer.highestOneBit(Math.max(4, arenas.length * 2)) * 2];
    pages = new long[table.length];
    Arrays.fill(table, -1);
    long largest = 0;
    for (SvArena arena : arenas) {
      largest = Math.max(largest, arena.end() - arena.start);
    }
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
  static Arenas read(
      List<Interpreter> interpreters,
      Bodies bodies,
      Target target,
      Words words,
      RuntimeSink sink,
      long most) {
    Reader reader = new Reader(bodies, target, words, sink, most);
    for (int number = 0; number < interpreters.size(); number++) {
      reader.heads(interpreters.get(number), number);
      reader.bodies(interpreters.get(number), number);
    }
    List<SvArena> sorted = reader.sorted();
    Arenas arenas = new Arenas(sorted);
    for (int number = 0; number < interpreters.size(); number++) {
      arenas.markFreeHeads(number, interpreters.get(number), words, sink);
      arenas.markFreeBodies(interpreters.get(number), bodies, words, sink);
    }
    return arenas;
  }

  /// What follows the lists.
  private static final class Reader {
    private final Bodies bodies;
    private final Memory memory;
    private final Words words;
    private final RuntimeSink sink;
    private final MemorySegment buffer = Arena.ofAuto().allocate(LARGEST_ARENA);
    private final List<SvArena> found = new ArrayList<>();

    /// How many more arenas there can be: what is resident limits them.
    private long remaining;

    Reader(Bodies bodies, Target target, Words words, RuntimeSink sink, long most) {
      this.bodies = bodies;
      this.memory = target.memory();
      this.words = words;
      this.sink = sink;
      for (int run = 0; run < target.pages().count(); run++) {
        long pages = (target.pages().end(run) - target.pages().start(run)) >>> PAGE_SHIFT;
        remaining += 2 * pages; // arenas may be much smaller than a page
      }
      remaining = Math.min(remaining, most);
    }

    void heads(Interpreter interpreter, int number) {
      long arena = interpreter.u64("sv_arenaroot", words);
      while (arena != 0 && remaining-- > 0) {
        memory.read(arena, buffer, USUAL_ARENA);
        int count = (int) buffer.get(LE64, HEAD_ARENA_COUNT);
        long bytes = count * Sv.HEAD_BYTES;
        if (arena % 8 != 0 || count < 2 || bytes > LARGEST_ARENA) {
          sink.violation("arena of SV heads", arena);
          return;
        }
        if (bytes > USUAL_ARENA) {
          memory.read(arena, buffer, bytes);
        }
        add(arena, HEADS, number, Sv.HEAD_BYTES, bytes);
        arena = buffer.get(LE64, HEAD_ARENA_NEXT);
      }
    }

    void bodies(Interpreter interpreter, int number) {
      long set = interpreter.u64("body_arenas", words);
      while (set != 0 && remaining-- > 0) {
        int size = words.u32(set + SET_SIZE);
        if (set % 8 != 0 || size < 0 || size > MOST_IN_A_SET) {
          sink.violation("set of body arenas", set);
          return;
        }
        for (int i = 0; i < size; i++) {
          long description = set + SET_FIRST + i * DESCRIPTION_BYTES;
          long arena = words.u64(description);
          if (arena != 0 && remaining-- > 0) {
            long bytes = words.u64(description + DESCRIPTION_SIZE);
            int type = words.u32(description + DESCRIPTION_TYPE);
            if (arena % 8 != 0
                || bodies.bytes(type) == 0
                || Long.compareUnsigned(bytes, LARGEST_ARENA) > 0
                || bytes < bodies.bytes(type)) {
              sink.violation("arena of SV bodies", arena);
            } else {
              memory.read(arena, buffer, bytes);
              add(arena, type, number, bodies.bytes(type), bytes);
            }
          }
        }
        set = words.u64(set + SET_NEXT);
      }
    }

    /// Adds what stands in the buffer.
    private void add(long start, int type, int interpreter, long slotBytes, long bytes) {
      long[] copy = new long[(int) (bytes / Long.BYTES)];
      MemorySegment.copy(buffer, LE64, 0, copy, 0, copy.length);
      found.add(new SvArena(start, type, interpreter, slotBytes, copy));
    }

    /// {@return the arenas in address order, without those that overlap others}
    List<SvArena> sorted() {
      found.sort(Comparator.comparingLong(arena -> arena.start));
      List<SvArena> sound = new ArrayList<>(found.size());
      long end = 0;
      for (SvArena arena : found) {
        if (arena.start < end) {
          sink.violation("overlapping arenas of SVs", arena.start);
        } else {
          sound.add(arena);
          end = arena.end();
        }
      }
      return sound;
    }
  }

  /// Heads say themselves that they are free. The first slot is the arena's own.
  private void markFreeHeads(
      int interpreter, Interpreter variables, Words words, RuntimeSink sink) {
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
    if (live != variables.u64("sv_count", words)) {
      sink.violation("SVs in use are not as many as perl counts", variables.address("sv_count"));
    }
  }

  /// Bodies that are free are chained, by type.
  private void markFreeBodies(Interpreter variables, Bodies bodies, Words words, RuntimeSink sink) {
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

  List<SvArena> all() {
    return Collections.unmodifiableList(Arrays.asList(arenas));
  }

  /// {@return the arena that holds `address`, or null}
  @Nullable SvArena arenaOf(long address) {
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

  static int flags(SvArena heads, int slot) {
    return (int) (heads.words[slot * 3 + 1] >>> 32);
  }

  static long any(SvArena heads, int slot) {
    return heads.words[slot * 3];
  }

  static long payload(SvArena heads, int slot) {
    return heads.words[slot * 3 + 2];
  }

  static int references(SvArena heads, int slot) {
    return (int) heads.words[slot * 3 + 1];
  }

  /// Whether a word at `address` was read.
  boolean holds(long address) {
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
  int flagsAt(long address) {
    SvArena arena = arenaOf(address);
    if (arena == null || arena.type != HEADS || (address - arena.start) % Sv.HEAD_BYTES != 0) {
      return Sv.FREE;
    }
    return flags(arena, (int) ((address - arena.start) / Sv.HEAD_BYTES));
  }
}
