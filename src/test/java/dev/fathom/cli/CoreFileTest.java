package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.account.Bookkeeper;
import dev.fathom.cli.shell.ExitCode;
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
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Core files of gdb and of the kernel against the live process that they were made of.
final class CoreFileTest {
  private static final int INSTANCES = 4_000;

  /// What the kernel dumps if nobody asks for anything else: private and anonymous memory, and the
  /// first pages of ELF files.
  private static final String USUAL = "0x33";

  /// The same, and all that is mapped of files privately.
  private static final String WITH_FILES = "0x37";

  // ELF header
  private static final int EI_CLASS = 4;
  private static final int E_TYPE = 16;
  private static final int E_MACHINE = 18;

  @TempDir private Path directory;

  @Test
  void whatGdbDumpedOfAPythonIsWhatIsThere() throws IOException {
    try (PythonTarget python =
        PythonTarget.start(Interpreters.requireAny(), "million.py", INSTANCES)) {
      Map<String, Long> truth = python.counts();
      Findings live = live(python.pid());
      Path file = CoreDump.gcore(python.pid(), directory);
      Likeness.assertAlikeButForResidency(live, core(file));
      Map<String, @Nullable Object> json = FathomRun.of(file, "--json").assertFine().json();
      for (String type : List.of("__main__.Node", "__main__.Point")) {
        assertThat(countOf(json, type)).as(type).isEqualTo(truth.get(type));
      }
    }
  }

