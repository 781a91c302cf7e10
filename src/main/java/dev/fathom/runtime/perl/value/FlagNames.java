package dev.fathom.runtime.perl.value;

import java.util.ArrayList;
import java.util.List;

/// The flags of a head by the names that Devel::Peek has for them, in its order (`dump.c`,
/// `do_sv_dump`).
public final class FlagNames {
  private static final int PADSTALE = 0x40000;
  private static final int UTF8 = 0x20000000;
  private static final int IS_UV = 0x80000000;

  // Of hashes
  private static final int SHARE_KEYS = 0x20000000;
  private static final int LAZY_DELETION = 0x40000000;
  private static final int HAS_KEY_FLAGS = 0x80000000;
  private static final int OVERLOAD = 0x10000000;

  private static final Flag[] FIRST = {
    new Flag(0x80000, "TEMP"),
    new Flag(Sv.BLESSED, "OBJECT"),
    new Flag(0x200000, "GMG"),
    new Flag(0x400000, "SMG"),
    new Flag(0x800000, "RMG"),
    new Flag(0x100, "IOK"),
    new Flag(0x200, "NOK"),
    new Flag(0x400, "POK"),
  };

  private static final Flag[] SECOND = {
    new Flag(Sv.OOK, "OOK"),
    new Flag(0x1000000, "FAKE"),
    new Flag(Sv.READONLY, "READONLY"),
    new Flag(0x10000, "PROTECT"),
    new Flag(0x4000000, "BREAK"),
    new Flag(0x1000, "pIOK"),
    new Flag(0x2000, "pNOK"),
    new Flag(0x4000, "pPOK"),
  };

  private static final Flag[] HASH = {
    new Flag(OVERLOAD, "OVERLOAD"),
    new Flag(HAS_KEY_FLAGS, "HASKFLAGS"),
    new Flag(LAZY_DELETION, "LAZYDEL"),
    new Flag(SHARE_KEYS, "SHAREKEYS"),
  };

  private static final Flag[] ARRAY = {
    new Flag(0x40000000, "REAL"), new Flag(0x80000000, "REIFY"),
  };

  private record Flag(int bit, String name) {}

  private FlagNames() {}

  /// {@return the flags of a value: `(POK,IsCOW,pPOK)`}
  public static String of(int flags) {
    List<String> names = new ArrayList<>();
    if ((flags & PADSTALE) != 0) {
      names.add("PADSTALE");
    }
    if ((flags & Sv.PADTMP) != 0) {
      names.add("PADTMP");
    }
    add(names, flags, FIRST);
    if ((flags & Sv.ROK) != 0) {
      names.add("ROK");
      if ((flags & Sv.WEAK) != 0) {
        names.add("WEAKREF");
      }
    }
    boolean hash = Sv.type(flags) == Sv.PVHV;
    boolean array = Sv.type(flags) == Sv.PVAV;
    // The bit says something else of hashes.
    if ((flags & Sv.IS_COW) != 0 && !hash) {
      names.add("IsCOW");
    }
    add(names, flags, SECOND);
    if (hash) {
      add(names, flags, HASH);
    } else if (!array) {
      if ((flags & IS_UV) != 0 && (flags & Sv.ROK) == 0 && Sv.type(flags) <= Sv.PVMG) {
        names.add("IsUV");
      }
      if ((flags & UTF8) != 0) {
        names.add("UTF8");
      }
    }
    return "(" + String.join(",", names) + ")";
  }

  /// {@return those that only arrays have}
  public static String ofArray(int flags) {
    List<String> names = new ArrayList<>();
    add(names, flags, ARRAY);
    return "(" + String.join(",", names) + ")";
  }

  private static void add(List<String> names, int flags, Flag[] known) {
    for (Flag flag : known) {
      if ((flags & flag.bit) != 0) {
        names.add(flag.name);
      }
    }
  }
}
