package dev.fathom.survey.linking;

import dev.fathom.elf.ElfFormatException;
import dev.fathom.elf.ElfImage;
import dev.fathom.elf.ElfType;
import dev.fathom.elf.LinkSymbols;
import dev.fathom.elf.LinkingTables;
import dev.fathom.elf.ProgramHeader;
import dev.fathom.elf.Relocations;
import dev.fathom.elf.Symbol;
import dev.fathom.elf.SymbolTable;
import dev.fathom.elf.SymbolVersions;
import dev.fathom.model.linking.LinkedFile;
import dev.fathom.model.linking.RelocationColumns;
import dev.fathom.model.linking.SymbolColumns;
import dev.fathom.model.linking.SymbolNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes [LinkedFile]s of ELF images.
final class LinkedFiles {
  /// Names share their ends, but not that often: more of them is a file made up to be read for
  /// ever.
  private static final long MOST_NAMES = 64L << 20;

  private final SymbolNames names;

  LinkedFiles(SymbolNames names) {
    this.names = names;
  }

  SymbolNames names() {
    return names;
  }

  /// Reads a program or library.
  ///
  /// @param path as the loader names it
  /// @throws IOException in one line
  LinkedFile read(Path file, String path) throws IOException {
    try (ElfImage image = ElfImage.openUnmapped(file)) {
      return read(image, path);
    }
  }

  LinkedFile read(ElfImage image, String path) throws IOException {
    LinkingTables tables = image.linking();
    LinkSymbols symbols = tables.symbols(SymbolTable.DYNAMIC);
    SymbolVersions versions = tables.versions();
    String machine = image.identity().machineName();
    return new LinkedFile(
        path,
        image.soname().orElse(""),
        kind(image, tables),
        machine,
        image.buildId().orElse(""),
        image.interpreter(),
        new LinkedFile.Search(
            tables.runpath().orElse(""),
            tables.rpath().orElse(""),
            tables.avoidsDefaultDirectories()),
        image.needed(),
        new LinkedFile.Habits(
            tables.isSymbolic(),
            tables.hasTextRelocations(),
            tables.bindsNow(),
            tables.wantsExecutableStack()),
        versions(versions, symbols.hasVersions()),
        columns(symbols, versions, path),
        relocations(tables, symbols.count(), machine, path),
        layout(image, tables));
  }

  private static LinkedFile.Kind kind(ElfImage image, LinkingTables tables) throws IOException {
    if (image.type() == ElfType.RELOCATABLE) {
      return LinkedFile.Kind.OBJECT;
    }
    if (image.type() == ElfType.EXECUTABLE
        || tables.isMovableProgram()
        || (image.interpreter().isPresent() && image.soname().isEmpty())) {
      return image.needed().isEmpty() && image.interpreter().isEmpty()
          ? LinkedFile.Kind.STATIC_PROGRAM
          : LinkedFile.Kind.PROGRAM;
    }
    return LinkedFile.Kind.LIBRARY;
  }

  private static LinkedFile.Versions versions(SymbolVersions versions, boolean counted) {
    return new LinkedFile.Versions(
        versions.defined().stream()
            .filter(each -> !each.isBase())
            .map(SymbolVersions.Defined::name)
            .toList(),
        versions.needed().stream()
            .map(each ->
                new LinkedFile.Versions.Needed(
                    each.number(), each.name(), each.library(), each.isWeak()))
            .toList(),
        counted);
  }

