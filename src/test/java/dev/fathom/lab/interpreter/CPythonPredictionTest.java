package dev.fathom.lab.interpreter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.lab.allocator.PoolStatistics;
import dev.fathom.lab.allocator.Pymalloc;
import dev.fathom.lab.process.ModelProcess;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The model of CPython foretells what real ones then do. A real process says itself, from within
/// forked children, what its small-object allocator has in use before and after each program; the
/// model begins where the real one stands before.
final class CPythonPredictionTest {
  private static final int COUNT = 200_000;

  private static final String PROGRAM =
      """
      import os, sys
      def stats(name):
          child = os.fork()
          if child == 0:
              os.dup2(1, 2)
              os.write(1, ("stage %s\\n" % name).encode())
              sys._debugmallocstats()
              os._exit(0)
          os.waitpid(child, 0)
      n = 200000
      program = sys.argv[1]
      l = [None] * n
      grown = []
      stats("before")
      if program == "numbers":
          for i in range(n):
              l[i] = 10 ** 10 + i
      elif program == "texts":
          for i in range(n):
              l[i] = "%010d" % i
      else:
          for i in range(n):
              grown.append(None)
      stats("after")
      os.write(1, ("list %d\\n" % (sys.getsizeof(grown) - sys.getsizeof([]))).encode())
      """;

  private static final Pattern CLASS =
      Pattern.compile("\\s*\\d+\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)\\s*");
  private static final Pattern ARENAS =
      Pattern.compile("# arenas allocated current\\s+=\\s+([\\d,]+)");

  private static final Pattern UNUSED = Pattern.compile("([\\d,]+) unused pools \\* .*");
  private static final Pattern LOST =
      Pattern.compile("# bytes lost to arena alignment\\s+=\\s+([\\d,]+)");

  static Stream<Arguments> foretells() {
    List<Arguments> cases = new ArrayList<>();
    for (int minor : new int[] {9, 10, 11, 12, 13, 14}) {
      cases.add(Arguments.of(minor, "numbers"));
      if (minor == 9 || minor == 11) {
        cases.add(Arguments.of(minor, "texts"));
        cases.add(Arguments.of(minor, "growing"));
      }
    }
    return cases.stream();
  }

  @ParameterizedTest(name = "3.{0} {1}")
  @MethodSource
  void foretells(int minor, String program) throws Exception {
    Interpreter interpreter = Interpreters.require(3, minor);
    Process run =
        new ProcessBuilder(interpreter.path().toString(), "-c", PROGRAM, program)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> lines = new String(run.getInputStream().readAllBytes(), UTF_8).lines().toList();
    assertThat(run.waitFor()).isZero();
    Truth before = Truth.of(lines, "before");
    Truth after = Truth.of(lines, "after");
    assertThat(before.arenas).isPositive();

    ModelProcess process = ModelProcess.start(ModelProcess.machine(32_768, 0), program);
    CPythonModel model = CPythonModel.in(process, minor);
    long filler = model.filled(COUNT);
    while (process.map(ModelProcess.PAGE_BYTES) % model.pymalloc().geometry().poolBytes() != 0) {
      // Pages are taken until the next arena begins with a pool.
    }
    resume(model.pymalloc(), before);
    assertThat(model.pymalloc().statistics().arenas()).isEqualTo(before.arenas);
    assertThat(model.pymalloc().statistics().unusedPools()).isEqualTo(before.unused);
    // Where the kernel maps is chance: arenas that do not begin with a pool have one pool less.
    long lost = (after.unaligned - before.unaligned) / model.pymalloc().geometry().poolBytes();
    takePools(model.pymalloc(), lost);
    PoolStatistics begun = model.pymalloc().statistics();
    long grown = 0;
    if (program.equals("growing")) {
      grown = Programs.growing(model, COUNT);
    }
    for (int index = 0; index < COUNT && grown == 0; index++) {
      long item = program.equals("numbers") ? model.sum(10_000_000_000L, index) : model.text(10);
      model.store(filler, index, item);
      model.drop(item);
    }
    PoolStatistics ended = model.pymalloc().statistics();
    model.pymalloc().verify();
    if (program.equals("growing")) {
      long real =
          lines.stream()
              .filter(line -> line.startsWith("list "))
              .mapToLong(line -> Long.parseLong(line.substring("list ".length())))
              .findFirst()
              .orElseThrow();
      assertThat(model.itemBytes(grown)).isEqualTo(real);
      assertThat(ended.arenas()).isEqualTo(after.arenas);
      assertThat(ended.usedPools() - begun.usedPools())
          .isCloseTo(after.pools() - before.pools(), within(percent(after.pools())));
    } else {
      assertThat(ended.arenas() - before.arenas)
          .as("arenas")
          .isCloseTo(after.arenas - before.arenas, within(percent(after.arenas - before.arenas)));
      int pools = after.pools() - before.pools();
      assertThat(ended.usedPools() - begun.usedPools())
          .as("pools")
          .isCloseTo(pools, within(percent(pools)));
      long bytes = after.bytes() - before.bytes();
      assertThat(ended.liveBytes() - begun.liveBytes())
          .as("bytes")
          .isCloseTo(bytes, within(bytes / 100));
      assertThat(bytes).isGreaterThan(COUNT * 30L);
    }
    model.drop(filler);
  }

