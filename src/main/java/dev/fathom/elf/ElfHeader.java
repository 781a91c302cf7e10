package dev.fathom.elf;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/// The ELF header: where the two tables are that describe the rest.
///
/// @param identity class, byte order, type and machine
/// @param programHeaders position of the program header table
/// @param programHeaderCount how many entries it has
/// @param sections position of the section header table, 0 for none
/// @param sectionCount how many entries it has
/// @param sectionNames index of the section that holds the names of the sections
record ElfHeader(
    ElfIdentity identity,
    long programHeaders,
    long programHeaderCount,
    long sections,
    long sectionCount,
    long sectionNames) {
  // gABI, "ELF Header", Elf64_Ehdr.
  private static final long E_PHOFF = 32;
  private static final long E_SHOFF = 40;
  private static final long E_PHENTSIZE = 54;
  private static final long E_PHNUM = 56;
  private static final long E_SHENTSIZE = 58;
  private static final long E_SHNUM = 60;
  private static final long E_SHSTRNDX = 62;
  private static final long BYTES = 64;

  /// Counts that do not fit in 16 bits stand in the first section header: cores have that many
  /// segments, and object files with a section per function that many sections.
  private static final int PN_XNUM = 0xffff;

  private static final int SHN_XINDEX = 0xffff;

  /// @param inFile whether the bytes are those of the file, which has sections, and not what was
  ///   loaded of it, which has not
  static ElfHeader read(ImageBytes bytes, String name, boolean inFile) throws ElfFormatException {
    MemorySegment start = bytes.slice(0, Math.min(BYTES, bytes.size()));
    ElfIdentity identity = ElfIdentity.of(start, name);
    if (!identity.isReadable()) {
      String order = identity.byteOrder() == ByteOrder.BIG_ENDIAN ? "big" : "little";
      throw bytes.malformed(
          0,
          "a %d-bit %s-endian image (%s): only 64-bit little-endian ones are read"
              .formatted(identity.wordBits(), order, identity.machineName()));
    }
    bytes.require(0, BYTES);
    long programHeaders = bytes.i64(E_PHOFF);
    long programHeaderCount = programHeaders == 0 ? 0 : bytes.u16(E_PHNUM);
    if (programHeaderCount > 0 && bytes.u16(E_PHENTSIZE) != ProgramHeader.BYTES) {
      throw bytes.malformed(E_PHENTSIZE, "program headers of an unknown size");
    }
    long sections = inFile ? bytes.i64(E_SHOFF) : 0;
    long sectionCount = sections == 0 ? 0 : bytes.u16(E_SHNUM);
    long sectionNames = sections == 0 ? 0 : bytes.u16(E_SHSTRNDX);
    if (sections != 0 && bytes.u16(E_SHENTSIZE) != Section.BYTES) {
      throw bytes.malformed(E_SHENTSIZE, "section headers of an unknown size");
    }
    if (programHeaderCount == PN_XNUM && sections != 0) {
      programHeaderCount = bytes.u32(sections + Section.SH_INFO);
    }
    if (sections != 0 && sectionCount == 0) {
      sectionCount = bytes.i64(sections + Section.SH_SIZE);
    }
    if (sections != 0 && sectionNames == SHN_XINDEX) {
      sectionNames = bytes.u32(sections + Section.SH_LINK);
    }
    return new ElfHeader(
        identity, programHeaders, programHeaderCount, sections, sectionCount, sectionNames);
  }
}
