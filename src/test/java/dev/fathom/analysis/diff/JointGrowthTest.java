package dev.fathom.analysis.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.finding.Finding;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.testing.Heaps;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What comes and goes among objects that two lists hold, neither of them alone.
final class JointGrowthTest {
  private static final long BASE = 0x100000;
  private static final long BYTES = 64;
  private static final List<String> LISTS = List.of("first", "second", "third");

  /// A module with three lists: nodes in the first and the second, leaves in the first and the
  /// third.
  ///
  /// @param moved how far nodes are moved: those at another address are others
  private static Analysis lists(int nodes, int leaves, int moved) {
    Heaps heap = Heaps.python().memory(BASE, BASE + 0x100000);
    int module = object(heap, "module", 0);
    int[] lists = new int[LISTS.size()];
    for (int list = 0; list < lists.length; list++) {
      lists[list] = object(heap, "list", 1 + list);
    }
    for (int list = 0; list < lists.length; list++) {
      int name = object(heap, "str", 5 + list);
      heap.spelling(name, LISTS.get(list)).attribute(module, name, lists[list]);
    }
    heap.root("__main__", module);
    for (int node = 0; node < nodes; node++) {
      int object = object(heap, "app.Node", 10 + moved + node);
      heap.item(lists[0], node, object).item(lists[1], node, object);
    }
    for (int leaf = 0; leaf < leaves; leaf++) {
      int object = object(heap, "app.Leaf", 5000 + leaf);
      heap.item(lists[0], nodes + leaf, object).item(lists[2], leaf, object);
    }
    return Analysis.of(heap.findings());
  }

  private static int object(Heaps heap, String type, int place) {
    heap.chunk(BASE + place * BYTES, BYTES, ChunkState.LIVE);
    return heap.object(type, BASE + place * BYTES, 48);
  }

  @Test
  void whatCameIsToldOfThoseWhoHoldIt() {
    OwnerDelta owner = only(Difference.of(lists(10, 10, 0), lists(310, 10, 0)), "app.Node");
    assertThat(owner.holders()).isEqualTo("__main__.first and __main__.second");
    assertThat(owner.countDelta()).isEqualTo(300);
    assertThat(owner.retainedDelta()).isEqualTo(300 * BYTES);
    assertThat(owner.mainType()).isEqualTo("app.Node");
    assertThat(owner.gone()).isFalse();
  }

  @Test
  void theFirstOfThemAreNothingThatWasThereBefore() {
    OwnerDelta owner = only(Difference.of(lists(0, 10, 0), lists(300, 10, 0)), "app.Node");
    assertThat(owner.holders()).isEqualTo("__main__.first and __main__.second");
    assertThat(owner.retainedDelta()).isEqualTo(300 * BYTES);
  }

  @Test
  void whatWentIsToldOfThoseWhoHeldIt() {
    Difference some = Difference.of(lists(310, 10, 0), lists(10, 10, 0));
    assertThat(only(some, "app.Node").retainedDelta()).isEqualTo(-300 * BYTES);
    assertThat(only(some, "app.Node").gone()).isFalse();
    Difference all = Difference.of(lists(300, 10, 0), lists(0, 10, 0));
    assertThat(only(all, "app.Node").holders()).isEqualTo("__main__.first and __main__.second");
    assertThat(only(all, "app.Node").gone()).isTrue();
    assertThat(GrowthFindings.of(all, lists(300, 10, 0).findings(), lists(0, 10, 0).findings()))
        .extracting(Finding::sentence)
        .anyMatch(sentence ->
            sentence.contains(
                "300 app.Node went that were held jointly by __main__.first and"
                    + " __main__.second"));
  }

  /// What comes and what goes are of one dominator, and nothing of it has grown.
  @Test
  void groupsOfOneModuleAreToldApart() {
    Difference difference = Difference.of(lists(100, 300, 0), lists(300, 100, 0));
    assertThat(only(difference, "app.Node").retainedDelta()).isEqualTo(200 * BYTES);
    assertThat(only(difference, "app.Leaf").retainedDelta()).isEqualTo(-200 * BYTES);
    assertThat(only(difference, "app.Leaf").holders())
        .isEqualTo("__main__.first and __main__.third");
    assertThat(sum(difference)).isZero();
  }

  /// As many came as went: a row of nothing but a difference of nothing.
  @Test
  void whatIsReplacedHasNotGrown() {
    Difference difference = Difference.of(lists(300, 600, 0), lists(300, 600, 1000));
    assertThat(difference.fresh()).isEqualTo(300);
    assertThat(difference.gone()).isEqualTo(300);
    assertThat(difference.owners()).isEmpty();
  }

  private static OwnerDelta only(Difference difference, String type) {
    return difference.owners().stream()
        .filter(owner -> owner.type().equals(type))
        .reduce((one, other) -> {
          throw new AssertionError("two rows: " + one + ", " + other);
        })
        .orElseThrow();
  }

  private static long sum(Difference difference) {
    return difference.owners().stream().mapToLong(OwnerDelta::retainedDelta).sum();
  }
}
