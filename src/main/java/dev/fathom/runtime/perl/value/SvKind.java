package dev.fathom.runtime.perl.value;

import dev.fathom.model.object.Head;

/// What a value is, in Perl's own words: what `reftype` says, for scalars with what they are
/// upgraded to, as `Devel::Peek` says it.
public enum SvKind {
  UNDEF(0, "UNDEF"),
  IV(1, "SCALAR(IV)"),
  NV(2, "SCALAR(NV)"),
  PV(3, "SCALAR(PV)"),
  PVIV(4, "SCALAR(PVIV)"),
  PVNV(5, "SCALAR(PVNV)"),
  PVMG(6, "SCALAR(PVMG)"),
  REF(7, "REF"),
  INVLIST(8, "INVLIST"),
  REGEXP(9, "REGEXP"),
  GLOB(10, "GLOB"),
  LVALUE(11, "LVALUE"),
  ARRAY(12, "ARRAY"),
  /// The array of a sub's lexical variables and temporaries, one for each depth of recursion.
  PAD(13, "PAD"),
  HASH(14, "HASH"),
  /// The symbol table of a package.
  STASH(15, "STASH"),
  CODE(16, "CODE"),
  FORMAT(17, "FORMAT"),
  IO(18, "IO"),
  OBJECT(19, "OBJECT"),
  /// Not of a type that is known.
  OTHER(20, "SV"),
  /// A hash key that hashes share: no SV.
  HEK(21, "HEK"),
  /// The buffer of a string that several scalars share: no SV.
  COW(22, "COW"),
  /// A sub's operations: no SV.
  OPS(23, "OPS"),
  /// One interpreter: no SV.
  INTERPRETER(24, "PerlInterpreter");

  private static final SvKind[] BY_ID = values();

  /// `struct shared_he` (`hv.h`): `hent_next`, the next key in the table of all, and
  /// `he_valu.hent_refcount`, how many hashes and names share it.
  private static final Head SHARED_KEY =
      Head.counted(new Head.Part(16, Long.BYTES), Head.Part.NONE).withTable(Long.BYTES);

  /// The number of the type of those that are not blessed: where it stands here.
  public final int id;

  public final String label;

  SvKind(int id, String label) {
    this.id = id;
    this.label = label;
  }

  /// What stands in front of a value; what is no value has nothing there.
  public Head head() {
    return switch (this) {
      case HEK -> SHARED_KEY;
      case COW, OPS, INTERPRETER -> Head.NONE;
      default -> Sv.HEAD;
    };
  }

  /// The name of a blessed value's kind, as after the `=` of `Foo=HASH(0x…)`.
  public String reftype() {
    return switch (this) {
      case UNDEF, IV, NV, PV, PVIV, PVNV, PVMG -> "SCALAR";
      case STASH -> "HASH";
      case PAD -> "ARRAY";
      default -> label;
    };
  }

  /// {@return how many kinds there are}
  public static int count() {
    return BY_ID.length;
  }

  /// {@return the kind of an id below [#count]}
  public static SvKind of(int id) {
    return BY_ID[id];
  }
}
