package dev.fathom.target;

import dev.fathom.elf.ElfFormatException;
import dev.fathom.elf.ElfImage;
import dev.fathom.elf.ProgramHeader;
import dev.fathom.elf.Symbol;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.Binary;
import dev.fathom.model.memory.Mapping;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A program or library as it is loaded in a target: its ELF file, and where that file's addresses
/// lie in the process.
public final class LoadedModule {
  private static final long PAGE_BYTES = 4096;

  private final String path;
  private final String device;
  private final long inode;
  private final long start;

  /// The end of its last mapping; set once, when it is known where its segments end.
  private long end;

  private final ElfImage image;
  private final long bias;
  private long loadedEnd;
  private long bssStart;
  private long bssEnd;
  private long relocatedStart;
  private long relocatedEnd;

  private LoadedModule(Mapping first, ElfImage image, long bias) {
    this.path = first.name();
    this.device = first.device();
    this.inode = first.inode();
    this.start = first.start();
    this.image = image;
    this.bias = bias;
    for (ProgramHeader header : image.programHeaders()) {
      long address = bias + header.virtualAddress();
      if (header.type() == ProgramHeader.PT_LOAD) {
        loadedEnd = Math.max(loadedEnd, address + header.memorySize());
      }
      if (header.type() == ProgramHeader.PT_LOAD && header.memorySize() > header.fileSize()) {
        bssStart = roundUp(address + header.fileSize());
        bssEnd = roundUp(address + header.memorySize());
      } else if (header.type() == ProgramHeader.PT_GNU_RELRO) {
        relocatedStart = address & -PAGE_BYTES;
        relocatedEnd = roundUp(address + header.memorySize());
      }
    }
  }

  /// {@return the module that begins nearest at or below an address; null where none does}
  public static @Nullable LoadedModule below(List<LoadedModule> modules, long address) {
    LoadedModule found = null;
    for (LoadedModule module : modules) {
      if (module.start <= address && (found == null || found.start < module.start)) {
        found = module;
      }
    }
    return found;
  }

  /// Whether its file has no table of symbols but that for the loader.
  public boolean isStripped() {
    try {
      return image.isStripped();
    } catch (ElfFormatException malformed) {
      return true; // no section table to be read: nothing there to name anything
    }
  }

  /// Finds the ELF files among the mappings. **Cost**: some 50 µs a file.
  public static List<LoadedModule> find(List<Mapping> mappings, MappedFiles files, Memory memory) {
    return find(mappings, files, memory, List.of());
  }

  /// The same, taking over those that were found before and are still there; closes the others.
  static List<LoadedModule> find(
      List<Mapping> mappings, MappedFiles files, Memory memory, List<LoadedModule> before) {
    Map<Long, LoadedModule> kept = new HashMap<>();
    before.forEach(module -> kept.put(module.start, module));
    List<LoadedModule> modules = new ArrayList<>();
    for (int at = 0; at < mappings.size(); ) {
      Mapping first = mappings.get(at);
      int next = at + 1;
      if (first.ofFile() && !first.shared() && !first.special()) {
        long end = first.end();
        // A module's mappings follow one another; the file's start mapped anew is a second copy.
        while (next < mappings.size()
            && (!mappings.get(next).ofFile() || isNextOf(first, mappings.get(next)))) {
          if (mappings.get(next).ofFile()) {
            end = mappings.get(next).end();
          }
          next++;
        }
        LoadedModule module = kept.get(first.start());
        if (module != null && module.isOf(first, module.endIn(mappings, at, end))) {
          kept.remove(first.start());
        } else {
          module = open(mappings, at, end, files, memory);
        }
        if (module != null) {
          modules.add(module);
          while (next < mappings.size() && mappings.get(next).start() < module.end) {
            next++;
          }
        }
      }
      at = next;
    }
    kept.values().forEach(LoadedModule::close);
    return modules;
  }

  private boolean isOf(Mapping first, long lastEnd) {
    return first.inode() == inode
        && first.device().equals(device)
        && first.name().equals(path)
        && lastEnd == end;
  }

