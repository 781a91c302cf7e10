package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.testing.CLibrary;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.Json;
import dev.fathom.testing.MallocTruth;
import dev.fathom.testing.NativeTarget;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Chunks by size, and what glibc has in its own variables: against what the program knows of its
/// blocks, and what `malloc_info()`, `malloc_stats()` and children that try say: `sizes.c`.
final class ChunkSizesTest {
  /// What a chunk of glibc has more than `malloc_usable_size` says.
  private static final long HEADER = 8;

  private static final long SMALLEST = 32;
  private static final long ALIGNMENT = 16;

  /// The sizes that `malloc_info` prints have the flags of the chunk in them.
  private static final Pattern BIN =
      Pattern.compile(" *<size from=\"(\\d+)\" to=\"(\\d+)\" total=\"\\d+\" count=\"(\\d+)\"/>");

  private static final long FLAGS = 7;

  /// Chunks that the program did not ask for: buffers of the C library.
  private static final long OWN = 4;

  /// Nothing is left in the caches of threads, where `malloc_info` takes it for handed out.
  private static NativeTarget withoutCaches() {
    return NativeTarget.start(
        CProgram.compile("sizes.c"),
        Map.of("GLIBC_TUNABLES", "glibc.malloc.tcache_count=0:glibc.malloc.arena_max=5"));
  }

  @Test
  void aSizeHasTheChunksThatGlibcSays(@TempDir Path folder) {
    try (NativeTarget target = withoutCaches()) {
      Map<Long, Long> live = new TreeMap<>();
      target
          .announced("live")
          .forEach(words ->
              live.merge(
                  Long.parseLong(words.getFirst()) + HEADER,
                  Long.parseLong(words.getLast()),
                  Long::sum));
      Map<Long, Long> free = new TreeMap<>();
      for (String line : target.lines()) {
        Matcher bin = BIN.matcher(line);
        if (bin.matches()) {
          free.merge(
              Long.parseLong(bin.group(1)) & ~FLAGS, Long.parseLong(bin.group(3)), Long::sum);
        }
      }
      assertThat(free).hasSizeGreaterThan(10);
      Path snapshot = folder.resolve("a.fathom");
      FathomRun.of("snapshot", target.pid(), "-o", snapshot).assertFine();
      for (Object subject : List.of(target.pid(), snapshot)) {
        Map<String, @Nullable Object> answer =
            FathomRun.of("fragmentation", subject, "--json").assertFine().json();
        assertThat(counts(answer, "free")).isEqualTo(free);
        Map<Long, Long> found = counts(answer, "live");
        live.forEach((size, count) ->
            assertThat(found.getOrDefault(size, 0L)).as("%d", size).isBetween(count, count + 1));
        assertThat(total(found)).isBetween(total(live), total(live) + OWN);
        assertThat(figures(answer))
            .containsEntry("tcache_count", 0L)
            .containsEntry("arena_max", 5L);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void figuresAreThoseThatGlibcGoesBy(CLibrary library) {
    try (NativeTarget target = library.start("sizes.c")) {
      Map<String, Long> figures =
          figures(FathomRun.of("fragmentation", target.pid(), "--json").assertFine().json());
      long smallestMapped = Long.parseLong(target.announced("mapped").getFirst().getFirst());
      long threshold = Objects.requireNonNull(figures.get("mmap_threshold"));
      assertThat(chunk(smallestMapped)).isGreaterThanOrEqualTo(threshold);
      assertThat(chunk(smallestMapped - 1)).isLessThan(threshold);
      assertThat(figures)
          .containsEntry("no_dyn_threshold", 0L)
          .containsEntry("trim_threshold", 2 * threshold)
          .containsEntry("n_mmaps", 0L)
          .containsEntry("max_n_mmaps", statistic(target, "regions"))
          .containsEntry("max_mmapped_mem", statistic(target, "bytes"))
          .containsEntry("max_system_mem", mostOfMainArena(target));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = AllocatorTruthTest.Workload.class,
      names = {"MIMALLOC", "JEMALLOC", "TCMALLOC"})
  void blocksOfOtherAllocatorsAreInTheirClasses(AllocatorTruthTest.Workload workload) {
    try (NativeTarget target = workload.start(0, 5000)) {
      Map<Long, Long> live = new TreeMap<>();
      for (MallocTruth.Block block : target.truth().live()) {
        live.merge(block.usable(), 1L, Long::sum);
      }
      List<Map<String, @Nullable Object>> sizes =
          Json.array(
                  FathomRun.of("fragmentation", target.pid(), "--json")
                      .assertFine()
                      .json()
                      .get("sizes"))
              .stream()
              .map(Json::object)
              .toList();
      long more = 0;
      for (Map<String, @Nullable Object> row : sizes) {
        long expected =
            live.entrySet().stream()
                .filter(each -> each.getKey() >= number(row, "from"))
                .filter(each -> each.getKey() <= number(row, "to"))
                .mapToLong(Map.Entry::getValue)
                .sum();
        assertThat(number(row, "live")).as("%s", row).isGreaterThanOrEqualTo(expected);
        more += number(row, "live") - expected;
      }
      // The allocator's and the C library's own.
      assertThat(more).isBetween(0L, 2 * OWN);
    }
  }

  /// What a request becomes.
  private static long chunk(long request) {
    return Math.max(SMALLEST, (request + HEADER + ALIGNMENT - 1) & -ALIGNMENT);
  }

  /// `max mmap bytes = 3149824`.
  private static long statistic(NativeTarget target, String of) {
    return target.announced("max").stream()
        .filter(words -> words.contains(of))
        .map(words -> Long.parseLong(words.getLast()))
        .findFirst()
        .orElseThrow();
  }

  private static long mostOfMainArena(NativeTarget target) {
    Pattern most = Pattern.compile("<system type=\"max\" size=\"(\\d+)\"/>");
    return target.lines().stream()
        .map(most::matcher)
        .filter(Matcher::matches)
        .map(found -> Long.parseLong(found.group(1)))
        .findFirst()
        .orElseThrow();
  }

  /// How many chunks there are of each size of which there are any.
  private static Map<Long, Long> counts(Map<String, @Nullable Object> answer, String of) {
    Map<Long, Long> counts = new TreeMap<>();
    for (Object each : Json.array(answer.get("sizes"))) {
      Map<String, @Nullable Object> row = Json.object(each);
      if (number(row, of) > 0) {
        counts.put(number(row, "from"), number(row, of));
      }
    }
    return counts;
  }

  private static Map<String, Long> figures(Map<String, @Nullable Object> answer) {
    Map<String, Long> figures = new HashMap<>();
    for (Object each : Json.array(answer.get("figures"))) {
      Map<String, @Nullable Object> row = Json.object(each);
      figures.put(
          String.valueOf(row.get("name")),
          row.containsKey("bytes") ? number(row, "bytes") : number(row, "number"));
    }
    return figures;
  }

  private static long total(Map<Long, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static long number(Map<String, @Nullable Object> row, String name) {
    return row.get(name) instanceof Long number ? number : -1;
  }
}
