package dev.fathom.elf;

/// A table of symbols, read entry by entry. How many entries it has may be unknown at first:
/// finding that out is work, and a lookup by hash does without.
final class SymbolEntries {
  // gABI, "Symbol Table", Elf64_Sym.
  static final int ST_NAME = 0;
  static final int ST_INFO = 4;
  static final int ST_SHNDX = 6;
  static final int ST_VALUE = 8;
  static final int ST_SIZE = 16;
  static final int BYTES = 24;

  static final int INFO_TYPE_MASK = 0xf;
  static final int INFO_BINDING_SHIFT = 4;

  /// How many symbols are believed. The largest programs, unstripped, have a few million.
  static final long MOST = 1 << 24;

  /// The table of an image that has none.
  static final SymbolEntries NONE = new SymbolEntries(ImageBytes.EMPTY, 0, StringTable.EMPTY, 0);

  private final ImageBytes bytes;
  private final long position;
  private final StringTable names;
  private final long count;

  private SymbolEntries(ImageBytes bytes, long position, StringTable names, long count) {
    this.bytes = bytes;
    this.position = position;
    this.names = names;
    this.count = count;
  }

  /// {@return a table of unknown length, which can be read but not walked}
  static SymbolEntries of(ImageBytes bytes, long position, StringTable names) {
    return new SymbolEntries(bytes.view(), position, names, 0);
  }

  /// {@return the same table, known to have so many entries}
  SymbolEntries counted(long entries) throws ElfFormatException {
    if (this == NONE) {
      return NONE;
    }
    bytes.requireTable(position, entries, BYTES, MOST, "symbols");
    return new SymbolEntries(bytes, position, names, entries);
  }

  /// {@return all entries that it is known to have, in one piece} **Cost:** a copy.
  byte[] copy() throws ElfFormatException {
    return bytes.copy(position, count * BYTES);
  }

  StringTable names() {
    return names;
  }

  /// {@return how many entries it is known to have, the empty one at index 0 included}
  long count() {
    return count;
  }

  /// {@return the index of the first defined symbol of this name, 0 for none}
  ///
  /// **Cost:** linear, without allocation.
  long find(byte[] name) throws ElfFormatException {
    for (long index = 1; index < count; index++) {
      if (isDefined(index) && isNamed(index, name)) {
        return index;
      }
    }
    return 0;
  }

  Symbol at(long index) throws ElfFormatException {
    return new Symbol(
        names.at(bytes.u32(field(index, ST_NAME))),
        value(index),
        size(index),
        type(index),
        binding(index),
        sectionIndex(index));
  }

  boolean isNamed(long index, byte[] name) throws ElfFormatException {
    return names.holds(bytes.u32(field(index, ST_NAME)), name);
  }

  boolean isDefined(long index) throws ElfFormatException {
    return sectionIndex(index) != Symbol.SHN_UNDEF;
  }

  long value(long index) throws ElfFormatException {
    return bytes.i64(field(index, ST_VALUE));
  }

  long size(long index) throws ElfFormatException {
    return bytes.i64(field(index, ST_SIZE));
  }

  int type(long index) throws ElfFormatException {
    return bytes.u8(field(index, ST_INFO)) & INFO_TYPE_MASK;
  }

  int binding(long index) throws ElfFormatException {
    return bytes.u8(field(index, ST_INFO)) >>> INFO_BINDING_SHIFT;
  }

  int sectionIndex(long index) throws ElfFormatException {
    return bytes.u16(field(index, ST_SHNDX));
  }

  private long field(long index, long offset) {
    return position + index * BYTES + offset;
  }
}
