package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.account.Account;
import dev.fathom.analysis.account.BalanceSheet;
import dev.fathom.analysis.graph.Entries;
import dev.fathom.ask.QuestionException;
import dev.fathom.ask.Resolver;
import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.column.Extents;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.memory.PoolTable;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.survey.Survey;
import dev.fathom.survey.look.Parties;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import dev.fathom.target.core.CoreProcess;
import dev.fathom.testing.CoreDump;
import dev.fathom.testing.PyPyTarget;
import dev.fathom.testing.PyPyTarget.Dumped;
import dev.fathom.testing.PyPys;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What Fathom finds in a PyPy against what its collector says when a forked child asks it.
final class PyPyTruthTest {
  private static final String KNOWN = "dev.fathom.testing.PyPys#known";
  private static final int NODES = 5000;
  private static final int LEAVES = 50;

  /// Of a thousand objects, and of a thousand references, one may differ: the child that says what
  /// there is has made some of its own.
  private static final double RECALL = 0.999;

  private static final double EXPLAINED = 0.99;

  /// The nursery goes on for as long as a young object may be (`nonlarge_max`, 16,896 words).
  private static final long BEYOND_NURSERY = 16_896 * 8;

  /// One look at each: to start an interpreter takes longer than to compare.
  @ParameterizedTest
  @MethodSource(KNOWN)
  void allIsAsTheCollectorAndTheProgramSay(Path interpreter)
      throws ProcessAccessException, IOException, QuestionException {
    try (PyPyTarget target = PyPyTarget.start(interpreter, NODES)) {
      Findings findings = look(target);
      target.ask();
      strategiesAreThoseThatPyPyNames(findings, target.announced("strategy"));
      assertThat(findings.warnings()).isEmpty();
      countsAreThoseOfTheCollector(findings, target.stats());
      try (RandomAccessFile memory = new RandomAccessFile("/proc/" + target.pid() + "/mem", "r")) {
        objectsAreThoseOfTheDump(findings, target.dump(), target.types(), memory);
      }
      assertThat(counts(findings))
          .containsEntry("__main__.Node", (long) NODES)
          .containsEntry("__main__.Leaf", (long) LEAVES)
          .containsEntry("__main__.Many", 1L)
          .containsEntry("__main__.Slotted", 1L)
          .containsEntry("__main__.Derived", 1L);
    }
  }

  private static void countsAreThoseOfTheCollector(Findings findings, Map<String, Long> stats) {
    assertThat(inArenas(findings.pools())).isEqualTo(stats.get("total_arena_memory"));
    assertThat(large(findings)).isEqualTo(stats.get("total_rawmalloced_memory"));
    assertThat(nursery(findings))
        .isEqualTo(Objects.requireNonNull(stats.get("nursery_size")) + BEYOND_NURSERY);
    BalanceSheet sheet = Analysis.of(findings).sheet();
    long unexplained =
        sheet.accounts().stream()
            .filter(account -> account.id().equals("unexplained"))
            .mapToLong(Account::resident)
            .sum();
    assertThat((double) unexplained / sheet.rss()).isLessThan(1 - EXPLAINED);
  }

  /// The dump has what is reached; each of its objects is found, of its size, and of one type a
  /// number.
  private static void objectsAreThoseOfTheDump(
      Findings findings, List<Dumped> dump, List<String> types, RandomAccessFile memory)
      throws IOException {
    ObjectTable objects = findings.objects();
    EdgeTable edges = findings.references().edges();
    BitSet garbage = Entries.of(findings).garbage(findings);
    Map<Integer, Set<String>> names = new HashMap<>();
    Map<String, Recall> recalls = new TreeMap<>();
    BitSet live = new BitSet();
    for (Dumped each : dump) {
      if (isFree(findings, each.address())) {
        continue; // handed out since, in the child
      }
      Recall recall = recalls.computeIfAbsent(types.get(each.member()), none -> new Recall());
      recall.wanted++;
      OptionalInt at = objects.beginningAt(each.address());
      if (at.isEmpty() || objects.shallow(at.getAsInt()) != each.bytes()) {
        continue;
      }
      int object = at.getAsInt();
      recall.found++;
      recall.reached += garbage.get(object) ? 0 : 1;
      live.set(object);
      if (!types.get(each.member()).contains("typedef.")) {
        names
            .computeIfAbsent(each.member(), none -> new HashSet<>())
            .add(findings.types().get(objects.type(object)).qualifiedName());
      }
      Set<Long> targets = new HashSet<>();
      for (int edge = edges.first(object); edge < edges.first(object + 1); edge++) {
        targets.add(objects.address(edges.target(edge)));
      }
      for (long to : each.references()) {
        boolean found = targets.contains(to);
        if (found || parentHas(memory, each, to)) {
          recall.references++;
          recall.told += found ? 1 : 0;
        } // else the child wrote it there, to its caches of methods for instance
      }
    }
    assertThat(recalls.values().stream().mapToLong(each -> each.wanted).sum())
        .isGreaterThan(100_000);
    assertThat(recalls).hasSizeGreaterThan(500).allSatisfy((type, recall) -> recall.assertAll());
    othersAreGarbage(findings, live, garbage);
    assertThat(names).isNotEmpty().allSatisfy((member, called) -> assertThat(called).hasSize(1));
  }

