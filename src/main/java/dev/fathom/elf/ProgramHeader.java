package dev.fathom.elf;

import java.util.ArrayList;
import java.util.List;

/// A segment: a part of the file that the loader, or a reader of cores, treats as one.
///
/// @param type one of the `PT_` numbers
/// @param flags `PF_` bits
/// @param offset where it starts in the file, in bytes
/// @param virtualAddress where it starts in memory, before the load bias
/// @param fileSize how many bytes of it the file has
/// @param memorySize how many bytes it has in memory; the rest is zeros
/// @param alignment a power of two, or 0 and 1 for none
public record ProgramHeader(
    int type,
    int flags,
    long offset,
    long virtualAddress,
    long fileSize,
    long memorySize,
    long alignment) {
  // gABI, "Program Header", p_type; the GNU ones from the Linux Standard Base.
  public static final int PT_LOAD = 1;
  public static final int PT_DYNAMIC = 2;
  public static final int PT_INTERP = 3;
  public static final int PT_NOTE = 4;
  public static final int PT_PHDR = 6;
  public static final int PT_TLS = 7;
  public static final int PT_GNU_EH_FRAME = 0x6474e550;
  public static final int PT_GNU_STACK = 0x6474e551;
  public static final int PT_GNU_RELRO = 0x6474e552;
  public static final int PT_GNU_PROPERTY = 0x6474e553;

  public static final int PF_X = 1;
  public static final int PF_W = 2;
  public static final int PF_R = 4;

  // gABI, "Program Header", Elf64_Phdr.
  private static final long P_TYPE = 0;
  private static final long P_FLAGS = 4;
  private static final long P_OFFSET = 8;
  private static final long P_VADDR = 16;
  private static final long P_FILESZ = 32;
  private static final long P_MEMSZ = 40;
  private static final long P_ALIGN = 48;
  static final int BYTES = 56;

  /// A core has one for each mapping, and no kernel is set up for more than a million of those.
  private static final long MOST = 1 << 21;

  static List<ProgramHeader> readTable(ImageBytes bytes, ElfHeader header)
      throws ElfFormatException {
    long count = header.programHeaderCount();
    bytes.requireTable(header.programHeaders(), count, BYTES, MOST, "program headers");
    List<ProgramHeader> table = new ArrayList<>((int) count);
    for (long i = 0; i < count; i++) {
      table.add(read(bytes, header.programHeaders() + i * BYTES));
    }
    return List.copyOf(table);
  }

  private static ProgramHeader read(ImageBytes bytes, long position) throws ElfFormatException {
    return new ProgramHeader(
        bytes.i32(position + P_TYPE),
        bytes.i32(position + P_FLAGS),
        bytes.i64(position + P_OFFSET),
        bytes.i64(position + P_VADDR),
        bytes.i64(position + P_FILESZ),
        bytes.i64(position + P_MEMSZ),
        bytes.i64(position + P_ALIGN));
  }

  /// {@return the addresses it has in memory, before the load bias}
  public AddressRange addresses() {
    return new AddressRange(virtualAddress, virtualAddress + memorySize);
  }

  /// {@return whether it is loaded readable}
  public boolean isReadable() {
    return (flags & PF_R) != 0;
  }

  /// {@return whether it is loaded writable}
  public boolean isWritable() {
    return (flags & PF_W) != 0;
  }

  /// {@return whether it is loaded executable}
  public boolean isExecutable() {
    return (flags & PF_X) != 0;
  }
}
