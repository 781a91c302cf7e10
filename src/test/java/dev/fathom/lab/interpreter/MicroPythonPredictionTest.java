package dev.fathom.lab.interpreter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fathom.lab.allocator.BlockHeap.BlockStatistics;
import dev.fathom.lab.process.ModelProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The model of MicroPython against a real one's `micropython.mem_info()`.
final class MicroPythonPredictionTest {
  private static final int COUNT = 200_000;
  private static final long HEAP_BYTES = 64L << 20;

  private static final String PROGRAM =
      """
      import gc, micropython
      n = 200000
      l = [0] * n
      g = []
      def stage(name):
          gc.collect()
          print("stage", name)
          micropython.mem_info()
      stage("before")
      for i in range(n):
          l[i] = 10 ** 10 + i
      stage("numbers")
      for i in range(n):
          l[i] = "%010d" % i
      stage("texts")
      for i in range(n):
          g.append(None)
      stage("growing")
      """;

  private static final Pattern HEAP = Pattern.compile("GC: total: (\\d+), used: (\\d+), free: .*");
  private static final Pattern BLOCKS =
      Pattern.compile(" No. of 1-blocks: (\\d+), 2-blocks: (\\d+), max blk sz: (\\d+), .*");

  @Test
  void foretellsWhatMemInfoSays() throws Exception {
    Path path = micropython();
    assumeTrue(Files.isExecutable(path), "no micropython on this machine");
    Process run = new ProcessBuilder(path.toString(), "-X", "heapsize=64M", "-c", PROGRAM).start();
    List<String> lines = new String(run.getInputStream().readAllBytes(), UTF_8).lines().toList();
    assertThat(run.waitFor()).isZero();
    Map<String, long[]> truth = truth(lines);

    ModelProcess process = ModelProcess.start(ModelProcess.machine(32_768, 0), "micropython");
    MicroPythonModel model = MicroPythonModel.in(process, HEAP_BYTES);
    long list = model.filled(COUNT);
    BlockStatistics before = model.heap().statistics();
    assertThat(before.totalBytes()).isEqualTo(figure(truth, "before", 0));

    for (int index = 0; index < COUNT; index++) {
      model.store(list, index, model.sum(10_000_000_000L, index));
    }
    model.collect();
    BlockStatistics numbers = model.heap().statistics();
    assertThat(numbers.usedBytes()).as("numbers take no memory").isEqualTo(before.usedBytes());
    assertClose(numbers.usedBytes() - before.usedBytes(), truth, "before", "numbers", 0);

    for (int index = 0; index < COUNT; index++) {
      long text = model.text(10);
      model.store(list, index, text);
      model.drop(text);
    }
    model.collect();
    BlockStatistics texts = model.heap().statistics();
    assertClose(texts.usedBytes() - numbers.usedBytes(), truth, "numbers", "texts", 1);
    assertClose(texts.ones() - numbers.ones(), truth, "numbers", "texts", 2);

    Programs.growing(model, COUNT);
    model.collect();
    BlockStatistics grown = model.heap().statistics();
    assertClose(grown.usedBytes() - texts.usedBytes(), truth, "texts", "growing", 1);
    assertThat(grown.longest()).isEqualTo(figure(truth, "growing", 4));
  }

  /// @param figure 0: bytes of nothing to speak of; 1: bytes in use; 2: allocations of one block
  private static void assertClose(
      long foretold, Map<String, long[]> truth, String from, String to, int figure) {
    int column = Math.max(1, figure);
    long real = figure(truth, to, column) - figure(truth, from, column);
    assertThat(foretold).as(to).isCloseTo(real, within(figure == 0 ? 2048L : real / 100));
  }

  private static Map<String, long[]> truth(List<String> lines) {
    Map<String, long[]> truth = new HashMap<>();
    long[] figures = new long[5];
    for (String line : lines) {
      if (line.startsWith("stage ")) {
        figures = new long[5];
        truth.put(line.substring("stage ".length()), figures);
      }
      Matcher heap = HEAP.matcher(line);
      if (heap.matches()) {
        figures[0] = Long.parseLong(heap.group(1));
        figures[1] = Long.parseLong(heap.group(2));
      }
      Matcher blocks = BLOCKS.matcher(line);
      if (blocks.matches()) {
        figures[2] = Long.parseLong(blocks.group(1));
        figures[3] = Long.parseLong(blocks.group(2));
        figures[4] = Long.parseLong(blocks.group(3));
      }
    }
    assertThat(truth).containsKeys("before", "numbers", "texts", "growing");
    return truth;
  }

  private static long figure(Map<String, long[]> truth, String stage, int column) {
    return Objects.requireNonNull(truth.get(stage))[column];
  }

  private static Path micropython() {
    String named = System.getenv("FATHOM_TEST_INTERPRETERS");
    Path folder =
        named == null
            ? Path.of(System.getProperty("user.home"), ".cache/fathom-interpreters")
            : Path.of(named);
    return folder.resolve("trixie-micropython/micropython");
  }

  /// Small numbers and interned texts are in the word itself.
  @Test
  void wordsAreTagged() {
    ModelProcess process = ModelProcess.start(ModelProcess.machine(256, 0), "micropython");
    MicroPythonModel model = MicroPythonModel.in(process, 64 << 10);
    long before = model.heap().statistics().usedBytes();
    assertThat(model.integer(-3)).isEqualTo(-5);
    assertThat(model.integer((1L << 62) - 1) & 1).isEqualTo(1);
    assertThat(model.heap().statistics().usedBytes()).isEqualTo(before);
    long word = model.interned("x");
    assertThat(word & 7).isEqualTo(2);
    assertThat(model.interned("x")).isEqualTo(word);
    assertThat(model.heap().statistics().usedBytes()).isEqualTo(before + 32);
  }

  /// What only refers to itself is found by mark and sweep.
  @Test
  void ringsAreCollected() {
    ModelProcess process = ModelProcess.start(ModelProcess.machine(256, 0), "micropython");
    MicroPythonModel model = MicroPythonModel.in(process, 64 << 10);
    long before = model.heap().statistics().usedBytes();
    long ring = model.list();
    model.append(ring, ring);
    model.drop(ring);
    assertThat(model.heap().statistics().usedBytes()).isEqualTo(before + 64);
    model.collect();
    assertThat(model.heap().statistics().usedBytes()).isEqualTo(before);
  }
}
