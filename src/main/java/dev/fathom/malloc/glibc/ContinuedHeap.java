package dev.fathom.malloc.glibc;

import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.target.AddressSpace;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.List;

/// Where the main arena goes on after the break could not be moved any more: in anonymous memory of
/// its own (`sysmalloc`, MMAP_AS_MORECORE_SIZE). Nobody lists these pieces; each begins with a page
/// and is a chain of chunks up to two fenceposts, or the top chunk, that end with a page.
final class ContinuedHeap {
  private static final long PAGE_BYTES = 4096;
  private static final long SMALLEST_BYTES = 64 << 10;
  private static final long SIZE = 8;
  private static final long FLAGS = 7;
  private static final long PREVIOUS_IN_USE = 1;
  private static final long SMALLEST_CHUNK = 0x20;
  private static final long FENCEPOST = 0x10;
  private static final long ALIGNMENT_BITS = 15;

  private final Target target;
  private final Words words;
  private final long top;
  private final int arena;

  private ContinuedHeap(Target target, Words words, long top, int arena) {
    this.target = target;
    this.words = words;
    this.top = top;
    this.arena = arena;
  }

  /// Looks through the anonymous memory that is no heap so far. **Cost**: a microsecond a resident
  /// page of it; only for an arena that says that it is not contiguous.
  ///
  /// @param known heaps found so far
  /// @param top the main arena's top chunk
  /// @param arena its number
  static List<Heap> find(Target target, ArenaHeaps known, long top, int arena, Words words) {
    ContinuedHeap search = new ContinuedHeap(target, words, top, arena);
    List<Heap> found = new ArrayList<>();
    for (Area area : AddressSpace.areas(target)) {
      if ((area.kind() == Area.Kind.ANONYMOUS || area.kind() == Area.Kind.HEAP)
          && area.mapping().writable()) {
        search.in(area, known, found);
      }
    }
    return found;
  }

  private void in(Area area, ArenaHeaps known, List<Heap> found) {
    PageRuns pages = target.pages();
    long at = area.start();
    for (int run = pages.at(at); run < pages.count() && pages.start(run) < area.end(); run++) {
      if (!pages.readable(run)) {
        continue;
      }
      at = Math.max(at, pages.start(run));
      while (at < Math.min(pages.end(run), area.end())) {
        Heap heap = known.at(at);
        long end = heap != null ? heap.end() : chainEnd(at, area.end());
        if (heap == null && end - at >= SMALLEST_BYTES) {
          found.add(new Heap(at, at, end, top >= at && top < end ? top : 0, arena, false));
        }
        at = end - at >= SMALLEST_BYTES || heap != null ? pageAfter(end) : at + PAGE_BYTES;
      }
    }
  }

  /// {@return where a chain of chunks that begins here ends as it must, or 0}
  private long chainEnd(long start, long limit) {
    long header = words.u64(start + SIZE);
    if ((header & FLAGS) != PREVIOUS_IN_USE) {
      return 0;
    }
    long chunk = start;
    while (chunk < limit) {
      long bytes = words.u64(chunk + SIZE) & ~FLAGS;
      long next = chunk + bytes;
      if (!words.met() || next > limit || bytes < FENCEPOST || (bytes & ALIGNMENT_BITS) != 0) {
        return 0;
      }
      if (chunk == top) {
        return next % PAGE_BYTES == 0 ? next : 0;
      }
      if (bytes == FENCEPOST) {
        long end = HeapWalk.afterFenceposts(chunk, limit, words);
        return end - next >= FENCEPOST && end % PAGE_BYTES == 0 ? end : 0;
      }
      if (bytes < SMALLEST_CHUNK) {
        return 0;
      }
      chunk = next;
    }
    return 0;
  }

  private static long pageAfter(long address) {
    return (address + PAGE_BYTES - 1) & -PAGE_BYTES;
  }
}
