package dev.fathom.runtime.perl.arena;

import dev.fathom.runtime.perl.value.Hashes;
import dev.fathom.runtime.perl.value.Keys;
import dev.fathom.runtime.perl.value.PerlOffsets;
import dev.fathom.runtime.perl.value.Sv;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/// The names of packages, variables and hash keys.
///
/// Memory is read through a function from an aligned address to the word there: what was kept, or
/// the target itself while it is held.
public final class PerlNames {
  private final PerlArenas arenas;
  private final PerlOffsets offsets;
  private final Hashes hashes;
  private final Keys keys;
  private final Map<Long, String> stashes = new HashMap<>();

  public PerlNames(PerlArenas arenas, PerlOffsets offsets) {
    this.arenas = arenas;
    this.offsets = offsets;
    this.hashes = new Hashes(offsets);
    this.keys = new Keys(offsets);
  }

  /// {@return the text of a key, at most 256 bytes of it; empty where there is none}
  public String key(long hek, LongUnaryOperator memory) {
    return keys.text(hek, memory);
  }

  /// {@return the name of a package by the address of its symbol table; empty where it has none}
  public String stash(long stash, LongUnaryOperator memory) {
    String known = stashes.get(stash);
    if (known == null) {
      known = key(stashName(stash, memory), memory);
      stashes.put(stash, known);
    }
    return known;
  }

  private long stashName(long stash, LongUnaryOperator memory) {
    int flags = arenas.flagsAt(stash);
    if (Sv.type(flags) != Sv.PVHV) {
      return 0;
    }
    long any = arenas.u64(stash);
    long max = arenas.u64(any + offsets.hashMax);
    long aux = hashes.aux(flags, any, arenas.u64(stash + 2 * Long.BYTES), max);
    if (aux == 0) {
      return 0;
    }
    LongUnaryOperator words = arenas.holds(aux) ? arenas::u64 : memory;
    long name = words.applyAsLong(aux + offsets.auxName);
    // A package under several names has an array of them (`HvNAME_HEK_NN`).
    return Keys.half(aux + offsets.auxNameCount, words) == 0 ? name : memory.applyAsLong(name);
  }
}
