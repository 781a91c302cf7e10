package dev.fathom.runtime.perl.value;

import dev.fathom.runtime.perl.layout.PerlLayout;

/// The sizes of bodies, by the number of their arenas' type: `bodies_by_type` of `sv_inline.h` (up
/// to 5.34 of `sv.c`). Numbers 0 and 1, which no type of value needs, stand for hash entries and,
/// from 5.36, for hashes with names or iterators.
public final class Bodies {
  public static final int HASH_ENTRY = 0;
  static final int NAMED_HASH = 1;

  private final long[] bytes = new long[Sv.TYPES];
  private final long skipped;

  public Bodies(PerlLayout layout) {
    // Members before xpv_cur are not stored where no magic is possible.
    skipped = layout.offset("xpv", "xpv_cur");
    bytes[HASH_ENTRY] = layout.size("he");
    bytes[NAMED_HASH] = layout.size("xpvhv_with_aux");
    bytes[Sv.PV] = layout.size("xpv") - skipped;
    bytes[Sv.INVLIST] = layout.size("xpvinvlist") - skipped;
    bytes[Sv.PVIV] = layout.offset("xpvmg", "xnv_u") - skipped;
    bytes[Sv.PVNV] = layout.size("xpvmg") - skipped;
    bytes[Sv.PVMG] = layout.size("xpvmg");
    bytes[Sv.REGEXP] = layout.size("regexp");
    bytes[Sv.PVGV] = layout.size("xpvmg");
    bytes[Sv.PVLV] = layout.size("xpvlv");
    bytes[Sv.PVAV] = layout.size("xpvav");
    bytes[Sv.PVHV] = layout.size("xpvhv");
    bytes[Sv.PVCV] = layout.size("xpvcv");
    bytes[Sv.PVFM] = layout.size("xpvcv");
    bytes[Sv.PVIO] = layout.size("xpvio");
    bytes[Sv.PVOBJ] = layout.size("xobject");
  }

  /// {@return the size of a body in bytes; 0 where there is none}
  public long bytes(int type) {
    return type >= 0 && type < bytes.length ? bytes[type] : 0;
  }

  /// {@return the size of a value's body in bytes; 0 where it has none}
  public long ofValue(int flags) {
    int type = Sv.type(flags);
    if (type <= Sv.NV) {
      return 0; // within the head
    }
    return type == Sv.PVHV && (flags & Sv.OOK) != 0 && bytes[NAMED_HASH] > 0
        ? bytes[NAMED_HASH]
        : bytes(type);
  }

  /// {@return where a body begins, given what a head says}
  public long start(int flags, long any) {
    return switch (Sv.type(flags)) {
      case Sv.PV, Sv.INVLIST, Sv.PVIV, Sv.PVNV -> any + skipped;
      default -> any;
    };
  }
}
