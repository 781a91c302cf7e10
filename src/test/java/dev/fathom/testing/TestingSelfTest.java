package dev.fathom.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whether the truth is true: the targets' own words against each other, the kernel and the bytes
/// in their memory.
final class TestingSelfTest {
  private static final int OBJECTS = 20_000;
  private static final long MIB = 1 << 20;
  private static final int POOL_HEADER = 48;

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#readable")
  void aPythonListsItsObjects(Interpreter interpreter) throws IOException {
    try (PythonTarget target = PythonTarget.start(interpreter, "million.py", OBJECTS)) {
      ObjectTruth truth = target.truth();

      assertThat(truth.count("__main__.Node")).isEqualTo(OBJECTS / 2);
      assertThat(truth.count("__main__.Point")).isEqualTo(OBJECTS / 2);
      assertThat(truth.count("__main__.Orphan")).isEqualTo(20);
      assertThat(truth.count("float")).isGreaterThan(OBJECTS);
      assertThat(truth.size()).isGreaterThan(4 * OBJECTS);
      assertThat(truth.addresses()).isSorted().doesNotHaveDuplicates();
      assertThat(truth.indexOf(truth.address(1234))).isEqualTo(1234);

      Map<String, Long> counts = target.counts();
      assertThat(counts).containsEntry("__main__.Node", OBJECTS / 2L);
      assertThat(total(counts)).isBetween(truth.size() - 100L, truth.size() + 100L);
    }
  }

