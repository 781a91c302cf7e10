package dev.fathom.elf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// The bytes of one image, addressed by their distance from its start, and the only way to them:
/// every read is checked here and nowhere else.
///
/// Bytes in hand are one window that never moves. Bytes that must be fetched are seen through a
/// window of 64 KiB that moves to where it is needed; [#view] gives each table that is walked its
/// own, so that a walk over two tables at once does not fetch the same bytes again and again.
final class ImageBytes {
  private static final ValueLayout.OfShort LE16 = JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfInt LE32 = JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LE64 = JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

  /// The bytes of tables that an image does not have.
  static final ImageBytes EMPTY = of(MemorySegment.ofArray(new byte[0]), "");

  /// Names are cut here: longer ones are no use to a reader, and a table without an end in which
  /// every name starts at the front would cost its length for each of them.
  static final int LONGEST_NAME_BYTES = 4096;

  private static final int WINDOW_BYTES = 64 << 10;

  /// The largest piece that anybody asks for is the list of mapped files in a core, of some
  /// megabytes.
  private static final int LARGEST_COPY_BYTES = 16 << 20;

  /// The names of all symbols of the largest programs with debug information take some 200 MiB.
  private static final int LARGEST_TABLE_BYTES = 256 << 20;

  /// Windows start at pages, so that one which begins before the byte asked for meets nothing only
  /// where that byte's own page is missing.
  private static final long PAGE_BYTES = 4096;

  private final String name;
  private final long size;
  private final @Nullable ImageReader reader;
  private final long base;
  private final MemorySegment window;
  private long windowStart;
  private long windowBytes;

  private ImageBytes(
      String name, long size, @Nullable ImageReader reader, long base, MemorySegment window) {
    this.name = name;
    this.size = size;
    this.reader = reader;
    this.base = base;
    this.window = window;
    this.windowBytes = reader == null ? size : 0;
  }

  static ImageBytes of(MemorySegment bytes, String name) {
    return new ImageBytes(name, bytes.byteSize(), null, 0, bytes);
  }

  /// Bytes that a reader fetches; position 0 is at `base`.
  static ImageBytes fetched(ImageReader reader, long base, long size, String name) {
    return new ImageBytes(name, size, reader, base, Arena.ofAuto().allocate(WINDOW_BYTES));
  }

  /// {@return the same bytes, with a window of their own}
  ImageBytes view() {
    return limitedTo(size);
  }

  /// {@return the first `bytes` of these bytes}
  ImageBytes limitedTo(long bytes) {
    return reader == null ? this : fetched(reader, base, Math.min(bytes, size), name);
  }

  long size() {
    return size;
  }

  int u8(long position) throws ElfFormatException {
    return Byte.toUnsignedInt(window.get(JAVA_BYTE, locate(position, Byte.BYTES)));
  }

  int u16(long position) throws ElfFormatException {
    return Short.toUnsignedInt(window.get(LE16, locate(position, Short.BYTES)));
  }

  int i32(long position) throws ElfFormatException {
    return window.get(LE32, locate(position, Integer.BYTES));
  }

  long u32(long position) throws ElfFormatException {
    return Integer.toUnsignedLong(i32(position));
  }

  long i64(long position) throws ElfFormatException {
    return window.get(LE64, locate(position, Long.BYTES));
  }

  /// {@return the text from `position` up to a NUL, to `end`, or to the longest name}
  String text(long position, long end) throws ElfFormatException {
    long limit = Math.min(end - position, LONGEST_NAME_BYTES);
    int length = 0;
    while (length < limit && u8(position + length) != 0) {
      length++;
    }
    byte[] text = new byte[length];
    for (int i = 0; i < length; i++) {
      text[i] = (byte) u8(position + i);
    }
    return new String(text, UTF_8);
  }

  /// {@return whether the text from `position` up to a NUL or to `end` is `wanted`}
  boolean holdsText(long position, long end, byte[] wanted) throws ElfFormatException {
    if (end - position < wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if ((byte) u8(position + i) != wanted[i]) {
        return false;
      }
    }
    return position + wanted.length == end || u8(position + wanted.length) == 0;
  }

  /// {@return the bytes themselves, read-only; a copy where they had to be fetched}
  MemorySegment slice(long position, long length) throws ElfFormatException {
    require(position, length);
    if (reader == null) {
      return window.asSlice(position, length).asReadOnly();
    }
    if (length > LARGEST_COPY_BYTES) {
      throw malformed(position, "%d bytes in one piece are too many".formatted(length));
    }
    byte[] copy = new byte[(int) length];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = (byte) u8(position + i);
    }
    return MemorySegment.ofArray(copy).asReadOnly();
  }

  /// {@return a copy of a whole table, read at once}
  byte[] copy(long position, long length) throws ElfFormatException {
    require(position, length);
    if (length > LARGEST_TABLE_BYTES) {
      throw malformed(position, "a table of %d bytes is too large".formatted(length));
    }
    byte[] copy = new byte[(int) length];
    MemorySegment into = MemorySegment.ofArray(copy);
    if (reader == null) {
      MemorySegment.copy(window, position, into, 0, length);
      return copy;
    }
    for (int at = 0; at < copy.length; ) {
      moveWindow(position + at);
      long got = Math.min(windowBytes, copy.length - at);
      if (got == 0) {
        throw malformed(position + at, "cannot be read");
      }
      MemorySegment.copy(window, 0, into, at, got);
      at += (int) got;
    }
    return copy;
  }

  /// Checks that the image has `length` bytes at `position`.
  void require(long position, long length) throws ElfFormatException {
    if (position < 0 || length < 0 || position > size - length) {
      throw malformed(
          position, "%s bytes end outside the image".formatted(Long.toUnsignedString(length)));
    }
  }

  /// Checks that the image has a whole table at `position`.
  ///
  /// @param most how many entries are believed at all: a sparse file of many terabytes costs
  ///   nothing to make
  void requireTable(long position, long count, long entryBytes, long most, String entries)
      throws ElfFormatException {
    if (count < 0 || count > most) {
      throw malformed(position, "%s %s".formatted(Long.toUnsignedString(count), entries));
    }
    require(position, count * entryBytes);
  }

  ElfFormatException malformed(long position, String problem) {
    return new ElfFormatException(name, position, problem);
  }

  /// Where in the window the bytes lie, after it has been moved there if need be.
  private long locate(long position, long length) throws ElfFormatException {
    long within = position - windowStart;
    if (within >= 0 && within <= windowBytes - length) {
      return within;
    }
    require(position, length);
    moveWindow(position & -PAGE_BYTES);
    within = position - windowStart;
    if (within > windowBytes - length) {
      throw malformed(position, "cannot be read");
    }
    return within;
  }

  private void moveWindow(long start) {
    if (reader == null) {
      return; // It covers the whole image already.
    }
    long wanted = Math.min(WINDOW_BYTES, size - start);
    long got = reader.read(base + start, window.asSlice(0, wanted));
    windowStart = start;
    windowBytes = Math.clamp(got, 0, wanted);
  }
}
