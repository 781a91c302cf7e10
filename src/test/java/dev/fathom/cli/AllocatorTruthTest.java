package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.account.Account;
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
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.MallocTruth;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PythonTarget;
import dev.fathom.testing.SharedLibrary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What Fathom finds of an allocator other than glibc's, against what a program that uses it knows
/// of its own blocks: all that it holds is live, nothing that it gave back is, and what else is
/// live is the few chunks that the C library and the allocator themselves hold.
final class AllocatorTruthTest {
  /// `blocks.c` maps its list; the loader and the C library have pages of their own.
  private static final long UNEXPLAINED_BYTES = 1L << 20;

  /// The programs: an allocator each, and how many chunks may be live that the program did not ask
  /// for.
  enum Workload {
    MUSL(Library.MUSL, "musl mallocng", 1, 0),
    MUSL_STATIC(Library.MUSL_STATIC, "musl mallocng", 1, 0),
    MUSL_STATIC_PIE(Library.MUSL_STATIC_PIE, "musl mallocng", 1, 0),
    GLIBC_STATIC(Library.GLIBC_STATIC, "glibc", 5, 2),
    GLIBC_STATIC_PIE(Library.GLIBC_STATIC_PIE, "glibc", 5, 2),
    MIMALLOC(Library.MIMALLOC, "mimalloc 2.0", 1, 2),
    JEMALLOC(Library.JEMALLOC, "jemalloc 5.3", 3, 1),
    TCMALLOC(Library.TCMALLOC, "tcmalloc (gperftools)", 4, 2);

    private final Library library;
    private final String allocator;
    private final int own;
    private final int ownOfThread;

    /// @param library how it gets into the program
    /// @param allocator its name as Fathom tells it
    /// @param own the most chunks that are live besides the program's
    /// @param ownOfThread and for each thread as many again
    Workload(Library library, String allocator, int own, int ownOfThread) {
      this.library = library;
      this.allocator = allocator;
      this.own = own;
      this.ownOfThread = ownOfThread;
    }

    NativeTarget start(int threads, int count) {
      return switch (library) {
        case MUSL -> start(CProgram.compileForMusl("blocks.c"), Map.of(), threads, count);
        case MUSL_STATIC ->
            start(CProgram.compileForMusl("blocks.c", "-static", "-s"), Map.of(), threads, count);
        case MUSL_STATIC_PIE ->
            start(
                CProgram.compileForMusl("blocks.c", "-static-pie", "-fPIE", "-s"),
                Map.of(),
                threads,
                count);
        case GLIBC_STATIC ->
            start(CProgram.compile("blocks.c", "-static", "-s"), Map.of(), threads, count);
        case GLIBC_STATIC_PIE ->
            start(
                CProgram.compile("blocks.c", "-static-pie", "-fPIE", "-s"),
                Map.of(),
                threads,
                count);
        case MIMALLOC -> startWith("libmimalloc.so.2.0", threads, count);
        case JEMALLOC -> startWith("libjemalloc.so.2", threads, count);
        case TCMALLOC -> startWith("libtcmalloc_minimal.so.4", threads, count);
      };
    }

    /// The same, which then frees all that it made first: nine tenths.
    NativeTarget startAndFree(int count) {
      NativeTarget program = start(0, count);
      program.command("most");
      return program;
    }

    private static NativeTarget startWith(String preloaded, int threads, int count) {
      String path = SharedLibrary.require(preloaded).toString();
      return start(CProgram.compile("blocks.c"), Map.of("LD_PRELOAD", path), threads, count);
    }

    private static NativeTarget start(
        Path program, Map<String, String> environment, int threads, int count) {
      return NativeTarget.start(program, environment, threads, count, 1, threads > 0 ? 1 : 0);
    }
  }

  /// Ways for an allocator to get into a program.
  enum Library {
    MUSL,
    MUSL_STATIC,
    MUSL_STATIC_PIE,
    GLIBC_STATIC,
    GLIBC_STATIC_PIE,
    MIMALLOC,
    JEMALLOC,
    TCMALLOC
  }

  @ParameterizedTest
  @EnumSource
  void allThatIsLiveAndNothingElse(Workload workload) throws ProcessAccessException {
    assertAgree(workload, 0, 50_000);
  }

  @ParameterizedTest
  @EnumSource
  void alsoWithThreads(Workload workload) throws ProcessAccessException {
    assertAgree(workload, 5, 10_000);
  }

  @ParameterizedTest
  @EnumSource
  void alsoInAProgramThatHasHardlyBegun(Workload workload) throws ProcessAccessException {
    assertAgree(workload, 0, 3);
  }

  /// What was freed in one go, the allocator has in whole segments, spans or heaps that hold
  /// nothing any more. They are its own all the same.
  @ParameterizedTest
  @EnumSource
  void nothingIsUnexplainedAfterMuchWasFreed(Workload workload) throws ProcessAccessException {
    try (NativeTarget program = workload.startAndFree(60_000)) {
      assertAgree(program, workload.allocator, workload.own);
    }
  }

