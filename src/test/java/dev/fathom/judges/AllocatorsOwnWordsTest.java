package dev.fathom.judges;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.Likeness;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.column.Extents;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.target.LiveProcess;
import dev.fathom.testing.CProgram;
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

  /// What a program has, by size, and what is said of it.
  private record Words(Findings findings, List<String[]> said) {
    /// {@return the chunks in a state, by address, with their sizes}
    Map<Long, Long> live() {
      Map<Long, Long> live = new TreeMap<>();
      Extents chunks = findings.chunks();
      for (int chunk = 0; chunk < chunks.count(); chunk++) {
        if (chunks.state(chunk) == ChunkState.LIVE.code()) {
          live.put(chunks.start(chunk), chunks.end(chunk) - chunks.start(chunk));
        }
      }
      return live;
    }

    List<long[]> numbers(String first) {
      return said.stream()
          .filter(words -> words[0].equals(first))
          .map(words ->
              new long[] {Long.parseLong(words[1]), Long.parseLong(words[words.length - 1])})
          .toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "zeroed", "aligned", "grown", "shrunk", "foreign"})
  void jemallocCountsAsManyOfEachSize(String shape) throws Exception {
    Words words = ask("libjemalloc.so.2", shape);
    Map<Long, Long> said = new TreeMap<>();
    words.numbers("class").stream()
        .filter(each -> each[1] > 0)
        .forEach(each -> said.put(each[0], each[1]));
    Map<Long, Long> found = new TreeMap<>();
    words
        .live()
        .values()
        .forEach(bytes -> {
          long size = bytes > SMALLEST_LARGE ? bytes - PADDING : bytes;
          found.merge(size, 1L, Long::sum);
        });
    found.merge(CACHE_OF_THREAD, 1L, Long::sum);
    assertThat(words.numbers("class")).hasSizeGreaterThan(FEWEST);
    assertThat(found).isEqualTo(said);
  }

  /// It visits the main thread's heap alone: what another thread made is in none of its words.
  @ParameterizedTest
  @ValueSource(strings = {"plain", "zeroed", "aligned", "grown", "shrunk"})
  void mimallocVisitsTheSameBlocks(String shape) throws Exception {
    Words words = ask("libmimalloc.so.2.0", shape);
    Map<Long, Long> said = new TreeMap<>();
    words.numbers("block").forEach(each -> said.put(each[0], each[1]));
    assertThat(said).hasSizeGreaterThan(FEWEST);
    assertThat(words.live()).isEqualTo(said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "zeroed", "aligned", "grown", "shrunk", "foreign"})
  void tcmallocHasHandedOutAsManyBytes(String shape) throws Exception {
    Words words = ask("libtcmalloc_minimal.so.4", shape);
    assertThat(words.live().values().stream().mapToLong(size -> size).sum())
        .isEqualTo(words.numbers("allocated").getFirst()[0]);
  }

  private Words ask(String library, String shape) throws Exception {
    Path file = folder.resolve("said");
    Path preloaded = SharedLibrary.require(library);
    try (NativeTarget target =
        NativeTarget.start(
            CProgram.compile("own_words.c"), Map.of("LD_PRELOAD", preloaded.toString()), shape)) {
      Findings findings =
          Likeness.survey(LiveProcess.open(Math.toIntExact(target.pid()), Freeze.PTRACE));
      assertThat(findings.warnings()).isEmpty();
      target.command("ask " + file);
      return new Words(
          findings,
          Files.readAllLines(file, UTF_8).stream().map(line -> line.split(" ", -1)).toList());
    }
  }
}