  /// Whether an object has a reference in the process that was looked at, too.
  private static boolean parentHas(RandomAccessFile memory, Dumped object, long reference)
      throws IOException {
    byte[] bytes = new byte[(int) object.bytes()];
    memory.seek(object.address());
    memory.readFully(bytes);
    LongBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    while (words.hasRemaining()) {
      if (words.get() == reference) {
        return true;
      }
    }
    return false;
  }

  /// What the collector did not reach, and is not young (the child moves that), is told as garbage.
  private static void othersAreGarbage(Findings findings, BitSet live, BitSet garbage) {
    ObjectTable objects = findings.objects();
    Extents blocks = findings.blocks();
    long kept = 0;
    for (int object = 0; object < objects.count(); object++) {
      int state = blocks.state(blocks.at(objects.address(object)));
      if (state == BlockState.LIVE.code() && !live.get(object) && !garbage.get(object)) {
        kept++;
      }
    }
    assertThat((double) kept / live.cardinality()).isLessThan(1 - RECALL);
  }

  /// Of the objects of a type, and of their references, one of a thousand may differ, and what the
  /// child has made of its own.
  private static final class Recall {
    private static final long OWN = 5;

    long wanted;
    long found;
    long reached;
    long references;
    long told;

    void assertAll() {
      assertThat(found).isGreaterThanOrEqualTo((long) (RECALL * wanted) - OWN);
      assertThat(reached).isGreaterThanOrEqualTo((long) (RECALL * found) - OWN);
      assertThat(told).isGreaterThanOrEqualTo((long) (RECALL * references) - OWN);
    }
  }

  /// What PyPy itself calls the strategy of a container (`__pypy__.strategy`).
  private static void strategiesAreThoseThatPyPyNames(
      Findings findings, List<List<String>> announced) throws QuestionException {
    assertThat(announced).hasSizeGreaterThan(15);
    Resolver resolver = new Resolver(Analysis.of(findings));
    EdgeTable edges = findings.references().edges();
    for (List<String> each : announced) {
      int container = resolver.object("__main__.%s['%s']".formatted(each.get(0), each.get(1)));
      Set<String> led = new HashSet<>();
      for (int edge = edges.first(container); edge < edges.first(container + 1); edge++) {
        led.add(findings.types().get(findings.objects().type(edges.target(edge))).qualifiedName());
      }
      assertThat(led).contains("(" + each.get(2) + ")");
    }
  }

  @ParameterizedTest
  @MethodSource(KNOWN)
  void whatIsPlantedHasItsPath(Path interpreter) {
    try (PyPyTarget target = PyPyTarget.start(interpreter, NODES)) {
      assertThat(
              FathomRun.of("path", target.pid(), "__main__.Leaf", "--top", 80).assertFine().out())
          .contains(
              "__main__.cache[*][*]",
              "__main__.pair[*]",
              "__main__.queue[0]",
              "__main__.values.mapping['value']",
              "__main__.pairs.mapping['pair']",
              "__main__.keys.mapping.keys()[…]",
              "__main__.iterator.<w_seq>[0]",
              "__main__.numbered[*]",
              "__main__.mixed[*]",
              "__main__.chained.maps[0]['chained']",
              "__main__.counted['ordered']",
              "__main__.partial.args[0]",
              "__main__.proxy.<w_mapping>['proxied']",
              "__main__.lists[*][*]",
              "__main__.view.simple",
              "__main__.line[150]",
              "__main__.bunch{…}",
              "__main__.frozen{…}",
              "__main__.many.one",
              "__main__.many.seven",
              "__main__.slotted.left",
              "__main__.slotted.right[0]",
              "__main__.derived[0]",
              "__main__.derived.extra",
              "__main__.Node.shared",
              "__main__.secret[*]",
              "__main__.running.gi_frame$argument",
              "__main__.running.gi_frame$local[0]",
              "__main__.closure.__closure__[0]",
              "__main__.closure.__defaults__[0]",
              "serve()$deep")
          .doesNotContain("key of the user", "unreached", "None of these ways");
    }
  }

