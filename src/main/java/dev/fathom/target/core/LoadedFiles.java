package dev.fathom.target.core;

import dev.fathom.elf.ElfFormatException;
import dev.fathom.elf.ElfImage;
import dev.fathom.elf.ProgramHeader;
import dev.fathom.target.Words;
import dev.fathom.target.linkmap.LoaderList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/// Which programs and libraries a process had loaded, as far as its memory tells what its core's
/// notes do not: kernels before 3.7 listed no files, and nobody says where the zeroed data of a
/// file ends whose headers were not dumped.
///
/// The headers of a file are at its beginning, where they were dumped. The loader of glibc keeps a
/// `struct link_map` of each file (`include/link.h`); the first is found through the entry DT_DEBUG
/// that the loader fills in the program's dynamic section.
final class LoadedFiles {
  private static final long PAGE_BYTES = 4096;
  private static final long LARGEST_FILE = 1L << 32;
  private static final int MOST_FILES = 1 << 14;
  private static final int ELF_MAGIC = 0x464c457f;

  /// The variables of a program stand in its first segments; more of each is not looked through.
  private static final int PROGRAM_SEGMENTS = 8;

  private static final long SEARCHED_BYTES = 4L << 20;

  // Elf64_Dyn (elf/elf.h)
  private static final long DT_DEBUG = 21;

  // struct link_map (include/link.h): what is the loader's own
  private static final long MAP_OWN = 40;
  private static final long MAP_BYTES = 0x500;

  private final CoreSegments segments;
  private final CoreNotes notes;
  private final Words words;
  private final List<LoaderList.Entry> maps;

  /// A range of zeroed data that continues the data of a file.
  record ZeroedData(long start, long end) {}

  LoadedFiles(CoreSegments segments, CoreNotes notes) {
    this.segments = segments;
    this.notes = notes;
    this.words = new Words(new DumpedMemory(segments));
    this.maps = linkMaps();
  }

  /// {@return the files that the notes list; where they list none, those whose headers are in the
  /// core}
  List<CoreNotes.MappedFile> files() {
    if (!notes.files().isEmpty()) {
      return notes.files();
    }
    List<CoreNotes.MappedFile> found = new ArrayList<>();
    for (CoreSegments.Segment segment : segments.all()) {
      if (words.u32(segment.start()) == ELF_MAGIC
          && segment.start() != notes.auxiliary(CoreNotes.AT_SYSINFO_EHDR)
          && found.size() < MOST_FILES) {
        addFile(segment.start(), found);
      }
    }
    return found;
  }

  private void addFile(long start, List<CoreNotes.MappedFile> found) {
    try (ElfImage image = ElfImage.ofMemory(segments::readDumped, start, "")) {
      OptionalLong bias = image.loadBias(start, 0);
      if (bias.isEmpty()) {
        return;
      }
      List<CoreNotes.MappedFile> parts = new ArrayList<>();
      for (ProgramHeader load : image.loads()) {
        long from = bias.getAsLong() + load.virtualAddress();
        parts.add(
            new CoreNotes.MappedFile(
                from & -PAGE_BYTES,
                from + load.fileSize() + PAGE_BYTES - 1 & -PAGE_BYTES,
                load.offset() & -PAGE_BYTES,
                ""));
      }
      String name = name(image, parts);
      for (CoreNotes.MappedFile part : parts) {
        found.add(new CoreNotes.MappedFile(part.start(), part.end(), part.offset(), name));
      }
    } catch (ElfFormatException data) {
      // A data file that was read, or one whose headers are damaged: it stays anonymous.
    }
  }

  private String name(ElfImage image, List<CoreNotes.MappedFile> parts) {
    long entry = notes.auxiliary(CoreNotes.AT_ENTRY);
    for (CoreNotes.MappedFile part : parts) {
      if (entry >= part.start() && entry < part.end()) {
        return notes.name();
      }
    }
    for (LoaderList.Entry map : maps) {
      for (CoreNotes.MappedFile part : parts) {
        if (map.dynamic() >= part.start() && map.dynamic() < part.end() && !map.name().isEmpty()) {
          return map.name();
        }
      }
    }
    try {
      return image.soname().orElse("");
    } catch (ElfFormatException damaged) {
      return "";
    }
  }

  /// {@return the names of those files that are programs or libraries, though their headers are not
  /// in the core}
  Set<String> headless() {
    Set<String> names = new HashSet<>();
    for (CoreNotes.MappedFile file : notes.files()) {
      if (file.offset() == 0 && words.u32(file.start()) == ELF_MAGIC) {
        continue;
      }
      for (LoaderList.Entry map : maps) {
        if (map.dynamic() >= file.start() && map.dynamic() < file.end()) {
          names.add(file.name());
        }
      }
    }
    return names;
  }

  /// {@return the zeroed data of those files whose headers are not in the core}
  List<ZeroedData> zeroedData() {
    List<ZeroedData> found = new ArrayList<>();
    List<CoreNotes.MappedFile> files = notes.files();
    for (int first = 0; first < files.size(); ) {
      int next = first + 1;
      while (next < files.size() && files.get(next).name().equals(files.get(first).name())) {
        next++;
      }
      long start = files.get(first).start();
      long end = files.get(next - 1).end();
      if (words.u32(start) != ELF_MAGIC) {
        addZeroedData(start, end, found);
      }
      first = next;
    }
    return found;
  }

  /// `l_map_start` and `l_map_end` stand one after the other among the loader's own fields. Only
  /// the second leads into what follows the file.
  private void addZeroedData(long start, long end, List<ZeroedData> found) {
    int index = segments.at(end);
    if (index == segments.all().size() || segments.all().get(index).start() != end) {
      return;
    }
    long limit = segments.all().get(index).end();
    for (LoaderList.Entry map : maps) {
      if (map.dynamic() < start || map.dynamic() >= end) {
        continue;
      }
      for (long at = map.address() + MAP_OWN; at < map.address() + MAP_BYTES; at += Long.BYTES) {
        long mapEnd = words.u64(at + Long.BYTES);
        long mapStart = words.u64(at);
        if (mapEnd > end
            && mapEnd <= limit
            && mapStart % PAGE_BYTES == 0
            && mapStart <= start
            && start - mapStart <= LARGEST_FILE) {
          found.add(new ZeroedData(end, mapEnd + PAGE_BYTES - 1 & -PAGE_BYTES));
          return;
        }
      }
    }
  }

  /// {@return the loader's list; empty in a static program, or where its data is not in the core}
  private List<LoaderList.Entry> linkMaps() {
    long program = notes.auxiliary(CoreNotes.AT_PHDR);
    if (program == 0) {
      return List.of();
    }
    int first = segments.at(program & -PAGE_BYTES);
    int last = Math.min(segments.all().size(), first + PROGRAM_SEGMENTS);
    for (CoreSegments.Segment segment : segments.all().subList(Math.min(first, last), last)) {
      long end = segment.start() + Math.min(segment.held(), SEARCHED_BYTES);
      for (long at = segment.start(); at + 2 * Long.BYTES <= end; at += Long.BYTES) {
        if (words.u64(at) == DT_DEBUG) {
          List<LoaderList.Entry> found = LoaderList.of(words, words.u64(at + Long.BYTES));
          if (!found.isEmpty()) {
            return found;
          }
        }
      }
    }
    return List.of();
  }
}
