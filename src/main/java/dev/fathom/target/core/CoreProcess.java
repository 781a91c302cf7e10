package dev.fathom.target.core;

import dev.fathom.elf.ElfFormatException;
import dev.fathom.elf.ElfIdentity;
import dev.fathom.elf.ElfImage;
import dev.fathom.elf.ElfType;
import dev.fathom.host.KernelFiles;
import dev.fathom.model.HoldMethod;
import dev.fathom.model.Identity;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.Warning;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.target.LoadedModule;
import dev.fathom.target.Memory;
import dev.fathom.target.StandingStill;
import dev.fathom.target.Target;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A process that was written to a core file: by the kernel when it died, by gdb's `gcore`, or by
/// [Capture].
public final class CoreProcess implements Target {
  private static final String ARCHITECTURE = "x86-64";

  private static final ValueLayout.OfInt MAGIC =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// As many bytes as tell the kind of an ELF file.
  private static final long IDENTITY_BYTES = 64;

  private final CoreBytes bytes;
  private final Identity identity;
  private final List<Mapping> mappings;
  private final PageRuns pages;
  private final List<ThreadState> threads;
  private final Binaries binaries;
  private final CoreMemory memory;
  private final List<LoadedModule> modules;
  private final CoreSegments segments;
  private final CoreNotes notes;
  private final boolean notesCut;
  private final Set<Long> headless;

  private CoreProcess(
      CoreBytes bytes, CoreSegments segments, CoreNotes notes, boolean cut, @Nullable Path root) {
    this.bytes = bytes;
    this.segments = segments;
    this.notes = notes;
    this.notesCut = cut;
    CaptureNotes capture = notes.capture();
    if (capture.isCapture()) {
      this.mappings = capture.mappings();
      this.pages = capture.pages();
      this.headless = Set.of();
      this.identity =
          new Identity(
              Identity.Kind.CAPTURE,
              notes.process(),
              capture.executable(),
              capture.commandLine(),
              false);
    } else {
      CoreMappings made = CoreMappings.of(segments, notes);
      this.mappings = made.mappings();
      this.pages = made.pages();
      this.headless = made.headless();
      this.identity =
          new Identity(
              Identity.Kind.CORE, notes.process(), executable(notes), notes.commandLine(), false);
    }
    this.threads = notes.threads();
    this.binaries = new Binaries(segments, mappings, root);
    this.memory = new CoreMemory(segments, mappings, pages, binaries, dumpsPrivateMemory(mappings));
    this.modules = LoadedModule.find(mappings, binaries, memory);
  }

  /// {@return whether a file is an ELF file, or packed by zstd: then [#open] is the one to say what
  /// it is}
  public static boolean isElfOrPacked(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (CoreBytes bytes = new PlainBytes(KernelFiles.open(file))) {
      if (isPacked(bytes)) {
        return true;
      }
      ElfIdentity.read(file);
      return true;
    } catch (IOException other) {
      return false; // whatever it is, it is not that
    }
  }

  /// Opens a core.
  ///
  /// @param root the directory under which the files that the process had mapped are to be found;
  ///   null for this machine's own
  /// @throws ProcessAccessException in one line: no such file, no core, or one that is not read
  ///   here
  public static CoreProcess open(Path file, @Nullable Path root) throws ProcessAccessException {
    CoreBytes bytes = openBytes(file);
    try {
      checkIdentity(file, bytes);
      ElfImage image = ElfImage.ofFile(bytes::read, bytes.size(), file.toString());
      CoreSegments segments = CoreSegments.of(image.loads(), bytes);
      CoreNotes notes;
      boolean cut = false;
      try {
        notes = CoreNotes.read(image);
      } catch (ElfFormatException cutOff) {
        notes = CoreNotes.none();
        cut = true;
      }
      check(file, notes.capture());
      if (segments.all().isEmpty()) {
        throw new ProcessAccessException(file + " is a core file without any memory in it");
      }
      return new CoreProcess(bytes, segments, notes, cut, root);
    } catch (ElfFormatException malformed) {
      bytes.close();
      throw new ProcessAccessException("cannot read the core file " + malformed.getMessage());
    } catch (ProcessAccessException refused) {
      bytes.close();
      throw refused;
    }
  }

  private static CoreBytes openBytes(Path file) throws ProcessAccessException {
    if (!Files.exists(file)) {
      throw new ProcessAccessException("no file " + file + " here");
    }
    if (!Files.isRegularFile(file)) {
      throw new ProcessAccessException(file + " is not a plain file");
    }
    try {
      return unpacked(file, new PlainBytes(KernelFiles.open(file)));
    } catch (ProcessAccessException foreign) {
      throw foreign;
    } catch (AccessDeniedException denied) {
      throw new ProcessAccessException("not permitted to read " + file + "; run it as its owner");
    } catch (IOException unreadable) {
      throw new ProcessAccessException("cannot read " + file + ": " + unreadable.getMessage());
    }
  }

  /// {@return the bytes themselves, or what is packed in them}
  private static CoreBytes unpacked(Path file, PlainBytes bytes) throws ProcessAccessException {
    if (!isPacked(bytes)) {
      return bytes;
    }
    FrameTable frames = FrameTable.read(bytes);
    if (frames == null) {
      bytes.close();
      throw new ProcessAccessException(
          file
              + " is packed, and not as Fathom packs captures, or it is cut short; zstd -d unpacks"
              + " what there is");
    }
    return new PackedBytes(bytes, frames);
  }

