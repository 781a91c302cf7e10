package dev.fathom.runtime.perl;

import dev.fathom.model.object.ToolSum;
import dev.fathom.runtime.perl.arena.PerlBinary;
import dev.fathom.runtime.perl.value.PerlOffsets;
import dev.fathom.runtime.perl.value.Sv;
import dev.fathom.runtime.perl.value.SvKind;
import dev.fathom.target.Words;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// What `Devel::Size::total_size` says of values, added up: as Devel::Size 0.83 reckons (`Size.xs`,
/// `sv_size`, `hek_size`), which is not what they take. Of subs, globs, handles, and what has
/// magic, it says nothing here.
final class TotalSize {
  private static final String TOOL = "Devel::Size::total_size";

  /// The body of a mere string it takes for so many bytes less than perl's arenas have for it.
  private static final long STRING_BODY_LESS = 8;

  /// `HE` (`hv.h`): next, key, value.
  private static final long ENTRY_BYTES = 24;

  /// Behind the text of a key: NUL and flags.
  private static final long KEY_END_BYTES = 2;

  private static final long MOST_BUCKETS = 1 << 24;

  /// Of all hashes together: the keys are remembered.
  private static final int MOST_ENTRIES = 1 << 20;

  private final Words words;
  private final PerlOffsets offsets;
  private final Set<Long> keys = new HashSet<>();
  private int entries;

  TotalSize(PerlBinary binary, Words words) {
    this.words = words;
    this.offsets = new PerlOffsets(binary.layout());
  }

  /// {@return the sum; empty where it says nothing of any, or there are too many keys of hashes}
  ///
  /// @param shallows the own sizes of the values, in bytes
  Optional<ToolSum> of(long[] addresses, long[] shallows) {
    long bytes = 0;
    long untold = 0;
    for (int value = 0; value < addresses.length; value++) {
      int flags = words.u32(addresses[value] + Sv.FLAGS);
      long any = words.u64(addresses[value]);
      if (words.met() && isTold(flags, any)) {
        bytes += shallows[value] + more(flags, any, words.u64(addresses[value] + Sv.PAYLOAD));
      } else {
        untold++;
      }
    }
    return untold == addresses.length || entries > MOST_ENTRIES
        ? Optional.empty()
        : Optional.of(new ToolSum(TOOL, bytes, untold));
  }

  private boolean isTold(int flags, long any) {
    SvKind kind = Sv.kind(flags);
    boolean known =
        switch (kind) {
          case UNDEF, IV, NV, PV, REF, PVIV, PVNV, PVMG, ARRAY, HASH -> true;
          default -> false;
        };
    return known
        && (kind == SvKind.HASH
            || Sv.type(flags) < Sv.PVMG
            || words.u64(any + offsets.bodyMagic) == 0);
  }

  /// How much more than the own size it counts.
  private long more(int flags, long any, long own) {
    return switch (Sv.kind(flags)) {
      case PV, PVIV, PVNV, PVMG -> string(flags, any, own);
      case ARRAY -> Math.max(0, own - words.u64(any + offsets.arrayAlloc)); // shifted off
      case HASH -> hash(any, own);
      default -> 0;
    };
  }

  private long string(int flags, long any, long own) {
    long more = Sv.type(flags) == Sv.PV ? -STRING_BODY_LESS : 0;
    if (!Sv.mayHaveBuffer(flags) || own == 0) {
      return more;
    }
    long room = words.u64(any + offsets.bufferBytes);
    if ((flags & Sv.IS_COW) != 0) {
      more += room == 0 ? key(own - offsets.keyText) : room;
    }
    return more + ((flags & Sv.OOK) != 0 ? cut(own) : 0);
  }

  /// What was cut off the beginning of a string (`SvOOK_offset`).
  private long cut(long start) {
    int near = words.u8(start - 1);
    return near != 0 ? near : Math.max(0, words.u64(start - 1 - Long.BYTES));
  }

  private long hash(long any, long table) {
    long max = words.u64(any + offsets.hashMax);
    if (table == 0 || max < 0 || max > MOST_BUCKETS) {
      return 0;
    }
    long more = 0;
    for (long bucket = 0; bucket <= max; bucket++) {
      long entry = words.u64(table + bucket * Long.BYTES);
      while (entry != 0 && entries++ < MOST_ENTRIES && words.met()) {
        more += ENTRY_BYTES + key(words.u64(entry + offsets.entryKey));
        entry = words.u64(entry + offsets.entryNext);
      }
    }
    return more;
  }

  /// A key counts once, however many hashes share it.
  private long key(long hek) {
    if (hek == 0 || !keys.add(hek)) {
      return 0;
    }
    long length = Math.max(0, words.u32(hek + offsets.keyLength));
    return ENTRY_BYTES + offsets.keyText + length + KEY_END_BYTES;
  }
}
