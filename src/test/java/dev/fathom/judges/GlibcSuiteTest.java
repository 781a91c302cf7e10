package dev.fathom.judges;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.Likeness;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.core.CoreProcess;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.CoreDump;
import dev.fathom.testing.ForeignSources;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.TargetSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// glibc's own programs that try its malloc (`malloc/tst-*.c`), unchanged, looked at while they run
/// and at their ends: each field of `mallinfo2()`, live and of a core. See `judged_heap.c`.
final class GlibcSuiteTest {
  private static final String GLIBC = "glibc";
  private static final Path HARNESS = TargetSource.path("glibc");

  /// Programs that are not asked. Others cannot be compiled here and are skipped; docs/accuracy.md
  /// names each.
  private static final List<String> NOT_ASKED =
      List.of(
          // They bring a malloc of their own.
          "tst-interpose-.*",
          // They try glibc's debugging malloc, a library of its own.
          "tst-malloc-usable.*",
          // They fork, and stop what they forked, for as long as they are let.
          "tst-malloc-fork-deadlock",
          "tst-mallocfork2",
          "tst-mallocfork3",
          // It takes all mappings that there may be, so that a chunk stays mapped that was freed.
          "tst-free-errno");

  @TempDir private Path folder;

  static List<String> programs() {
    return ForeignSources.names(
        GLIBC, "malloc", "(?!(%s)\\.c)tst-.*\\.c".formatted(String.join("|", NOT_ASKED)));
  }

  @ParameterizedTest
  @MethodSource("programs")
  void countersAreThoseOfMallinfo(String program) throws Exception {
    Path source = ForeignSources.require(GLIBC);
    Path compiled =
        CProgram.compileForeign(
            source.resolve("malloc").resolve(program),
            "-w",
            "-D_GNU_SOURCE",
            "-I" + HARNESS,
            // After the system's own: some of glibc's headers are made for its own build.
            "-idirafter",
            source.toString(),
            "-idirafter",
            source.resolve("malloc").toString(),
            "-idirafter",
            source.resolve("sysdeps/generic").toString(),
            "-Wl,--wrap=free",
            HARNESS.resolve("judged_heap.c").toString());
    Path told = folder.resolve("told");
    try (NativeTarget target = NativeTarget.start(compiled, told)) {
      int looks = 0;
      for (Map<String, Long> said = said(told); !said.isEmpty(); said = said(told)) {
        Findings live =
            Likeness.survey(LiveProcess.open(Math.toIntExact(target.pid()), Freeze.PTRACE));
        assertThat(live.warnings()).isEmpty();
        assertThat(MallocCounters.of(live)).as("look %d", looks).isEqualTo(said);
        if (looks == 0) {
          Path core = CoreDump.gcore(target.pid(), folder);
          assertThat(MallocCounters.of(Likeness.survey(CoreProcess.open(core, Path.of("/")))))
              .as("core")
              .isEqualTo(said);
        }
        looks++;
        target.command("next");
      }
      System.out.println(program + ": " + looks + " looks");
    }
  }

  private static Map<String, Long> said(Path told) throws Exception {
    Map<String, Long> counters = new HashMap<>();
    for (String line : Files.readAllLines(told, UTF_8)) {
      counters.put(line.split(" ", -1)[0], Long.parseLong(line.split(" ", -1)[1]));
    }
    // Nothing was allocated yet: glibc counts the head of a list, which stands for the top chunk.
    if (counters.getOrDefault("arena", 1L) == 0) {
      counters.merge("ordblks", -1L, Long::sum);
    }
    return counters;
  }
}