  private static boolean isPacked(CoreBytes bytes) {
    MemorySegment start = MemorySegment.ofArray(new byte[Integer.BYTES]);
    return bytes.read(0, start) == start.byteSize() && start.get(MAGIC, 0) == FrameTable.ZSTD_MAGIC;
  }

  private static void checkIdentity(Path file, CoreBytes bytes) throws ProcessAccessException {
    ElfIdentity identity;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment start = arena.allocate(IDENTITY_BYTES);
      long got = bytes.read(0, start);
      identity = ElfIdentity.of(start.asSlice(0, got), file.toString());
    } catch (ElfFormatException notElf) {
      throw new ProcessAccessException(file + " is not a core file (no ELF file at all)");
    }
    if (identity.type() != ElfType.CORE) {
      throw new ProcessAccessException(
          file
              + " is an ELF file, but no core ("
              + identity.type().name().toLowerCase(Locale.ROOT)
              + "); gcore PID makes one of a process");
    }
    if (!identity.isReadable() || !identity.machineName().equals(ARCHITECTURE)) {
      throw new ProcessAccessException(
          file
              + " is the core of a "
              + identity.wordBits()
              + "-bit "
              + identity.machineName()
              + " program; Fathom reads 64-bit "
              + ARCHITECTURE
              + " ones only");
    }
  }

  private static void check(Path file, CaptureNotes capture) throws ProcessAccessException {
    if (!capture.isCapture()) {
      return;
    }
    if (capture.isOfLaterVersion()) {
      throw new ProcessAccessException(
          file + " was captured by another version of Fathom, in a form that this one cannot read");
    }
    if (capture.isMalformed()) {
      throw new ProcessAccessException(file + " is a capture whose notes make no sense");
    }
  }

  /// Whether the core was asked for private memory (`coredump_filter`, bit 0): then at least the
  /// stack is in it.
  private static boolean dumpsPrivateMemory(List<Mapping> mappings) {
    return mappings.stream()
        .anyMatch(
            mapping -> !mapping.ofFile() && mapping.writable() && mapping.counters().rss() > 0);
  }

  private static String executable(CoreNotes notes) {
    long entry = notes.auxiliary(CoreNotes.AT_ENTRY);
    for (CoreNotes.MappedFile file : notes.files()) {
      if (entry >= file.start() && entry < file.end()) {
        return file.name();
      }
    }
    return notes.name();
  }

  @Override
  public List<Warning> limits() {
    List<Warning> limits = new ArrayList<>();
    boolean core = identity.kind() == Identity.Kind.CORE;
    if (core) {
      limits.add(
          new Warning(
              "mapped",
              "a core does not tell which pages were resident, shared or swapped: all figures are"
                  + " of the memory that is in it, touched or not",
              false));
    }
    if (bytes instanceof PackedBytes packed && packed.isDamaged()) {
      limits.add(
          new Warning("damaged", "parts of the capture are not what was written: damaged", true));
    }
    if (notesCut) {
      limits.add(
          new Warning(
              "cut",
              "the core is cut short: its notes, which tell threads and mapped files, are gone",
              true));
    }
    if (segments.cutBytes() > 0) {
      limits.add(
          new Warning(
              "cut",
              String.format(
                  Locale.ROOT,
                  "the core is cut short: %,d bytes of memory are not in the file",
                  segments.cutBytes()),
              true));
    }
    if (segments.ignored() > 0) {
      limits.add(
          new Warning(
              "malformed",
              String.format(
                  Locale.ROOT,
                  "%,d segments of the core make no sense and were left out",
                  segments.ignored()),
              true));
    }
    Map<String, String> absent = binaries.absent();
    if (!absent.isEmpty()) {
      Map.Entry<String, String> first = absent.entrySet().iterator().next();
      limits.add(
          new Warning(
              "binaries",
              String.format(
                  Locale.ROOT,
                  "%,d of the mapped programs and libraries cannot be had (%s: %s), and the core"
                      + " leaves parts of them out; --sysroot DIR says where they are",
                  absent.size(),
                  first.getKey(),
                  first.getValue()),
              core));
    }
    return limits;
  }

  @Override
  public Identity identity() {
    return identity;
  }

  @Override
  public List<Mapping> mappings() {
    return mappings;
  }

  @Override
  public PageRuns pages() {
    return pages;
  }

  @Override
  public List<ThreadState> threads() {
    return threads;
  }

  @Override
  public Memory memory() {
    return memory;
  }

  @Override
  public List<LoadedModule> modules() {
    return modules;
  }

  @Override
  public Set<Long> headless() {
    return headless;
  }

  /// A core stands still by itself.
  @Override
  public void prepare() {} // it stands still: all is known at any time

  @Override
  public Hold hold() {
    return new StandingStill(
        identity.kind() == Identity.Kind.CORE ? HoldMethod.CORE : HoldMethod.CAPTURE,
        notes::registers);
  }

  @Override
  public void close() {
    modules.forEach(LoadedModule::close);
    binaries.close();
    bytes.close();
  }
}
