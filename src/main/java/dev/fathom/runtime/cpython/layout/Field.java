package dev.fathom.runtime.cpython.layout;

/// A field of a struct.
///
/// @param offset in bytes from the start of the struct
/// @param size in bytes, of an array as a whole; 0 of a C array of no stated length
/// @param count the elements of an array, 0 if it is none. An array of objects at the end of a
///   struct has 1, whatever the instance has; one of plain data counts as a single element
/// @param firstBit of a bit field, from the lowest of the little-endian word of [#size] bytes at
///   [#offset]
/// @param bits the width of a bit field, else 0
public record Field(long offset, long size, Kind kind, int count, int firstBit, int bits) {

  /// What is in a field.
  public enum Kind {
    /// A number, text, a struct, a union.
    DATA,
    /// The address of something that is not an object, or NULL.
    POINTER,
    /// The address of an object, or NULL. Where it leads, not what it owns: the links of weak
    /// references, for one, are not counted in `ob_refcnt`.
    OBJECT,
    /// The address of an object with tags in its low bits, or NULL (`_PyStackRef`, 3.14).
    TAGGED,
    /// Some bits of a word.
    BITS
  }

  /// {@return the bytes of one element of an array, of the whole field if it is none}
  public long elementSize() {
    return count == 0 ? size : size / count;
  }

  /// {@return the value of a bit field, given the word it is in}
  public long extract(long word) {
    return word >>> firstBit & (1L << bits) - 1;
  }
}
