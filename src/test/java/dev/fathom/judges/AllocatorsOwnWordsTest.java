package dev.fathom.judges;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.Likeness;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.column.Extents;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.core.CoreProcess;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.CoreDump;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.SharedLibrary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What allocators say themselves that they have handed out, in a forked child: `own_words.c`.
final class AllocatorsOwnWordsTest {
  private static final int FEWEST = 60;

  /// Of jemalloc: from this size on a block has a page more, so that not all begin at the same line
  /// of the processor's cache (`opt.cache_oblivious`).
  private static final long SMALLEST_LARGE = 16384;

  private static final long PADDING = 4096;

  /// What jemalloc allocates for itself, and counts.
  private static final long CACHE_OF_THREAD = 28672;

  @TempDir private Path folder;

  /// What a process is seen to have, alive and in its core, and what its allocator says of it.
  private record Words(List<Findings> looks, List<String[]> said) {
    List<long[]> numbers(String first) {
      return said.stream()
          .filter(words -> words[0].equals(first))
          .map(words ->
              new long[] {Long.parseLong(words[1]), Long.parseLong(words[words.length - 1])})
          .toList();
    }

    /// {@return what lines with a word at their beginnings say, those of one key added up}
    Map<Long, Long> table(String first) {
      Map<Long, Long> table = new TreeMap<>();
      numbers(first).stream()
          .filter(each -> each[1] > 0)
          .forEach(each -> table.merge(each[0], each[1], Long::sum));
      return table;
    }
  }

  /// {@return the chunks in a state, by address, with their sizes}
  private static Map<Long, Long> chunks(Findings findings, ChunkState state) {
    Map<Long, Long> found = new TreeMap<>();
    Extents chunks = findings.chunks();
    for (int chunk = 0; chunk < chunks.count(); chunk++) {
      if (chunks.state(chunk) == state.code()) {
        found.put(chunks.start(chunk), chunks.end(chunk) - chunks.start(chunk));
      }
    }
    return found;
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "zeroed", "aligned", "grown", "shrunk", "foreign"})
  void jemallocCountsAsManyOfEachSize(String shape) throws Exception {
    Words words = ask("libjemalloc.so.2", shape);
    assertThat(words.numbers("class")).hasSizeGreaterThan(FEWEST);
    for (Findings findings : words.looks()) {
      Map<Long, Long> live = chunks(findings, ChunkState.LIVE);
      live.replaceAll((address, bytes) -> bytes > SMALLEST_LARGE ? bytes - PADDING : bytes);
      // Of a large one, the payload begins somewhere in its first page.
      words
          .table("made")
          .forEach((address, bytes) ->
              assertThat(live)
                  .containsEntry(bytes >= SMALLEST_LARGE ? address & -PADDING : address, bytes));
      Map<Long, Long> found = new TreeMap<>();
      live.values().forEach(bytes -> found.merge(bytes, 1L, Long::sum));
      found.merge(CACHE_OF_THREAD, 1L, Long::sum);
      assertThat(found).isEqualTo(words.table("class"));
    }
  }

  /// It visits the main thread's heap alone: what another thread made is in none of its words.
  @ParameterizedTest
  @ValueSource(strings = {"plain", "zeroed", "aligned", "grown", "shrunk"})
  void mimallocVisitsTheSameBlocks(String shape) throws Exception {
    Words words = ask("libmimalloc.so.2.0", shape);
    Map<Long, Long> said = words.table("block");
    assertThat(said).hasSizeGreaterThan(FEWEST);
    for (Findings findings : words.looks()) {
      assertThat(chunks(findings, ChunkState.LIVE)).isEqualTo(said);
    }
  }

  /// Each block that the program has, each run of free pages, and how many free blocks there are of
  /// each size. What lies between two live ones is told as one piece: so the allocator is asked how
  /// large the blocks there are.
  @ParameterizedTest
  @ValueSource(
      strings = {"plain", "zeroed", "aligned", "grown", "shrunk", "foreign", "beside", "released"})
  void tcmallocHasTheSameBlocks(String shape) throws Exception {
    Words words = ask("libtcmalloc_minimal.so.4", shape);
    Map<Long, Long> made = words.table("made");
    Map<Long, Long> kept = words.table("kept");
    Map<Long, Long> runs = words.table("run");
    Map<Long, Long> sizes = words.table("size");
    assertThat(made).hasSizeGreaterThan(FEWEST);
    for (Findings findings : words.looks()) {
      Map<Long, Long> live = chunks(findings, ChunkState.LIVE);
      assertThat(live).containsAllEntriesOf(made);
      assertThat(sum(live)).isEqualTo(words.numbers("allocated").getFirst()[0]);
      Map<Long, Long> free = chunks(findings, ChunkState.FREE);
      assertThat(free).containsAllEntriesOf(runs);
      free.keySet().removeAll(runs.keySet());
      Map<Long, Long> found = new TreeMap<>();
      free.forEach((address, bytes) -> {
        long size = sizes.getOrDefault(address, 1L);
        found.merge(size, bytes / size, Long::sum);
      });
      assertThat(found).isEqualTo(kept);
    }
    System.out.println(
        "tcmalloc, "
            + shape
            + ": "
            + made.size()
            + " blocks, free ones of "
            + kept.size()
            + " sizes, "
            + runs.size()
            + " runs of pages");
  }

  private static long sum(Map<Long, Long> sizes) {
    return sizes.values().stream().mapToLong(size -> size).sum();
  }

  private Words ask(String library, String shape) throws Exception {
    Path file = folder.resolve("said");
    Path preloaded = SharedLibrary.require(library);
    try (NativeTarget target =
        NativeTarget.start(
            CProgram.compile("own_words.c"), Map.of("LD_PRELOAD", preloaded.toString()), shape)) {
      Findings live =
          Likeness.survey(LiveProcess.open(Math.toIntExact(target.pid()), Freeze.PTRACE));
      assertThat(live.warnings()).isEmpty();
      Findings core =
          Likeness.survey(CoreProcess.open(CoreDump.gcore(target.pid(), folder), Path.of("/")));
      Files.write(
          Path.of(file + ".asked"),
          chunks(live, ChunkState.FREE).keySet().stream().map(String::valueOf).toList());
      target.command("ask " + file);
      return new Words(
          List.of(live, core),
          Files.readAllLines(file, UTF_8).stream().map(line -> line.split(" ", -1)).toList());
    }
  }
}
