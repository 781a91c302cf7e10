package dev.fathom.elf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A 64-bit little-endian ELF image: a file, bytes in hand, or what a process has loaded.
///
/// The ELF header and the program headers are read at once, all else when it is asked for, so
/// methods that look further can find the image damaged and throw an [ElfFormatException]. What
/// they return stays valid after [#close], except the descriptors of notes.
///
/// Addresses are virtual addresses as the file states them, before the load bias.
public final class ElfImage implements AutoCloseable {
  /// The page size of x86-64, and the smallest one of the other machines.
  static final long PAGE_BYTES = 4096;

  /// Linkers make 8 to 20 bytes, but take any that they are given.
  private static final long LONGEST_BUILD_ID_BYTES = 1024;

  private final ImageBytes bytes;
  private final ElfHeader header;
  private final List<ProgramHeader> programHeaders;
  private final LoadMap map;
  private final Runnable release;

  private @Nullable List<Section> sections;
  private @Nullable DynamicSection dynamic;
  private @Nullable SymbolEntries dynamicSymbols;
  private @Nullable GnuHash hash;
  private @Nullable SymbolEntries countedSymbols;
  private @Nullable SymbolEntries fullSymbols;
  private @Nullable SymbolIndex index;

  private ElfImage(
      ImageBytes bytes,
      ElfHeader header,
      List<ProgramHeader> programHeaders,
      LoadMap map,
      Runnable release) {
    this.bytes = bytes;
    this.header = header;
    this.programHeaders = programHeaders;
    this.map = map;
    this.release = release;
  }

  /// Opens a file and maps it, for the thread that opens it. The fastest way to walk large tables.
  ///
  /// While it is open, the pages of the file that were touched count as mapped by this process too:
  /// the PSS of a process that runs the file is lower for as long. And if somebody cuts the file
  /// short meanwhile, the virtual machine throws an `InternalError`. Where either matters, use
  /// [#openUnmapped].
  ///
  /// @throws ElfFormatException when it is not an image of the kind that is read here
  /// @throws IOException when it cannot be opened
  public static ElfImage open(Path file) throws IOException {
    Arena arena = Arena.ofConfined();
    try (FileChannel channel = ElfIdentity.openRegular(file)) {
      MemorySegment mapped = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
      return inFile(ImageBytes.of(mapped, file.toString()), file.toString(), arena::close);
    } catch (Throwable failure) {
      arena.close();
      throw failure;
    }
  }

  /// Opens a file and reads what is needed of it, 64 KiB at a time. Other processes do not notice,
  /// and a file that shrinks is an [ElfFormatException].
  ///
  /// @throws ElfFormatException when it is not an image of the kind that is read here
  /// @throws IOException when it cannot be opened
  public static ElfImage openUnmapped(Path file) throws IOException {
    return openUnmapped(file, bytes -> {});
  }

  /// The same.
  ///
  /// @param refused hears of bytes that are in the file and cannot be read
  /// @throws ElfFormatException when it is not an image of the kind that is read here
  /// @throws IOException when it cannot be opened
  public static ElfImage openUnmapped(Path file, LongConsumer refused) throws IOException {
    FileChannel channel = ElfIdentity.openRegular(file);
    try {
      long size = channel.size();
      ImageReader reader =
          (position, into) -> {
            long got = readFully(channel, position, into.asByteBuffer());
            long expected = Math.min(into.byteSize(), size - position);
            if (got < expected) {
              refused.accept(expected - got);
            }
            return got;
          };
      ImageBytes bytes = ImageBytes.fetched(reader, 0, size, file.toString());
      return inFile(bytes, file.toString(), () -> closeRead(channel));
    } catch (Throwable failure) {
      channel.close();
      throw failure;
    }
  }

  /// Reads a file that somebody else has open, or that lies packed in another.
  ///
  /// @param reader reads the file; an address is an offset from its start
  /// @param size of the file in bytes
  /// @param name what to call it in messages
  /// @throws ElfFormatException when it is not an image of the kind that is read here
  public static ElfImage ofFile(ImageReader reader, long size, String name)
      throws ElfFormatException {
    return inFile(ImageBytes.fetched(reader, 0, size, name), name, () -> {});
  }

  /// Reads the bytes of a file that are in hand.
  ///
  /// @param bytes the whole file
  /// @param name what to call it in messages
  /// @throws ElfFormatException when it is not an image of the kind that is read here
  public static ElfImage of(MemorySegment bytes, String name) throws ElfFormatException {
    return inFile(ImageBytes.of(bytes, name), name, () -> {});
  }

