package dev.fathom.runtime.cpython.kept;

import dev.fathom.runtime.cpython.struct.Offsets;
import dev.fathom.target.Words;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads the text of a `str`: names only, which are short; never values.
public final class StrReader {
  private static final int COMPACT_ASCII = 1 << 5 | 1 << 6;
  private static final int COMPACT = 1 << 5;
  private static final int KIND_SHIFT = 2;
  private static final int KIND_MASK = 7;

  private static final Charset UTF_32LE = Charset.forName("UTF-32LE");

  private final Offsets offsets;
  private final Words words;

  public StrReader(Offsets offsets, Words words) {
    this.offsets = offsets;
    this.words = words;
  }

  /// {@return the text of the str at `address`, or null where none of at most `limit` characters
  /// stands there}
  public @Nullable String read(long address, int limit) {
    long length = words.u64(address + offsets.strLength());
    if (address == 0 || !words.met() || length < 0 || length > limit) {
      return null;
    }
    if (offsets.two()) {
      byte[] bytes = words.bytes(address + offsets.strAsciiHeadBytes(), (int) length);
      return bytes == null ? null : text(bytes, 1);
    }
    int state = words.u32(address + offsets.strState());
    int width = width(state);
    byte[] bytes = words.bytes(address + head(state), (int) length * width);
    return bytes == null ? null : text(bytes, width);
  }

  /// The same from what was kept.
  public @Nullable String kept(KeptReferences kept, long address, int limit) {
    if (address == 0 || !kept.holds(address)) {
      return null; // most are data, and not kept
    }
    long length = kept.u64(address + offsets.strLength());
    if (length < 0 || length > limit) {
      return null;
    }
    int state = kept.u32(address + offsets.strState());
    int width = offsets.two() ? 1 : width(state);
    long first = address + (offsets.two() ? offsets.strAsciiHeadBytes() : head(state));
    byte[] bytes = new byte[(int) length * width];
    for (int at = 0; at < bytes.length; at++) {
      bytes[at] = (byte) kept.u8(first + at);
    }
    return text(bytes, width);
  }

  /// {@return bytes a character; 0 where the text stands elsewhere}
  private static int width(int state) {
    return (state & COMPACT) == 0 ? 0 : state >>> KIND_SHIFT & KIND_MASK;
  }

  private long head(int state) {
    boolean ascii = (state & COMPACT_ASCII) == COMPACT_ASCII;
    return ascii ? offsets.strAsciiHeadBytes() : offsets.strCompactHeadBytes();
  }

  private static @Nullable String text(byte[] bytes, int width) {
    return switch (width) {
      case 1 -> new String(bytes, StandardCharsets.ISO_8859_1);
      case 2 -> new String(bytes, StandardCharsets.UTF_16LE);
      case 4 -> new String(bytes, UTF_32LE);
      default -> null;
    };
  }
}
