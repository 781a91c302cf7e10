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
public record Head(int countOffset, int countBytes, int typeOffset, int typeBytes) {
  /// An object that is nothing but its contents.
  public static final Head NONE = new Head(0, 0, 0, 0);

  /// {@return the bits of the word that holds the count which are the count}
  public long countMask() {
    return mask(countOffset, countBytes);
  }

  /// {@return the bits of the word that holds the type which are the type}
  public long typeMask() {
    return mask(typeOffset, typeBytes);
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
    return low << ((offset % Long.BYTES) * Byte.SIZE);
  }
}