  /// Reads an image as it is loaded in a process. It has no sections and no full symbol table.
  ///
  /// @param reader reads the memory of the process
  /// @param base where the first byte of the file is mapped
  /// @param name what to call it in messages
  /// @throws ElfFormatException when there is no image of the kind that is read here
  public static ElfImage ofMemory(ImageReader reader, long base, String name)
      throws ElfFormatException {
    ImageBytes start = ImageBytes.fetched(reader, base, LoadMap.InMemory.WIDEST_BYTES, name);
    ElfHeader header = ElfHeader.read(start, name, false);
    List<ProgramHeader> programHeaders = ProgramHeader.readTable(start, header);
    LoadMap.InMemory map = LoadMap.InMemory.of(loads(programHeaders), base, start);
    ImageBytes bytes = start.limitedTo(map.span());
    return new ElfImage(bytes, header, programHeaders, map, () -> {});
  }

  private static ElfImage inFile(ImageBytes bytes, String name, Runnable release)
      throws ElfFormatException {
    ElfHeader header = ElfHeader.read(bytes, name, true);
    List<ProgramHeader> programHeaders = ProgramHeader.readTable(bytes, header);
    LoadMap map = new LoadMap.InFile(loads(programHeaders));
    return new ElfImage(bytes, header, programHeaders, map, release);
  }

  /// Gives the file back. An image of bytes in hand or of memory has nothing to give back.
  @Override
  public void close() {
    release.run();
  }

  /// {@return class, byte order, type and machine}
  public ElfIdentity identity() {
    return header.identity();
  }

  /// {@return what kind of image it is}
  public ElfType type() {
    return header.identity().type();
  }

  /// {@return all segments, in the order of the file}
  public List<ProgramHeader> programHeaders() {
    return programHeaders;
  }

  /// {@return the segments that are loaded into memory, in the order of the file}
  public List<ProgramHeader> loads() {
    return loads(programHeaders);
  }

  /// {@return the addresses that the loader makes read-only when it has relocated them}
  public Optional<AddressRange> relro() {
    return segment(ProgramHeader.PT_GNU_RELRO).map(ProgramHeader::addresses);
  }

  /// {@return what must be added to a virtual address of the file to get the address in the
  /// process; empty if no segment holds that part of the file}
  ///
  /// Where two segments share a page of the file, a mapping of that page could be either. The
  /// segment that starts there is taken, and of two the first, so ask about the lowest mapping of
  /// the file.
  ///
  /// @param mappedStart where a mapping of the file starts in the process
  /// @param fileOffsetOfMapping where it starts in the file, in bytes
  public OptionalLong loadBias(long mappedStart, long fileOffsetOfMapping) {
    ProgramHeader holder = null;
    for (ProgramHeader load : loads()) {
      long firstPage = load.offset() & -PAGE_BYTES;
      if (firstPage == fileOffsetOfMapping) {
        holder = load;
        break;
      }
      long within = fileOffsetOfMapping - firstPage;
      long length = load.offset() - firstPage + load.fileSize();
      if (holder == null && Long.compareUnsigned(within, length) < 0) {
        holder = load;
      }
    }
    if (holder == null) {
      return OptionalLong.empty();
    }
    if (type() == ElfType.EXECUTABLE) {
      return OptionalLong.of(0);
    }
    long virtualAddress = holder.virtualAddress() - holder.offset() + fileOffsetOfMapping;
    return OptionalLong.of(mappedStart - virtualAddress);
  }

  /// {@return the path of the loader that the image asks for, if it asks for one}
  public Optional<String> interpreter() throws ElfFormatException {
    Optional<ProgramHeader> segment = segment(ProgramHeader.PT_INTERP);
    if (segment.isEmpty()) {
      return Optional.empty();
    }
    long position = map.position(segment.get());
    bytes.require(position, segment.get().fileSize());
    return Optional.of(bytes.text(position, position + segment.get().fileSize()));
  }

  /// {@return the sections, in the order of the file; none for an image in memory}
  ///
  /// **Cost:** the first call reads them all, with their names.
  public List<Section> sections() throws ElfFormatException {
    if (sections == null) {
      sections = Section.readTable(bytes, header);
    }
    return sections;
  }

