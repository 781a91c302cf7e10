package dev.fathom.target;

/// Numbers at any offset in words of a target's memory. Plain arithmetic on an array is fast
/// whatever compiles it; a `MemorySegment` is so only once the optimising compiler has seen it.
///
/// Words are in the order of this machine's bytes, which is the target's: both are little-endian.
final class LittleEndian {
  private static final int WORD_SHIFT = 3;

  private LittleEndian() {}

  static long u64(long[] words, long offset) {
    int at = (int) (offset >>> WORD_SHIFT);
    int shift = shift(offset);
    return shift == 0 ? words[at] : words[at] >>> shift | words[at + 1] << -shift;
  }

  static int u32(long[] words, long offset) {
    int at = (int) (offset >>> WORD_SHIFT);
    int shift = shift(offset);
    return shift <= Integer.SIZE
        ? (int) (words[at] >>> shift)
        : (int) (words[at] >>> shift | words[at + 1] << -shift);
  }

  static int u8(long[] words, long offset) {
    return (int) (words[(int) (offset >>> WORD_SHIFT)] >>> shift(offset)) & 0xff;
  }

  private static int shift(long offset) {
    return ((int) offset & Long.BYTES - 1) * Byte.SIZE;
  }
}
