package dev.fathom.elf;

import static java.nio.charset.StandardCharsets.UTF_8;

/// A table of symbols that was read whole, with the versions of those: for who asks about all of
/// them. To look one up, [ElfImage#symbol] costs less.
///
/// The numbers of versions are those of [SymbolVersions].
public final class LinkSymbols {
  // gABI, "Symbol Table", st_other.
  private static final int ST_OTHER = 5;
  private static final int VISIBILITY = 3;
  public static final int STV_DEFAULT = 0;
  public static final int STV_INTERNAL = 1;
  public static final int STV_HIDDEN = 2;
  public static final int STV_PROTECTED = 3;

  /// The version of a symbol is not the one that who names none gets (`VERSYM_HIDDEN`).
  private static final int HIDDEN = 0x8000;

  private static final byte[] NONE = {};

  private final byte[] table;
  private final byte[] names;
  private final byte[] versions;
  private final int count;

  /// @param versions a number of 16 bits for each symbol; empty where the image has none
  private LinkSymbols(byte[] table, byte[] names, byte[] versions) {
    this.table = table;
    this.names = names;
    this.versions = versions;
    this.count = table.length / SymbolEntries.BYTES;
  }

  static LinkSymbols of(SymbolEntries entries) throws ElfFormatException {
    return new LinkSymbols(entries.copy(), entries.names().copy(), NONE);
  }

  LinkSymbols with(byte[] numbers) {
    return new LinkSymbols(table, names, numbers);
  }

  /// {@return how many there are, the empty one at index 0 included}
  public int count() {
    return count;
  }

  /// {@return the bytes that hold the names}
  public byte[] names() {
    return names;
  }

  /// {@return where in [#names] the name begins}
  public int nameStart(int index) {
    int offset = TableWords.i32(table, index * SymbolEntries.BYTES + SymbolEntries.ST_NAME);
    return offset < 0 || offset > names.length ? names.length : offset;
  }

  /// {@return the bytes of a name that begins there; long ones are cut}
  public int nameLength(int start) {
    int limit = Math.min(names.length, start + ImageBytes.LONGEST_NAME_BYTES);
    int end = start;
    while (end < limit && names[end] != 0) {
      end++;
    }
    return end - start;
  }

  public String name(int index) {
    int start = nameStart(index);
    return new String(names, start, nameLength(start), UTF_8);
  }

  /// {@return one of the `STT_` numbers}
  public int type(int index) {
    return info(index) & SymbolEntries.INFO_TYPE_MASK;
  }

  /// {@return one of the `STB_` numbers}
  public int binding(int index) {
    return (info(index) & 0xff) >>> SymbolEntries.INFO_BINDING_SHIFT;
  }

  /// {@return one of the `STV_` numbers}
  public int visibility(int index) {
    return table[index * SymbolEntries.BYTES + ST_OTHER] & VISIBILITY;
  }

  /// {@return the section that it is in, or one of the `SHN_` numbers}
  public int section(int index) {
    return TableWords.u16(table, index * SymbolEntries.BYTES + SymbolEntries.ST_SHNDX);
  }

  public boolean isDefined(int index) {
    return section(index) != Symbol.SHN_UNDEF;
  }

  public long value(int index) {
    return TableWords.i64(table, index * SymbolEntries.BYTES + SymbolEntries.ST_VALUE);
  }

  public long size(int index) {
    return TableWords.i64(table, index * SymbolEntries.BYTES + SymbolEntries.ST_SIZE);
  }

  /// {@return whether the image gives versions to its symbols}
  public boolean hasVersions() {
    return versions.length > 0;
  }

  /// {@return the number of its version; 0 for a local symbol, 1 for none}
  public int version(int index) {
    return number(index) & ~HIDDEN;
  }

  /// {@return whether only who names its version gets it}
  public boolean isHiddenVersion(int index) {
    return (number(index) & HIDDEN) != 0;
  }

  private int number(int index) {
    int at = index * Short.BYTES;
    return at + Short.BYTES <= versions.length ? TableWords.u16(versions, at) : 1;
  }

  private int info(int index) {
    return table[index * SymbolEntries.BYTES + SymbolEntries.ST_INFO];
  }
}