  @Test
  void whatGdbDumpedOfThreadsInArenasIsWhatIsThere() throws IOException {
    try (NativeTarget program = NativeTarget.blocks(4, 3_000)) {
      MallocTruth truth = program.truth();
      Findings live = live(program.pid());
      Findings core = core(CoreDump.gcore(program.pid(), directory));
      Likeness.assertAlikeButForResidency(live, core);
      for (MallocTruth.Block block : truth.live()) {
        int chunk = core.chunks().at(block.address());
        assertThat(core.chunks().state(chunk)).isEqualTo(ChunkState.LIVE.code());
      }
      assertThat(core.areas().stream().filter(area -> area.name().startsWith("thread ")))
          .hasSize(4);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {USUAL, WITH_FILES})
  void whatTheKernelDumpedOfAPythonIsWhatWasThere(String filter) throws IOException {
    Interpreter python = Interpreters.requireAny();
    try (PythonTarget target = PythonTarget.start(dumping(python), "million.py", INSTANCES)) {
      Findings live = live(target.pid());
      Path file = CoreDump.die(target, directory, filter);
      Findings core = core(file);
      Likeness.assertAlikeButForResidency(live, core);
      assertThat(Bookkeeper.balance(core).rss()).isEqualTo(dumpedBytes(file, live));
    }
  }

  @Test
  void theReportSaysWhatACoreCannotTell() throws IOException {
    Path file;
    long expected;
    try (NativeTarget program =
        NativeTarget.start(CoreDump.dumping(program(), directory), 0, 2_000)) {
      Findings live = live(program.pid());
      file = CoreDump.die(program, directory, USUAL);
      expected = dumpedBytes(file, live);
    }
    FathomRun run = FathomRun.of("report", file).assertFine();
    assertThat(run.out())
        .contains("from a core file")
        .contains("mapped")
        .contains("a core does not tell which pages were resident")
        .doesNotContain("resident ", "Rss");
    assertThat(FathomRun.of(file).out()).isEqualTo(run.out());
    Map<String, @Nullable Object> json = FathomRun.of(file, "--json").assertFine().json();
    assertThat(Json.object(json.get("target")))
        .containsEntry("kind", "core")
        .containsEntry("measure", "mapped");
    assertThat(Json.object(json.get("kernel"))).containsOnlyKeys("virtual");
    assertThat(Json.object(json.get("balance"))).containsEntry("rss", expected);
  }

  @Test
  void theOtherCommandsReadACoreToo() {
    try (PythonTarget python =
        PythonTarget.start(Interpreters.requireAny(), "million.py", INSTANCES)) {
      Path file = CoreDump.gcore(python.pid(), directory);
      assertSameAnswer(python.pid(), file, "rows", "objects");
      assertSameAnswer(python.pid(), file, "owners", "owners");
      assertSameAnswer(python.pid(), file, "paths", "path", "__main__.Node");
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.99, 0.7, 0.4, 0.1})
  void aCoreThatWasCutShortAnswersInPart(double part) throws IOException {
    Path file = coreOfBlocks();
    long size = Math.round(Files.size(file) * part);
    try (RandomAccessFile core = new RandomAccessFile(file.toFile(), "rw")) {
      core.setLength(size);
    }
    FathomRun run = FathomRun.of(file, "--json");
    assertThat(run.code()).isEqualTo(ExitCode.PARTIAL);
    assertThat(run.out()).contains("the core is cut short");
    Object total = Json.object(run.json().get("balance")).get("rss");
    assertThat((Long) total).isBetween(0L, size);
  }

  /// gdb writes the notes last: without them nothing tells which files were mapped.
  @Test
  void aCoreOfGdbThatWasCutShortAnswersInPart() throws IOException {
    try (NativeTarget program = NativeTarget.blocks(0, 2_000)) {
      Path file = CoreDump.gcore(program.pid(), directory);
      try (RandomAccessFile core = new RandomAccessFile(file.toFile(), "rw")) {
        core.setLength(core.length() - 100_000);
      }
      FathomRun run = FathomRun.of(file, "--json");
      assertThat(run.code()).isEqualTo(ExitCode.PARTIAL);
      assertThat(run.out()).contains("its notes, which tell threads and mapped files, are gone");
    }
  }

  @Test
  void aCoreOfNothingButAHeaderIsOneLine() throws IOException {
    Path file = coreOfBlocks();
    try (RandomAccessFile core = new RandomAccessFile(file.toFile(), "rw")) {
      core.setLength(100);
    }
    assertThat(FathomRun.of(file).assertOneLine(ExitCode.FAILED)).contains(file.toString());
  }

  @Test
  void whatIsNoCoreOfThisMachineIsOneLine() throws IOException {
    Path file = coreOfBlocks();
    assertThat(patched(file, E_MACHINE, 183).assertOneLine(ExitCode.FAILED))
        .contains("64-bit aarch64");
    assertThat(patched(file, EI_CLASS, 1).assertOneLine(ExitCode.FAILED)).contains("32-bit");
    assertThat(patched(file, E_TYPE, 3).assertOneLine(ExitCode.FAILED)).contains("no core");
    assertThat(patched(file, 0, 0).assertOneLine(ExitCode.FAILED)).contains("patched");
    Path empty = Files.createFile(directory.resolve("empty"));
    assertThat(FathomRun.of(empty).assertOneLine(ExitCode.FAILED)).contains("empty");
    assertThat(FathomRun.of(directory).assertOneLine(ExitCode.FAILED)).contains("is a directory");
    assertThat(FathomRun.of("report", directory.resolve("absent")).assertOneLine(ExitCode.USAGE))
        .contains("absent");
    Path hostile = Files.createFile(directory.resolve("\u001b[31mred"));
    assertThat(FathomRun.of(hostile).assertOneLine(ExitCode.FAILED))
        .doesNotContainPattern("\\p{Cntrl}");
  }

  /// Headers and notes with wrong bytes in them: an answer or one line, never a failure.
  @Test
  void aCoreWithWrongBytesEnds() throws IOException {
    Path file = coreOfBlocks();
    byte[] sound = Files.readAllBytes(file);
    Random random = new Random(6);
    Path wrong = directory.resolve("wrong");
    for (int round = 0; round < 40; round++) {
      byte[] bytes = sound.clone();
      int flips = 1 + random.nextInt(30);
      for (int flip = 0; flip < flips; flip++) {
        // The kernel writes headers and notes first; the first sixth is certainly those.
        bytes[64 + random.nextInt(Math.min(8192, bytes.length - 64))] = (byte) random.nextInt();
      }
      Files.write(wrong, bytes);
      FathomRun run = FathomRun.of(wrong, "--json");
      assertThat(run.err()).as("round %d", round).doesNotContain("internal error");
      if (run.code() != ExitCode.FAILED) {
        Json.parseObject(run.out());
      }
    }
  }

  @Test
  void binariesAreFoundUnderASysrootByTheirBuildIds() throws IOException {
    Path file = coreOfBlocks();
    Path root = Files.createDirectory(directory.resolve("root"));
    FathomRun nothing = FathomRun.of(file, "--sysroot", root, "--json");
    assertThat(nothing.code()).isEqualTo(ExitCode.PARTIAL);
    assertThat(nothing.out()).contains("cannot be had").contains("not there");
    String balance = String.valueOf(FathomRun.of(file, "--json").json().get("balance"));
    // As paths below it, and by their names in one heap.
    for (String line : CoreDump.output("ldd", program().toString()).lines().toList()) {
      int path = line.indexOf('/');
      int end = line.indexOf(' ', path);
      if (path >= 0 && end > path) {
        Path library = Path.of(line.substring(path, end));
        Path copy = root.resolve(library.toRealPath().getFileName().toString());
        Files.copy(library, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Path below = root.resolve(program().toString().substring(1));
    Files.createDirectories(below.getParent());
    Files.copy(program(), below);
    FathomRun copies = FathomRun.of(file, "--sysroot", root, "--json").assertFine();
    assertThat(copies.json().get("balance")).hasToString(balance);
    FathomRun.of("diff", file, file, "--sysroot", root).assertFine();
    // Another program of that name is not believed.
    Files.copy(Path.of("/bin/true"), below, StandardCopyOption.REPLACE_EXISTING);
    FathomRun other = FathomRun.of(file, "--sysroot", root, "--json");
    assertThat(other.code()).isEqualTo(ExitCode.PARTIAL);
    assertThat(other.out()).contains("another version is there");
  }

  private static Path program() {
    return CProgram.compile("blocks.c");
  }

  private Path coreOfBlocks() {
    Path script = CoreDump.dumping(program(), directory);
    try (NativeTarget program = NativeTarget.start(script, 0, 2_000)) {
      return CoreDump.die(program, directory, USUAL);
    }
  }

  private Interpreter dumping(Interpreter python) {
    return new Interpreter(
        python.name(),
        CoreDump.dumping(python.path(), directory),
        python.version(),
        python.stripped(),
        python.hasNumpy());
  }

  /// One run on a core of which one byte is another.
  private FathomRun patched(Path file, int offset, int value) throws IOException {
    Path copy = directory.resolve("patched");
    byte[] bytes = Files.readAllBytes(file);
    bytes[offset] = (byte) value;
    Files.write(copy, bytes);
    return FathomRun.of(copy);
  }

  /// What the kernel dumped, without its own pages: the clocks, which are in no Rss, and
  /// `vsyscall`.
  private static long dumpedBytes(Path core, Findings live) {
    return CoreDump.dumpedBytes(
        core,
        address ->
            address > 0
                && live.mappings().stream()
                    .noneMatch(mapping -> mapping.special() && mapping.contains(address)));
  }

  private static Findings live(long pid) throws ProcessAccessException {
    return Likeness.survey(LiveProcess.open(Math.toIntExact(pid), Freeze.PTRACE));
  }

  private static Findings core(Path file) throws ProcessAccessException {
    Findings findings = Likeness.survey(CoreProcess.open(file, null));
    assertThat(findings.partial()).as("%s", findings.warnings()).isFalse();
    return findings;
  }

  private static void assertSameAnswer(long pid, Path file, String key, String... command) {
    assertThat(answer(file, key, command)).isEqualTo(answer(pid, key, command));
  }

  /// What a command answers, without the figures of residency.
  private static List<String> answer(Object subject, String key, String... command) {
    Object[] words = new Object[command.length + 2];
    words[0] = command[0];
    words[1] = subject;
    System.arraycopy(command, 1, words, 2, command.length - 1);
    words[words.length - 1] = "--json";
    return Json.array(FathomRun.of(words).assertFine().json().get(key)).stream()
        .map(row -> {
          Map<String, @Nullable Object> figures = Json.object(row);
          figures.keySet().removeAll(List.of("resident", "proportional"));
          return figures.toString();
        })
        .toList();
  }

  private static @Nullable Object countOf(Map<String, @Nullable Object> json, String type) {
    for (Object row : Json.array(json.get("types"))) {
      Map<String, @Nullable Object> figures = Json.object(row);
      if (type.equals(figures.get("module") + "." + figures.get("type"))) {
        return figures.get("count");
      }
    }
    return null;
  }
}
