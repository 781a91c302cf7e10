package dev.fathom.elf;

/// A name for a place in an image.
///
/// @param name as the linker knows it, mangled; linkers append `@` and a version to some of those
///   in [SymbolTable#FULL]
/// @param value its virtual address, before the load bias; in an object file an offset in its
///   section, of a thread-local variable an offset in the thread's block
/// @param size in bytes, 0 when unknown
/// @param type one of the `STT_` numbers
/// @param binding one of the `STB_` numbers
/// @param sectionIndex the section that it is in, or one of the `SHN_` numbers
public record Symbol(String name, long value, long size, int type, int binding, int sectionIndex) {
  // gABI, "Symbol Table", st_info and st_shndx; STT_GNU_IFUNC from the GNU linker.
  public static final int STT_NOTYPE = 0;
  public static final int STT_OBJECT = 1;
  public static final int STT_FUNC = 2;
  public static final int STT_SECTION = 3;
  public static final int STT_FILE = 4;
  public static final int STT_COMMON = 5;
  public static final int STT_TLS = 6;
  public static final int STT_GNU_IFUNC = 10;

  public static final int STB_LOCAL = 0;
  public static final int STB_GLOBAL = 1;
  public static final int STB_WEAK = 2;
  public static final int STB_GNU_UNIQUE = 10;

  public static final int SHN_UNDEF = 0;
  public static final int SHN_ABS = 0xfff1;
  public static final int SHN_COMMON = 0xfff2;

  /// {@return whether the image itself has it, and does not just want it from another}
  public boolean isDefined() {
    return sectionIndex != SHN_UNDEF;
  }

  /// {@return whether the address lies in it; without a known size, only its first byte does}
  public boolean covers(long address) {
    return address == value || Long.compareUnsigned(address - value, size) < 0;
  }
}
