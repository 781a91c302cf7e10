package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.Findings;
import dev.fathom.model.Freeze;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.column.Extents;
import dev.fathom.model.memory.BlockState;
import dev.fathom.model.memory.PoolTable;
import dev.fathom.model.object.TypeTable;
import dev.fathom.survey.Survey;
import dev.fathom.survey.look.Parties;
import dev.fathom.target.LiveProcess;
import dev.fathom.target.Target;
import dev.fathom.testing.Documented;
import dev.fathom.testing.Interpreter;
import dev.fathom.testing.Interpreters;
import dev.fathom.testing.MallocStatistics;
import dev.fathom.testing.ObjectTruth;
import dev.fathom.testing.PythonTarget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What Fathom finds in a CPython against what that process says of itself: its allocator's
/// statistics, and the objects that a forked child of it lists.
final class CPythonTruthTest {
  private static final int INSTANCES = 40_000;

  private static final double RECALL =
      Documented.figure("README.md", "≥ {} of those that the garbage collector can reach");

  private static final List<String> COUNTED =
      List.of("__main__.Node", "__main__.Point", "list", "dict", "tuple");

  /// Fathom's findings beside the process's own word.
  ///
  /// @param unlisted by type: what Fathom found and the child did not list, as the process itself
  ///   calls it
  private record Looks(
      Findings findings,
      ObjectTruth objects,
      MallocStatistics pools,
      Map<String, List<String>> unlisted) {}

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#supported")
  void poolsAndObjectsAreThoseOfTheProcess(Interpreter interpreter) throws ProcessAccessException {
    assertAgree(look(interpreter, "million.py", INSTANCES));
  }

  @ParameterizedTest
  @MethodSource("dev.fathom.testing.Interpreters#supported")
  void alsoWhereADebugAllocatorPadsEachBlock(Interpreter interpreter)
      throws ProcessAccessException {
    Looks looks =
        look(interpreter, Map.of("PYTHONMALLOC", "pymalloc_debug"), "million.py", INSTANCES);
    assertAgree(looks);
    assertAsked(looks);
  }

