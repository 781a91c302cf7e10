package dev.fathom.runtime.perl;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/// The names of packages, variables and hash keys: all are `HEK`s (`hv.h`).
///
/// Memory is read through a function from an aligned address to the word there: what was kept, or
/// the target itself while it is held.
final class Names {
  private static final int LONGEST = 256;

  private final Arenas arenas;
  private final Offsets offsets;
  private final Hashes hashes;
  private final Map<Long, String> stashes = new HashMap<>();

  Names(Arenas arenas, Offsets offsets) {
    this.arenas = arenas;
    this.offsets = offsets;
    this.hashes = new Hashes(offsets);
  }

  /// {@return the text of a key, at most 256 bytes of it; empty where there is none}
  String key(long hek, LongUnaryOperator memory) {
    if (hek == 0 || hek % 4 != 0) {
      return "";
    }
    int length = half(hek + offsets.keyLength, memory);
    if (length <= 0) {
      return "";
    }
    byte[] bytes = new byte[Math.min(length, LONGEST)];
    long word = 0;
    for (int i = 0; i < bytes.length; i++) {
      long at = hek + offsets.keyText + i;
      if (i == 0 || at % Long.BYTES == 0) {
        word = memory.applyAsLong(at & -Long.BYTES);
      }
      bytes[i] = (byte) (word >>> (8 * (at & 7)));
    }
    boolean utf8 = length < LONGEST && (flags(hek, length, memory) & 1) != 0;
    return new String(bytes, utf8 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
  }

  /// The flags stand behind the text and its NUL (`HEK_FLAGS`); 1 is HVhek_UTF8.
  private int flags(long hek, int length, LongUnaryOperator memory) {
    long at = hek + offsets.keyText + length + 1;
    return (int) (memory.applyAsLong(at & -Long.BYTES) >>> (8 * (at & 7)));
  }

  private static int half(long address, LongUnaryOperator memory) {
    return (int) (memory.applyAsLong(address & -Long.BYTES) >>> (8 * (address & 4)));
  }

  /// {@return the name of a package by the address of its symbol table; empty where it has none}
  String stash(long stash, LongUnaryOperator memory) {
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
    return half(aux + offsets.auxNameCount, words) == 0 ? name : memory.applyAsLong(name);
  }
}
