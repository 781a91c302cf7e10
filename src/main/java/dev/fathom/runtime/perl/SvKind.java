package dev.fathom.runtime.perl;

/// What a value is, in Perl's own words: what `reftype` says, for scalars with what they are
/// upgraded to, as `Devel::Peek` says it.
enum SvKind {
  UNDEF("UNDEF"),
  IV("SCALAR(IV)"),
  NV("SCALAR(NV)"),
  PV("SCALAR(PV)"),
  PVIV("SCALAR(PVIV)"),
  PVNV("SCALAR(PVNV)"),
  PVMG("SCALAR(PVMG)"),
  REF("REF"),
  INVLIST("INVLIST"),
  REGEXP("REGEXP"),
  GLOB("GLOB"),
  LVALUE("LVALUE"),
  ARRAY("ARRAY"),
  /// The array of a sub's lexical variables and temporaries, one for each depth of recursion.
  PAD("PAD"),
  HASH("HASH"),
  /// The symbol table of a package.
  STASH("STASH"),
  CODE("CODE"),
  FORMAT("FORMAT"),
  IO("IO"),
  OBJECT("OBJECT"),
  /// Not of a type that is known.
  OTHER("SV"),
  /// A hash key that hashes share: no SV.
  HEK("HEK"),
  /// The buffer of a string that several scalars share: no SV.
  COW("COW"),
  /// A sub's operations: no SV.
  OPS("OPS"),
  /// One interpreter: no SV.
  INTERPRETER("PerlInterpreter");

  private static final SvKind[] BY_ID = values();

  final String label;

  SvKind(String label) {
    this.label = label;
  }

  /// The name of a blessed value's kind, as after the `=` of `Foo=HASH(0x…)`.
  String reftype() {
    return switch (this) {
      case UNDEF, IV, NV, PV, PVIV, PVNV, PVMG -> "SCALAR";
      case STASH -> "HASH";
      case PAD -> "ARRAY";
      default -> label;
    };
  }

  /// {@return the kinds in the order of their ids}
  static SvKind[] byId() {
    return BY_ID.clone();
  }
}
