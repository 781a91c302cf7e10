package dev.fathom.target.core;

import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.target.AddressSpace;
import dev.fathom.target.MappedFiles;
import dev.fathom.target.Memory;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The memory in a core: dumped pages from the core, the others from where the process itself would
/// have got them.
final class CoreMemory implements Memory {
  private final CoreSegments segments;
  private final List<Mapping> mappings;
  private final PageRuns pages;
  private final MappedFiles files;

  /// Whether memory of no file that was not dumped was never written.
  private final boolean undumpedIsUntouched;

  private final AtomicLong bytesRead = new AtomicLong();

  /// @param undumpedIsUntouched whether the core was asked for all private memory: then a mapping
  ///   without bytes in it was never written to
  CoreMemory(
      CoreSegments segments,
      List<Mapping> mappings,
      PageRuns pages,
      MappedFiles files,
      boolean undumpedIsUntouched) {
    this.segments = segments;
    this.mappings = mappings;
    this.pages = pages;
    this.files = files;
    this.undumpedIsUntouched = undumpedIsUntouched;
  }

  @Override
  public long read(long address, MemorySegment into, long bytes) {
    if (address < 0 || bytes > Long.MAX_VALUE - address) {
      return lose(into.asSlice(0, bytes));
    }
    long missing = 0;
    long at = address;
    long end = address + bytes;
    while (at < end) {
      MemorySegment rest = into.asSlice(at - address, end - at);
      long got = segments.readDumped(at, rest);
      bytesRead.addAndGet(got);
      at += got;
      if (at < end) {
        long until = Math.min(end, nextDumped(at));
        missing += readUndumped(at, into.asSlice(at - address, until - at));
        at = until;
      }
    }
    return missing;
  }

  /// {@return the first address above `address` at which the core may hold something}
  private long nextDumped(long address) {
    List<CoreSegments.Segment> all = segments.all();
    int index = segments.at(address);
    if (index < all.size() && all.get(index).start() <= address) {
      index++;
    }
    return index < all.size() ? all.get(index).start() : Long.MAX_VALUE;
  }

  private long readUndumped(long address, MemorySegment into) {
    long missing = 0;
    long at = address;
    long end = address + into.byteSize();
    while (at < end) {
      Mapping mapping = AddressSpace.atOrAbove(mappings, at);
      boolean inside = mapping != null && mapping.start() <= at;
      long until = mapping == null ? end : Math.min(end, inside ? mapping.end() : mapping.start());
      MemorySegment part = into.asSlice(at - address, until - at);
      missing += inside ? readUndumped(mapping, at, part) : lose(part);
      at = until;
    }
    return missing;
  }

  private long readUndumped(@Nullable Mapping mapping, long address, MemorySegment into) {
    if (mapping == null || mapping.special() || isCut(address)) {
      return lose(into);
    }
    if (mapping.writable() && !undumpedIsUntouched) {
      return lose(into);
    }
    if (!mapping.ofFile()) {
      into.fill((byte) 0);
      return swappedBytes(address, address + into.byteSize());
    }
    long offset = address - mapping.start() + mapping.fileOffset();
    return files.read(mapping, offset, into) ? 0 : lose(into);
  }

  /// {@return how many bytes were in the swap area when the process was captured}
  private long swappedBytes(long start, long end) {
    long bytes = 0;
    for (int run = pages.at(start); run < pages.count() && pages.start(run) < end; run++) {
      if (pages.swapped(run)) {
        bytes += Math.min(end, pages.end(run)) - Math.max(start, pages.start(run));
      }
    }
    return bytes;
  }

  /// Whether the core once held what stands there, and was cut short.
  private boolean isCut(long address) {
    int index = segments.at(address);
    if (index == segments.all().size()) {
      return false;
    }
    CoreSegments.Segment segment = segments.all().get(index);
    long within = address - segment.start();
    return within >= segment.held() && within < segment.dumped();
  }

  private static long lose(MemorySegment into) {
    into.fill((byte) 0);
    return into.byteSize();
  }

  @Override
  public long bytesRead() {
    return bytesRead.get();
  }
}
