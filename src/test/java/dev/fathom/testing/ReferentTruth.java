package dev.fathom.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What the containers of a Python process refer to, as a forked child of it asked its garbage
/// collector; all by address.
///
/// @param tracked the objects that the collector keeps in its lists
/// @param sequences lists, tuples and sets: what each refers to, in no order, repetitions included
/// @param dicts likewise
/// @param types the type objects
public record ReferentTruth(
    Set<Long> tracked, Map<Long, long[]> sequences, Map<Long, Dict> dicts, Set<Long> types) {

  /// A dict.
  ///
  /// @param referents what the collector says it refers to; without its keys where these are all
  ///   str
  /// @param keys its keys
  // Plain arrays: they are sorted and compared by the reader.
  @SuppressWarnings("ArrayRecordComponent")
  public record Dict(long[] referents, long[] keys) {}

  // The kinds of records, as `truth.py` numbers them.
  private static final int TRACKED = 0;
  private static final int CONTAINER = 1;
  private static final int DICT = 2;
  private static final int TYPE = 3;

  static ReferentTruth read(Path file) {
    ReferentTruth truth =
        new ReferentTruth(new HashSet<>(), new HashMap<>(), new HashMap<>(), new HashSet<>());
    try {
      LongBuffer words =
          ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
      while (words.hasRemaining()) {
        long address = words.get();
        int kind = Math.toIntExact(words.get());
        long[] record = new long[Math.toIntExact(words.get())];
        words.get(record);
        truth.add(address, kind, LongBuffer.wrap(record));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return truth;
  }

  private void add(long address, int kind, LongBuffer record) {
    switch (kind) {
      case TRACKED -> tracked.add(address);
      case CONTAINER -> sequences.put(address, take(record, record.remaining()));
      case DICT ->
          dicts.put(
              address,
              new Dict(
                  take(record, Math.toIntExact(record.get())), take(record, record.remaining())));
      case TYPE -> types.add(address);
      default -> throw new IllegalStateException("no such kind of record: " + kind);
    }
  }

  private static long[] take(LongBuffer record, int count) {
    long[] taken = new long[count];
    record.get(taken);
    return taken;
  }
}
