package dev.fathom.runtime.cpython;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.malloc.glibc.GlibcMalloc;
import dev.fathom.model.Findings;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.memory.PoolTable;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.survey.Survey;
import dev.fathom.target.Target;
import dev.fathom.target.core.CoreProcess;
import dev.fathom.testing.MallocStatistics;
import dev.fathom.testing.Recordings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Recorded Pythons of several versions: `recorded.py` makes known numbers of objects, and CPython
/// says itself what its allocator holds.
final class RecordedObjectsTest {
  private static final int ORDERS = 60;
  private static final int RINGS = 12;

  /// In the cache, in the queue, in a closure, in a generator's and in a thread's variables.
  private static final int POINTS = 40 + 20 + 9 + 11 + 13;

  /// Class and size of what `read` made before the process went to sleep: bytes with room for one.
  private static final int READ_BYTES = 48;

  /// No files of this machine.
  @TempDir private Path nothing;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cpython-2.7.capture",
        "cpython-3.11.capture",
        "cpython-3.11.core",
        "cpython-3.14.capture"
      })
  void thereAreAsManyAsWereMade(String recording) throws ProcessAccessException {
    assertThat(counts(findings(recording)))
        .containsEntry("__main__.Order", ORDERS)
        .containsEntry("__main__.Point", POINTS)
        .containsEntry("__main__.Ring", RINGS)
        .containsEntry("collections.deque", 1)
        .containsEntry("collections.defaultdict", 1);
  }

  /// Its own statistics, right before it fell asleep.
  @ParameterizedTest
  @ValueSource(strings = {"cpython-3.11", "cpython-3.14"})
  void eachPoolHasTheBlocksThatPythonCounts(String name) throws ProcessAccessException {
    MallocStatistics truth = Recordings.mallocStatistics(name);
    PoolTable pools = findings(name + ".capture").pools();
    Map<Integer, Long> live = new TreeMap<>();
    for (int pool = 0; pool < pools.count(); pool++) {
      if (pools.live(pool) > 0) {
        live.merge(pools.blockBytes(pool), (long) pools.live(pool), Long::sum);
      }
    }
    truth
        .sizeClasses()
        .forEach((size, known) -> {
          long more = size == READ_BYTES ? 1 : 0;
          assertThat(live.getOrDefault(size, 0L))
              .as("blocks of %d bytes", size)
              .isBetween(known.used(), known.used() + more);
        });
    assertThat(truth.sizeClasses().keySet()).containsAll(live.keySet());
  }

  /// Each of the orders has its number, name and lines; each ring is its own attribute.
  @ParameterizedTest
  @ValueSource(strings = {"cpython-2.7.capture", "cpython-3.11.capture", "cpython-3.14.capture"})
  void whatTheyReferToIsFollowed(String recording) throws ProcessAccessException {
    Findings findings = findings(recording);
    ObjectTable objects = findings.objects();
    int rings = 0;
    for (int object = 0; object < objects.count(); object++) {
      if (type(findings, object).equals("__main__.Ring")) {
        rings += reaches(findings.references().edges(), object, object, 2) ? 1 : 0;
      }
    }
    assertThat(rings).isEqualTo(RINGS);
  }

  /// Whether edges lead there in so many steps: the attributes may be in a dict of their own.
  private static boolean reaches(EdgeTable edges, int from, int to, int steps) {
    for (int edge = edges.first(from); edge < edges.first(from + 1); edge++) {
      if (edges.target(edge) == to
          || (steps > 1 && reaches(edges, edges.target(edge), to, steps - 1))) {
        return true;
      }
    }
    return false;
  }

  private static Map<String, Integer> counts(Findings findings) {
    Map<String, Integer> counts = new HashMap<>();
    for (int object = 0; object < findings.objects().count(); object++) {
      counts.merge(type(findings, object), 1, Integer::sum);
    }
    return counts;
  }

  private static String type(Findings findings, int object) {
    return findings.types().get(findings.objects().type(object)).qualifiedName();
  }

  private Findings findings(String recording) throws ProcessAccessException {
    try (Target target = CoreProcess.open(Recordings.file(recording), nothing)) {
      return Survey.of(target, List.of(new GlibcMalloc()), List.of(new CPython()));
    }
  }
}
