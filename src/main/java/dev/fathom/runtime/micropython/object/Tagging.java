package dev.fathom.runtime.micropython.object;

/// How a word says what it is (`MICROPY_OBJ_REPR` in `py/mpconfig.h`): a small number, the number
/// of an interned string, an immediate object, or an address.
public enum Tagging {
  /// `…1` number, `…010` string, `…110` immediate, `…00` address: what nearly all builds have.
  A(1, 1, 1, 2, 6, 3),
  /// `…01` number, `…011` string, `…111` immediate, `…0` address.
  B(3, 1, 2, 3, 7, 1);

  private static final int TAG_BITS = 3;
  private static final int TAG_MASK = (1 << TAG_BITS) - 1;

  // Immediate objects (`mp_const_none` in `py/obj.h`).
  private static final long NONE = 0;
  private static final long FALSE = 1;
  private static final long TRUE = 3;

  private final int numberMask;
  private final int number;
  private final int numberBits;
  private final int string;
  private final int immediate;
  private final int addressMask;

  Tagging(int numberMask, int number, int numberBits, int string, int immediate, int addressMask) {
    this.numberMask = numberMask;
    this.number = number;
    this.numberBits = numberBits;
    this.string = string;
    this.immediate = immediate;
    this.addressMask = addressMask;
  }

  public boolean isNumber(long word) {
    return (word & numberMask) == number;
  }

  /// {@return the small number that a word is}
  public long number(long word) {
    return word >> numberBits;
  }

  public boolean isString(long word) {
    return (word & TAG_MASK) == string;
  }

  /// {@return the number of the interned string that a word is, or -1 where it is none of that
  /// sort}
  public int string(long word) {
    long number = word >>> TAG_BITS;
    return isString(word) && number <= Integer.MAX_VALUE ? (int) number : -1;
  }

  private boolean isImmediate(long word) {
    return (word & TAG_MASK) == immediate;
  }

  public boolean isAddress(long word) {
    return word != 0 && (word & addressMask) == 0;
  }

  /// {@return the low bits of a word that are its tag, as they are written in binary}
  public String tag(long word) {
    int bits = isNumber(word) ? Integer.bitCount(numberMask) : TAG_BITS;
    if (isAddress(word)) {
      bits = Integer.bitCount(addressMask);
    }
    StringBuilder tag = new StringBuilder();
    for (int bit = bits - 1; bit >= 0; bit--) {
      tag.append(word >>> bit & 1);
    }
    return tag.toString();
  }

  /// {@return what an immediate object is called; empty where a word is none}
  private String immediateName(long word) {
    if (!isImmediate(word)) {
      return "";
    }
    long object = word >>> TAG_BITS;
    return object == NONE ? "None" : object == FALSE ? "False" : object == TRUE ? "True" : "?";
  }

  /// {@return in which way a word is an object: `small int`, `interned str`, `None`, `address`;
  /// empty for the word of an empty slot}
  public String meaning(long word) {
    if (isNumber(word)) {
      return "small int";
    }
    if (isString(word)) {
      return "interned str";
    }
    String immediateName = immediateName(word);
    if (!immediateName.isEmpty()) {
      return immediateName;
    }
    return word == 0 ? "" : "address";
  }
}
