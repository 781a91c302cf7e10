package dev.fathom.model.object;

/// Where an object has what its runtime keeps of each: how many refer to it, of what type it is,
/// and what the garbage collector notes of it. Offsets in bytes from the object's own address; no
/// part crosses a word.
///
/// What the garbage collector has right before an object is told object by object
/// ([ObjectTable#headBytes]).
///
/// @param count of references
/// @param type what tells it
/// @param marks flags of the garbage collector's
/// @param linkMask bits of the word of the count, or of the marks where nothing is counted, that
///   are never set there: where they come to be others, the memory was freed, and a link to the
///   next free piece stands there; 0 where none is put there
/// @param alike of which types, by the numbers that stand there, one object becomes another as it
///   lives: a bit each; 0 where an object remains what it is
/// @param tableBytes how many bytes at its beginning are links of a table that it stands in
public record Head(Part count, Part type, Part marks, long linkMask, long alike, int tableBytes) {
  /// An object that is nothing but its contents.
  public static final Head NONE = typed(Part.NONE);

  /// One of the things that are kept.
  ///
  /// @param offset where it stands
  /// @param bytes of how many bytes it is; 0 where there is none
  public record Part(int offset, int bytes) {
    public static final Part NONE = new Part(0, 0);

    public boolean isThere() {
      return bytes > 0;
    }

    /// {@return the offset of the word that it is in}
    public int word() {
      return offset & -Long.BYTES;
    }

    /// {@return where it ends}
    public int end() {
      return offset + bytes;
    }

    /// {@return its bits of the word that it is in}
    public long mask() {
      if (bytes == 0) {
        return 0;
      }
      long low = bytes == Long.BYTES ? -1 : (1L << (bytes * Byte.SIZE)) - 1;
      return low << shift();
    }

    /// {@return by how many bits it is shifted in its word}
    private int shift() {
      return (offset % Long.BYTES) * Byte.SIZE;
    }
  }

  /// An object that has nothing but a type.
  public static Head typed(Part type) {
    return new Head(Part.NONE, type, Part.NONE, 0, 0, 0);
  }

  /// An object of a runtime that counts references.
  public static Head counted(Part count, Part type) {
    return new Head(count, type, Part.NONE, 0, 0, 0);
  }

  /// An object whose collector marks it in itself.
  public static Head marked(Part type, Part marks) {
    return new Head(Part.NONE, type, marks, 0, 0, 0);
  }

  public Head withLinks(long mask) {
    return new Head(count, type, marks, mask, alike, tableBytes);
  }

  public Head withAlike(long types) {
    return new Head(count, type, marks, linkMask, types, tableBytes);
  }

  public Head withTable(int bytes) {
    return new Head(count, type, marks, linkMask, alike, bytes);
  }

  /// {@return the part by which it shows that an object was freed}
  public Part life() {
    return count.isThere() ? count : marks;
  }

  /// {@return where the last of it ends}
  public int end() {
    return Math.max(Math.max(count.end(), type.end()), marks.end());
  }

  /// Whether an object is no more.
  ///
  /// @param then the word that holds its [#life]
  /// @param now the same word later
  public boolean isGone(long then, long now) {
    return (count.isThere() && (now & count.mask()) == 0) || ((then ^ now) & linkMask) != 0;
  }

  /// Whether what stands there now is another object than the one that stood there.
  ///
  /// @param then the word that holds the type
  /// @param now the same word later
  public boolean isAnother(long then, long now) {
    return ((then ^ now) & type.mask()) != 0 && !(isAlike(then) && isAlike(now));
  }

  private boolean isAlike(long word) {
    long number = (word & type.mask()) >>> type.shift();
    return alike != 0 && number >= 0 && number < Long.SIZE && (alike >>> number & 1) != 0;
  }
}