  /// A `PyObject` begins with its reference count and the address of its type, in every version
  /// with a global lock: so the sleeping process itself bears out what its child said.
  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#supported")
  void whatTheChildListedIsWhatTheParentHolds(Interpreter interpreter) throws IOException {
    try (PythonTarget target = PythonTarget.start(interpreter, "million.py", OBJECTS)) {
      ObjectTruth truth = target.truth();
      Kernel before = target.kernel();
      int otherType = 0;
      int otherReferences = 0;
      try (FileChannel memory = FileChannel.open(Path.of("/proc/" + target.pid() + "/mem"))) {
        ByteBuffer head = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < truth.size(); i++) {
          memory.read(head.clear(), truth.address(i));
          otherType += head.getLong(8) == truth.type(i).address() ? 0 : 1;
          otherReferences += Integer.toUnsignedLong(head.getInt(0)) == truth.references(i) ? 0 : 1;
        }
      }
      assertThat(otherType).isZero();
      assertThat(otherReferences).isLessThan(truth.size() / 100);
      assertThat(target.kernel().disturbancesSince(before)).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#supported")
  void aPythonStatesItsMallocStatistics(Interpreter interpreter) {
    try (PythonTarget target = PythonTarget.start(interpreter, "million.py", OBJECTS)) {
      MallocStatistics statistics = target.mallocStatistics();

      assertThat(statistics.used()).isGreaterThan(5 * OBJECTS);
      assertThat(statistics.poolSize()).isEqualTo(interpreter.isAtLeast(3, 10) ? 16384 : 4096);
      assertThat(statistics.arenaSize()).isEqualTo(interpreter.isAtLeast(3, 10) ? MIB : MIB / 4);
      assertThat(statistics.usedBytes()).isLessThan(statistics.arenas() * statistics.arenaSize());
      for (MallocStatistics.SizeClass each : statistics.sizeClasses().values()) {
        long blocksInPool = (statistics.poolSize() - POOL_HEADER) / each.size();
        assertThat(each.used() + each.free()).isEqualTo(each.pools() * blocksInPool);
      }
      assertThat(statistics.freeLists()).isNotEmpty();
      if (interpreter.isAtLeast(3, 8)) {
        // Asking again costs nothing that stays; before 3.8 it does, a block or two.
        assertThat(target.mallocStatistics()).isEqualTo(statistics);
      }
      target.collect();
      assertThat(target.counts()).doesNotContainKey("__main__.Orphan");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"keep", "delete", "pin"})
  void fragmentsAreMade(String ending) {
    Interpreter interpreter = Interpreters.requireAny();
    try (PythonTarget target = PythonTarget.start(interpreter, "fragment.py", 0.11, ending)) {
      long strings = target.counts().getOrDefault("str", 0L);
      switch (ending) {
        case "keep" -> {
          assertThat(target.kernel().rss()).isBetween(150 * MIB, 300 * MIB);
          assertThat(strings).isGreaterThan(250_000);
        }
        case "pin" -> {
          assertThat(target.kernel().rss()).isBetween(100 * MIB, 300 * MIB);
          assertThat(strings).isLessThan(20_000);
        }
        default -> assertThat(strings).isLessThan(20_000);
      }
    }
  }

  @Test
  void numpyHoldsArrays() {
    try (PythonTarget target = PythonTarget.start(Interpreters.requireNumpy(), "numpy_target.py")) {
      assertThat(target.truth().count("numpy.ndarray")).isGreaterThan(800);
      assertThat(target.kernel().rss()).isBetween(64 * MIB, 128 * MIB);
    }
  }

  @Test
  void aScriptThatCannotRunSkipsTheTest() {
    Interpreter without =
        Interpreters.here().stream()
            .filter(each -> !each.hasNumpy())
            .findFirst()
            .orElseGet(Interpreters::requireAny);
    if (!without.hasNumpy()) {
      assertThatThrownBy(() -> PythonTarget.start(without, "numpy_target.py").close())
          .hasMessageContaining("no numpy");
    }
    assertThatThrownBy(() -> PythonTarget.start(without, "fragment.py", 0.1, "nonsense").close())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("fragment.py [SCALE]");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void aNativeProgramKnowsItsBlocks(int threads) {
    int count = 5_000;
    try (NativeTarget target = NativeTarget.blocks(threads, count)) {
      MallocTruth truth = target.truth();
      int all = count * Math.max(1, threads);

      assertThat(truth.live().size() + truth.freed()).isEqualTo(all);
      assertThat(truth.live().size()).isBetween(all * 2 / 5, all * 3 / 5);
      assertThat(truth.liveBytes()).isEqualTo(sum(truth, MallocTruth.Block::requested));
      target.command("trim");
      MallocTruth trimmed = target.truth();
      assertThat(trimmed.live()).isEqualTo(truth.live());

      long inUse = truth.counter("uordblks") + truth.counter("hblkhd");
      assertThat(inUse).isGreaterThan(sum(truth, MallocTruth.Block::usable));
      assertThat(trimmed.counter("uordblks")).isEqualTo(truth.counter("uordblks"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-static", "-m32"})
  void aNativeProgramCanBeBuiltOtherwise(String flag) {
    Path program = CProgram.compile("blocks.c", flag);
    try (NativeTarget target = NativeTarget.start(program, 0, 1000)) {
      assertThat(target.truth().live()).isNotEmpty();
    }
  }

  @Test
  void aFamilyShares() {
    try (NativeTarget parent = NativeTarget.family(3, 16, 4)) {
      List<Long> written = new ArrayList<>();
      for (long child : parent.children()) {
        written.add(Kernel.of(child).privateDirty() / (4 * MIB));
      }
      assertThat(written).containsExactly(0L, 1L, 2L);
      assertThat(parent.shared().end() - parent.shared().start()).isEqualTo(16 * MIB);
      assertThat(parent.kernel().rss()).isGreaterThan(16 * MIB);
      assertThat(parent.kernel().pss()).isLessThan(12 * MIB);
    }
  }

  @Test
  void pagesAreInEveryState(@TempDir Path directory) throws IOException {
    try (NativeTarget target = NativeTarget.pages(directory.resolve("file"))) {
      long resident = target.regions().stream().mapToLong(NativeTarget.Region::resident).sum();
      Kernel before = target.kernel();
      assertThat(target.regions()).hasSize(8);
      assertThat(before.rss()).isBetween(resident, resident + 4 * MIB);
      assertThat(target.kernel().disturbancesSince(before)).isEmpty();

      // One who reads all there is, present or not, is found out.
      NativeTarget.Region shared =
          target.regions().stream()
              .filter(region -> region.name().equals("shared"))
              .findFirst()
              .orElseThrow();
      try (FileChannel memory = FileChannel.open(Path.of("/proc/" + target.pid() + "/mem"))) {
        memory.read(ByteBuffer.allocate((int) MIB), shared.start());
      }
      assertThat(target.kernel().disturbancesSince(before))
          .anyMatch(difference -> difference.startsWith("RssShmem was 0 and is " + MIB));
    }
  }

  @Test
  void otherProcessesSleepToo() {
    try (JvmTarget jvm = JvmTarget.start();
        ShellTarget shell = ShellTarget.start();
        ShellTarget zombie = ShellTarget.zombie()) {
      assertThat(jvm.kernel().threads()).isGreaterThan(5);
      assertThat(shell.kernel().rss()).isBetween(1L, 8 * MIB);
      assertThat(Kernel.stateOf(zombie.pid())).isEqualTo("Z");
      assertThat(zombie.kernel().rss()).isZero();
      assertThat(Kernel.stateOf(ShellTarget.gonePid())).isEmpty();
    }
  }

  @Test
  void closingKillsTheWholeFamily() {
    List<Long> family = new ArrayList<>();
    try (NativeTarget parent = NativeTarget.family(2, 1, 0)) {
      family.add(parent.pid());
      family.addAll(parent.children());
      assertThat(family).hasSize(3);
      assertThat(family).allMatch(pid -> Kernel.stateOf(pid).equals("S"));
    }
    // Orphans are reaped by somebody else, in his own time.
    assertThat(family).allMatch(pid -> List.of("", "Z", "X").contains(Kernel.stateOf(pid)));
  }

  @Test
  void jsonIsRead() {
    assertThat(Json.parse("{\"b\": [1, -2.5, true, null, \"\\u00e9\"], \"a\": {}}"))
        .isEqualTo(Map.of("b", Arrays.asList(1L, -2.5, true, null, "é"), "a", Map.of()));
    assertThat(Json.parse("18446744073709551616")).isEqualTo(BigInteger.TWO.pow(64));
    assertThat(Json.parseObject("{\"z\": 1, \"a\": 2}").keySet()).containsExactly("z", "a");
    assertThat(Json.array(Json.parse("[]"))).isEmpty();
    for (String bad : List.of("", "{", "1 2", "{\"a\": 1, \"a\": 2}", "[1,]")) {
      assertThatThrownBy(() -> Json.parse(bad)).isInstanceOf(RuntimeException.class);
    }
  }

  private static long total(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static long sum(MallocTruth truth, ToLongFunction<MallocTruth.Block> bytes) {
    return truth.live().stream().mapToLong(bytes).sum();
  }
}
