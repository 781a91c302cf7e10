package dev.fathom.elf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an image tells the loader: the libraries it needs, and where its dynamic symbols are. All
/// of it is in loaded memory, so it is there when the file is not.
final class DynamicSection {
  // gABI, "Dynamic Section", Elf64_Dyn and d_tag; DT_GNU_HASH from the GNU linker.
  private static final long D_TAG = 0;
  private static final long D_VAL = 8;
  private static final int BYTES = 16;

  private static final long DT_NULL = 0;
  static final long DT_NEEDED = 1;
  private static final long DT_HASH = 4;
  private static final long DT_STRTAB = 5;
  static final long DT_SYMTAB = 6;
  private static final long DT_STRSZ = 10;
  private static final long DT_SONAME = 14;
  private static final long DT_GNU_HASH = 0x6ffffef5L;

  /// The entries of DT_HASH: the count of buckets, then of symbols (gABI, "Hash Table").
  private static final long NCHAIN = 4;

  /// Real ones have some thirty entries, and one more for each library that is needed.
  private static final long MOST = 1 << 16;

  /// The dynamic section of an image that has none.
  static final DynamicSection NONE =
      new DynamicSection(ImageBytes.EMPTY, new LoadMap.InFile(List.of()), 0, 0);

  private final ImageBytes bytes;
  private final LoadMap map;
  private final long position;
  private final long count;

  /// Null until somebody asks: a view of its own of the bytes is not for nothing.
  private @Nullable StringTable strings;

  private DynamicSection(ImageBytes bytes, LoadMap map, long position, long count) {
    this.bytes = bytes;
    this.map = map;
    this.position = position;
    this.count = count;
  }

  static DynamicSection read(ImageBytes image, ProgramHeader segment, LoadMap map)
      throws ElfFormatException {
    ImageBytes bytes = image.view();
    long position = map.position(segment);
    long room = segment.fileSize() / BYTES;
    bytes.requireTable(position, room, BYTES, MOST, "dynamic entries");
    long count = 0;
    while (count < room && bytes.i64(position + count * BYTES + D_TAG) != DT_NULL) {
      count++;
    }
    return new DynamicSection(bytes, map, position, count);
  }

  Optional<String> soname() throws ElfFormatException {
    return text(DT_SONAME);
  }

  /// {@return the text that the first entry of a tag names, if there is one}
  Optional<String> text(long tag) throws ElfFormatException {
    long entry = find(tag);
    return entry < 0 ? Optional.empty() : Optional.of(strings().at(value(entry)));
  }

  /// {@return the number in the first entry of a tag; 0 where there is none}
  long number(long tag) throws ElfFormatException {
    long entry = find(tag);
    return entry < 0 ? 0 : value(entry);
  }

  /// {@return the position of what the first entry of a tag points to; -1 where there is none}
  long table(long tag) throws ElfFormatException {
    long entry = find(tag);
    return entry < 0 ? -1 : target(entry);
  }

  boolean has(long tag) throws ElfFormatException {
    return find(tag) >= 0;
  }

  List<String> needed() throws ElfFormatException {
    StringTable strings = strings();
    List<String> needed = new ArrayList<>();
    long named = 0;
    for (long entry = 0; entry < count; entry++) {
      if (tag(entry) == DT_NEEDED) {
        String library = strings.at(value(entry));
        named += library.length();
        if (named > bytes.size()) {
          throw bytes.malformed(position, "names of libraries longer than the whole image");
        }
        needed.add(library);
      }
    }
    return List.copyOf(needed);
  }

  /// {@return the dynamic symbols, of unknown number}
  SymbolEntries symbols() throws ElfFormatException {
    long entry = find(DT_SYMTAB);
    return entry < 0 ? SymbolEntries.NONE : SymbolEntries.of(bytes, target(entry), strings());
  }

  /// {@return the GNU hash table of the dynamic symbols, or null if there is none}
  @Nullable GnuHash gnuHash() throws ElfFormatException {
    long entry = find(DT_GNU_HASH);
    return entry < 0 || find(DT_SYMTAB) < 0 ? null : GnuHash.read(bytes, target(entry));
  }

  /// {@return how many dynamic symbols there are, as the hash tables tell it: nothing else in
  /// memory does}
  ///
  /// **Cost:** a look at each bucket of the GNU hash table, if there is no other.
  long symbolCount() throws ElfFormatException {
    long entry = find(DT_HASH);
    if (entry >= 0) {
      return bytes.u32(target(entry) + NCHAIN);
    }
    GnuHash hash = gnuHash();
    return hash == null ? 0 : hash.symbolCount();
  }

  StringTable strings() throws ElfFormatException {
    if (strings == null) {
      long table = find(DT_STRTAB);
      long size = find(DT_STRSZ);
      strings =
          table < 0 || size < 0
              ? StringTable.EMPTY
              : StringTable.of(bytes, target(table), value(size));
    }
    return strings;
  }

  private long find(long tag) throws ElfFormatException {
    for (long entry = 0; entry < count; entry++) {
      if (tag(entry) == tag) {
        return entry;
      }
    }
    return -1;
  }

  private long tag(long entry) throws ElfFormatException {
    return bytes.i64(position + entry * BYTES + D_TAG);
  }

  private long value(long entry) throws ElfFormatException {
    return bytes.i64(position + entry * BYTES + D_VAL);
  }

  private long target(long entry) throws ElfFormatException {
    long target = map.position(value(entry));
    if (target < 0) {
      throw bytes.malformed(
          position + entry * BYTES,
          "dynamic entry %d points outside the image".formatted(tag(entry)));
    }
    return target;
  }
}
