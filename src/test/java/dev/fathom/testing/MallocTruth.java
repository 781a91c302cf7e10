package dev.fathom.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/// What `blocks.c` knows of its heap: the blocks that it holds, by its own list, and the C
/// library's counters, read after all was allocated and without allocating since.
///
/// @param live the blocks that are allocated, by address
/// @param liveBytes how many bytes it asked for, in all of those
/// @param freed how many blocks it has freed
/// @param gone the addresses of those; a live block may stand there again
/// @param mallinfo the fields of `mallinfo2()`, over all arenas; empty if there is none (a C
///   library that is not glibc, or glibc before 2.33). `uordblks` counts chunks with their headers,
///   and counts as used what lies in a tcache
public record MallocTruth(
    List<Block> live, long liveBytes, long freed, List<Long> gone, Map<String, Long> mallinfo) {

  /// A block that is allocated.
  ///
  /// @param address that malloc returned
  /// @param requested bytes that were asked for
  /// @param usable what `malloc_usable_size` says, in bytes
  public record Block(long address, long requested, long usable) {}

  /// A field of `mallinfo2()`, such as `uordblks`; without glibc's counters the test is skipped.
  public long counter(String field) {
    Assumptions.assumeTrue(mallinfo.containsKey(field), "this C library has no mallinfo2");
    return mallinfo.getOrDefault(field, 0L);
  }

  static MallocTruth read(Path file) {
    List<Block> blocks = new ArrayList<>();
    List<Long> gone = new ArrayList<>();
    Map<String, Long> counts = new HashMap<>();
    Map<String, Long> mallinfo = new HashMap<>();
    for (String line : lines(file)) {
      String[] words = line.split(" ", -1);
      if (words[0].equals("block")) {
        blocks.add(
            new Block(
                Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3])));
      } else if (words[0].equals("gone")) {
        gone.add(Long.parseLong(words[1]));
      } else if (words[0].startsWith("mallinfo.")) {
        mallinfo.put(words[0].substring("mallinfo.".length()), Long.parseLong(words[1]));
      } else {
        counts.put(words[0], Long.parseLong(words[1]));
      }
    }
    if (counts.getOrDefault("live", -1L) != blocks.size()) {
      throw new IllegalStateException(counts + ", but " + blocks.size() + " blocks");
    }
    blocks.sort(Comparator.comparingLong(Block::address));
    return new MallocTruth(
        List.copyOf(blocks),
        counts.getOrDefault("live_bytes", 0L),
        counts.getOrDefault("freed", 0L),
        List.copyOf(gone),
        Map.copyOf(mallinfo));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
