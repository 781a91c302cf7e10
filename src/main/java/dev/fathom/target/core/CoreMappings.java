package dev.fathom.target.core;

import dev.fathom.elf.ElfFormatException;
import dev.fathom.elf.ElfImage;
import dev.fathom.elf.ProgramHeader;
import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageCounters;
import dev.fathom.model.memory.PageRuns;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The mappings of a process, as far as its core tells them: its segments, with the names from the
/// list of mapped files; and mapped files of which the core has no segment at all, as gdb leaves
/// out what was never written.
///
/// Names that only the kernel knows are inferred: the stack is where the auxiliary vector points,
/// the vdso where it says, the brk heap the first anonymous memory above the program.
final class CoreMappings {
  private static final long PAGE_BYTES = 4096;
  private static final int BLOCK_BYTES = 1 << 20;

  /// The kernel moves the start of the brk heap by less than that from the end of the program
  /// (`arch_randomize_brk`, x86-64).
  private static final long HEAP_DISTANCE = 1L << 30;

  /// Files that are memory: mapped shared, as no core says.
  private static final List<String> SHARED_MEMORY =
      List.of("/dev/shm/", "/memfd:", "/SYSV", "/dev/zero", "/[aio]");

  private final CoreSegments segments;
  private final CoreNotes notes;
  private final List<CoreNotes.MappedFile> files;
  private final List<LoadedFiles.ZeroedData> zeroedData;
  private final Set<String> headless;
  private final Map<String, Integer> inodes = new HashMap<>();
  private final Map<String, List<Loaded>> loads = new HashMap<>();
  private final List<Mapping> mappings = new ArrayList<>();
  private final PageRuns.Builder pages = new PageRuns.Builder();

  private CoreMappings(CoreSegments segments, CoreNotes notes) {
    this.segments = segments;
    this.notes = notes;
    LoadedFiles loaded = new LoadedFiles(segments, notes);
    this.files = sound(loaded.files());
    this.zeroedData = loaded.zeroedData();
    this.headless = loaded.headless();
  }

  static CoreMappings of(CoreSegments segments, CoreNotes notes) {
    CoreMappings made = new CoreMappings(segments, notes);
    made.join();
    return made;
  }

  /// {@return the mappings in address order}
  List<Mapping> mappings() {
    return List.copyOf(mappings);
  }

  /// {@return the inodes of programs and libraries whose headers are not in the core}
  Set<Long> headless() {
    return mappings.stream()
        .filter(mapping -> headless.contains(mapping.name()))
        .map(Mapping::inode)
        .collect(Collectors.toUnmodifiableSet());
  }

  /// {@return the pages that were dumped}
  PageRuns pages() {
    return pages.build();
  }

  /// Goes through segments and mapped files in address order, cutting both where either begins or
  /// ends.
  private void join() {
    long[] cuts = new long[2 * (segments.all().size() + files.size() + zeroedData.size())];
    int count = 0;
    for (CoreSegments.Segment segment : segments.all()) {
      cuts[count++] = segment.start();
      cuts[count++] = segment.end();
    }
    for (CoreNotes.MappedFile file : files) {
      cuts[count++] = file.start();
      cuts[count++] = file.end();
    }
    for (LoadedFiles.ZeroedData zeroed : zeroedData) {
      cuts[count++] = zeroed.start();
      cuts[count++] = zeroed.end();
    }
    Arrays.sort(cuts);
    int segment = 0;
    int file = 0;
    for (int cut = 0; cut + 1 < cuts.length; cut++) {
      long start = cuts[cut];
      if (start == cuts[cut + 1]) {
        continue;
      }
      while (segment < segments.all().size() && segments.all().get(segment).end() <= start) {
        segment++;
      }
      while (file < files.size() && files.get(file).end() <= start) {
        file++;
      }
      CoreSegments.Segment inSegment =
          segment < segments.all().size() && segments.all().get(segment).start() <= start
              ? segments.all().get(segment)
              : null;
      CoreNotes.MappedFile ofFile =
          file < files.size() && files.get(file).start() <= start ? files.get(file) : null;
      if (inSegment != null || ofFile != null) {
        add(start, cuts[cut + 1], inSegment, ofFile);
      }
    }
  }

  private static List<CoreNotes.MappedFile> sound(List<CoreNotes.MappedFile> files) {
    List<CoreNotes.MappedFile> sound = new ArrayList<>();
    long end = 0;
    for (CoreNotes.MappedFile file : files) { // the kernel lists them in address order
      if (file.start() >= end
          && file.end() > file.start()
          && (file.start() | file.end()) % PAGE_BYTES == 0
          && file.offset() >= 0) {
        sound.add(file);
        end = file.end();
      }
    }
    return sound;
  }

  private void add(
      long start,
      long end,
      CoreSegments.@Nullable Segment segment,
      CoreNotes.@Nullable MappedFile file) {
    long held = 0;
    if (segment != null) {
      held = Math.clamp(segment.start() + segment.held() - start, 0, end - start);
    }
    String name = file == null ? anonymousName(start, end, segment) : file.name();
    long offset = file == null ? 0 : file.offset() + (start - file.start());
    String permissions =
        segment != null ? permissions(segment.flags(), name) : permissionsOfFile(file, start, end);
    boolean special = name.equals("[vvar]");
    // gdb dumps what nobody may touch as if it were readable: 64 MiB for each arena of glibc.
    boolean inaccessible =
        permissions.startsWith("---")
            || (file == null
                && permissions.startsWith("r--")
                && !special
                && held == end - start
                && onlyZeros(start, end));
    if (inaccessible) {
      permissions = "---p";
      held = 0;
    }
    if (held > 0 && !special) {
      pages.add(start, start + held, PageRuns.PRESENT | (file == null ? 0 : PageRuns.FILE));
    }
    mappings.add(
        new Mapping(
            start,
            end,
            permissions,
            offset,
            "core",
            file == null ? 0 : inodes.computeIfAbsent(name, key -> inodes.size() + 1),
            name,
            dumped(special ? 0 : held),
            special));
  }

