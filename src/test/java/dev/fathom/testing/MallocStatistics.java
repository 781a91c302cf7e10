package dev.fathom.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `sys._debugmallocstats()` says: CPython's own count of its small-object allocator.
///
/// The text is written by `_PyObject_DebugMallocStats` in `Objects/obmalloc.c`, in the same form
/// from 3.6 to 3.14, followed by one line for each kind of free list.
///
/// @param sizeClasses by size in bytes; only those that have pools
/// @param arenas how many are allocated now
/// @param arenaSize in bytes
/// @param unusedPools pools without any block in use, in arenas that are allocated
/// @param poolSize in bytes
/// @param freeLists objects kept for reuse, by what they are, such as `PyFloatObjects` or `2-sized
///   PyTupleObjects`. Their blocks are among the used ones
public record MallocStatistics(
    NavigableMap<Integer, SizeClass> sizeClasses,
    long arenas,
    long arenaSize,
    long unusedPools,
    long poolSize,
    Map<String, FreeList> freeLists) {

  /// The pools of one size class.
  ///
  /// @param size of a block, in bytes
  /// @param pools with a block in use
  /// @param used blocks in use in them
  /// @param free all other blocks in them, also those that never were in use
  public record SizeClass(int size, long pools, long used, long free) {}

  /// What is kept for reuse instead of being freed.
  ///
  /// @param count of objects
  /// @param size of one of them, in bytes
  public record FreeList(long count, long size) {}

  private static final Pattern CLASS_ROW =
      Pattern.compile("\\s*\\d+\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)");
  private static final Pattern ARENAS =
      Pattern.compile("([\\d,]+) arenas \\* ([\\d,]+) bytes/arena .*");
  private static final Pattern UNUSED_POOLS =
      Pattern.compile("([\\d,]+) unused pools \\* ([\\d,]+) bytes .*");
  private static final Pattern FREE_LIST =
      Pattern.compile("\\s*([\\d,]+) free (.+) \\* ([\\d,]+) bytes each .*");

  /// Blocks in use, of all sizes.
  public long used() {
    return sizeClasses.values().stream().mapToLong(SizeClass::used).sum();
  }

  /// Pools with a block in use.
  public long pools() {
    return sizeClasses.values().stream().mapToLong(SizeClass::pools).sum();
  }

  /// Bytes of the blocks in use.
  public long usedBytes() {
    return sizeClasses.values().stream().mapToLong(each -> each.used() * each.size()).sum();
  }

  static MallocStatistics read(Path file) {
    try {
      return parse(Files.readAllLines(file, UTF_8));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// @throws IllegalArgumentException if the lines about arenas or unused pools are missing
  static MallocStatistics parse(List<String> lines) {
    NavigableMap<Integer, SizeClass> sizeClasses = new TreeMap<>();
    Map<String, FreeList> freeLists = new LinkedHashMap<>();
    for (String line : lines) {
      Matcher row = CLASS_ROW.matcher(line);
      if (row.matches()) {
        int size = Math.toIntExact(number(row, 1));
        sizeClasses.put(size, new SizeClass(size, number(row, 2), number(row, 3), number(row, 4)));
      }
      Matcher freeList = FREE_LIST.matcher(line);
      if (freeList.matches()) {
        freeLists.put(freeList.group(2), new FreeList(number(freeList, 1), number(freeList, 3)));
      }
    }
    Matcher arenas = only(ARENAS, lines);
    Matcher unused = only(UNUSED_POOLS, lines);
    return new MallocStatistics(
        sizeClasses,
        number(arenas, 1),
        number(arenas, 2),
        number(unused, 1),
        number(unused, 2),
        freeLists);
  }

  private static Matcher only(Pattern pattern, List<String> lines) {
    List<Matcher> matching = new ArrayList<>();
    for (String line : lines) {
      Matcher matcher = pattern.matcher(line);
      if (matcher.matches()) {
        matching.add(matcher);
      }
    }
    if (matching.size() != 1) {
      throw new IllegalArgumentException(matching.size() + " lines like " + pattern);
    }
    return matching.getFirst();
  }

  private static long number(Matcher matcher, int group) {
    return Long.parseLong(matcher.group(group).replace(",", ""));
  }
}
