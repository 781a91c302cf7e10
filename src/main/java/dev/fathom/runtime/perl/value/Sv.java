package dev.fathom.runtime.perl.value;

import dev.fathom.model.object.Head;

/// The bits of a value's head (`sv.h`; the same from 5.30 to 5.42).
public final class Sv {
  public static final long HEAD_BYTES = 24;

  // struct sv: sv_any, sv_refcnt, sv_flags, sv_u
  public static final long REFERENCES = 8;
  public static final long FLAGS = 12;
  public static final long PAYLOAD = 16;

  // svtype, in the lowest byte of the flags
  public static final int TYPE_MASK = 0xff;
  public static final int FREE = 0xff;
  static final int NULL = 0;
  public static final int IV = 1;
  public static final int NV = 2;
  public static final int PV = 3;
  static final int INVLIST = 4;
  static final int PVIV = 5;
  static final int PVNV = 6;
  public static final int PVMG = 7;
  public static final int REGEXP = 8;
  public static final int PVGV = 9;
  public static final int PVLV = 10;
  public static final int PVAV = 11;
  public static final int PVHV = 12;
  public static final int PVCV = 13;
  public static final int PVFM = 14;
  public static final int PVIO = 15;
  public static final int PVOBJ = 16;
  public static final int TYPES = 17;

  /// The count, and the lowest byte of the flags: what kind of value it is. Scalars are upgraded,
  /// and assigned to each other (`sv_upgrade`, `sv_setsv`); arrays, hashes and subs remain what
  /// they are.
  static final Head HEAD =
      Head.counted(new Head.Part((int) REFERENCES, Integer.BYTES), new Head.Part((int) FLAGS, 1))
          .withAlike((1L << PVAV) - 1);

  public static final int IOK = 0x100;
  public static final int NOK = 0x200;
  static final int ROK = 0x800;
  private static final int POK = 0x400;
  static final int POK_PRIVATE = 0x4000;
  static final int HAS_GP = 0x8000;
  public static final int PADTMP = 0x20000;
  public static final int BLESSED = 0x100000;
  private static final int COPIED = 0x1000000;
  public static final int OOK = 0x2000000;
  static final int READONLY = 0x8000000;
  public static final int UTF8 = 0x20000000;
  public static final int IS_COW = 0x10000000;
  public static final int WEAK = 0x80000000;

  private Sv() {}

  public static int type(int flags) {
    return flags & TYPE_MASK;
  }

  /// Whether a glob is a value that was copied from one (`SVf_FAKE`): what a reference to it leads
  /// to is a scalar.
  public static boolean isCopiedGlob(int flags) {
    return (flags & COPIED) != 0;
  }

  /// Whether it has a glob's body (`isGV_with_GP`).
  public static boolean isGlob(int flags) {
    int type = type(flags);
    return (type == PVGV || type == PVLV) && (flags & (POK_PRIVATE | HAS_GP)) == HAS_GP;
  }

  /// Whether it refers to another value.
  public static boolean isReference(int flags) {
    int type = type(flags);
    return (flags & ROK) != 0 && type != NULL && type <= PVLV && type != REGEXP && !isGlob(flags);
  }

  /// Whether its last word may be the address of a string's buffer.
  public static boolean mayHaveBuffer(int flags) {
    if (((flags & ROK) != 0 && type(flags) <= PVLV) || isGlob(flags)) {
      return false;
    }
    return switch (type(flags)) {
      case PV, INVLIST, PVIV, PVNV, PVMG, REGEXP, PVGV, PVLV, PVCV, PVFM -> true;
      default -> false;
    };
  }

  /// Whether its buffer, if it has one, is that of a string of the program's: not a regular
  /// expression, a list of ranges or the prototype of a sub.
  public static boolean isScalar(int flags) {
    return switch (type(flags)) {
      case PV, PVIV, PVNV, PVMG, PVLV -> true;
      default -> false;
    };
  }

  /// Whether what it has in its buffer is its value.
  public static boolean isString(int flags) {
    return (flags & (POK | POK_PRIVATE)) != 0;
  }

  /// What it is, as far as its head tells.
  public static SvKind kind(int flags) {
    if (isReference(flags)) {
      return SvKind.REF;
    }
    if (isGlob(flags)) {
      return SvKind.GLOB;
    }
    return switch (type(flags)) {
      case NULL -> SvKind.UNDEF;
      case IV -> SvKind.IV;
      case NV -> SvKind.NV;
      case PV -> SvKind.PV;
      case INVLIST -> SvKind.INVLIST;
      case PVIV -> SvKind.PVIV;
      case PVNV -> SvKind.PVNV;
      case PVMG, PVGV -> SvKind.PVMG;
      case REGEXP -> SvKind.REGEXP;
      case PVLV -> SvKind.LVALUE;
      case PVAV -> SvKind.ARRAY;
      case PVHV -> SvKind.HASH;
      case PVCV -> SvKind.CODE;
      case PVFM -> SvKind.FORMAT;
      case PVIO -> SvKind.IO;
      case PVOBJ -> SvKind.OBJECT;
      default -> SvKind.OTHER;
    };
  }
}
