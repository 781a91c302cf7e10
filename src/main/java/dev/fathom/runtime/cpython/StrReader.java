package dev.fathom.runtime.cpython;

import dev.fathom.target.Words;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads the text of a `str`: names only, which are short; never values.
final class StrReader {
  private static final int COMPACT_ASCII = 1 << 5 | 1 << 6;
  private static final int COMPACT = 1 << 5;
  private static final int KIND_SHIFT = 2;
  private static final int KIND_MASK = 7;

  private final Offsets offsets;
  private final Words words;

  StrReader(Offsets offsets, Words words) {
    this.offsets = offsets;
    this.words = words;
  }

  /// {@return the text of the str at `address`, or null where none of at most `limit` characters
  /// stands there}
  @Nullable String read(long address, int limit) {
    long length = words.u64(address + offsets.strLength());
    if (address == 0 || !words.met() || length < 0 || length > limit) {
      return null;
    }
    int state = words.u32(address + offsets.strState());
    if ((state & COMPACT) == 0) {
      return null;
    }
    boolean ascii = (state & COMPACT_ASCII) == COMPACT_ASCII;
    int kind = state >>> KIND_SHIFT & KIND_MASK;
    long text = address + (ascii ? offsets.strAsciiHeadBytes() : offsets.strCompactHeadBytes());
    byte[] bytes = words.bytes(text, (int) length * (ascii ? 1 : kind));
    if (bytes == null) {
      return null;
    }
    return switch (kind) {
      case 1 -> new String(bytes, StandardCharsets.ISO_8859_1);
      case 2 -> new String(bytes, StandardCharsets.UTF_16LE);
      case 4 -> new String(bytes, java.nio.charset.Charset.forName("UTF-32LE"));
      default -> null;
    };
  }
}
