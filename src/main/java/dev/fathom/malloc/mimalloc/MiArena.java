package dev.fathom.malloc.mimalloc;

import dev.fathom.malloc.Violations;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An arena of mimalloc 3: `mi_arena_t`, and the memory at whose start it stands. Its slices are
/// its own, free, or of pages, as two bitmaps say; what is neither holds structures of threads and
/// heaps (`src/arena-meta.c`).
///
/// @param start first address
/// @param slices its size
/// @param ownSlices how many of them are its own
/// @param layout of this arena
record MiArena(long start, long slices, long ownSlices, ArenaLayout layout) {
  /// Slices of the largest arena that there can be: 512 chunks of bitmap of 512 bits.
  private static final long MOST_SLICES = 1 << 18;

  /// Bits of a bitmap after which it goes on in another chunk.
  private static final long CHUNK_BITS = 512;

  private static final long CHUNK_BYTES = CHUNK_BITS / Byte.SIZE;

  /// In a bitmap: where its bits begin, behind their number and a map of the chunks.
  private static final long BITS = 2 * CHUNK_BYTES;

  private static final int BITMAPS = 4;

  /// In an arena: the process that it belongs to.
  static final long PROCESS = 24;

  // mi_memid_t of what is in an arena
  private static final long SLICE_INDEX = 8;
  private static final long SLICE_COUNT = 12;

  /// {@return the arena at an address, or null where there is none of this layout}
  static @Nullable MiArena of(long start, ArenaLayout layout, Words words) {
    long slices = words.u64(start + layout.slices());
    long own = words.u64(start + layout.slices() + Long.BYTES);
    if (slices <= 0 || slices > MOST_SLICES || own <= 0 || own >= slices) {
      return null;
    }
    long end = start + own * MiPage.SLICE_BYTES;
    long last = start;
    for (long i = 0; i < BITMAPS; i++) {
      long bitmap = words.u64(start + layout.bitmaps() + i * Long.BYTES);
      if (bitmap <= last || bitmap >= end || bitmap % CHUNK_BYTES != 0) {
        return null;
      }
      last = bitmap;
    }
    long pages = words.u64(start + layout.pages());
    return pages > last && pages < end ? new MiArena(start, slices, own, layout) : null;
  }

  long end() {
    return start + slices * MiPage.SLICE_BYTES;
  }

  boolean overlaps(MiArena other) {
    return start < other.end() && other.start < end();
  }

  /// {@return what its memory is for, in address order}
  List<MiStretch> stretches(Words words, Violations sink) {
    Plains plains = new Plains();
    plains.add(start, start + ownSlices * MiPage.SLICE_BYTES, ChunkState.BOOKKEEPING);
    long pages = words.u64(start + layout.pages()) + BITS;
    // Its bits end where the next bitmap begins; what is before them changed with the versions.
    long free =
        words.u64(start + layout.bitmaps() + Long.BYTES)
            - (slices + CHUNK_BITS - 1) / CHUNK_BITS * CHUNK_BYTES;
    long slice = ownSlices;
    while (slice < slices) {
      long at = start + slice * MiPage.SLICE_BYTES;
      MiPage page = isSet(pages, slice, words) ? page(slice, words) : null;
      if (page != null) {
        plains.add(page);
        slice += page.slices();
        continue;
      }
      ChunkState state = isSet(free, slice, words) ? ChunkState.FREE : ChunkState.BOOKKEEPING;
      if (isSet(pages, slice, words)) {
        sink.violation("page of blocks", at);
        state = ChunkState.UNPARSED;
      }
      plains.add(at, at + MiPage.SLICE_BYTES, state);
      slice++;
    }
    return plains.all;
  }

  /// {@return the pages that there are}
  List<MiPage> pages(Words words) {
    List<MiPage> found = new ArrayList<>();
    long pages = words.u64(start + layout.pages()) + BITS;
    for (long slice = ownSlices; slice < slices; slice++) {
      MiPage page = isSet(pages, slice, words) ? page(slice, words) : null;
      if (page != null) {
        found.add(page);
      }
    }
    return found;
  }

  /// {@return the page that begins at a slice; null where it is not sound}
  private @Nullable MiPage page(long slice, Words words) {
    long at = start + slice * MiPage.SLICE_BYTES;
    long table = layout.descriptors() < 0 ? 0 : words.u64(start + layout.descriptors());
    long descriptor = table == 0 ? at : table + slice * layout.pageBytes();
    long origin = descriptor + layout.pageOrigin();
    long count = Integer.toUnsignedLong(words.u32(origin + SLICE_COUNT));
    boolean sound =
        words.u64(origin) == start
            && words.u32(origin + SLICE_INDEX) == slice
            && count > 0
            && count <= slices - slice;
    return sound ? MiPage.of(descriptor, at, count, true, layout.page(), words) : null;
  }

  private static boolean isSet(long bits, long index, Words words) {
    long word = words.u64(bits + index / Long.SIZE * Long.BYTES);
    return (word >>> index % Long.SIZE & 1) != 0;
  }

  /// Stretches in address order; neighbours that are for the same are one.
  private static final class Plains {
    private final List<MiStretch> all = new ArrayList<>();

    private void add(MiPage page) {
      all.add(new MiStretch.Blocks(page));
    }

    private void add(long start, long end, ChunkState state) {
      if (!all.isEmpty()
          && all.getLast() instanceof MiStretch.Plain last
          && last.state() == state) {
        all.set(all.size() - 1, new MiStretch.Plain(last.start(), end, state));
      } else {
        all.add(new MiStretch.Plain(start, end, state));
      }
    }
  }
}
