package dev.fathom.runtime.perl.arena;

import dev.fathom.runtime.perl.arena.PerlArenas.SvArena;
import dev.fathom.runtime.perl.value.Bodies;
import dev.fathom.runtime.perl.value.Code;
import dev.fathom.runtime.perl.value.Hashes;
import dev.fathom.runtime.perl.value.PerlOffsets;
import dev.fathom.runtime.perl.value.Sv;
import dev.fathom.runtime.perl.value.SvKind;
import dev.fathom.target.Words;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the heads and bodies of all values say about the chunks of malloc: which hold the contents
/// of strings, which are arrays and tables. Known before the chunks are seen.
public final class Values {
  /// No array or table is larger; hostile counts end here.
  private static final long MOST_ENTRIES = 1L << 40;

  private static final int MOST_PADS = 1 << 20;

  private final PerlArenas arenas;
  private final Bodies bodies;
  private final PerlOffsets offsets;
  private final Words words;
  private final Hashes hashes;

  /// Where strings' buffers begin, ascending; one that several share stands here several times.
  private final LongArray strings = new LongArray();

  /// Where arrays and tables begin, ascending.
  private final LongArray tables = new LongArray();

  private final LongArray pads = new LongArray();

  /// Where the buffers of strings begin that were cut off at the front.
  private final Map<Long, Long> cut = new HashMap<>();

  private final Set<Long> stashes = new HashSet<>();

  public Values(
      PerlArenas arenas,
      Bodies bodies,
      PerlOffsets offsets,
      Words words,
      List<PerlInterpreter> interpreters) {
    this.arenas = arenas;
    this.bodies = bodies;
    this.offsets = offsets;
    this.words = words;
    this.hashes = new Hashes(offsets);
    for (SvArena arena : arenas.all()) {
      if (arena.type == PerlArenas.HEADS) {
        for (int slot = 1; slot < arena.slots; slot++) {
          int flags = PerlArenas.flags(arena, slot);
          if (Sv.type(flags) != Sv.FREE) {
            look(arena, slot, flags);
          }
        }
      }
    }
    for (PerlInterpreter interpreter : interpreters) {
      for (String stack : PerlInterpreter.STACKS) {
        tables.add(interpreter.value(stack));
      }
    }
    strings.sort();
    tables.sort();
    pads.sort();
  }

  private void look(SvArena arena, int slot, int flags) {
    long any = PerlArenas.any(arena, slot);
    long own = PerlArenas.payload(arena, slot);
    switch (Sv.type(flags)) {
      case Sv.PVAV -> tables.add(arenas.u64(any + offsets.arrayAlloc));
      case Sv.PVHV -> {
        tables.add(own);
        if (nameOf(flags, any, own) != 0) {
          stashes.add(arena.slot(slot));
        }
      }
      case Sv.PVCV, Sv.PVFM ->
          padlist(word(any + offsets.codePadlist), half(any + offsets.codeFlags));
      default -> {}
    }
    if (own != 0 && Sv.mayHaveBuffer(flags) && word(any + offsets.bufferBytes) != 0) {
      strings.add(bufferStart(flags, own));
    }
  }

  private long nameOf(int flags, long any, long buckets) {
    long aux = hashes.aux(flags, any, buckets, word(any + offsets.hashMax));
    return aux == 0 ? 0 : word(aux + offsets.auxName);
  }

  /// A word of a body; of the rare kinds of bodies that are chunks of their own too.
  private long word(long address) {
    SvArena arena = arenas.arenaOf(address);
    return arena != null ? arena.u64(address) : words.u64(address);
  }

  private int half(long address) {
    return arenas.holds(address) ? arenas.u32(address) : words.u32(address);
  }

  /// The pads of a sub: the first of its list is the list of their names.
  private void padlist(long padlist, int flags) {
    if (padlist == 0 || (flags & Code.XSUB) != 0) {
      return;
    }
    long max = Math.min(MOST_PADS, words.u64(padlist + offsets.padlistMax));
    long list = words.u64(padlist + offsets.padlistPads);
    for (long depth = 1; depth <= max; depth++) {
      long pad = words.u64(list + depth * Long.BYTES);
      if (Sv.type(arenas.flagsAt(pad)) == Sv.PVAV) {
        pads.add(pad);
      }
    }
  }

  /// A string whose beginning was cut off says before its first byte how much (`SvOOK_offset`).
  private long bufferStart(int flags, long string) {
    if ((flags & Sv.OOK) == 0 || Sv.type(flags) == Sv.PVCV || Sv.type(flags) == Sv.PVFM) {
      return string;
    }
    int near = words.u8(string - 1);
    long start = string - (near != 0 ? near : words.u64(string - 1 - Long.BYTES));
    cut.put(string, start);
    return start;
  }

  /// {@return where the buffer of a string begins}
  ///
  /// @param flags of its value
  /// @param string where its text does
  public long bufferStartOf(int flags, long string) {
    return (flags & Sv.OOK) == 0 ? string : cut.getOrDefault(string, string);
  }

  /// {@return where strings' buffers begin, ascending}
  public LongArray strings() {
    return strings;
  }

  /// {@return where arrays and tables begin, ascending}
  public LongArray tables() {
    return tables;
  }

  /// {@return what the value in a slot is}
  public SvKind kind(SvArena arena, int slot, int flags) {
    SvKind kind = Sv.kind(flags);
    long address = arena.slot(slot);
    return switch (kind) {
      case ARRAY -> pads.contains(address) ? SvKind.PAD : kind;
      case HASH -> (flags & Sv.OOK) != 0 && stashes.contains(address) ? SvKind.STASH : kind;
      default -> kind;
    };
  }

  /// {@return the package that a value is blessed into, or 0}
  public long stash(int flags, long any) {
    return (flags & Sv.BLESSED) != 0 && Sv.type(flags) >= Sv.PVMG
        ? word(any + offsets.bodyStash)
        : 0;
  }

  /// {@return the size in bytes of head, body, and the table or buffer that is the value's alone:
  /// as Devel::Size has it}
  public long shallow(SvArena arena, int slot, int flags) {
    long any = PerlArenas.any(arena, slot);
    long bytes = Sv.HEAD_BYTES + bodies.ofValue(flags);
    return switch (Sv.type(flags)) {
      case Sv.PVAV ->
          arenas.u64(any + offsets.arrayAlloc) == 0
              ? bytes
              : bytes + entries(arenas.u64(any + offsets.arrayMax)) * Long.BYTES;
      // Also where the table is not made before the first key comes.
      case Sv.PVHV -> bytes + entries(arenas.u64(any + offsets.hashMax)) * Long.BYTES;
      default ->
          Sv.mayHaveBuffer(flags)
                  && PerlArenas.payload(arena, slot) != 0
                  && (flags & Sv.IS_COW) == 0
              ? bytes + Math.clamp(word(any + offsets.bufferBytes), 0, MOST_ENTRIES)
              : bytes;
    };
  }

  private static long entries(long max) {
    return Math.clamp(max + 1, 0, MOST_ENTRIES);
  }
}
