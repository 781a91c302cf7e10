package dev.fathom.os.descriptor;

import dev.fathom.host.FileMapping;
import dev.fathom.host.Libc;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.os.FrameWords;
import dev.fathom.os.PagemapFile;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Asks how much of a file is in memory, and how much of that a control group is charged.
///
/// The file is mapped here for a moment, and of the pages that are in memory already the kernel is
/// asked to which group each is charged (`/proc/kpagecgroup`, for root alone). Nothing is read from
/// disk, and no page looks used because of it.
final class CachedPages implements AutoCloseable {
  private static final int PAGE_BYTES = 4096;
  private static final int WINDOW = 32 * 1024;

  private final Set<Long> groups;
  private final Optional<FrameWords> charges;
  private final Optional<PagemapFile> table;

  /// How much of a file is in memory.
  ///
  /// @param charged how much of that the groups are charged; empty where that is not known
  record Cached(long bytes, OptionalLong charged) {
    static final Cached NONE = new Cached(0, OptionalLong.of(0));
  }

  private CachedPages(Set<Long> groups, Optional<FrameWords> charges, Optional<PagemapFile> table) {
    this.groups = groups;
    this.charges = charges;
    this.table = table;
  }

  /// @param groups the numbers of their directories
  static CachedPages of(Set<Long> groups) {
    Optional<FrameWords> charges = FrameWords.open("/proc/kpagecgroup");
    Optional<PagemapFile> table = Optional.empty();
    try {
      table = Optional.of(PagemapFile.open(Math.toIntExact(ProcessHandle.current().pid())));
    } catch (ProcessAccessException hidden) {
      table = Optional.empty();
    }
    return new CachedPages(groups, charges, table);
  }

  /// {@return how much of a file is in memory; empty where it cannot be opened}
  Optional<Cached> of(String path, long length) {
    if (length == 0) {
      return Optional.of(Cached.NONE);
    }
    int descriptor = Libc.open(path);
    if (descriptor < 0) {
      return Optional.empty();
    }
    try {
      Optional<FileMapping> mapped = FileMapping.of(descriptor, length);
      if (mapped.isEmpty()) {
        return Optional.empty();
      }
      try (FileMapping mapping = mapped.get()) {
        return count(mapping, (length + PAGE_BYTES - 1) / PAGE_BYTES);
      }
    } finally {
      Libc.close(descriptor);
    }
  }

  private Optional<Cached> count(FileMapping mapping, long pages) {
    long cached = 0;
    long charged = 0;
    for (long first = 0; first < pages; first += WINDOW) {
      int count = (int) Math.min(WINDOW, pages - first);
      Optional<byte[]> told = mapping.residency(first * PAGE_BYTES, count);
      if (told.isEmpty()) {
        return Optional.empty();
      }
      byte[] residency = told.get();
      int there = 0;
      for (byte page : residency) {
        there += page & 1;
      }
      cached += there;
      if (there > 0 && charged >= 0) {
        long more = charged(mapping, first, residency);
        charged = more < 0 ? -1 : charged + more;
      }
    }
    return Optional.of(
        new Cached(
            cached * PAGE_BYTES,
            charged < 0 ? OptionalLong.empty() : OptionalLong.of(charged * PAGE_BYTES)));
  }

  /// {@return how many pages of a window the groups are charged; -1 where that is not told}
  private long charged(FileMapping mapping, long first, byte[] residency) {
    if (charges.isEmpty() || table.isEmpty()) {
      return -1;
    }
    int count = residency.length;
    for (int page = 0; page < count; ) {
      int end = page;
      while (end < count && (residency[end] & 1) != 0) {
        end++;
      }
      if (end > page
          && !mapping.see((first + page) * PAGE_BYTES, (long) (end - page) * PAGE_BYTES)) {
        return -1;
      }
      page = end + 1;
    }
    long[] frames = new long[count];
    if (table.get().read(mapping.address() + first * PAGE_BYTES, frames, 0, count) < count) {
      return -1;
    }
    int known = 0;
    for (int page = 0; page < count; page++) {
      if ((residency[page] & 1) != 0 && PagemapFile.present(frames[page])) {
        frames[known++] = PagemapFile.frame(frames[page]);
      }
    }
    Arrays.sort(frames, 0, known);
    long[] charged = new long[known];
    if (known > 0 && (frames[0] == 0 || !charges.get().read(frames, known, charged))) {
      return -1;
    }
    return Arrays.stream(charged).filter(groups::contains).count();
  }

  @Override
  public void close() {
    charges.ifPresent(FrameWords::close);
    table.ifPresent(PagemapFile::close);
  }
}
