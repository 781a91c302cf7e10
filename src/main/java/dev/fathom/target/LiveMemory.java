package dev.fathom.target;

import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.os.ProcessMemory;
import dev.fathom.target.copy.MemoryCopy;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The memory of a live process, read without changing it: resident pages from the process, absent
/// ones from where the process itself would get them.
final class LiveMemory implements Memory {
  private volatile ProcessMemory process;
  private final TargetFiles files;
  private final AtomicLong bytesRead = new AtomicLong();

  /// Bytes of pages that are there, and that could not be read.
  private final AtomicLong bytesRefused = new AtomicLong();

  /// Whether the target runs on: what is read from now on is of another moment.
  private volatile boolean shut;

  /// What was copied while the process was held; null where nothing was.
  private volatile @Nullable MemoryCopy copy;

  private volatile View view = new View(List.of(), new PageRuns.Builder().build());

  /// What was there at one moment.
  private record View(List<Mapping> mappings, PageRuns pages) {}

  LiveMemory(ProcessMemory process, TargetFiles files) {
    this.process = process;
    this.files = files;
  }

  /// From now on, reads go by these mappings and pages.
  void look(List<Mapping> mappings, PageRuns pages) {
    view = new View(mappings, pages);
  }

  /// From now on, reads go to another address space.
  void readFrom(ProcessMemory other) {
    process = other;
  }

  /// From now on nothing is read from the process. To be called before it is let go: what has been
  /// read when this returns is of the time before.
  void shut() {
    shut = true;
  }

  /// The process is held again.
  void open() {
    shut = false;
  }

  boolean isShut() {
    return shut;
  }

  /// From now on what is in the copy is read from there; null ends that.
  void readFrom(@Nullable MemoryCopy other) {
    copy = other;
  }

  /// {@return whether there is a copy that is read from}
  boolean isCopied() {
    return copy != null;
  }

  /// Reads from the process, for a copy.
  long copy(long address, MemorySegment into, long bytes) {
    long got = process.read(address, into, bytes);
    bytesRead.addAndGet(got);
    return got;
  }

  @Override
  public long read(long address, MemorySegment into, long bytes) {
    if (address < 0 || bytes > Long.MAX_VALUE - address) {
      return lose(into.asSlice(0, bytes)); // the kernel's half of the address space
    }
    View now = view;
    PageRuns pages = now.pages();
    long missing = 0;
    long at = address;
    long end = address + bytes;
    for (int run = pages.at(address); at < end; ) {
      boolean inRun = run < pages.count() && pages.start(run) <= at;
      long until =
          Math.min(
              end,
              inRun ? pages.end(run) : run < pages.count() ? pages.start(run) : Long.MAX_VALUE);
      MemorySegment part = into.asSlice(at - address, until - at);
      if (!inRun) {
        missing += readAbsent(now, at, part);
      } else {
        missing += readRun(now, run, at, part);
        run++;
      }
      at = until;
    }
    return missing;
  }

  private long readRun(View now, int run, long address, MemorySegment part) {
    if (!now.pages().readable(run)) {
      part.fill((byte) 0);
      return now.pages().swapped(run) ? part.byteSize() : 0; // else the zero page: zeros it is
    }
    MemoryCopy held = copy;
    if (held == null) {
      return readProcess(address, part);
    }
    long missing = 0;
    for (long at = 0; at < part.byteSize(); ) {
      long bytes = held.read(address + at, part.asSlice(at), part.byteSize() - at);
      if (bytes == 0) {
        bytes = Math.min(part.byteSize() - at, held.next(address + at) - (address + at));
        missing += readProcess(address + at, part.asSlice(at, bytes));
      }
      at += bytes;
    }
    return missing;
  }

  private long readProcess(long at, MemorySegment part) {
    long got = shut ? 0 : process.read(at, part, part.byteSize());
    if (shut) {
      return lose(part); // it may have run on before the last byte came
    }
    bytesRead.addAndGet(got);
    bytesRefused.addAndGet(part.byteSize() - got);
    part.asSlice(got).fill((byte) 0);
    return part.byteSize() - got;
  }

  /// Pages that are not there: zeros where the process never wrote, the file's bytes where a file
  /// is mapped, missing where nothing is.
  private long readAbsent(View now, long address, MemorySegment into) {
    long missing = 0;
    long at = address;
    long end = address + into.byteSize();
    while (at < end) {
      Mapping mapping = AddressSpace.atOrAbove(now.mappings(), at);
      if (mapping == null) {
        return missing + lose(into.asSlice(at - address));
      }
      boolean inside = mapping.start() <= at;
      long until = Math.min(end, inside ? mapping.end() : mapping.start());
      MemorySegment part = into.asSlice(at - address, until - at);
      missing += inside ? readUntouched(mapping, at, part) : lose(part);
      at = until;
    }
    return missing;
  }

  private long readUntouched(Mapping mapping, long address, MemorySegment into) {
    if (mapping.special()) {
      return lose(into);
    }
    if (!mapping.ofFile()) {
      into.fill((byte) 0);
      return 0;
    }
    long offset = address - mapping.start() + mapping.fileOffset();
    return files.read(mapping, offset, into) ? 0 : lose(into);
  }

  private static long lose(MemorySegment into) {
    into.fill((byte) 0);
    return into.byteSize();
  }

  /// {@return how many bytes of pages that are there could not be read so far}
  long bytesRefused() {
    return bytesRefused.get();
  }

  @Override
  public long bytesRead() {
    return bytesRead.get();
  }
}