  private SymbolColumns columns(LinkSymbols symbols, SymbolVersions versions, String path)
      throws IOException {
    Map<Integer, Integer> defined = new HashMap<>();
    versions.defined().stream()
        .filter(each -> !each.isBase())
        .forEach(each -> defined.putIfAbsent(each.number(), names.of(each.name())));
    Map<Integer, Integer> needed = new HashMap<>();
    versions.needed().forEach(each -> needed.putIfAbsent(each.number(), names.of(each.name())));
    SymbolColumns columns = new SymbolColumns(symbols.count());
    long read = 0;
    for (int i = 0; i < symbols.count(); i++) {
      int start = symbols.nameStart(i);
      int length = symbols.nameLength(start);
      read += length;
      if (read > MOST_NAMES) {
        throw new IOException(path + ": names of symbols longer than any file has");
      }
      boolean own = symbols.isDefined(i);
      // What a program calls through an address of its own has a version that it wants, too.
      int number = symbols.version(i);
      Integer version = (own ? defined : needed).get(number);
      if (version == null) {
        version = (own ? needed : defined).get(number);
      }
      columns.add(
          names.of(symbols.names(), start, length),
          version == null ? SymbolNames.NONE : version,
          number,
          flags(symbols, i),
          symbols.value(i),
          symbols.size(i));
    }
    return columns;
  }

  static int flags(LinkSymbols symbols, int symbol) {
    int visibility = symbols.visibility(symbol);
    int type = symbols.type(symbol);
    int binding = symbols.binding(symbol);
    boolean local =
        binding == Symbol.STB_LOCAL
            || visibility == LinkSymbols.STV_HIDDEN
            || visibility == LinkSymbols.STV_INTERNAL;
    return when(symbols.isDefined(symbol), SymbolColumns.DEFINED)
        | when(binding == Symbol.STB_WEAK, SymbolColumns.WEAK)
        | when(local, SymbolColumns.LOCAL)
        | when(type == Symbol.STT_OBJECT || type == Symbol.STT_COMMON, SymbolColumns.DATA)
        | when(type == Symbol.STT_TLS, SymbolColumns.THREAD)
        | when(symbols.isHiddenVersion(symbol), SymbolColumns.HIDDEN_VERSION)
        | when(binding == Symbol.STB_GNU_UNIQUE, SymbolColumns.UNIQUE)
        | when(visibility == LinkSymbols.STV_PROTECTED, SymbolColumns.PROTECTED)
        | when(symbols.section(symbol) == Symbol.SHN_COMMON, SymbolColumns.COMMON)
        | when(symbols.section(symbol) == Symbol.SHN_ABS, SymbolColumns.ABSOLUTE)
        | when(type == Symbol.STT_GNU_IFUNC, SymbolColumns.CHOSEN);
  }

  private static int when(boolean holds, int flag) {
    return holds ? flag : 0;
  }

  private static RelocationColumns relocations(
      LinkingTables tables, int symbols, String machine, String path) throws IOException {
    Relocations all = tables.relocations();
    RelocationKinds kinds = RelocationKinds.of(machine);
    RelocationColumns columns = new RelocationColumns(all.count());
    for (int i = 0; i < all.count(); i++) {
      if (all.symbol(i) < 0 || (all.symbol(i) > 0 && all.symbol(i) >= symbols)) {
        throw new IOException(path + ": a relocation is about a symbol that there is not");
      }
      columns.add(all.place(i), kinds.of(all, i), all.symbol(i));
    }
    return columns;
  }

  private static LinkedFile.Layout layout(ElfImage image, LinkingTables tables)
      throws ElfFormatException {
    long dynamic = 0;
    long dynamicBytes = 0;
    List<LinkedFile.Segment> segments = new ArrayList<>();
    for (ProgramHeader each : image.programHeaders()) {
      if (each.type() == ProgramHeader.PT_DYNAMIC) {
        dynamic = each.virtualAddress();
        dynamicBytes = each.memorySize();
      } else if (each.type() == ProgramHeader.PT_LOAD) {
        segments.add(
            new LinkedFile.Segment(
                each.virtualAddress(),
                each.virtualAddress() + each.fileSize(),
                each.virtualAddress() + each.memorySize(),
                each.isWritable(),
                each.isExecutable()));
      }
    }
    return new LinkedFile.Layout(segments, dynamic, dynamicBytes, tables.callTable());
  }
}
