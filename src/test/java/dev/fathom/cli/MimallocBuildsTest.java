package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.column.Extents;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.survey.Survey;
import dev.fathom.survey.look.Parties;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.MallocTruth;
import dev.fathom.testing.NativeTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every build of mimalloc that this machine has, such as `libmimalloc-secure.so.3`: what blocks
/// are live, and how many bytes of each the program asked for, against the program itself. More
/// folders with builds are named by `-Dfathom.mimalloc=FOLDER`.
final class MimallocBuildsTest {
  private static final Pattern BUILD = Pattern.compile("lib.*mimalloc.*\\.so[.0-9]*|lib-v.*\\.so");

  /// Chunks that the C library and the allocator hold themselves, and for each thread.
  private static final int OWN = 2;

  private static final int OWN_OF_THREAD = 2;

  static List<Path> builds() {
    List<Path> builds =
        Stream.of(
                System.getProperty("fathom.mimalloc", ""),
                "/usr/lib/x86_64-linux-gnu",
                "/usr/local/lib")
            .filter(folder -> !folder.isEmpty())
            .map(Path::of)
            .filter(Files::isDirectory)
            .flatMap(MimallocBuildsTest::in)
            .toList();
    Assumptions.assumeFalse(builds.isEmpty(), "no build of mimalloc on this machine");
    return builds;
  }

  private static Stream<Path> in(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(each -> BUILD.matcher(each.getFileName().toString()).matches())
          .filter(each -> !Files.isSymbolicLink(each))
          .sorted()
          .toList()
          .stream();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @ParameterizedTest
  @MethodSource("builds")
  void allThatIsLiveAndNothingElse(Path library) throws ProcessAccessException {
    try (NativeTarget program = start(library, 0, 50_000, "a")) {
      assertAgree(program, OWN);
      program.command("most");
      assertAgree(program, OWN);
    }
  }

  @ParameterizedTest
  @MethodSource("builds")
  void alsoWithThreads(Path library) throws ProcessAccessException {
    try (NativeTarget program = start(library, 5, 10_000, "r")) {
      assertAgree(program, OWN + 5 * OWN_OF_THREAD);
    }
  }

  @ParameterizedTest
  @MethodSource("builds")
  void alsoInAProgramThatHasHardlyBegun(Path library) throws ProcessAccessException {
    try (NativeTarget program = start(library, 0, 3, "")) {
      assertAgree(program, OWN);
    }
  }

  @ParameterizedTest
  @MethodSource("builds")
  @Timeout(120)
  void tornMemoryIsAnsweredInPart(Path library) throws ProcessAccessException {
    try (NativeTarget program = start(library, 3, 5_000, "")) {
      for (int seed = 1; seed <= 3; seed++) {
        for (int rarity : List.of(40_000, 1_000, 30)) {
          try (Target target =
              new TornTarget(
                  LiveProcess.open(Math.toIntExact(program.pid()), Freeze.PTRACE), seed, rarity)) {
            Findings findings = Survey.of(target, Parties.allocators(), Parties.runtimes());
            assertThat(findings.allocators()).anyMatch(name -> name.startsWith("mimalloc"));
            AllocatorTruthTest.assertAddsUp(findings, Bookkeeper.balance(findings));
          }
        }
      }
    }
  }

  private static NativeTarget start(Path library, int threads, int count, String kinds) {
    Path program = CProgram.compile("blocks.c");
    return NativeTarget.start(
        program,
        Map.of("LD_PRELOAD", library.toString()),
        threads,
        count,
        1,
        threads > 0 ? 1 : 0,
        kinds);
  }

  private static void assertAgree(NativeTarget program, int own) throws ProcessAccessException {
    MallocTruth truth = program.truth();
    Findings findings;
    try (Target target = LiveProcess.open(Math.toIntExact(program.pid()), Freeze.PTRACE)) {
      findings = Survey.of(target, Parties.allocators(), Parties.runtimes());
    }
    assertThat(findings.warnings()).isEmpty();
    List<String> found =
        findings.allocators().stream().filter(name -> name.startsWith("mimalloc")).toList();
    assertThat(found).hasSize(1);
    Extents chunks = findings.chunks();
    AllocatorTruthTest.assertLive(chunks, truth, own, 0);
    // With padding, what is usable is what was asked for.
    if (truth.live().stream().allMatch(block -> block.usable() == block.requested())) {
      for (MallocTruth.Block block : truth.live()) {
        int chunk = chunks.at(block.address());
        assertThat(chunks.end(chunk)).isEqualTo(block.address() + block.usable());
        assertThat(chunks.state(chunk + 1)).isEqualTo(ChunkState.PADDING.code());
      }
    }
    BalanceSheet sheet = Bookkeeper.balance(findings);
    AllocatorTruthTest.assertAddsUp(findings, sheet);
    assertThat(sheet.unexplained()).isBetween(0L, Math.max(sheet.rss() / 50, 1L << 20));
  }
}
