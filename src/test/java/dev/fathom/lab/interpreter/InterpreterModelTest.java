package dev.fathom.lab.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.analysis.account.fragmentation.ArenaUse;
import dev.fathom.analysis.account.fragmentation.Fragmentation;
import dev.fathom.analysis.account.fragmentation.Pins;
import dev.fathom.cli.FathomRun;
import dev.fathom.cli.shell.ExitCode;
import dev.fathom.lab.allocator.HeapCount;
import dev.fathom.lab.allocator.PoolStatistics;
import dev.fathom.lab.machine.Usage;
import dev.fathom.lab.process.ModelProcess;
import dev.fathom.lab.process.ModelTarget;
import dev.fathom.malloc.glibc.GlibcMalloc;
import dev.fathom.model.Findings;
import dev.fathom.model.memory.BlockState;
import dev.fathom.runtime.cpython.CPython;
import dev.fathom.survey.Survey;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.Json;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Programs of the talks on the models, and the analysers on a model of CPython.
final class InterpreterModelTest {
  private static Findings look(ModelProcess process) throws Exception {
    try (ModelTarget target = ModelTarget.of(process)) {
      return Survey.of(target, List.of(new GlibcMalloc()), List.of(new CPython()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 9, 10, 11, 12, 13, 14})
  void theAnalysersFindTheModelsObjects(int minor) throws Exception {
    ModelProcess process = ModelProcess.start(ModelProcess.machine(16_384, 0), "python");
    CPythonModel model = CPythonModel.in(process, minor);
    long kept = Programs.fragmenting(model, 2000);
    long numbers = Programs.numbers(model, 5000);
    model.drop(model.list());
    Findings findings = look(process);
    assertThat(findings.warnings()).isEmpty();
    assertThat(findings.runtime().orElseThrow().version()).startsWith("3." + minor);

    PoolStatistics truth = model.pymalloc().statistics();
    assertThat(findings.pools().count()).isEqualTo(truth.usedPools() + emptyPools(findings));
    long live = 0;
    for (int block = 0; block < findings.blocks().count(); block++) {
      int state = findings.blocks().state(block);
      if (state == BlockState.LIVE.code() || state == BlockState.KEPT.code()) {
        live += findings.blocks().end(block) - findings.blocks().start(block);
      }
    }
    assertThat(live).isEqualTo(truth.liveBytes());

    Map<String, Integer> types = new HashMap<>();
    Set<Long> objects = new HashSet<>();
    for (int object = 0; object < findings.objects().count(); object++) {
      long address = findings.objects().address(object);
      boolean inHeap = objects.add(address) && !isStatic(findings, address);
      if (inHeap) {
        types.merge(findings.types().get(findings.objects().type(object)).name(), 1, Integer::sum);
      }
    }
    assertThat(types).isEqualTo(Map.of("int", 5000, "list", 2, "str", model.length(kept)));
    assertThat(objects).contains(kept, numbers);
  }

  private static int emptyPools(Findings findings) {
    int empty = 0;
    for (int pool = 0; pool < findings.pools().count(); pool++) {
      empty += findings.pools().live(pool) == 0 ? 1 : 0;
    }
    return empty;
  }

  private static boolean isStatic(Findings findings, long address) {
    return findings.areas().stream()
        .anyMatch(
            area -> area.kind().staticData() && address >= area.start() && address < area.end());
  }

  /// The fourth talk: half of the heap is free and cannot be used; when the list is gone nearly all
  /// is free, and few blocks at its upper end keep it.
  @Test
  void theFourthTalksScript() throws Exception {
    ModelProcess process = ModelProcess.start(ModelProcess.machine(32_768, 0), "python2.6");
    CPythonModel model = CPythonModel.in(process, 11);
    long kept = Programs.fragmenting(model, 20_000);
    long late = model.text(5000);
    Fragmentation fragmented = Fragmentation.of(look(process));
    long resident = fragmented.sum(ArenaUse::resident);
    assertThat((double) fragmented.sum(ArenaUse::trapped) / resident).isBetween(0.42, 0.55);
    HeapCount count = model.count();
    assertThat(count.fragmentation()).isBetween(0.40, 0.55);

    model.drop(kept);
    model.pymalloc().malloc().verify();
    Findings after = look(process);
    Fragmentation freed = Fragmentation.of(after);
    Pins pins = Pins.of(after, freed);
    assertThat(freed.sum(ArenaUse::free)).isGreaterThan(20_000_000);
    assertThat(freed.sum(ArenaUse::trapped)).isLessThan(1 << 20);
    assertThat(pins.heaps()).hasSize(1);
    assertThat(pins.heaps().getFirst().held()).isGreaterThan(20_000_000);
    assertThat(pins.heaps().getFirst().starts().get(0) + 16).isEqualTo(late);

    int before = process.usage().resident();
    model.drop(late);
    assertThat((before - process.usage().resident()) * 4096L)
        .as("what went back when the pin was freed")
        .isGreaterThan(20_000_000);
  }

  /// What only refers to itself has references for ever; the collector finds it, Perl never does.
  @Test
  void rings() {
    CPythonModel python =
        CPythonModel.in(ModelProcess.start(ModelProcess.machine(512, 0), "python"), 11);
    long outer = python.list();
    long inner = python.list();
    long needed = python.list();
    python.append(outer, inner);
    python.append(inner, outer);
    python.append(inner, needed);
    python.drop(outer);
    python.drop(inner);
    int live = python.liveBlocks().length;
    python.collect();
    // The two lists are kept for reuse; their two tables of items are gone.
    assertThat(python.liveBlocks()).hasSize(live - 2);
    assertThat(python.length(needed)).isZero();
    python.collect();
    python.pymalloc().verify();

    PerlModel perl = PerlModel.in(ModelProcess.start(ModelProcess.machine(512, 0), "perl"));
    long ring = perl.list();
    perl.append(ring, ring);
    perl.drop(ring);
    long before = perl.count().live();
    perl.collect();
    assertThat(perl.count().live()).isEqualTo(before);
  }

  /// A real child after it has looked at a list of numbers.
  ///
  /// @param rss its writable memory of no file, in bytes
  private record Iterated(long rss, double sharedPart) {
    static Iterated of(String interpreter, int count) {
      FathomRun run =
          FathomRun.of(
              "experiment",
              "fork-sharing",
              "--interpreter",
              interpreter,
              "--items",
              count,
              "--json");
      assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.FINE);
      Map<String, @Nullable Object> stages =
          Json.object(Json.array(run.json().get("tables")).getFirst());
      Map<String, @Nullable Object> iterated = Json.object(Json.array(stages.get("rows")).get(1));
      assertThat(iterated).containsEntry("stage", "iterated").containsEntry("frozen", "");
      return new Iterated((long) number(iterated, "rss"), number(iterated, "sharedPart"));
    }

    private static double number(Map<String, @Nullable Object> row, String column) {
      return ((Number) Objects.requireNonNull(row.get(column), column)).doubleValue();
    }
  }

  /// A child looks at a list of numbers: the model says which share of the pages is copied by that,
  /// and a real process then does it.
  @Test
  void whatAForkStopsSharing() throws Exception {
    Interpreter interpreter = Interpreters.require(3, 11);
    int count = 1_000_000;
    String path = interpreter.path().toString();
    Iterated nothing = Iterated.of(path, 1);
    double measured = 1 - Iterated.of(path, count).sharedPart();

    ModelProcess process = ModelProcess.start(ModelProcess.machine(40_000, 0), "python");
    CPythonModel model = CPythonModel.in(process, 11);
    long list = Programs.counting(model, count);
    ModelInterpreter child = model.fork("worker");
    child.visitAll(list);
    Usage usage = child.process().usage();
    // What an interpreter without the list has, and writes to, it has with the list too.
    long base = nothing.rss();
    double written = (1 - nothing.sharedPart()) * base;
    double foretold = (usage.unique() * 4096.0 + written) / (usage.resident() * 4096.0 + base);
    assertThat(foretold).isCloseTo(measured, within(0.02));
    assertThat(measured).isGreaterThan(0.5);

    ModelProcess other = ModelProcess.start(ModelProcess.machine(8192, 0), "micropython");
    MicroPythonModel micro = MicroPythonModel.in(other, 16 << 20);
    long numbers = Programs.counting(micro, 100_000);
    ModelInterpreter reader = micro.fork("worker");
    reader.visitAll(numbers);
    assertThat(reader.process().usage().unique()).as("looking writes nothing").isZero();
  }
}
