package dev.fathom.elf;

import java.util.ArrayList;
import java.util.List;

/// A section: a part of the file that the linker treats as one.
///
/// @param name as in `.text`; empty when the file names none
/// @param type one of the `SHT_` numbers
/// @param flags `SHF_` bits
/// @param address where it starts in memory, before the load bias; 0 when it is not loaded
/// @param offset where it starts in the file, in bytes
/// @param size in bytes; of the file as well, except for `SHT_NOBITS`
/// @param link the index of a section that belongs to it, such as the names of its symbols
/// @param info depends on the type
/// @param alignment a power of two, or 0 and 1 for none
/// @param entrySize of a table, the bytes of one entry
public record Section(
    String name,
    int type,
    long flags,
    long address,
    long offset,
    long size,
    int link,
    int info,
    long alignment,
    long entrySize) {
  // gABI, "Sections", sh_type and sh_flags.
  public static final int SHT_PROGBITS = 1;
  public static final int SHT_SYMTAB = 2;
  public static final int SHT_STRTAB = 3;
  public static final int SHT_RELA = 4;
  public static final int SHT_NOTE = 7;
  public static final int SHT_NOBITS = 8;
  public static final int SHT_REL = 9;
  public static final int SHT_DYNSYM = 11;
  public static final int SHT_GROUP = 17;

  public static final long SHF_WRITE = 1;
  public static final long SHF_ALLOC = 2;
  public static final long SHF_EXECINSTR = 4;
  public static final long SHF_TLS = 0x400;

  // gABI, "Sections", Elf64_Shdr.
  private static final long SH_NAME = 0;
  private static final long SH_TYPE = 4;
  private static final long SH_FLAGS = 8;
  private static final long SH_ADDR = 16;
  private static final long SH_OFFSET = 24;
  static final long SH_SIZE = 32;
  static final long SH_LINK = 40;
  static final long SH_INFO = 44;
  private static final long SH_ADDRALIGN = 48;
  private static final long SH_ENTSIZE = 56;
  static final int BYTES = 64;

  /// Object files with a section for each function have some hundred thousand.
  private static final long MOST = 1 << 20;

  static List<Section> readTable(ImageBytes bytes, ElfHeader header) throws ElfFormatException {
    long count = header.sectionCount();
    bytes.requireTable(header.sections(), count, BYTES, MOST, "sections");
    StringTable names = StringTable.EMPTY;
    if (header.sectionNames() != 0) {
      if (header.sectionNames() >= count) {
        throw bytes.malformed(header.sections(), "the names of the sections are in none of them");
      }
      long at = header.sections() + header.sectionNames() * BYTES;
      names = StringTable.of(bytes, bytes.i64(at + SH_OFFSET), bytes.i64(at + SH_SIZE));
    }
    List<Section> table = new ArrayList<>((int) count);
    long named = 0;
    for (long i = 0; i < count; i++) {
      Section section = read(bytes, header.sections() + i * BYTES, names);
      named += section.name().length();
      if (named > bytes.size()) {
        throw bytes.malformed(header.sections(), "names of sections longer than the whole image");
      }
      table.add(section);
    }
    return List.copyOf(table);
  }

  private static Section read(ImageBytes bytes, long position, StringTable names)
      throws ElfFormatException {
    return new Section(
        names.at(bytes.u32(position + SH_NAME)),
        bytes.i32(position + SH_TYPE),
        bytes.i64(position + SH_FLAGS),
        bytes.i64(position + SH_ADDR),
        bytes.i64(position + SH_OFFSET),
        bytes.i64(position + SH_SIZE),
        bytes.i32(position + SH_LINK),
        bytes.i32(position + SH_INFO),
        bytes.i64(position + SH_ADDRALIGN),
        bytes.i64(position + SH_ENTSIZE));
  }
}