  /// CPython 3.13 has mimalloc 2.1, 3.14 has 2.2.
  @ParameterizedTest
  @MethodSource("withMimalloc")
  void alsoInsideAnInterpreter(Interpreter interpreter) throws ProcessAccessException {
    Map<String, String> environment = Map.of("PYTHONMALLOC", "mimalloc");
    try (PythonTarget python = PythonTarget.start(interpreter, environment, "freed.py", 300_000)) {
      Findings findings;
      try (Target target = LiveProcess.open(Math.toIntExact(python.pid()), Freeze.PTRACE)) {
        findings = Survey.of(target, Parties.allocators(), Parties.runtimes());
      }
      assertThat(findings.allocators()).anyMatch(name -> name.startsWith("mimalloc"));
      BalanceSheet sheet = Bookkeeper.balance(findings);
      assertThat(sheet.unexplained()).isLessThan(sheet.rss() / 200);
    }
  }

  static List<Interpreter> withMimalloc() {
    return Interpreters.supported().stream().filter(each -> each.isAtLeast(3, 13)).toList();
  }

  /// Whatever the memory holds, there is an answer, and its rows add up.
  @ParameterizedTest
  @EnumSource
  @Timeout(120)
  void tornMemoryIsAnsweredInPart(Workload workload) throws ProcessAccessException {
    try (NativeTarget program = workload.start(3, 5_000)) {
      for (int seed = 1; seed <= 5; seed++) {
        for (int rarity : List.of(40_000, 1_000, 30)) {
          try (Target target =
              new TornTarget(
                  LiveProcess.open(Math.toIntExact(program.pid()), Freeze.PTRACE), seed, rarity)) {
            Findings findings = Survey.of(target, Parties.allocators(), Parties.runtimes());
            assertThat(findings.allocators()).contains(workload.allocator);
            assertAddsUp(findings, Bookkeeper.balance(findings));
          }
        }
      }
    }
  }

  private static void assertAgree(Workload workload, int threads, int count)
      throws ProcessAccessException {
    try (NativeTarget program = workload.start(threads, count)) {
      assertAgree(program, workload.allocator, workload.own + threads * workload.ownOfThread);
    }
  }

  /// @param own the most chunks that are live besides the program's
  static void assertAgree(NativeTarget program, String allocator, int own)
      throws ProcessAccessException {
    MallocTruth truth = program.truth();
    Findings findings;
    try (Target target = LiveProcess.open(Math.toIntExact(program.pid()), Freeze.PTRACE)) {
      findings = Survey.of(target, Parties.allocators(), Parties.runtimes());
    }
    assertThat(findings.warnings()).isEmpty();
    assertThat(findings.allocators()).contains(allocator);
    // A chunk of glibc ends with the first word of the next.
    int overhang = allocator.equals("glibc") ? Long.BYTES : 0;
    assertLive(findings.chunks(), truth, own, overhang);
    assertBalanced(findings);
  }

  /// @param mostOwn the most chunks that are live besides the program's
  /// @param overhang bytes by which a chunk's payload may reach into the next
  static void assertLive(Extents chunks, MallocTruth truth, int mostOwn, int overhang) {
    List<String> wrong = new ArrayList<>();
    Set<Integer> known = new HashSet<>();
    for (MallocTruth.Block block : truth.live()) {
      int chunk = chunks.at(block.address());
      if (!isLive(chunks, chunk)
          || block.address() + block.usable() > chunks.end(chunk) + overhang
          || !known.add(chunk)) {
        wrong.add("live " + describe(chunks, block.address()));
      }
    }
    for (long address : truth.gone()) {
      int chunk = chunks.at(address);
      if (isLive(chunks, chunk) && !known.contains(chunk)) {
        wrong.add("gone " + describe(chunks, address));
      }
    }
    assertThat(wrong).isEmpty();
    List<String> own = new ArrayList<>();
    for (int chunk = 0; chunk < chunks.count(); chunk++) {
      if (isLive(chunks, chunk) && !known.contains(chunk)) {
        own.add(describe(chunks, chunks.start(chunk)));
      }
    }
    assertThat(own).as("live, but not the program's").hasSizeLessThanOrEqualTo(mostOwn);
  }

  private static boolean isLive(Extents chunks, int chunk) {
    return chunks.state(chunk) == ChunkState.LIVE.code();
  }

  private static String describe(Extents chunks, long address) {
    int chunk = chunks.at(address);
    String state =
        chunks.state(chunk) == Extents.NOTHING
            ? "nothing"
            : ChunkState.of(chunks.state(chunk)).toString();
    return "%x in %x-%x %s".formatted(address, chunks.start(chunk), chunks.end(chunk), state);
  }

  private static void assertBalanced(Findings findings) {
    BalanceSheet sheet = Bookkeeper.balance(findings);
    assertAddsUp(findings, sheet);
    assertThat(sheet.unexplained()).isBetween(0L, UNEXPLAINED_BYTES);
  }

  static void assertAddsUp(Findings findings, BalanceSheet sheet) {
    assertThat(sheet.accounts().stream().mapToLong(Account::resident).sum())
        .isEqualTo(sheet.rss())
        .isEqualTo(findings.counters().rss());
  }
}