  private static int percent(int of) {
    return of / 100;
  }

  /// Makes the model's pools be in the state of the real ones: as many of each class, as full.
  private static void resume(Pymalloc pymalloc, Truth truth) {
    PoolStatistics own = pymalloc.statistics();
    for (int index = 0; index < truth.pools.length; index++) {
      int size = (index + 1) * 16;
      int capacity = pymalloc.geometry().capacity(size);
      int wanted = truth.pools[index] * capacity;
      int have = own.blocks().get(index);
      List<Long> blocks = new ArrayList<>();
      while (have + blocks.size() < wanted) {
        blocks.add(pymalloc.allocate(size));
      }
      // One block stays in each pool, so that no pool goes away.
      int free = truth.available[index];
      for (int pool = truth.pools[index] - 1; pool >= 0 && free > 0; pool--) {
        for (int block = capacity - 1; block > 0 && free > 0; block--) {
          int at = pool * capacity + block - have;
          if (at >= 0) {
            pymalloc.free(blocks.get(at));
            free--;
          }
        }
      }
    }
    takePools(pymalloc, pymalloc.statistics().unusedPools() - truth.unused);
  }

  /// Arenas of the model begin with a pool; what real ones lose by not doing so is taken away.
  private static void takePools(Pymalloc pymalloc, long count) {
    int before = pymalloc.statistics().usedPools();
    while (pymalloc.statistics().usedPools() < before + count) {
      pymalloc.allocate(512);
    }
  }

  /// What a process said of itself.
  private static final class Truth {
    private final int[] pools = new int[32];
    private final int[] blocks = new int[32];
    private final int[] available = new int[32];
    private int arenas;
    private int unused;
    private long unaligned;

    static Truth of(List<String> lines, String stage) {
      Truth truth = new Truth();
      int from = lines.indexOf("stage " + stage) + 1;
      assertThat(from).as("stage " + stage).isPositive();
      for (String line : lines.subList(from, lines.size())) {
        if (line.startsWith("stage ")) {
          break;
        }
        Matcher row = CLASS.matcher(line);
        if (row.matches()) {
          int index = Integer.parseInt(row.group(1)) / 16 - 1;
          truth.pools[index] = Integer.parseInt(row.group(2));
          truth.blocks[index] = Integer.parseInt(row.group(3));
          truth.available[index] = Integer.parseInt(row.group(4));
        }
        Matcher arenas = ARENAS.matcher(line);
        if (arenas.matches()) {
          truth.arenas = (int) number(arenas);
        }
        Matcher unused = UNUSED.matcher(line);
        if (unused.matches()) {
          truth.unused = (int) number(unused);
        }
        Matcher lost = LOST.matcher(line);
        if (lost.matches()) {
          truth.unaligned = number(lost);
        }
      }
      return truth;
    }

    private static long number(Matcher matcher) {
      return Long.parseLong(matcher.group(1).replace(",", ""));
    }

    int pools() {
      return Arrays.stream(pools).sum();
    }

    long bytes() {
      long bytes = 0;
      for (int index = 0; index < blocks.length; index++) {
        bytes += (long) blocks[index] * (index + 1) * 16;
      }
      return bytes;
    }
  }
}