  /// What was dumped, in the place of the Rss that a core does not tell.
  private static PageCounters dumped(long bytes) {
    return new PageCounters(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  private String anonymousName(long start, long end, CoreSegments.@Nullable Segment segment) {
    long vdso = notes.auxiliary(CoreNotes.AT_SYSINFO_EHDR);
    if (vdso >= start && vdso < end) {
      return "[vdso]";
    }
    long random = notes.auxiliary(CoreNotes.AT_RANDOM);
    if (random >= start && random < end) {
      return "[stack]";
    }
    // The kernel's clock pages stand before the vdso; nobody but it can read them.
    if (segment != null
        && segment.flags() == ProgramHeader.PF_R
        && vdso >= end
        && vdso - end <= 16 * PAGE_BYTES) {
      return "[vvar]";
    }
    for (LoadedFiles.ZeroedData zeroed : zeroedData) {
      if (zeroed.start() == start) {
        return Mapping.ZEROED_DATA;
      }
    }
    boolean writable = segment != null && (segment.flags() & ProgramHeader.PF_W) != 0;
    return writable && isHeap(start) ? "[heap]" : "";
  }

  /// Whether anonymous memory at `start` is the brk heap: the first that does not continue the data
  /// of the program, and not far above it, or what continues that, where the kernel has cut it.
  private boolean isHeap(long start) {
    if (!mappings.isEmpty()
        && mappings.getLast().name().equals("[heap]")
        && mappings.getLast().end() == start) {
      return true;
    }
    long entry = notes.auxiliary(CoreNotes.AT_ENTRY);
    int last = mappings.size() - 1;
    while (last >= 0 && !mappings.get(last).ofFile()) {
      if (mappings.get(last).name().equals("[heap]")) {
        return false;
      }
      last--;
    }
    if (last < 0 || start - mappings.get(last).end() > HEAP_DISTANCE) {
      return false;
    }
    // The first gap behind the program: its bss, if it needs pages of its own, adjoins its data.
    Mapping before = mappings.getLast();
    String program = mappings.get(last).name();
    return start > before.end() && isProgram(program, entry);
  }

  private boolean isProgram(String name, long entry) {
    for (CoreNotes.MappedFile file : files) {
      if (entry >= file.start() && entry < file.end()) {
        return file.name().equals(name);
      }
    }
    return false;
  }

  private static String permissions(int flags, String name) {
    return ((flags & ProgramHeader.PF_R) != 0 ? "r" : "-")
        + ((flags & ProgramHeader.PF_W) != 0 ? "w" : "-")
        + ((flags & ProgramHeader.PF_X) != 0 ? "x" : "-")
        + (SHARED_MEMORY.stream().anyMatch(name::startsWith) ? "s" : "p");
  }

  /// What the file itself asks for: of a part that the core does not describe. Code, or else
  /// read-only data; what was written is always described. Nobody may touch what lies between two
  /// segments of a file.
  private String permissionsOfFile(CoreNotes.@Nullable MappedFile file, long start, long end) {
    if (file == null) {
      return "r--p";
    }
    List<Loaded> all = loads.computeIfAbsent(file.name(), this::loadsOf);
    boolean above = false;
    boolean below = false;
    for (Loaded load : all) {
      if (load.start() < end && start < load.end()) {
        return load.executable() && load.start() == start ? "r-xp" : "r--p";
      }
      above |= start >= load.end();
      below |= end <= load.start();
    }
    return above && below ? "---p" : "r--p";
  }

  /// The pages of a segment, where they were loaded.
  private record Loaded(long start, long end, boolean executable) {}

  /// {@return the segments of a mapped ELF file by the headers that the core has of it; none where
  /// it has none}
  private List<Loaded> loadsOf(String name) {
    for (CoreNotes.MappedFile file : files) {
      if (file.name().equals(name) && file.offset() == 0) {
        try {
          List<ProgramHeader> headers =
              ElfImage.ofMemory(segments::readDumped, file.start(), name).loads();
          return headers.stream()
              .map(load -> {
                long bias = file.start() - (headers.getFirst().virtualAddress() & -PAGE_BYTES);
                return new Loaded(
                    bias + (load.addresses().start() & -PAGE_BYTES),
                    bias + (load.addresses().end() + PAGE_BYTES - 1 & -PAGE_BYTES),
                    load.isExecutable());
              })
              .toList();
        } catch (ElfFormatException notElf) {
          return List.of(); // a data file, or its headers were not dumped
        }
      }
    }
    return List.of();
  }

  private boolean onlyZeros(long start, long end) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment zeros = arena.allocate(BLOCK_BYTES);
      MemorySegment block = arena.allocate(BLOCK_BYTES);
      for (long at = start; at < end; at += BLOCK_BYTES) {
        MemorySegment part = block.asSlice(0, Math.min(BLOCK_BYTES, end - at));
        if (segments.readDumped(at, part) < part.byteSize()
            || part.mismatch(zeros.asSlice(0, part.byteSize())) >= 0) {
          return false;
        }
      }
      return true;
    }
  }
}
