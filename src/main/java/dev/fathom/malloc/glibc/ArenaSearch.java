package dev.fathom.malloc.glibc;

import dev.fathom.model.memory.Mapping;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import dev.fathom.target.WritableWords;
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
  private static final long FORWARD = 16;
  private static final long THREAD_HEAP_ALIGNMENT = 1 << 20;
  private static final long LARGEST_HEAP_HEADER = 0x40;
  private static final int MOST_ARENAS = 64;

  private final Target target;
  private final Words words;
  private final List<MainArena> found = new ArrayList<>();

  private ArenaSearch(Target target, Words words) {
    this.target = target;
    this.words = words;
  }

  /// Looks through all private memory that can be written. **Cost**: that of [WritableWords].
  static List<MainArena> of(Target target, Words words) {
    ArenaSearch search = new ArenaSearch(target, words);
    WritableWords.visit(target, search::word);
    return search.found;
  }

  private void word(long address, long word) {
    if (word == address - FORWARD && words.u64(address + Long.BYTES) == word) {
      add(MainArena.topOfLastBin(word));
    }
  }

  private void add(long top) {
    long start = 0;
    long end = 0;
    // What follows without a gap may be the rest of the same module's variables.
    for (Mapping mapping : target.mappings()) {
      if (WritableWords.isPrivate(mapping) && mapping.start() <= Math.max(top, end)) {
        start = mapping.start() == end && end != 0 ? start : mapping.start();
        end = mapping.end();
      }
    }
    @Nullable MainArena arena = top < start ? null : MainArena.at(top, start, end, words);
    if (arena != null && !ofThread(arena.state()) && found.size() < MOST_ARENAS) {
      found.add(arena);
    }
  }

  /// Whether a heap's header stands before an arena: its first word is the arena's address.
  private boolean ofThread(long state) {
    long heap = state & -THREAD_HEAP_ALIGNMENT;
    return state - heap <= LARGEST_HEAP_HEADER && words.u64(heap) == state;
  }
}
