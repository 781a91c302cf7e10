package dev.fathom.target;

import dev.fathom.model.column.GranuleIndex;
import java.util.Arrays;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Words of a target's memory that were copied while it was held, to be read after it runs again.
///
/// Only what a walk asks for is kept, in granules of 16 bytes, packed: a [GranuleIndex] tells where
/// a granule stands. **Memory**: what is kept, and 44 bytes a page.
public final class KeptMemory {
  private static final int WORDS = 2; // of a granule
  private static final int MOST_AT_ONCE = 512;
  private static final int SLAB_SHIFT = 13;
  private static final int SLAB_WORDS = 1 << SLAB_SHIFT;

  private final GranuleIndex index = new GranuleIndex();
  private long[][] slabs = new long[0][];
  private int slabCount;
  private long words;

  /// Room for [#tell], while that is not at work.
  private long @Nullable [] spare;

  /// Words that were left out at the ends of parts, so that each begins with a slab of its own.
  private long skipped;

  /// Keeps `[address, address + bytes)`, rounded outwards to granules. What is kept must come in
  /// ascending order; granules that are kept already are passed over.
  ///
  /// @param window through which the bytes can be required
  public void keep(Window window, long address, long bytes) {
    long end = address + bytes;
    for (long at = address & -GranuleIndex.GRANULE_BYTES;
        at < end;
        at += GranuleIndex.GRANULE_BYTES) {
      if (index.mark(at)) {
        window.require(at, GranuleIndex.GRANULE_BYTES);
        append(window.u64(at));
        append(window.u64(at + Long.BYTES));
      }
    }
  }

  private void append(long word) {
    int slab = (int) (words >>> SLAB_SHIFT);
    if (slab == slabCount) {
      grow(slabCount + 1);
      slabs[slabCount++] = new long[SLAB_WORDS];
    }
    slabs[slab][(int) words & (SLAB_WORDS - 1)] = word;
    words++;
  }

  private void grow(int needed) {
    if (needed > slabs.length) {
      slabs = Arrays.copyOf(slabs, Math.max(needed, slabs.length + (slabs.length >> 1)));
    }
  }

  /// Takes over what was kept of memory that lies above all that is kept here. **Cost**: that of
  /// copying 44 bytes a page; the words stay where they are.
  ///
  /// @param part must not be used any more
  public void append(KeptMemory part) {
    if (part.words == 0) {
      return;
    }
    long full = (long) slabCount << SLAB_SHIFT;
    skipped += full - words + part.skipped;
    index.append(part.index, Math.toIntExact(full / WORDS));
    grow(slabCount + part.slabCount);
    System.arraycopy(part.slabs, 0, slabs, slabCount, part.slabCount);
    slabCount += part.slabCount;
    words = full + part.words;
  }

  /// Tells the words from `from` on, up to `until` or the first gap.
  public void tell(long from, long until, LongConsumer listener) {
    // The listener may ask for other words in between.
    long[] some = spare == null ? new long[MOST_AT_ONCE] : spare;
    spare = null;
    long at = from;
    while (at < until) {
      int count = words(at, some, (until - at) / Long.BYTES);
      for (int word = 0; word < count; word++) {
        listener.accept(some[word]);
      }
      if (count == 0) {
        break;
      }
      at += (long) count * Long.BYTES;
    }
    spare = some;
  }

  /// Says that nothing more will be kept; needed before the first read.
  public void seal() {
    index.seal();
  }

  /// {@return bytes kept}
  public long bytes() {
    return (words - skipped) * Long.BYTES;
  }

  /// Whether the word at `address` was kept.
  public boolean holds(long address) {
    return index.rank(address) >= 0;
  }

  /// {@return the aligned word at `address`; 0 where it was not kept}
  public long u64(long address) {
    long place = place(address);
    return place < 0 ? 0 : at(place);
  }

  /// {@return where the aligned word at `address` stands among what was kept; -1 where it was not}
  public long place(long address) {
    int rank = index.rank(address);
    return rank < 0 ? -1 : (long) rank * WORDS + (address >>> 3 & 1);
  }

  /// {@return the word at a place}
  public long at(long place) {
    return slabs[(int) (place >>> SLAB_SHIFT)][(int) place & (SLAB_WORDS - 1)];
  }

  /// Copies the words from `address` on, as far as they were kept without a gap.
  ///
  /// @param into where they come
  /// @param most that are wanted, up to as many as there is room for
  /// @return how many
  public int words(long address, long[] into, long most) {
    int first = index.rank(address);
    int wanted = (int) Math.min(into.length, most);
    if (first < 0 || wanted <= 0) {
      return 0;
    }
    int skipped = (int) (address >>> 3 & 1);
    int granules = (skipped + wanted + WORDS - 1) / WORDS;
    // The ranks of granules grow by one each exactly as long as there is no gap.
    int sound = granules;
    int gap = granules + 1;
    while (sound > 1
        && index.rank(address + (long) (sound - 1) * GranuleIndex.GRANULE_BYTES)
            != first + sound - 1) {
      gap = sound;
      sound = sound / 2;
    }
    while (sound + 1 < gap) {
      int middle = (sound + gap) >>> 1;
      if (index.rank(address + (long) (middle - 1) * GranuleIndex.GRANULE_BYTES)
          == first + middle - 1) {
        sound = middle;
      } else {
        gap = middle;
      }
    }
    int count = Math.min(wanted, sound * WORDS - skipped);
    long from = (long) first * WORDS + skipped;
    for (int done = 0; done < count; ) {
      int inSlab = (int) (from + done) & (SLAB_WORDS - 1);
      int here = Math.min(count - done, SLAB_WORDS - inSlab);
      System.arraycopy(slabs[(int) ((from + done) >>> SLAB_SHIFT)], inSlab, into, done, here);
      done += here;
    }
    return count;
  }
}