  @Test
  void everyCommandKnowsIt(@TempDir Path folder) throws Exception {
    try (PyPyTarget target = PyPyTarget.start(PyPys.any(), NODES)) {
      long pid = target.pid();
      assertThat(FathomRun.of("report", pid).assertFine().out())
          .contains("PyPy 7.3.", "(stripped)", "PyPy objects", "prebuilt, in its library");
      assertThat(FathomRun.of("objects", pid, "--top", 80).assertFine().out())
          .contains("__main__.Node");
      assertThat(FathomRun.of("path", pid, "__main__.cache['x'][3]").assertFine().out())
          .contains("__main__.cache['x'][3]");
      Path snapshot = folder.resolve("pypy.fathom");
      FathomRun.of("snapshot", pid, "-o", snapshot).assertFine();
      assertThat(FathomRun.of("owners", snapshot, "--json").assertFine().out())
          .contains("__main__.numbers", "__main__.block", "__main__.raw");
      assertThat(FathomRun.of("diff", snapshot, pid).assertFine().out()).isNotBlank();
      assertThat(FathomRun.of("explain", pid, "__main__.nodes[7]").assertFine().out())
          .contains("__main__.Node");
      assertThat(FathomRun.of("explain", pid, "__main__.dicts['integers']").assertFine().out())
          .contains("W_DictObject", "inst_dstrategy", "─▶ (IntDictStrategy)");
      assertThat(FathomRun.of("leaks", pid).assertFine().out()).isNotBlank();
      assertThat(FathomRun.of("fragmentation", pid).assertFine().out()).contains("arenas");
      assertThat(FathomRun.of("pins", pid).assertFine().out()).isNotBlank();
      Path capture = folder.resolve("pypy.core");
      FathomRun.of("capture", pid, "-o", capture).assertFine();
      Map<String, Long> live = counts(look(target));
      assertThat(counts(Likeness.survey(CoreProcess.open(capture, Path.of("/"))))).isEqualTo(live);
      Path core = CoreDump.gcore(pid, folder);
      assertThat(counts(Likeness.survey(CoreProcess.open(core, Path.of("/")))))
          .containsAllEntriesOf(live);
      Path page = folder.resolve("pypy.html");
      FathomRun.of("html", pid, "-o", page).assertFine();
      assertThat(Files.readString(page)).contains("__main__.Node");
    }
  }

  private static Findings look(PyPyTarget pypy) throws ProcessAccessException {
    try (Target target = LiveProcess.open((int) pypy.pid(), Freeze.PTRACE)) {
      return Survey.of(target, Parties.allocators(), Parties.runtimes());
    }
  }

  private static boolean isFree(Findings findings, long address) {
    Extents blocks = findings.blocks();
    int state = blocks.state(blocks.at(address));
    return state == BlockState.FREE.code() || state == BlockState.NURSERY.code();
  }

  private static long inArenas(PoolTable pools) {
    long bytes = 0;
    for (int pool = 0; pool < pools.count(); pool++) {
      bytes += (long) pools.live(pool) * pools.blockBytes(pool);
    }
    return bytes;
  }

  /// The objects that have a chunk of malloc to themselves, card tables with them.
  private static long large(Findings findings) {
    ObjectTable objects = findings.objects();
    long bytes = 0;
    for (int object = 0; object < objects.count(); object++) {
      long address = objects.address(object);
      boolean ofC = findings.types().get(objects.type(object)).dialect().isMereMemory();
      if (!ofC
          && !findings.types().isMapped(objects.type(object))
          && holds(findings.chunks(), address)
          && !holds(findings.blocks(), address)) {
        bytes += objects.shallow(object) + objects.headBytes(object);
      }
    }
    return bytes;
  }

  private static boolean holds(Extents pieces, long address) {
    int at = pieces.at(address);
    return pieces.state(at) != Extents.NOTHING;
  }

  /// {@return from the first young object to where the free room ends}
  private static long nursery(Findings findings) {
    Extents blocks = findings.blocks();
    long start = Long.MAX_VALUE;
    long end = 0;
    for (int block = 0; block < blocks.count(); block++) {
      int state = blocks.state(block);
      if (state == BlockState.YOUNG.code() || state == BlockState.NURSERY.code()) {
        start = Math.min(start, blocks.start(block));
        end = Math.max(end, blocks.end(block));
      }
    }
    return end - start;
  }

  private static Map<String, Long> counts(Findings findings) {
    ObjectTable objects = findings.objects();
    Map<String, Long> counts = new HashMap<>();
    for (int object = 0; object < objects.count(); object++) {
      counts.merge(findings.types().get(objects.type(object)).qualifiedName(), 1L, Long::sum);
    }
    return counts;
  }
}