  /// What the program was given for an object of fixed size is what it asked for, to the byte; the
  /// rest of its block is padding.
  private static void assertAsked(Looks looks) {
    Extents blocks = looks.findings().blocks();
    int compared = 0;
    for (int i = 0; i < looks.objects().size(); i++) {
      long address = looks.objects().address(i);
      int piece = blocks.at(address);
      if (looks.objects().type(i).name().equals("bytes")
          && blocks.state(piece) == BlockState.LIVE.code()) {
        assertThat(blocks.start(piece)).isEqualTo(address);
        assertThat(blocks.end(piece) - address).isEqualTo(looks.objects().sizeof(i));
        assertThat(blocks.state(piece - 1)).isEqualTo(BlockState.PADDING.code());
        assertThat(blocks.state(piece + 1)).isEqualTo(BlockState.PADDING.code());
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(100);
  }

  @Test
  void alsoWithNumpy() throws ProcessAccessException {
    assertAgree(look(Interpreters.requireNumpy(), "numpy_target.py"));
  }

  @Test
  void alsoWithAMillionInstances() throws ProcessAccessException {
    Looks looks = look(Interpreters.requireAny(), "million.py", 1_000_000);
    assertAgree(looks);
    assertThat(countsByName(looks.findings()).get("__main__.Node")).isEqualTo(500_000);
    assertThat(countsByName(looks.findings()).get("__main__.Point")).isEqualTo(500_000);
  }

  private static Looks look(Interpreter interpreter, String script, Object... arguments)
      throws ProcessAccessException {
    return look(interpreter, Map.of(), script, arguments);
  }

  private static Looks look(
      Interpreter interpreter, Map<String, String> environment, String script, Object... arguments)
      throws ProcessAccessException {
    try (PythonTarget python = PythonTarget.start(interpreter, environment, script, arguments)) {
      ObjectTruth objects = python.truth();
      MallocStatistics pools = python.mallocStatistics(); // last: it is what it says only just then
      try (Target target = LiveProcess.open(Math.toIntExact(python.pid()), Freeze.PTRACE)) {
        Findings findings = Survey.of(target, Parties.allocators(), Parties.runtimes());
        assertThat(findings.warnings()).isEmpty();
        return new Looks(findings, objects, pools, unlisted(findings, objects, python));
      }
    }
  }

  private static void assertAgree(Looks looks) {
    assertPools(looks.findings().pools(), looks.pools());
    assertRecall(looks);
    assertCounts(looks);
  }

  /// Pools, blocks used and blocks free of every size class, as `sys._debugmallocstats()` has them.
  private static void assertPools(PoolTable pools, MallocStatistics truth) {
    Map<Integer, MallocStatistics.SizeClass> found = new TreeMap<>();
    for (int pool = 0; pool < pools.count(); pool++) {
      if (pools.live(pool) > 0) { // a pool without live blocks belongs to no size class
        found.merge(
            pools.blockBytes(pool),
            new MallocStatistics.SizeClass(
                pools.blockBytes(pool),
                1,
                pools.live(pool),
                pools.capacity(pool) - pools.live(pool)),
            (a, b) ->
                new MallocStatistics.SizeClass(
                    a.size(), a.pools() + b.pools(), a.used() + b.used(), a.free() + b.free()));
      }
    }
    Map<Integer, MallocStatistics.SizeClass> stated = new TreeMap<>(truth.sizeClasses());
    stated.values().removeIf(sizeClass -> sizeClass.pools() == 0);
    assertThat(found).isEqualTo(stated);
  }

  /// Of the objects that the child reached by the collector, nearly all were found.
  private static void assertRecall(Looks looks) {
    ObjectTruth truth = looks.objects();
    Findings findings = looks.findings();
    List<String> missed = new ArrayList<>();
    for (int i = 0; i < truth.size(); i++) {
      int at = findings.objects().atOrBelow(truth.address(i));
      if (at < 0 || findings.objects().address(at) != truth.address(i)) {
        missed.add(truth.type(i).name() + "@" + Long.toHexString(truth.address(i)));
      }
    }
    assertThat(1 - (double) missed.size() / truth.size())
        .as("missed of %d: %s", truth.size(), missed.stream().limit(20).toList())
        .isGreaterThanOrEqualTo(RECALL);
  }

  /// The user's own classes to the object; of lists, dicts and tuples none too few, and where there
  /// are more than Python can reach by itself, the process confirms that they are what they are
  /// taken for.
  private static void assertCounts(Looks looks) {
    Map<String, Long> found = countsByName(looks.findings());
    for (String type : COUNTED) {
      List<String> unlisted = looks.unlisted().getOrDefault(type, List.of());
      assertThat(found.getOrDefault(type, 0L) - unlisted.size())
          .as(type)
          .isEqualTo(looks.objects().count(type));
      assertThat(unlisted).as("unlisted " + type).allMatch(type::equals);
    }
    assertThat(looks.unlisted().get("__main__.Node")).isEmpty();
    assertThat(looks.unlisted().get("__main__.Point")).isEmpty();
    assertThat(looks.unlisted().get("list")).isEmpty();
  }

  private static Map<String, List<String>> unlisted(
      Findings findings, ObjectTruth truth, PythonTarget python) {
    Map<String, List<String>> unlisted = new HashMap<>();
    for (String type : COUNTED) {
      List<Long> addresses = new ArrayList<>();
      for (int object = 0; object < findings.objects().count(); object++) {
        long address = findings.objects().address(object);
        if (name(findings, object).equals(type) && truth.indexOf(address) < 0) {
          addresses.add(address);
        }
      }
      unlisted.put(type, python.confirm(addresses));
    }
    return unlisted;
  }

  private static Map<String, Long> countsByName(Findings findings) {
    Map<String, Long> counts = new HashMap<>();
    for (int object = 0; object < findings.objects().count(); object++) {
      counts.merge(name(findings, object), 1L, Long::sum);
    }
    return counts;
  }

  private static String name(Findings findings, int object) {
    TypeTable.Type type = findings.types().get(findings.objects().type(object));
    return type.module().equals("builtins") ? type.name() : type.module() + "." + type.name();
  }
}
