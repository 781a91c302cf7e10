package dev.fathom.runtime.perl.arena;

import dev.fathom.malloc.Violations;
import dev.fathom.runtime.perl.arena.PerlArenas.SvArena;
import dev.fathom.runtime.perl.value.Bodies;
import dev.fathom.runtime.perl.value.Sv;
import dev.fathom.target.Memory;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Follows the lists of arenas, and reads each arena whole.
final class ArenaReader {
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
  private static final long BODY_ARENAS_A_HEAD_ARENA = 8;

  private static final ValueLayout.OfLong LE64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Bodies bodies;
  private final Memory memory;
  private final Words words;
  private final Violations sink;
  private final MemorySegment buffer = Arena.ofAuto().allocate(LARGEST_ARENA);
  private final List<SvArena> found = new ArrayList<>();

  /// How many more arenas there can be: what is resident limits them.
  private long remaining;

  private long remainingHeads;

  ArenaReader(Bodies bodies, Target target, Words words, Violations sink, long most) {
    this.bodies = bodies;
    this.memory = target.memory();
    this.words = words;
    this.sink = sink;
    for (int run = 0; run < target.pages().count(); run++) {
      long pages = (target.pages().end(run) - target.pages().start(run)) >>> PAGE_SHIFT;
      remaining += 2 * pages; // arenas may be much smaller than a page
    }
    remaining = Math.min(remaining, most);
    // Where not all are read, most bodies shall be among those that are: others take a read each.
    remainingHeads = most == Long.MAX_VALUE ? remaining : most / BODY_ARENAS_A_HEAD_ARENA;
  }

  void heads(PerlInterpreter interpreter, int number) {
    long arena = interpreter.u64("sv_arenaroot", words);
    while (arena != 0 && remaining-- > 0 && remainingHeads-- > 0) {
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
      add(arena, PerlArenas.HEADS, number, Sv.HEAD_BYTES, bytes);
      arena = buffer.get(LE64, HEAD_ARENA_NEXT);
    }
  }

  void bodies(PerlInterpreter interpreter, int number) {
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