  /// {@return the first section of this name}
  public Optional<Section> section(String name) throws ElfFormatException {
    return sections().stream().filter(section -> section.name().equals(name)).findFirst();
  }

  /// {@return whether the image has no full symbol table; true of every image in memory}
  public boolean isStripped() throws ElfFormatException {
    return section(Section.SHT_SYMTAB).isEmpty();
  }

  /// {@return the name that others know this library by}
  public Optional<String> soname() throws ElfFormatException {
    return dynamic().soname();
  }

  /// {@return the names of the libraries that it needs, in the order in which they are loaded}
  public List<String> needed() throws ElfFormatException {
    return dynamic().needed();
  }

  /// {@return the first symbol of this name that the image has itself: of its dynamic symbols, else
  /// of all}
  ///
  /// **Cost:** a few reads for a dynamic symbol in an image with a GNU hash table, as nearly all
  /// are. For others a pass over the table, and so for a symbol that is not there if the image is
  /// not stripped. Nothing is kept.
  public Optional<Symbol> symbol(String name) throws ElfFormatException {
    byte[] wanted = name.getBytes(UTF_8);
    SymbolEntries entries = dynamicSymbols();
    GnuHash table = gnuHash();
    long found = table == null ? countedSymbols().find(wanted) : table.find(wanted, entries);
    if (found == 0) {
      entries = fullSymbols();
      found = entries.find(wanted);
    }
    return found == 0 ? Optional.empty() : Optional.of(entries.at(found));
  }

  /// Shows the symbols of a table one by one, in its order: also those that the image only wants
  /// from others, and without the empty one at the start.
  ///
  /// An image in memory does not say how many dynamic symbols it has. What its hash table does not
  /// cover is left out there: symbols that it wants from others, if it has no symbols for them.
  ///
  /// **Cost:** linear; nothing is kept.
  public void forEachSymbol(SymbolTable which, Consumer<Symbol> visitor) throws ElfFormatException {
    SymbolEntries table =
        switch (which) {
          case DYNAMIC -> countedSymbols();
          case FULL -> fullSymbols();
        };
    for (long i = 1; i < table.count(); i++) {
      visitor.accept(table.at(i));
    }
  }

  /// {@return the variables of at least so many bytes, in no order} Those of the full table if
  /// there is one. **Cost:** linear; names of smaller ones are not read.
  public List<Symbol> largeVariables(long leastBytes) throws ElfFormatException {
    SymbolEntries table = isStripped() ? countedSymbols() : fullSymbols();
    List<Symbol> large = new ArrayList<>();
    for (long i = 1; i < table.count() && type() != ElfType.RELOCATABLE; i++) {
      if (table.size(i) >= leastBytes && table.type(i) == Symbol.STT_OBJECT && table.isDefined(i)) {
        large.add(table.at(i));
      }
    }
    return large;
  }

  /// {@return the function or variable that starts at the address, or else the next one below it},
  /// of the full table if there is one. Whether the address lies in it is for [Symbol#covers] to
  /// say.
  ///
  /// **Cost:** the first call sorts the table; it keeps 12 bytes for each address that has a name.
  /// Each call is a binary search.
  public Optional<Symbol> nearestSymbol(long address) throws ElfFormatException {
    if (index == null) {
      SymbolEntries table = isStripped() ? countedSymbols() : fullSymbols();
      // In an object file all sections start at address 0.
      index = SymbolIndex.of(type() == ElfType.RELOCATABLE ? SymbolEntries.NONE : table);
    }
    return index.nearest(address);
  }

  /// {@return the build id in hexadecimal digits: the same for two files only if they are from the
  /// same link}
  public Optional<String> buildId() throws ElfFormatException {
    return note(Note.GNU, Note.GNU_BUILD_ID)
        .filter(note -> note.descriptor().byteSize() <= LONGEST_BUILD_ID_BYTES)
        .map(note -> note.descriptor().toArray(ValueLayout.JAVA_BYTE))
        .map(HexFormat.of()::formatHex);
  }

  /// {@return the first note of this name and type}
  public Optional<Note> note(String name, int type) throws ElfFormatException {
    AtomicReference<@Nullable Note> found = new AtomicReference<>();
    forEachNote(note -> {
      if (note.is(name, type)) {
        found.set(note);
      }
      return found.get() == null;
    });
    return Optional.ofNullable(found.get());
  }

