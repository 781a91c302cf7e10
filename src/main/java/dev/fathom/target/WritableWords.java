package dev.fathom.target;

import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageRuns;
import java.lang.foreign.MemorySegment;

/// The aligned words of all private memory that can be written and is there: for finding by its
/// structure what nothing else leads to. **Cost**: as long as reading it, and a nanosecond a word.
public final class WritableWords {
  private static final int BLOCK_BYTES = 1 << 20;

  private WritableWords() {}

  /// Hears of one word.
  public interface Visitor {
    void word(long address, long word);
  }

  /// Shows each in address order.
  public static void visit(Target target, Visitor visitor) {
    PageRuns pages = target.pages();
    long[] block = new long[BLOCK_BYTES / Long.BYTES];
    for (Mapping mapping : target.mappings()) {
      if (!isPrivate(mapping)) {
        continue;
      }
      long end = mapping.end();
      for (int run = pages.at(mapping.start());
          run < pages.count() && pages.start(run) < end;
          run++) {
        if (pages.resident(run)) {
          long from = Math.max(pages.start(run), mapping.start());
          visit(target, from, Math.min(pages.end(run), end), block, visitor);
        }
      }
    }
  }

  /// Whether a mapping is among those that are shown.
  public static boolean isPrivate(Mapping mapping) {
    return mapping.writable() && !mapping.shared() && !mapping.special();
  }

  private static void visit(Target target, long start, long end, long[] block, Visitor visitor) {
    MemorySegment into = MemorySegment.ofArray(block);
    for (long at = start; at < end; at += BLOCK_BYTES) {
      long bytes = Math.min(BLOCK_BYTES, end - at);
      target.memory().read(at, into, bytes);
      for (int word = 0; word < bytes / Long.BYTES; word++) {
        visitor.word(at + (long) word * Long.BYTES, block[word]);
      }
    }
  }
}
