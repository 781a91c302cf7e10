package dev.fathom.target.core;

import dev.fathom.elf.ElfFormatException;
import dev.fathom.elf.ElfIdentity;
import dev.fathom.elf.ElfImage;
import dev.fathom.model.memory.Mapping;
import dev.fathom.target.MappedFiles;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The programs and libraries that a process had mapped, as files of this machine or of a copy of
/// the other one's.
///
/// A file is believed only if it has the build id that stands in the core; where one of them has
/// none, only if its first page is the one in the core.
final class Binaries implements MappedFiles, AutoCloseable {
  private static final String DELETED = " (deleted)";
  private static final long PAGE_BYTES = 4096;

  private final CoreSegments segments;
  private final @Nullable Path root;
  private final Map<Long, Long> bases = new HashMap<>();
  private final Map<Long, Optional<PlainBytes>> opened = new HashMap<>();
  private final Map<Long, Optional<Path>> found = new HashMap<>();

  /// The files of which the core has all that was mapped.
  private final Set<Long> whole = new HashSet<>();

  /// Why a file cannot be had, by its name.
  private final Map<String, String> absent = new TreeMap<>();

  /// @param mappings in which the files are known by their inodes
  /// @param root where the other machine's files are; null for this machine's
  Binaries(CoreSegments segments, List<Mapping> mappings, @Nullable Path root) {
    this.segments = segments;
    this.root = root;
    for (Mapping mapping : mappings) {
      if (mapping.ofFile() && mapping.fileOffset() == 0) {
        bases.putIfAbsent(mapping.inode(), mapping.start());
        whole.add(mapping.inode());
      }
    }
    for (Mapping mapping : mappings) {
      if (mapping.counters().rss() < mapping.bytes()) {
        whole.remove(mapping.inode());
      }
    }
  }

  /// {@return why programs and libraries cannot be had, by their names}
  Map<String, String> absent() {
    return absent;
  }

  @Override
  public synchronized List<Path> paths(Mapping mapping) {
    return find(mapping).stream().toList();
  }

  @Override
  public synchronized boolean read(Mapping mapping, long offset, MemorySegment into) {
    Optional<PlainBytes> file =
        opened.computeIfAbsent(mapping.inode(), key -> find(mapping).flatMap(Binaries::open));
    if (file.isEmpty()) {
      return false;
    }
    long got = file.get().read(offset, into);
    into.asSlice(got).fill((byte) 0);
    return true;
  }

  private Optional<Path> find(Mapping mapping) {
    Optional<Path> known = found.get(mapping.inode());
    if (known == null) {
      known = look(mapping);
      found.put(mapping.inode(), known);
    }
    return known;
  }

  private Optional<Path> look(Mapping mapping) {
    Long base = bases.get(mapping.inode());
    if (base == null) {
      return Optional.empty(); // no loader maps a library without its beginning
    }
    byte[] firstPage = firstPage(base);
    if (firstPage.length == 0) {
      if (mapping.executable()) {
        absent.put(mapping.name(), "the core does not tell its build id");
      }
      return Optional.empty();
    }
    if (!isElf(firstPage)) {
      return Optional.empty(); // a data file: nothing tells whether it is still the same
    }
    String reason = "not there";
    for (Path candidate : candidates(mapping.name())) {
      if (Files.isRegularFile(candidate)) {
        if (isSame(candidate, base, firstPage)) {
          return Optional.of(candidate);
        }
        reason = "another version is there";
      }
    }
    if (!whole.contains(mapping.inode())) {
      absent.put(mapping.name(), reason);
    }
    return Optional.empty();
  }

  private byte[] firstPage(long base) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment page = arena.allocate(PAGE_BYTES);
      return segments.readDumped(base, page) == PAGE_BYTES
          ? page.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE)
          : new byte[0];
    }
  }

  private static boolean isElf(byte[] firstPage) {
    try {
      ElfIdentity.of(MemorySegment.ofArray(firstPage), "");
      return true;
    } catch (ElfFormatException notElf) {
      return false;
    }
  }

  /// The path itself below the root; and, for a root that is one heap of files, its last part.
  private List<Path> candidates(String name) {
    String path =
        name.endsWith(DELETED) ? name.substring(0, name.length() - DELETED.length()) : name;
    // Names are kept a character a byte; file systems want them as they are spelled.
    String spelled = new String(path.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    List<Path> candidates = new ArrayList<>();
    try {
      Path absolute = Path.of(spelled).normalize();
      if (!absolute.isAbsolute() || absolute.getFileName() == null) {
        return List.of();
      }
      if (root == null) {
        candidates.add(absolute);
      } else {
        candidates.add(root.resolve(absolute.toString().substring(1)));
        candidates.add(root.resolve(absolute.getFileName().toString()));
      }
    } catch (InvalidPathException unusable) {
      return List.of(); // a name that no file here can have
    }
    return candidates;
  }

  private boolean isSame(Path candidate, long base, byte[] firstPage) {
    try (ElfImage file = ElfImage.openUnmapped(candidate)) {
      Optional<String> wanted = buildId(base);
      Optional<String> offered = file.buildId();
      if (wanted.isPresent() && offered.isPresent()) {
        return wanted.equals(offered);
      }
      return startsWith(candidate, firstPage);
    } catch (IOException unreadable) {
      return false;
    }
  }

  private Optional<String> buildId(long base) {
    try {
      return ElfImage.ofMemory(segments::readDumped, base, "").buildId();
    } catch (ElfFormatException notDumped) {
      return Optional.empty(); // the note lies outside what was dumped
    }
  }

  private static boolean startsWith(Path candidate, byte[] firstPage) throws IOException {
    try (var stream = Files.newInputStream(candidate)) {
      return java.util.Arrays.equals(stream.readNBytes(firstPage.length), firstPage);
    }
  }

  private static Optional<PlainBytes> open(Path path) {
    try {
      return Optional.of(new PlainBytes(FileChannel.open(path, StandardOpenOption.READ)));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    opened.values().forEach(file -> file.ifPresent(PlainBytes::close));
  }
}
