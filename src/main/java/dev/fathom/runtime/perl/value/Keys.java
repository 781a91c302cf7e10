package dev.fathom.runtime.perl.value;

import java.nio.charset.StandardCharsets;
import java.util.function.LongUnaryOperator;

/// The text of hash keys: `HEK`s (`hv.h`), which also hold the names of packages and variables.
///
/// Memory is read through a function from an aligned address to the word there.
public final class Keys {
  private static final int LONGEST = 256;

  private final PerlOffsets offsets;

  public Keys(PerlOffsets offsets) {
    this.offsets = offsets;
  }

  /// {@return the text of a key, at most 256 bytes of it; empty where there is none}
  public String text(long hek, LongUnaryOperator memory) {
    if (hek == 0 || hek % 4 != 0) {
      return "";
    }
    int length = half(hek + offsets.keyLength, memory);
    if (length <= 0) {
      return "";
    }
    byte[] bytes = new byte[Math.min(length, LONGEST)];
    long word = 0;
    for (int i = 0; i < bytes.length; i++) {
      long at = hek + offsets.keyText + i;
      if (i == 0 || at % Long.BYTES == 0) {
        word = memory.applyAsLong(at & -Long.BYTES);
      }
      bytes[i] = (byte) (word >>> (8 * (at & 7)));
    }
    boolean utf8 = length < LONGEST && (flags(hek, length, memory) & 1) != 0;
    return new String(bytes, utf8 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
  }

  /// The flags stand behind the text and its NUL (`HEK_FLAGS`); 1 is HVhek_UTF8.
  private int flags(long hek, int length, LongUnaryOperator memory) {
    long at = hek + offsets.keyText + length + 1;
    return (int) (memory.applyAsLong(at & -Long.BYTES) >>> (8 * (at & 7)));
  }

  public static int half(long address, LongUnaryOperator memory) {
    return (int) (memory.applyAsLong(address & -Long.BYTES) >>> (8 * (address & 4)));
  }
}
