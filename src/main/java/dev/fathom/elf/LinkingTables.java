package dev.fathom.elf;

import java.util.Optional;

/// What a linker and the loader want to know of an image: where to look for what it needs, all of
/// its symbols, their versions, and the places to be filled in.
///
/// Each method reads what it returns, and keeps nothing.
public final class LinkingTables {
  // gABI, "Dynamic Section", d_tag; the GNU ones from glibc's elf/elf.h.
  private static final long DT_RELA = 7;
  private static final long DT_RELASZ = 8;
  private static final long DT_RPATH = 15;
  private static final long DT_SYMBOLIC = 16;
  private static final long DT_REL = 17;
  private static final long DT_RELSZ = 18;
  private static final long DT_PLTREL = 20;
  private static final long DT_TEXTREL = 22;
  private static final long DT_JMPREL = 23;
  private static final long DT_PLTRELSZ = 2;
  private static final long DT_PLTGOT = 3;
  private static final long DT_BIND_NOW = 24;
  private static final long DT_RUNPATH = 29;
  private static final long DT_FLAGS = 30;
  private static final long DT_RELRSZ = 35;
  private static final long DT_RELR = 36;
  private static final long DT_VERSYM = 0x6ffffff0L;
  private static final long DT_FLAGS_1 = 0x6ffffffbL;
  private static final long DT_VERDEF = 0x6ffffffcL;
  private static final long DT_VERNEED = 0x6ffffffeL;

  private static final long DF_SYMBOLIC = 2;
  private static final long DF_TEXTREL = 4;
  private static final long DF_BIND_NOW = 8;
  private static final long DF_1_NOW = 1;
  private static final long DF_1_NODEFLIB = 0x800;
  private static final long DF_1_PIE = 0x8000000L;

  private final ElfImage image;
  private final ImageBytes bytes;

  LinkingTables(ElfImage image, ImageBytes bytes) {
    this.image = image;
    this.bytes = bytes;
  }

  /// {@return whether anything tells the loader what to do}
  public boolean isDynamic() throws ElfFormatException {
    return image.dynamic() != DynamicSection.NONE;
  }

  /// {@return the directories where its needs are looked for first, separated by colons}
  public Optional<String> runpath() throws ElfFormatException {
    return image.dynamic().text(DT_RUNPATH);
  }

  /// {@return the same in the older form, which holds for the needs of its needs, too}
  public Optional<String> rpath() throws ElfFormatException {
    return image.dynamic().text(DT_RPATH);
  }

  /// {@return whether its own symbols come before those of the program}
  public boolean isSymbolic() throws ElfFormatException {
    return image.dynamic().has(DT_SYMBOLIC) || hasFlag(DT_FLAGS, DF_SYMBOLIC);
  }

  /// {@return whether places in its code are to be filled in}
  public boolean hasTextRelocations() throws ElfFormatException {
    return image.dynamic().has(DT_TEXTREL) || hasFlag(DT_FLAGS, DF_TEXTREL);
  }

  /// {@return whether calls are bound when it is loaded, and not when they are first made}
  public boolean bindsNow() throws ElfFormatException {
    return image.dynamic().has(DT_BIND_NOW)
        || hasFlag(DT_FLAGS, DF_BIND_NOW)
        || hasFlag(DT_FLAGS_1, DF_1_NOW);
  }

  /// {@return whether what it needs is not to be looked for in the usual directories}
  public boolean avoidsDefaultDirectories() throws ElfFormatException {
    return hasFlag(DT_FLAGS_1, DF_1_NODEFLIB);
  }

  /// {@return whether it is a program that can be loaded anywhere}
  public boolean isMovableProgram() throws ElfFormatException {
    return hasFlag(DT_FLAGS_1, DF_1_PIE);
  }

  /// {@return whether it says that it wants a stack that can be executed}
  public boolean wantsExecutableStack() {
    for (ProgramHeader segment : image.programHeaders()) {
      if (segment.type() == ProgramHeader.PT_GNU_STACK) {
        return segment.isExecutable();
      }
    }
    return false;
  }

  /// {@return the symbols of a table, with versions if they are the dynamic ones} **Cost:** reads
  /// the table, 24 bytes a symbol, and their names.
  public LinkSymbols symbols(SymbolTable which) throws ElfFormatException {
    LinkSymbols symbols = LinkSymbols.of(image.symbols(which));
    if (which == SymbolTable.DYNAMIC) {
      long versions = image.dynamic().table(DT_VERSYM);
      if (versions >= 0) {
        return symbols.with(bytes.copy(versions, (long) symbols.count() * Short.BYTES));
      }
    }
    return symbols;
  }

  /// {@return the versions that it has and wants}
  public SymbolVersions versions() throws ElfFormatException {
    DynamicSection dynamic = image.dynamic();
    return dynamic == DynamicSection.NONE
        ? SymbolVersions.NONE
        : SymbolVersions.read(
            bytes, dynamic.strings(), dynamic.table(DT_VERDEF), dynamic.table(DT_VERNEED));
  }

  /// {@return all places that the loader fills in} **Cost:** reads their tables, up to 24 bytes a
  /// place.
  public Relocations relocations() throws ElfFormatException {
    DynamicSection dynamic = image.dynamic();
    Relocations found = new Relocations();
    if (dynamic.has(DT_RELR)) {
      found.addRelative(bytes.copy(dynamic.table(DT_RELR), dynamic.number(DT_RELRSZ)));
    }
    if (dynamic.has(DT_RELA)) {
      found.addTable(
          bytes.copy(dynamic.table(DT_RELA), dynamic.number(DT_RELASZ)), Relocations.RELA_BYTES);
    }
    if (dynamic.has(DT_REL)) {
      found.addTable(
          bytes.copy(dynamic.table(DT_REL), dynamic.number(DT_RELSZ)), Relocations.REL_BYTES);
    }
    found.callsFollow();
    if (dynamic.has(DT_JMPREL)) {
      found.addTable(
          bytes.copy(dynamic.table(DT_JMPREL), dynamic.number(DT_PLTRELSZ)),
          dynamic.number(DT_PLTREL) == DT_REL ? Relocations.REL_BYTES : Relocations.RELA_BYTES);
    }
    return found;
  }

  /// {@return the address of the table through which calls to functions go, before the load bias; 0
  /// where there is none}
  public long callTable() throws ElfFormatException {
    return image.dynamic().number(DT_PLTGOT);
  }

  /// {@return whether a section is a table of places in another one, whose index is its `info`}
  public static boolean isRelocationTable(Section section) {
    return section.type() == Section.SHT_RELA || section.type() == Section.SHT_REL;
  }

  /// {@return the places that a section of an object file lists}
  public Relocations relocations(Section section) throws ElfFormatException {
    Relocations found = new Relocations();
    found.addTable(
        bytes.copy(section.offset(), section.size()),
        section.type() == Section.SHT_RELA ? Relocations.RELA_BYTES : Relocations.REL_BYTES);
    return found;
  }

  /// {@return the bytes of a section, such as those that tell which sections are a group}
  public byte[] content(Section section) throws ElfFormatException {
    return bytes.copy(section.offset(), section.size());
  }

  private boolean hasFlag(long tag, long flag) throws ElfFormatException {
    return (image.dynamic().number(tag) & flag) != 0;
  }
}
