package dev.fathom.malloc.glibc;

import dev.fathom.target.Mapping;
import dev.fathom.target.PageRuns;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Main arenas wherever they are: for a core whose modules cannot be told, since neither it nor
/// anybody else has their headers.
///
/// The head of an arena's last bin, which is always empty, links to itself: two words in a row that
/// are the address of 16 bytes before them. Of arenas found so, those are main ones that do not
/// stand at the beginning of a thread's heap.
final class ArenaSearch {
  private static final int BLOCK_BYTES = 1 << 20;
  private static final long FORWARD = 16;
  private static final long THREAD_HEAP_ALIGNMENT = 1 << 20;
  private static final long LARGEST_HEAP_HEADER = 0x40;

  private static final ValueLayout.OfLong LE64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Target target;
  private final Words words;
  private final List<MainArena> found = new ArrayList<>();

  private ArenaSearch(Target target, Words words) {
    this.target = target;
    this.words = words;
  }

  /// Looks through all private memory that can be written. **Cost**: as long as reading it, and a
  /// nanosecond a word.
  static List<MainArena> of(Target target, Words words) {
    ArenaSearch search = new ArenaSearch(target, words);
    List<Mapping> mappings = target.mappings();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment block = arena.allocate(BLOCK_BYTES + 2L * Long.BYTES, Long.BYTES);
      for (int first = 0; first < mappings.size(); ) {
        int next = first + 1;
        if (searched(mappings.get(first))) {
          // What follows without a gap may be the rest of the same module's variables.
          while (next < mappings.size()
              && mappings.get(next).start() == mappings.get(next - 1).end()
              && searched(mappings.get(next))) {
            next++;
          }
          search.in(mappings.get(first).start(), mappings.get(next - 1).end(), block);
        }
        first = next;
      }
    }
    return search.found;
  }

  private static boolean searched(Mapping mapping) {
    return mapping.writable() && !mapping.shared() && !mapping.special();
  }

  private void in(long start, long end, MemorySegment block) {
    PageRuns pages = target.pages();
    for (int run = pages.at(start); run < pages.count() && pages.start(run) < end; run++) {
      if (!pages.resident(run)) {
        continue;
      }
      long until = Math.min(pages.end(run), end);
      for (long at = Math.max(pages.start(run), start); at < until; at += BLOCK_BYTES) {
        // The two words may lie across the end of a block, or of a run.
        long bytes = Math.min(BLOCK_BYTES + Long.BYTES, end - at);
        target.memory().read(at, block, bytes);
        for (long offset = 0; offset + 2 * Long.BYTES <= bytes; offset += Long.BYTES) {
          long head = at + offset - FORWARD;
          if (block.get(LE64, offset) == head && block.get(LE64, offset + Long.BYTES) == head) {
            add(MainArena.topOfLastBin(head), start, end);
          }
        }
      }
    }
  }

  private void add(long top, long start, long end) {
    if (top < start) {
      return;
    }
    @Nullable MainArena arena = MainArena.at(top, start, end, words);
    if (arena != null && !ofThread(arena.state())) {
      found.add(arena);
    }
  }

  /// Whether a heap's header stands before an arena: its first word is the arena's address.
  private boolean ofThread(long state) {
    long heap = state & -THREAD_HEAP_ALIGNMENT;
    return state - heap <= LARGEST_HEAP_HEADER && words.u64(heap) == state;
  }
}
