package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.core.CoreProcess;
import dev.fathom.testing.CProgram;
import dev.fathom.testing.CoreDump;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import dev.fathom.testing.MallocTruth;
import dev.fathom.testing.NativeTarget;
import dev.fathom.testing.PythonTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Cores of which nothing is at hand but themselves: no program, no library.
final class BareCoreTest {
  private static final int INSTANCES = 2_000;

  /// What the kernel dumps if nobody asks for anything else.
  private static final String USUAL = "0x33";

  /// The same without the first pages of ELF files: nothing tells what a mapped file is.
  private static final String WITHOUT_HEADERS = "0x23";

  @TempDir private Path directory;

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#readable")
  void gdbsCoreOfAPythonHasItsObjects(Interpreter interpreter) throws Exception {
    try (PythonTarget python = PythonTarget.start(interpreter, "million.py", INSTANCES)) {
      Map<String, Long> truth = python.counts();
      Findings live = live(python.pid());
      assertAlike(interpreter, truth, live, CoreDump.gcore(python.pid(), directory));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {USUAL, WITHOUT_HEADERS})
  void theKernelsCoreOfAPythonHasItsObjects(String filter) throws Exception {
    Interpreter interpreter = Interpreters.requireAny();
    Interpreter dumping =
        new Interpreter(
            interpreter.name(),
            CoreDump.dumping(interpreter.path(), directory),
            interpreter.version(),
            interpreter.stripped(),
            interpreter.hasNumpy());
    try (PythonTarget python = PythonTarget.start(dumping, "million.py", INSTANCES)) {
      Map<String, Long> truth = python.counts();
      Findings live = live(python.pid());
      assertAlike(interpreter, truth, live, CoreDump.die(python, directory, filter));
    }
  }

  @Test
  void ownersAreCalledAsWithTheBinaries() throws Exception {
    try (PythonTarget python =
        PythonTarget.start(Interpreters.requireAny(), "million.py", INSTANCES)) {
      Path core = CoreDump.gcore(python.pid(), directory);
      assertThat(paths(core, "--sysroot", nothing())).isEqualTo(paths(python.pid()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {USUAL, WITHOUT_HEADERS})
  void theKernelsCoreOfAProgramHasItsChunks(String filter) throws Exception {
    Path program = CoreDump.dumping(CProgram.compile("blocks.c"), directory);
    try (NativeTarget target = NativeTarget.start(program, 3, 3_000)) {
      MallocTruth truth = target.truth();
      Path core = CoreDump.die(target, directory, filter);
      Findings found = bare(core);
      assertThat(found.allocators()).singleElement().asString().startsWith("glibc");
      for (MallocTruth.Block block : truth.live()) {
        int chunk = found.chunks().at(block.address());
        assertThat(found.chunks().state(chunk)).isEqualTo(ChunkState.LIVE.code());
      }
    }
  }

  private void assertAlike(
      Interpreter interpreter, Map<String, Long> truth, Findings live, Path core) throws Exception {
    Findings found = bare(core);
    assertThat(found.runtime().orElseThrow().version()).isEqualTo(interpreter.version());
    Map<String, Long> counts = counts(found);
    truth.forEach((type, count) -> {
      if (type.startsWith("__main__.")) {
        assertThat(counts).as(type).containsEntry(type, count);
      }
    });
    assertThat((double) found.objects().count() / live.objects().count()).isBetween(0.999, 1.001);
    // Types that many objects are of have the names that the binaries give them.
    Map<String, Long> named = counts(live);
    named.forEach((type, count) -> {
      if (count >= 100) {
        assertThat(counts.getOrDefault(type, 0L)).as(type).isBetween(count - 2, count + 2);
      }
    });
  }

  private static Map<String, Long> counts(Findings findings) {
    Map<String, Long> counts = new TreeMap<>();
    for (int object = 0; object < findings.objects().count(); object++) {
      counts.merge(
          findings.types().get(findings.objects().type(object)).qualifiedName(), 1L, Long::sum);
    }
    return counts;
  }

  private static List<Object> paths(Object... subject) {
    Object[] words = new Object[subject.length + 2];
    words[0] = "owners";
    System.arraycopy(subject, 0, words, 1, subject.length);
    words[words.length - 1] = "--json";
    return Json.array(FathomRun.of(words).json().get("owners")).stream()
        .limit(5)
        .map(Objects::requireNonNull)
        .map(row -> (Object) List.of(path(row, "path"), path(row, "objects")))
        .toList();
  }

  private static String path(Object row, String key) {
    return String.valueOf(Json.object(row).get(key));
  }

  private static Findings live(long pid) throws ProcessAccessException {
    return Likeness.survey(LiveProcess.open(Math.toIntExact(pid), Freeze.PTRACE));
  }

  private Findings bare(Path core) throws Exception {
    return Likeness.survey(CoreProcess.open(core, nothing()));
  }

  private Path nothing() throws Exception {
    return Files.createDirectories(
        directory.resolve("nothing"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }
}
