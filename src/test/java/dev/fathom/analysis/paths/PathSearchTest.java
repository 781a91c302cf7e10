package dev.fathom.analysis.paths;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.testing.Heaps;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Ways to objects that are held in more than one way, counted by hand.
final class PathSearchTest {
  private static final long STEP = 64;

  private final Heaps heap = Heaps.python();
  private long next = 0x10000;

  private int object(String type) {
    next += STEP;
    return heap.object(type, next, 48);
  }

  private int named(int holder, String name, int held) {
    int text = object("str");
    heap.spelling(text, name).attribute(holder, text, held);
    return held;
  }

  private PathSearch.Answer paths(int top, int... wanted) {
    return PathSearch.to(Analysis.of(heap.findings()), wanted, top);
  }

  private static Map<String, Long> counts(PathSearch.Answer answer) {
    return answer.paths().stream().collect(Collectors.toMap(ObjectPath::path, ObjectPath::count));
  }

  @Test
  void eachIsCountedInEveryWayThatLeadsToIt() {
    int module = object("module");
    int all = object("list");
    int some = object("list");
    int[] things = IntStream.range(0, 10).map(each -> object("app.Thing")).toArray();
    heap.root("__main__", module);
    named(module, "all", all);
    named(module, "some", some);
    for (int place = 0; place < things.length; place++) {
      heap.item(all, place, things[place]);
      if (place < 4) {
        heap.item(some, place, things[place]);
      }
    }
    PathSearch.Answer answer = paths(10, things);
    assertThat(counts(answer)).isEqualTo(Map.of("__main__.all[*]", 10L, "__main__.some[*]", 4L));
    assertThat(answer.again()).isEqualTo(4);
    assertThat(answer.unlisted()).isZero();
    assertThat(answer.more()).isFalse();
  }

  @Test
  void oneObjectIsToldExactly() {
    int module = object("module");
    int all = object("list");
    int thing = object("app.Thing");
    heap.root("__main__", module).item(all, 17, thing);
    named(module, "all", all);
    assertThat(counts(paths(10, thing))).isEqualTo(Map.of("__main__.all[17]", 1L));
  }

  @Test
  void whereFewerAreWantedThereAreMore() {
    int module = object("module");
    int thing = object("app.Thing");
    heap.root("__main__", module);
    named(module, "one", thing);
    named(module, "other", thing);
    PathSearch.Answer answer = paths(1, thing);
    assertThat(answer.paths()).hasSize(1);
    assertThat(answer.more()).isTrue();
  }

  /// The parent of a child refers to it, and it to its parent: no way goes round.
  @Test
  void noWayGoesInACircle() {
    int module = object("module");
    int parent = object("app.Parent");
    int child = object("app.Child");
    heap.root("__main__", module).edge(child, "parent", parent).edge(parent, "child", child);
    named(module, "parent", parent);
    assertThat(counts(paths(10, child))).isEqualTo(Map.of("__main__.parent.child", 1L));
  }
}
