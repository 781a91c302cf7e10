package dev.fathom.runtime;

import dev.fathom.model.memory.Mapping;
import dev.fathom.model.memory.PageRuns;
import dev.fathom.target.Target;
import dev.fathom.target.Window;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

/// Which words in chunks of C memory look like addresses of memory that an allocator may have;
/// looked for while the target is held, told afterwards.
///
/// **Cost**: some 1 ns for each word of the chunks. **Memory**: that of [Contents], and 8 bytes a
/// chunk.
public final class ChunkWords {
  private static final int LOOK_BYTES = 4096;

  /// Where so many bytes have no address, what follows has none either: text, numbers, pictures.
  private static final long DATA_BYTES = 1 << 20;

  private final PageRuns pages;
  private final Contents contents = new Contents();

  /// Words of a chunk that does not begin at one.
  private final long[] words = new long[LOOK_BYTES / Long.BYTES];

  // Between which addresses there is memory that allocators may have.
  private final long lowest;
  private final long highest;

  /// The bits that say that an address is further above the lowest than the highest is.
  private final long far;

  /// By chunk: where its payload begins; ascending.
  private long[] payloads = new long[1 << 8];

  public ChunkWords(Target target) {
    pages = target.pages();
    List<Mapping> allocated =
        target.mappings().stream()
            .filter(mapping -> mapping.writable() && !mapping.shared() && !mapping.special())
            .toList();
    lowest = allocated.isEmpty() ? 0 : Math.max(0, allocated.getFirst().start());
    highest = allocated.isEmpty() ? 0 : allocated.getLast().end();
    far = far(lowest, highest);
  }

  private ChunkWords(PageRuns pages, long lowest, long highest) {
    this.pages = pages;
    this.lowest = lowest;
    this.highest = highest;
    this.far = far(lowest, highest);
  }

  private static long far(long lowest, long highest) {
    return highest <= lowest ? -1 : -(Long.highestOneBit(highest - lowest) << 1);
  }

  /// {@return what looks for the same in chunks of another stretch of memory}
  public ChunkWords another() {
    return new ChunkWords(pages, lowest, highest);
  }

  /// Takes over what was seen in a stretch of memory that lies above all that was looked at here.
  public void append(ChunkWords above) {
    int before = contents.chunks();
    int more = above.contents.chunks();
    if (before + more > payloads.length) {
      payloads = Arrays.copyOf(payloads, Math.max(before + more, before + (before >> 1)));
    }
    System.arraycopy(above.payloads, 0, payloads, before, more);
    contents.append(above.contents);
  }

  /// Looks at a chunk; chunks come in address order.
  ///
  /// @param all whether it is gone through to its end; else only up to where it turns out to be
  ///   data
  public void chunk(long payload, long payloadEnd, Window window, boolean all) {
    int chunk = contents.chunks();
    if (chunk == payloads.length) {
      payloads = Arrays.copyOf(payloads, chunk + (chunk >> 1));
    }
    payloads[chunk] = payload;
    contents.nextChunk();
    if (payloadEnd - payload <= LOOK_BYTES) {
      look(payload, payload, payloadEnd, window);
      return;
    }
    long lastAddress = payload;
    // Of a large one perhaps not all pages are in memory.
    for (int run = pages.at(payload); run < pages.count() && pages.start(run) < payloadEnd; run++) {
      if (!pages.readable(run)) {
        continue;
      }
      long until = Math.min(payloadEnd, pages.end(run));
      for (long at = Math.max(payload, pages.start(run)); at < until; at += LOOK_BYTES) {
        if (look(payload, at, Math.min(until, at + LOOK_BYTES), window)) {
          lastAddress = at;
        } else if (!all && at - lastAddress >= DATA_BYTES) {
          return;
        }
      }
    }
  }

  /// {@return whether there were addresses}
  private boolean look(long payload, long from, long until, Window window) {
    int count = (int) ((until - from) / Long.BYTES);
    window.require(from, until - from);
    if (from % Long.BYTES == 0) {
      return look(window.inView(), window.index(from), count, (from - payload) / Long.BYTES);
    }
    window.copy(from, words, count);
    return look(words, 0, count, (from - payload) / Long.BYTES);
  }

  private boolean look(long[] words, int first, int count, long place) {
    int end = first + count;
    boolean any = false;
    for (int at = likely(words, first, end, lowest, far);
        at < end;
        at = likely(words, at + 1, end, lowest, far)) {
      long word = words[at];
      if (word < highest) {
        contents.word(place + at - first, word);
        any = true;
      }
    }
    return any;
  }

  /// {@return the first word in `[from, end)` that may be an address, or `end`} The loop that looks
  /// at every word of a heap: it calls nothing, and has one test a word.
  private static int likely(long[] words, int from, int end, long lowest, long far) {
    int at = from;
    for (; at + 3 < end; at += 4) {
      if ((words[at] - lowest & far) == 0) {
        return at;
      }
      if ((words[at + 1] - lowest & far) == 0) {
        return at + 1;
      }
      if ((words[at + 2] - lowest & far) == 0) {
        return at + 2;
      }
      if ((words[at + 3] - lowest & far) == 0) {
        return at + 3;
      }
    }
    for (; at < end; at++) {
      if ((words[at] - lowest & far) == 0) {
        return at;
      }
    }
    return end;
  }

  /// Tells the words of the chunk whose payload begins at `payload`; none where it was not looked
  /// at.
  public void tell(long payload, LongConsumer listener) {
    int chunk = Arrays.binarySearch(payloads, 0, contents.chunks(), payload);
    if (chunk >= 0) {
      for (int word = contents.first(chunk); word < contents.first(chunk + 1); word++) {
        listener.accept(contents.address(word));
      }
    }
  }

  /// {@return what was found}
  public Contents contents() {
    return contents;
  }

  /// {@return the lowest address that is taken for one}
  public long lowest() {
    return lowest;
  }
}
