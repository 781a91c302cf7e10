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
import dev.fathom.testing.CProgram;
import dev.fathom.testing.CoreDump;
import dev.fathom.testing.NativeTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcache_one",
        "tcache_full",
        "tcache_many_sizes",
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
        "consolidated"
      })
  void eachChunkIsInItsBin(String exercise) throws Exception {
    try (NativeTarget target = NativeTarget.start(CProgram.compile("bins.c"), exercise)) {
      Findings live = live(target);
      assertThat(live.warnings()).isEmpty();
      assertThat(wrong(live, target)).isEmpty();
      assertAddsUp(live);
      Path told = folder.resolve("told");
      target.command("info " + told);
      Map<String, Long> counters = new HashMap<>();
      for (String line : Files.readAllLines(told, UTF_8)) {
        counters.put(line.split(" ", -1)[0], Long.parseLong(line.split(" ", -1)[1]));
      }
      assertThat(MallocCounters.of(live)).isEqualTo(counters);
      assertThat(wrong(ofCore(target), target)).isEmpty();
    }
  }

  /// The damage is seen, what lies elsewhere is told as it is, and all adds up.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "poisoned_tcache",
        "tcache_to_itself",
        "fast_to_itself",
        "fast_elsewhere",
        "unsorted_elsewhere",
        "unsorted_nowhere",
        "small_to_live",
        "large_broken",
        "size_too_large",
        "size_zero",
        "size_text",
        "overlapping",
        "top_overwritten",
        "count_overwritten"
      })
  void damageIsToldAndDoesNotSpread(String exercise) throws Exception {
    try (NativeTarget target = NativeTarget.start(CProgram.compile("bins.c"), exercise)) {
      for (Findings findings : List.of(live(target), ofCore(target))) {
        assertAddsUp(findings);
        assertThat(wrong(findings, target)).isEmpty();
        assertThat(findings.warnings().stream().anyMatch(Warning::partial))
            .as("%s", findings.warnings())
            .isEqualTo(isDamaged(target));
      }
    }
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
