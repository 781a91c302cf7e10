package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.judges.MallocCounters;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.memory.Arena;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.survey.Survey;
import dev.fathom.survey.look.Parties;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import dev.fathom.testing.CLibrary;
import dev.fathom.testing.Kernel;
import dev.fathom.testing.MallocTruth;
import dev.fathom.testing.NativeTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// glibc's malloc to the last byte: what Fathom finds in a program's heaps against what the program
/// knows of its own blocks, against all that `mallinfo2()` says, and what is foretold of
/// `malloc_trim(0)` against what that then gives back.
final class GlibcTruthTest {
  /// A chunk may use the first word of the next one.
  private static final int OVERHANG = Long.BYTES;

  /// A static program has no loader: what that would keep is in the heap.
  private static final int OF_LOADER = 5;

  /// The ways in which a heap gets its shape.
  static Stream<Arguments> workloads() {
    List<Arguments> workloads = new ArrayList<>();
    for (CLibrary library : CLibrary.values()) {
      for (List<Object> arguments :
          List.<List<Object>>of(
              List.of(0, 40_000, 1, 0, ""),
              List.of(0, 3, 1, 0, ""),
              List.of(5, 8_000, 2, 1, ""),
              List.of(120, 400, 3, 1, ""),
              List.of(0, 30_000, 4, 0, "ar"),
              List.of(4, 8_000, 5, 1, "ar"),
              List.of(0, 20_000, 6, 0, "s"),
              List.of(0, 60_000, 7, 0, "b"),
              List.of(0, 20_000, 8, 0, "sbar"))) {
        workloads.add(Arguments.of(library, arguments));
      }
    }
    return workloads.stream();
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void whatIsLiveIsWhatTheProgramHolds(CLibrary library, List<Object> arguments)
      throws ProcessAccessException {
    try (NativeTarget program = library.start("blocks.c", arguments.toArray())) {
      MallocTruth truth = program.truth();
      Findings findings = look(program);
      assertThat(findings.warnings()).isEmpty();
      AllocatorTruthTest.assertLive(
          findings.chunks(), truth, library == CLibrary.STATIC ? OF_LOADER : 0, OVERHANG);
      assertThat(MallocCounters.of(findings)).isEqualTo(truth.mallinfo());
    }
  }

  @ParameterizedTest
  @EnumSource
  void filesAndThreadsOfTheLibraryAreItsOwn(CLibrary library) throws ProcessAccessException {
    try (NativeTarget program = library.start("blocks.c", 3, 1000, 1, 0, "o")) {
      MallocTruth truth = program.truth();
      Findings findings = look(program);
      AllocatorTruthTest.assertLive(
          findings.chunks(), truth, library == CLibrary.STATIC ? OF_LOADER : 0, OVERHANG);
      assertThat(count(findings, ChunkState.THREAD_CACHE)).isGreaterThanOrEqualTo(3);
      assertThat(count(findings, ChunkState.THREAD_VECTOR)).isEqualTo(3);
      assertThat(count(findings, ChunkState.STDIO)).isEqualTo(6);
      // Each thread made its blocks in an arena of its own; the main one has the main thread.
      assertThat(
              findings.heaps().arenas().stream()
                  .filter(arena -> arena.arena().kind() != Arena.Kind.MAPPED)
                  .map(arena -> arena.arena().threads().size()))
          .containsExactly(1, 1, 1, 1);
    }
  }

  /// The way that does without the threads' storage finds the same.
  @ParameterizedTest
  @EnumSource
  void cachesAreFoundAlsoWithoutTheThreads(CLibrary library) throws ProcessAccessException {
    try (NativeTarget program = library.start("blocks.c", 5, 2000, 1, 1, "")) {
      Findings held = look(program);
      Findings running;
      try (Target target = LiveProcess.open(Math.toIntExact(program.pid()), Freeze.NONE)) {
        running = Survey.of(target, Parties.allocators(), Parties.runtimes());
      }
      assertThat(count(running, ChunkState.CACHED))
          .isEqualTo(count(held, ChunkState.CACHED))
          .isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void trimGivesBackWhatWasForetold(CLibrary library, List<Object> arguments)
      throws ProcessAccessException {
    try (NativeTarget program = library.start("blocks.c", arguments.toArray())) {
      long foretold = Bookkeeper.balance(look(program)).resident("malloc.free.trimmable");
      long before = Kernel.of(program.pid()).rss();
      program.command("trim");
      assertThat(before - Kernel.of(program.pid()).rss()).isEqualTo(foretold);
    }
  }

  private static Findings look(NativeTarget program) throws ProcessAccessException {
    try (Target target = LiveProcess.open(Math.toIntExact(program.pid()), Freeze.PTRACE)) {
      return Survey.of(target, Parties.allocators(), Parties.runtimes());
    }
  }

  private static long count(Findings findings, ChunkState state) {
    long count = 0;
    for (int chunk = 0; chunk < findings.chunks().count(); chunk++) {
      count += findings.chunks().state(chunk) == state.code() ? 1 : 0;
    }
    return count;
  }
}
