package dev.fathom.elf;

/// A run of texts, each ended by a NUL (the last one, in a damaged table, by the end of the table),
/// that other tables refer to by offset.
final class StringTable {
  /// The table of an image that has none: every text is empty.
  static final StringTable EMPTY = new StringTable(ImageBytes.EMPTY, 0, 0);

  private final ImageBytes bytes;
  private final long start;
  private final long end;

  private StringTable(ImageBytes bytes, long start, long end) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
  }

  static StringTable of(ImageBytes bytes, long position, long size) throws ElfFormatException {
    bytes.require(position, size);
    return new StringTable(bytes.view(), position, position + size);
  }

  /// {@return all of it, in one piece} **Cost:** a copy.
  byte[] copy() throws ElfFormatException {
    return bytes.copy(start, end - start);
  }

  /// {@return the text at an offset; empty for offset 0, which by convention is no name}
  String at(long offset) throws ElfFormatException {
    return isNoName(offset) ? "" : bytes.text(locate(offset), end);
  }

  /// {@return whether the text at an offset is this one} Costs nothing on the heap.
  boolean holds(long offset, byte[] wanted) throws ElfFormatException {
    return !isNoName(offset) && bytes.holdsText(locate(offset), end, wanted);
  }

  private boolean isNoName(long offset) {
    return offset == 0 || this == EMPTY;
  }

  private long locate(long offset) throws ElfFormatException {
    if (Long.compareUnsigned(offset, end - start) > 0) {
      throw bytes.malformed(
          start, "name %s is outside its table".formatted(Long.toUnsignedString(offset)));
    }
    return start + offset;
  }
}
