package dev.fathom.survey.linking;

import dev.fathom.elf.ElfImage;
import dev.fathom.elf.ElfType;
import dev.fathom.elf.LinkSymbols;
import dev.fathom.elf.LinkingTables;
import dev.fathom.elf.Relocations;
import dev.fathom.elf.Section;
import dev.fathom.elf.Symbol;
import dev.fathom.elf.SymbolTable;
import dev.fathom.elf.archive.ObjectArchive;
import dev.fathom.model.linking.LinkInput;
import dev.fathom.model.linking.LinkObject;
import dev.fathom.model.linking.LinkObject.FixedPlace;
import dev.fathom.model.linking.SymbolColumns;
import dev.fathom.model.linking.SymbolNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads object files and archives.
final class ObjectFiles {
  private static final int MOST_FIXED = 64;
  private static final long MOST_NAMES = 256L << 20;

  private final SymbolNames names;
  private long nameBytes;

  ObjectFiles(SymbolNames names) {
    this.names = names;
  }

  /// {@return whether a file is an object file or an archive}
  static boolean isObject(Path file) {
    if (ObjectArchive.isOne(file)) {
      return true;
    }
    try (ElfImage image = ElfImage.openUnmapped(file)) {
      return image.type() == ElfType.RELOCATABLE;
    } catch (IOException other) {
      return false;
    }
  }

  /// Reads an object file or an archive.
  ///
  /// @throws IOException in one line
  LinkInput read(Path file) throws IOException {
    if (!ObjectArchive.isOne(file)) {
      try (ElfImage image = ElfImage.openUnmapped(file)) {
        return new LinkInput.Single(object(image, file.toString()));
      }
    }
    try (ObjectArchive archive = ObjectArchive.open(file)) {
      List<LinkObject> members = new ArrayList<>();
      for (ObjectArchive.Member member : archive.members()) {
        Optional<LinkObject> object = member(archive, member, file);
        object.ifPresent(members::add);
      }
      return new LinkInput.Archived(file.toString(), members, archive.isIndexed());
    }
  }

  /// Archives hold other files, too: a linker passes over those.
  private Optional<LinkObject> member(ObjectArchive archive, ObjectArchive.Member member, Path file)
      throws IOException {
    ElfImage image;
    try {
      image = archive.image(member);
    } catch (IOException other) {
      return Optional.empty();
    }
    return image.type() == ElfType.RELOCATABLE
        ? Optional.of(object(image, file + "(" + member.name() + ")"))
        : Optional.empty();
  }

  private LinkObject object(ElfImage image, String name) throws IOException {
    LinkingTables tables = image.linking();
    LinkSymbols all = tables.symbols(SymbolTable.FULL);
    SymbolColumns columns = new SymbolColumns(0);
    int[] numbers = new int[all.count()];
    List<Section> sections = image.sections();
    BitSet grouped = grouped(tables, sections);
    for (int i = 0; i < all.count(); i++) {
      numbers[i] = -1;
      if (i == 0 || all.binding(i) == Symbol.STB_LOCAL) {
        continue;
      }
      int start = all.nameStart(i);
      int length = all.nameLength(start);
      nameBytes += length;
      if (nameBytes > MOST_NAMES) {
        throw new IOException(name + ": names of symbols longer than any file has");
      }
      numbers[i] = columns.count();
      boolean group = all.section(i) < sections.size() && grouped.get(all.section(i));
      // What is hidden is hidden in the library that will be made of it, not here.
      int flags = LinkedFiles.flags(all, i) | (group ? SymbolColumns.GROUPED : 0);
      columns.add(
          names.of(all.names(), start, length),
          SymbolNames.NONE,
          1,
          flags,
          all.value(i),
          all.size(i));
    }
    Set<Integer> used = new LinkedHashSet<>();
    Set<FixedPlace> fixed = new LinkedHashSet<>();
    String machine = image.identity().machineName();
    for (Section section : sections) {
      if (!LinkingTables.isRelocationTable(section)
          || section.info() < 0
          || section.info() >= sections.size()
          || (sections.get(section.info()).flags() & Section.SHF_ALLOC) == 0) {
        continue;
      }
      boolean readOnly = (sections.get(section.info()).flags() & Section.SHF_WRITE) == 0;
      Relocations places = tables.relocations(section);
      for (int i = 0; i < places.count(); i++) {
        int symbol = places.symbol(i);
        if (symbol < 0 || symbol >= all.count()) {
          throw new IOException(name + ": a relocation is about a symbol that there is not");
        }
        if (numbers[symbol] >= 0) {
          used.add(numbers[symbol]);
        }
        if (fixed.size() < MOST_FIXED && machine.equals("x86-64")) {
          FixedPlaces.of(places.kind(i), all, symbol, readOnly)
              .map(place -> named(place, all, symbol, sections))
              .ifPresent(fixed::add);
        }
      }
    }
    return new LinkObject(name, machine, columns, List.copyOf(used), List.copyOf(fixed));
  }

  private static FixedPlace named(
      FixedPlace place, LinkSymbols all, int symbol, List<Section> sections) {
    int section = all.section(symbol);
    boolean ofSection = all.type(symbol) == Symbol.STT_SECTION && section < sections.size();
    return new FixedPlace(
        place.relocation(),
        ofSection ? sections.get(section).name() : all.name(symbol),
        place.inPrograms());
  }

  /// {@return the sections of which several files have the same, and one is taken} A group is a
  /// list of words: its flags, of which the lowest says that, then sections (gABI, "Section
  /// Groups").
  private static BitSet grouped(LinkingTables tables, List<Section> sections) throws IOException {
    BitSet grouped = new BitSet();
    for (Section section : sections) {
      if (section.type() == Section.SHT_GROUP) {
        byte[] words = tables.content(section);
        for (int at = Integer.BYTES; at + Integer.BYTES <= words.length; at += Integer.BYTES) {
          int member =
              (words[at] & 0xff) | (words[at + 1] & 0xff) << 8 | (words[at + 2] & 0xff) << 16;
          if (member < sections.size()) {
            grouped.set(member);
          }
        }
      }
    }
    return grouped;
  }
}