  /// Shows the notes one by one, until the visitor has seen enough.
  ///
  /// @param visitor returns whether it wants to see more
  public void forEachNote(Predicate<Note> visitor) throws ElfFormatException {
    NoteWalk walk = new NoteWalk(bytes, visitor);
    boolean inSegments = false;
    for (ProgramHeader segment : programHeaders) {
      if (segment.type() == ProgramHeader.PT_NOTE) {
        inSegments = true;
        if (!walk.visit(map.position(segment), segment.fileSize(), segment.alignment())) {
          return;
        }
      }
    }
    if (inSegments) {
      return;
    }
    for (Section section : sections()) { // Object files and kernel modules have no segments.
      if (section.type() == Section.SHT_NOTE
          && !walk.visit(section.offset(), section.size(), section.alignment())) {
        return;
      }
    }
  }

  /// {@return what a linker wants to know of it}
  public LinkingTables linking() {
    return new LinkingTables(this, bytes);
  }

  /// {@return a table of symbols, whole}
  SymbolEntries symbols(SymbolTable which) throws ElfFormatException {
    return switch (which) {
      case DYNAMIC -> countedSymbols();
      case FULL -> fullSymbols();
    };
  }

  /// {@return where what an address points to is in the image, -1 for nowhere}
  long position(long address) {
    return map.position(address);
  }

  DynamicSection dynamic() throws ElfFormatException {
    if (dynamic == null) {
      Optional<ProgramHeader> segment = segment(ProgramHeader.PT_DYNAMIC);
      dynamic =
          segment.isEmpty() ? DynamicSection.NONE : DynamicSection.read(bytes, segment.get(), map);
    }
    return dynamic;
  }

  private SymbolEntries dynamicSymbols() throws ElfFormatException {
    if (dynamicSymbols == null) {
      dynamicSymbols = dynamic().symbols();
    }
    return dynamicSymbols;
  }

  private @Nullable GnuHash gnuHash() throws ElfFormatException {
    if (hash == null) {
      hash = dynamic().gnuHash();
    }
    return hash;
  }

  private SymbolEntries countedSymbols() throws ElfFormatException {
    if (countedSymbols == null) {
      Optional<Section> table = section(Section.SHT_DYNSYM);
      countedSymbols =
          dynamicSymbols()
              .counted(
                  table.isPresent()
                      ? table.get().size() / SymbolEntries.BYTES
                      : dynamic().symbolCount());
    }
    return countedSymbols;
  }

  private SymbolEntries fullSymbols() throws ElfFormatException {
    if (fullSymbols == null) {
      Optional<Section> table = section(Section.SHT_SYMTAB);
      fullSymbols = table.isEmpty() ? SymbolEntries.NONE : symbols(table.get());
    }
    return fullSymbols;
  }

  private SymbolEntries symbols(Section table) throws ElfFormatException {
    if (table.link() < 0 || table.link() >= sections().size()) {
      throw bytes.malformed(table.offset(), "the names of the symbols are in no section");
    }
    Section names = sections().get(table.link());
    StringTable strings = StringTable.of(bytes, names.offset(), names.size());
    return SymbolEntries.of(bytes, table.offset(), strings)
        .counted(table.size() / SymbolEntries.BYTES);
  }

  // Loops and no streams, below: they are on the way of every start, and the first stream of a
  // virtual machine costs more than all that is read here.

  private Optional<Section> section(int type) throws ElfFormatException {
    for (Section section : sections()) {
      if (section.type() == type) {
        return Optional.of(section);
      }
    }
    return Optional.empty();
  }

  private Optional<ProgramHeader> segment(int type) {
    for (ProgramHeader segment : programHeaders) {
      if (segment.type() == type) {
        return Optional.of(segment);
      }
    }
    return Optional.empty();
  }

  private static List<ProgramHeader> loads(List<ProgramHeader> programHeaders) {
    List<ProgramHeader> loads = new ArrayList<>();
    for (ProgramHeader segment : programHeaders) {
      if (segment.type() == ProgramHeader.PT_LOAD) {
        loads.add(segment);
      }
    }
    return Collections.unmodifiableList(loads);
  }

  private static long readFully(FileChannel channel, long position, ByteBuffer into) {
    try {
      while (into.hasRemaining() && channel.read(into, position + into.position()) > 0) {}
    } catch (IOException e) {
      // What could not be read is missing, and whoever wanted it says so.
      return into.position();
    }
    return into.position();
  }

  private static void closeRead(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing was written, so nothing is lost.
    }
  }
}
