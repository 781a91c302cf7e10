package dev.fathom.runtime.cpython.kept;

import dev.fathom.runtime.ChunkWords;
import dev.fathom.target.KeptMemory;
import java.util.Map;
import java.util.function.LongConsumer;

/// What was kept of an interpreter's memory, read by address.
public final class KeptReferences {
  /// A chunk of C memory up to this size is kept: it may hold pointers. Of a larger one what looks
  /// like an address is, and all of it where an object says that it is its table.
  public static final long SMALL_CHUNK_BYTES = 4096;

  /// How often each kept word may be looked at on average: tables that many objects claim to own
  /// are the mark of torn memory, and must not take for ever.
  private static final long LOOKS_A_WORD = 4;

  private static final long FREE_LOOKS = 1 << 20;

  private final KeptMemory streamed;
  private final KeptMemory fetched;
  private final KeptMemory doubtful;
  private final ChunkWords largeChunks;
  private final Map<Long, String> moduleNames;
  private final long deletedKey;
  private long looks;

  /// @param streamed in the sweep through memory
  /// @param fetched afterwards: large tables
  /// @param doubtful of chunks that look like dead objects
  /// @param largeChunks what looks like addresses in chunks that were not kept as a whole
  /// @param moduleNames the names of modules, by the address of the str, in 2.7 of their dict
  /// @param deletedKey what stands in sets of 2.7 where a key is gone; 0 for nothing
  KeptReferences(
      KeptMemory streamed,
      KeptMemory fetched,
      KeptMemory doubtful,
      ChunkWords largeChunks,
      Map<Long, String> moduleNames,
      long deletedKey) {
    this.largeChunks = largeChunks;
    this.streamed = streamed;
    this.fetched = fetched;
    this.doubtful = doubtful;
    this.moduleNames = moduleNames;
    this.deletedKey = deletedKey;
    this.looks =
        FREE_LOOKS
            + LOOKS_A_WORD * (streamed.bytes() + fetched.bytes() + doubtful.bytes()) / Long.BYTES;
  }

  /// {@return the str that stands in sets of 2.7 where a key is gone; 0 where none does}
  public long deletedKey() {
    return deletedKey;
  }

  public Map<Long, String> moduleNames() {
    return moduleNames;
  }

  public long u64(long address) {
    long place = streamed.place(address);
    if (place >= 0) {
      return streamed.at(place);
    }
    place = fetched.place(address);
    return place >= 0 ? fetched.at(place) : doubtful.u64(address);
  }

  /// Tells the words that were kept of a block or chunk.
  public void tell(long from, long until, LongConsumer words) {
    if (until - from > SMALL_CHUNK_BYTES) {
      largeChunks.tell(from, words);
    } else {
      streamed.tell(from, until, words);
    }
  }

  public int u32(long address) {
    return (int) (u64(address & -Long.BYTES) >>> (8 * (address & 4)));
  }

  public int u8(long address) {
    return (int) (u64(address & -Long.BYTES) >>> (8 * (address & 7))) & 0xff;
  }

  public boolean holds(long address) {
    return streamed.holds(address) || fetched.holds(address) || doubtful.holds(address);
  }

  /// Whether a loop over a table may go on to `address`: it was kept, and looks are left.
  public boolean mayLook(long address) {
    return --looks > 0 && holds(address);
  }

  /// Copies the words of a table from `address` on, as far as they were kept without a gap, and
  /// looks are left: for loops over what is long.
  ///
  /// @param into where they come
  /// @param most that are wanted, up to as many as there is room for
  /// @return how many; 0 where the next was not kept, or no looks are left
  public int look(long address, long[] into, long most) {
    long left = Math.min(most, looks - 1);
    int count = left <= 0 ? 0 : streamed.words(address, into, left);
    if (count == 0 && left > 0) {
      count = fetched.words(address, into, left);
    }
    if (count == 0 && left > 0) {
      count = doubtful.words(address, into, left);
    }
    looks -= Math.max(1, count);
    return count;
  }

  /// Whether tables were looked at more often than they can be worth.
  public boolean exhausted() {
    return looks <= 0;
  }
}