  /// Where its last mapping ends. Segments that stand far apart may share a page of the file: then
  /// its start is mapped a second time, and is no second copy.
  ///
  /// @param at the number of its first mapping
  /// @param known where those end that are its own for certain
  private long endIn(List<Mapping> mappings, int at, long known) {
    Mapping first = mappings.get(at);
    long last = known;
    for (int next = at + 1;
        next < mappings.size() && mappings.get(next).start() < loadedEnd;
        next++) {
      Mapping mapping = mappings.get(next);
      if (mapping.inode() == first.inode() && mapping.device().equals(first.device())) {
        last = Math.max(last, mapping.end());
      }
    }
    return last;
  }

  private static boolean isNextOf(Mapping first, Mapping mapping) {
    return mapping.inode() == first.inode()
        && mapping.device().equals(first.device())
        && mapping.fileOffset() > 0;
  }

  private static @Nullable LoadedModule open(
      List<Mapping> mappings, int at, long end, MappedFiles files, Memory memory) {
    Mapping first = mappings.get(at);
    try {
      ElfImage image = image(first, files, memory);
      OptionalLong bias = image.loadBias(first.start(), first.fileOffset());
      if (bias.isEmpty()) {
        return null;
      }
      LoadedModule module = new LoadedModule(first, image, bias.getAsLong());
      module.end = module.endIn(mappings, at, end);
      return module;
    } catch (ElfFormatException notElf) {
      return null; // a data file, or one that only begins like a library: its mappings stay files
    }
  }

  private static ElfImage image(Mapping first, MappedFiles files, Memory memory)
      throws ElfFormatException {
    for (Path path : files.paths(first)) {
      ElfImage image = open(path, files);
      if (image != null) {
        return image;
      }
    }
    // The file is gone or hidden: what is mapped of it still tells its symbols.
    return ElfImage.ofMemory(
        (address, into) -> into.byteSize() - memory.read(address, into, into.byteSize()),
        first.start(),
        first.name());
  }

  /// {@return the image in a file, or null where the file cannot be opened: another path may do}
  private static @Nullable ElfImage open(Path path, MappedFiles files) throws ElfFormatException {
    try {
      return ElfImage.openUnmapped(path, files::refused);
    } catch (ElfFormatException notElf) {
      throw notElf;
    } catch (IOException unreadable) {
      return null;
    }
  }

  /// Gives its file back.
  public void close() {
    image.close();
  }

  /// {@return whether it is what an area is part of}
  public boolean holds(Area area) {
    return area.binary() != null && area.binary().start() == start;
  }

  Binary binary() {
    return new Binary(path, start);
  }

  /// {@return the path as the process sees it}
  public String path() {
    return path;
  }

  /// {@return the last part of the path}
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  public ElfImage image() {
    return image;
  }

  /// {@return what must be added to an address in the file to get the one in the process}
  public long bias() {
    return bias;
  }

  /// {@return where an exported or local symbol stands in the process}
  public OptionalLong address(String symbol) {
    try {
      Optional<Symbol> found = image.symbol(symbol);
      return found.isPresent() ? OptionalLong.of(bias + found.get().value()) : OptionalLong.empty();
    } catch (ElfFormatException malformed) {
      return OptionalLong.empty(); // a damaged symbol table names nothing
    }
  }

  public long start() {
    return start;
  }

  /// {@return the end of its last file mapping; its `bss` may lie above}
  public long end() {
    return end;
  }

  String device() {
    return device;
  }

  long inode() {
    return inode;
  }

  /// First page of the anonymous memory that continues its data; 0 where there is none.
  long bssStart() {
    return bssStart;
  }

  long bssEnd() {
    return bssEnd;
  }

  /// Whether an address is in the part that is read-only after relocation.
  boolean relocated(long address) {
    return address >= relocatedStart && address < relocatedEnd;
  }

  private static long roundUp(long address) {
    return (address + PAGE_BYTES - 1) & -PAGE_BYTES;
  }

  @Override
  public String toString() {
    return name() + "@" + Long.toHexString(start);
  }
}
