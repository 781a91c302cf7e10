package dev.fathom.model.object;

/// Where an object has what its runtime keeps of each: how many refer to it, and of what type it
/// is. Offsets in bytes from the object's own address; neither part crosses a word.
///
/// What the garbage collector has right before an object is told object by object
/// ([ObjectTable#headBytes]).
///
/// @param countOffset where the count of references stands
/// @param countBytes of how many bytes it is; 0 where nothing is counted
/// @param typeOffset where the type stands
/// @param typeBytes of how many bytes that is; 0 where none stands there
/// @param linkMask bits of the word of the count that no count has: where they come to be others,
///   the memory was freed, and a link to the next free piece stands there; 0 where none is put
///   there
/// @param alike of which types, by the numbers that stand there, one object becomes another as it
///   lives: a bit each; 0 where an object remains what it is
/// @param tableBytes how many bytes at its beginning are links of a table that it stands in
public record Head(
    int countOffset,
    int countBytes,
    int typeOffset,
    int typeBytes,
    long linkMask,
    long alike,
    int tableBytes) {
  /// An object that is nothing but its contents.
  public static final Head NONE = new Head(0, 0, 0, 0, 0, 0);

  /// A head of an object that stands in no table by words of its own.
  public Head(
      int countOffset, int countBytes, int typeOffset, int typeBytes, long linkMask, long alike) {
    this(countOffset, countBytes, typeOffset, typeBytes, linkMask, alike, 0);
  }

  /// {@return the bits of the word that holds the count which are the count}
  public long countMask() {
    return mask(countOffset, countBytes);
  }

  /// {@return the bits of the word that holds the type which are the type}
  public long typeMask() {
    return mask(typeOffset, typeBytes);
  }

  /// Whether the word of the count holds a link to a free piece of memory now, and held none then.
  public boolean isLink(long then, long now) {
    return ((then ^ now) & linkMask) != 0;
  }

  /// Whether what stands there now is another object than the one that stood there.
  ///
  /// @param then the word that holds the type
  /// @param now the same word later
  public boolean isAnother(long then, long now) {
    return ((then ^ now) & typeMask()) != 0 && !(isAlike(then) && isAlike(now));
  }

  private boolean isAlike(long word) {
    long number = (word & typeMask()) >>> shift(typeOffset);
    return alike != 0 && number >= 0 && number < Long.SIZE && (alike >>> number & 1) != 0;
  }

  /// {@return where the last of it ends}
  public int end() {
    return Math.max(countOffset + countBytes, typeOffset + typeBytes);
  }

  private static long mask(int offset, int bytes) {
    if (bytes == 0) {
      return 0;
    }
    long low = bytes == Long.BYTES ? -1 : (1L << (bytes * Byte.SIZE)) - 1;
    return low << shift(offset);
  }

  /// {@return by how many bits what stands at an offset is shifted in its word}
  private static int shift(int offset) {
    return (offset % Long.BYTES) * Byte.SIZE;
  }
}
