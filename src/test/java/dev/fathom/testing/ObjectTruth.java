package dev.fathom.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.foreign.ValueLayout.OfInt;
import java.lang.foreign.ValueLayout.OfLong;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The objects of a Python process as a forked child of it listed them, in address order.
///
/// Objects are numbered from 0; columns, not objects, since there can be millions. The list is what
/// can be reached by Python's own means: a process also has objects that are not in it.
public final class ObjectTruth {
  /// A type, as Python names it.
  ///
  /// @param address of the type object
  /// @param name `module.qualname`, without `builtins.`
  /// @param count of objects of exactly this type in the list
  public record Type(long address, String name, long count) {}

  /// From this count on a reference count means "immortal" (Python 3.12 and later).
  private static final long IMMORTAL = 1L << 29;

  // A record as `truth.py` writes it.
  private static final int RECORD_SIZE = 24;
  private static final int TYPE = 8;
  private static final int REFERENCES = 12;
  private static final int SIZE = 16;
  private static final OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final List<Type> types;
  private final long[] addresses;
  private final int[] typeIndexes;
  private final int[] references;
  private final long[] sizes;

  private ObjectTruth(
      List<Type> types, long[] addresses, int[] typeIndexes, int[] references, long[] sizes) {
    this.types = types;
    this.addresses = addresses;
    this.typeIndexes = typeIndexes;
    this.references = references;
    this.sizes = sizes;
  }

  /// How many objects there are.
  public int size() {
    return addresses.length;
  }

  /// Where object `i` begins: what Python calls its `id`, behind any garbage-collection header.
  public long address(int i) {
    return addresses[i];
  }

  /// All addresses, ascending.
  public long[] addresses() {
    return addresses.clone();
  }

  /// Which of [#types] object `i` is of.
  public int typeIndex(int i) {
    return typeIndexes[i];
  }

  /// What type object `i` is of.
  public Type type(int i) {
    return types.get(typeIndexes[i]);
  }

  /// Its reference count; for an immortal object whatever fixed number its version uses.
  public long references(int i) {
    return Integer.toUnsignedLong(references[i]);
  }

  /// Whether its reference count says that it is never freed. Only means something from 3.12 on.
  public boolean immortal(int i) {
    return references(i) >= IMMORTAL;
  }

  /// `sys.getsizeof`, in bytes: with what it owns and with its garbage-collection header, if any.
  public long sizeof(int i) {
    return sizes[i];
  }

  /// The number of the object at exactly this address, or a negative number. **Cost**: O(log n).
  public int indexOf(long address) {
    return Arrays.binarySearch(addresses, address);
  }

  public List<Type> types() {
    return types;
  }

  /// How many objects are of types of this name.
  public long count(String name) {
    return types.stream().filter(type -> type.name().equals(name)).mapToLong(Type::count).sum();
  }

  /// How many objects there are of each name.
  public Map<String, Long> counts() {
    return counts(types);
  }

  static Map<String, Long> counts(List<Type> types) {
    Map<String, Long> counts = new HashMap<>();
    types.forEach(type -> counts.merge(type.name(), type.count(), Long::sum));
    return counts;
  }

  static ObjectTruth read(Path records, Path typeTable) {
    List<Type> types = readTypes(typeTable);
    try (FileChannel channel = FileChannel.open(records);
        Arena arena = Arena.ofConfined()) {
      MemorySegment segment = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
      int count = Math.toIntExact(segment.byteSize() / RECORD_SIZE);
      long expected = types.stream().mapToLong(Type::count).sum();
      if (count != expected) {
        throw new IllegalStateException(count + " records, but types of " + expected + " objects");
      }
      long[] addresses = new long[count];
      for (int i = 0; i < count; i++) {
        addresses[i] = segment.get(U64, (long) i * RECORD_SIZE);
      }
      Arrays.sort(addresses);
      int[] typeIndexes = new int[count];
      int[] references = new int[count];
      long[] sizes = new long[count];
      for (int i = 0; i < count; i++) {
        long at = (long) i * RECORD_SIZE;
        int rank = Arrays.binarySearch(addresses, segment.get(U64, at));
        typeIndexes[rank] = segment.get(U32, at + TYPE);
        references[rank] = segment.get(U32, at + REFERENCES);
        sizes[rank] = segment.get(U64, at + SIZE);
      }
      return new ObjectTruth(types, addresses, typeIndexes, references, sizes);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// The type table that `truth.py` writes: `fork HOW`, a line a type, `end COUNT`.
  static List<Type> readTypes(Path file) {
    try {
      List<Type> types = new ArrayList<>();
      List<String> lines = Files.readAllLines(file, UTF_8);
      for (String line : lines.subList(1, lines.size() - 1)) {
        String[] words = line.split(" ", 4);
        types.add(new Type(Long.parseLong(words[1]), words[3], Long.parseLong(words[2])));
      }
      String end = "end " + types.stream().mapToLong(Type::count).sum();
      if (!lines.getLast().equals(end)) {
        throw new IllegalStateException("'" + lines.getLast() + "' where '" + end + "' is due");
      }
      return List.copyOf(types);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
