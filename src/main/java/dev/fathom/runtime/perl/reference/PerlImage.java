package dev.fathom.runtime.perl.reference;

import dev.fathom.runtime.perl.arena.LongArray;
import dev.fathom.runtime.perl.arena.PerlArenas;
import dev.fathom.runtime.perl.arena.PerlArenas.SvArena;
import dev.fathom.target.KeptMemory;

/// What is known of perl's memory after the target runs again: the arenas, and the chunks that were
/// kept.
public final class PerlImage {
  /// How often each kept word may be looked at on average: arrays that many values claim to own are
  /// the mark of torn memory, and must not take for ever.
  private static final long LOOKS_A_WORD = 4;

  private static final long FREE_LOOKS = 1 << 20;

  private final PerlArenas arenas;
  private final KeptMemory kept;
  private final LongArray starts;
  private final LongArray ends;
  private long looks;

  /// @param starts where the kept chunks begin, ascending
  /// @param ends where each of them ends
  public PerlImage(PerlArenas arenas, KeptMemory kept, LongArray starts, LongArray ends) {
    this.arenas = arenas;
    this.kept = kept;
    this.starts = starts;
    this.ends = ends;
    this.looks = FREE_LOOKS + LOOKS_A_WORD * kept.bytes() / Long.BYTES;
  }

  PerlArenas arenas() {
    return arenas;
  }

  /// {@return the aligned word at `address`; 0 where it is not known}
  long u64(long address) {
    SvArena arena = arenas.arenaOf(address);
    return arena != null ? arena.u64(address) : kept.u64(address);
  }

  /// {@return the aligned word at `address` in a chunk; 0 where it was not kept} Faster than
  /// [#u64(long)], which looks in the arenas first.
  long inChunk(long address) {
    return kept.u64(address);
  }

  int u32(long address) {
    return (int) (u64(address & -Long.BYTES) >>> (8 * (address & 4)));
  }

  int u8(long address) {
    return (int) (u64(address & -Long.BYTES) >>> (8 * (address & 7))) & 0xff;
  }

  boolean holds(long address) {
    return kept.holds(address) || arenas.holds(address);
  }

  /// Whether a loop may go on to `address`: it was kept, and looks are left.
  boolean mayLook(long address) {
    return looks-- > 0 && holds(address);
  }

  /// Copies words of a chunk, as far as they were kept and looks are left; returns how many.
  int inChunk(long address, long[] into, long most) {
    int count = looks > 0 ? kept.words(address, into, most) : 0;
    looks -= count;
    return count;
  }

  /// {@return whether loops had to be cut short}
  public boolean exhausted() {
    return looks <= 0;
  }

  /// {@return where the kept chunk begins that holds `address`, or 0} **Cost**: logarithmic.
  long chunkAt(long address) {
    int found = starts.find(address);
    int at = found >= 0 ? found : -found - 2;
    return at >= 0 && address < ends.get(at) ? starts.get(at) : 0;
  }

  /// {@return the bytes of the kept chunk that begins at `address`; 0 where none does}
  long chunkBytes(long address) {
    int chunk = starts.find(address);
    return chunk < 0 ? 0 : ends.get(chunk) - address;
  }

  int chunks() {
    return starts.count();
  }

  long chunkStart(int chunk) {
    return starts.get(chunk);
  }

  long chunkEnd(int chunk) {
    return ends.get(chunk);
  }
}
