package dev.fathom.judges;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.account.Account;
import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.cli.Likeness;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.Warning;
import dev.fathom.model.column.Extents;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.core.CoreProcess;
import dev.fathom.testing.CLibrary;
import dev.fathom.testing.CoreDump;
import dev.fathom.testing.NativeTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Heaps of known bins, and such as an overflow or a double free leaves behind: `bins.c`.
final class HeapExercisesTest {
  /// What a chunk is of which the program says that it was merged into its neighbour.
  private static final String MERGED = "merged";

  /// Free chunks that only a list tells: what stands behind a damaged link is told as live.
  private static final List<String> ONLY_LISTED = List.of("tcache", "fast");

  private static final Map<String, ChunkState> STATES =
      Map.of(
          "live", ChunkState.LIVE,
          "tcache", ChunkState.CACHED,
          "fast", ChunkState.FAST,
          "unsorted", ChunkState.UNSORTED,
          "small", ChunkState.SMALL,
          "large", ChunkState.LARGE);

  private static final List<String> SOUND =
      List.of(
          "tcache_one",
          "tcache_full",
          "tcache_many_sizes",
          "tcache_taken_again",
          "fast_after_tcache",
          "fast_sizes",
          "unsorted_one",
          "unsorted_many",
          "unsorted_merged",
          "small_bins",
          "large_bins",
          "large_equal",
          "last_remainder",
          "top_merged",
          "mapped",
          "aligned",
          "shrunk",
          "nothing_freed",
          "consolidated",
          "all_bins",
          "resized",
          "emptied",
          "many_arenas",
          "fake_chunks");

  private static final List<String> DAMAGED =
      List.of(
          "poisoned_tcache",
          "tcache_to_itself",
          "tcache_ring",
          "tcache_freed_twice",
          "tcache_of_other_size",
          "tcache_into_variable",
          "tcache_unaligned",
          "tcache_key",
          "tcache_entry",
          "fast_to_itself",
          "fast_elsewhere",
          "fast_freed_twice",
          "fast_into_variable",
          "fast_of_other_size",
          "unsorted_elsewhere",
          "unsorted_nowhere",
          "unsorted_to_itself",
          "unsorted_to_live",
          "unsorted_size",
          "size_before",
          "small_back",
          "small_to_live",
          "large_broken",
          "size_too_large",
          "size_zero",
          "size_negative",
          "size_below_least",
          "size_unaligned",
          "size_text",
          "text_over_three",
          "size_splits",
          "size_null_byte",
          "size_says_free",
          "size_flags",
          "mapped_size",
          "overlapping",
          "top_overwritten",
          "top_zero",
          "top_smaller",
          "count_overwritten",
          "count_too_small");

  /// What is asked of this machine's own library is asked of a core as well; `-Dfathom.judges=all`
  /// asks each of each, and of cores.
  private static final boolean ALL = System.getProperty("fathom.judges", "").equals("all");

  @TempDir private Path folder;

  static Stream<Arguments> sound() {
    return SOUND.stream().flatMap(HeapExercisesTest::ways);
  }

  static Stream<Arguments> damaged() {
    return DAMAGED.stream().flatMap(HeapExercisesTest::ways);
  }

  /// A case with each library, in the main arena and in that of a thread. Without fastbins there is
  /// nothing to damage in them.
  private static Stream<Arguments> ways(String exercise) {
    List<Arguments> ways = new ArrayList<>();
    for (CLibrary library : List.of(CLibrary.OWN, CLibrary.TRIXIE, CLibrary.SID)) {
      boolean there =
          library != CLibrary.SID || SOUND.contains(exercise) || !exercise.startsWith("fast_");
      for (String arena : there ? List.of("main", "thread") : List.<String>of()) {
        boolean own = library == CLibrary.OWN && arena.equals("main");
        boolean newest = library == CLibrary.SID && arena.equals("thread");
        if (ALL || own || newest) {
          ways.add(Arguments.of(exercise, library, arena));
        }
      }
    }
    return ways.stream();
  }

  @ParameterizedTest
  @MethodSource("sound")
  void eachChunkIsInItsBin(String exercise, CLibrary library, String arena) throws Exception {
    try (NativeTarget target = library.start("bins.c", exercise, arena)) {
      Path told = folder.resolve("told");
      target.command("info " + told);
      Map<String, Long> counters = new HashMap<>();
      for (String line : Files.readAllLines(told, UTF_8)) {
        counters.put(line.split(" ", -1)[0], Long.parseLong(line.split(" ", -1)[1]));
      }
      for (Findings findings : looks(target, library)) {
        assertThat(findings.warnings()).noneMatch(Warning::partial);
        assertThat(wrong(findings, target)).isEmpty();
        assertThat(MallocCounters.of(findings)).isEqualTo(counters);
        assertThat(MallocInfo.of(findings)).isEqualTo(MallocInfo.parse(Path.of(told + ".info")));
        assertAddsUp(findings);
      }
    }
  }

  /// The damage is seen, what lies elsewhere is told as it is, and all adds up.
  @ParameterizedTest
  @MethodSource("damaged")
  void damageIsToldAndDoesNotSpread(String exercise, CLibrary library, String arena)
      throws Exception {
    try (NativeTarget target = library.start("bins.c", exercise, arena)) {
      for (Findings findings : looks(target, library)) {
        assertAddsUp(findings);
        assertThat(wrong(findings, target)).isEmpty();
        assertThat(findings.warnings().stream().anyMatch(Warning::partial))
            .as("%s", findings.warnings())
            .isEqualTo(isDamaged(target));
      }
    }
  }

  private List<Findings> looks(NativeTarget target, CLibrary library) throws Exception {
    Findings live = live(target);
    return ALL || library == CLibrary.OWN ? List.of(live, ofCore(target)) : List.of(live);
  }

  private static Findings live(NativeTarget target) throws Exception {
    return Likeness.survey(LiveProcess.open(Math.toIntExact(target.pid()), Freeze.PTRACE));
  }

  private Findings ofCore(NativeTarget target) throws Exception {
    return Likeness.survey(CoreProcess.open(CoreDump.gcore(target.pid(), folder), Path.of("/")));
  }

  private static boolean isDamaged(NativeTarget target) {
    return !target.announced("damaged").isEmpty();
  }

  /// {@return the chunks that are told otherwise than the program made them}
  private static List<String> wrong(Findings findings, NativeTarget target) {
    Extents chunks = findings.chunks();
    List<String> wrong = new ArrayList<>();
    for (List<String> said : target.announced("chunk")) {
      String state = said.getFirst();
      int chunk = chunks.at(Long.parseLong(said.get(1)));
      ChunkState told =
          chunk < 0 || chunks.state(chunk) == Extents.NOTHING
              ? ChunkState.UNPARSED
              : ChunkState.of(chunks.state(chunk));
      // Only whether it is live, where a list may be damaged.
      boolean alike = state.equals("live") == (told == ChunkState.LIVE);
      boolean right =
          (isDamaged(target) || state.equals(MERGED))
              ? (alike || ONLY_LISTED.contains(state))
              : STATES.get(state) == told;
      if (!right) {
        wrong.add(state + " at " + said.get(1) + " is told as " + told.id());
      }
    }
    return wrong;
  }

  private static void assertAddsUp(Findings findings) {
    assertThat(Bookkeeper.balance(findings).accounts().stream().mapToLong(Account::resident).sum())
        .isEqualTo(findings.counters().rss());
  }
}
