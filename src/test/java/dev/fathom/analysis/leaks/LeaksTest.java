package dev.fathom.analysis.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.model.object.Holder;
import dev.fathom.model.object.InstanceLayout;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.testing.Heaps;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What is called lost, and what is only not seen to be held, in heaps that are made up.
final class LeaksTest {
  private static final long BASE = 0x7f00_0000_0000L;
  private static final long STEP = 64;
  private static final int COLLECTED = 16;
  private static final int MANY = 40;
  private static final long IMMORTAL = 0xffff_ffffL;

  private static final String NODE = "Node";
  private static final String LIST = "list";
  private static final String QUEUE = "collections.deque";
  private static final String WEAK = "weakref.ReferenceType";

  private Heaps heap = Heaps.python();
  private String field = "next";
  private int objects;

  private int object(String type, long references) {
    return object(type, references, ObjectRole.ORDINARY);
  }

  private int object(String type, long references, ObjectRole role) {
    return heap.object(type, BASE + objects++ * STEP, 48, COLLECTED, role, references);
  }

  private void edge(int from, int to) {
    heap.edge(from, field, to);
  }

  private void root(int object) {
    heap.root("__main__", object);
  }

  private Leaks leaks() {
    return Analysis.of(heap.findings()).leaks();
  }

  private static Map<String, Long> byEvidence(Leaks leaks) {
    return leaks.leaks().stream()
        .collect(
            Collectors.groupingBy(
                leak -> leak.evidence().id(), Collectors.summingLong(Leaks.Leak::objects)));
  }

  /// Two that refer to each other.
  private int ring(long referencesOfTheFirst) {
    int first = object(NODE, referencesOfTheFirst);
    int second = object(NODE, 1);
    edge(first, second);
    edge(second, first);
    return first;
  }

  @Test
  void aRingWhoseCountsItExplainsIsLost() {
    ring(1);
    assertThat(byEvidence(leaks())).isEqualTo(Map.of("certain", 2L));
  }

  @Test
  void aRingToWhichOneMoreIsCountedIsNot() {
    ring(2);
    assertThat(byEvidence(leaks())).isEqualTo(Map.of("doubtful", 2L));
  }

  @Test
  void whatSuchARingHoldsIsNotLostWithAnother() {
    int heldByBoth = object(LIST, 2);
    edge(ring(1), heldByBoth);
    edge(ring(2), heldByBoth);
    int ofTheSecond = object(LIST, 1);
    edge(heldByBoth, ofTheSecond);
    assertThat(byEvidence(leaks())).isEqualTo(Map.of("certain", 2L, "doubtful", 4L));
  }

  @Test
  void whatARootReachesIsNoLeak() {
    root(ring(2));
    assertThat(leaks().leaks()).isEmpty();
  }

  @Test
  void moreReferencesThanAMarkHasRoomForAreCompared() {
    int lost = object(LIST, MANY);
    int heldElsewhere = object(LIST, MANY + 1);
    for (int i = 0; i < MANY; i++) {
      int node = object(NODE, 1);
      edge(node, lost);
      edge(lost, node);
      node = object(NODE, 1);
      edge(node, heldElsewhere);
      edge(heldElsewhere, node);
    }
    assertThat(byEvidence(leaks())).isEqualTo(Map.of("certain", MANY + 1L, "doubtful", MANY + 1L));
  }

  @Test
  void whatNeverGoesAndWhatIsInternedIsNotLost() {
    int immortal = object(LIST, IMMORTAL);
    edge(immortal, object(NODE, 1));
    object(NODE, 1, ObjectRole.INTERNED);
    object(NODE, 1, ObjectRole.SMALL_INT);
    assertThat(leaks().leaks()).isEmpty();
    assertThat(leaks().leaked()).isZero();
  }

  @Test
  void aWordThatNobodyDescribedExplainsNoCount() {
    field = "~field_24";
    ring(1);
    assertThat(byEvidence(leaks())).isEqualTo(Map.of("doubtful", 2L));
  }

  @Test
  void moreReferencesFoundThanCountedExplainNothing() {
    int first = ring(1);
    edge(first, first);
    assertThat(byEvidence(leaks())).isEqualTo(Map.of("doubtful", 2L));
  }

  @Test
  void aWordOnAStackHoldsWhatMoreReferencesAreCountedTo() {
    heap.held(ring(2), Holder.Kind.STACK, "main thread");
    assertThat(leaks().leaks()).isEmpty();
  }

  @Test
  void butNotWhatItsRingExplains() {
    heap.held(ring(1), Holder.Kind.STACK, "main thread");
    assertThat(byEvidence(leaks())).isEqualTo(Map.of("certain", 2L));
  }

  @Test
  void whereNobodyCountsNothingIsCertain() {
    heap = Heaps.plain();
    ring(0);
    assertThat(byEvidence(leaks())).isEqualTo(Map.of("uncounted", 2L));
  }

  /// Chunks 1 and 2 are reached from a variable, 2 by its middle; 3 from 2; 4 from 1 and 2.
  @Test
  void whatOnlyAddressesOfMiddlesReachMayBeLost() {
    heap = Heaps.plain();
    int first = object("C memory", 0);
    int second = object("C memory", 0);
    int third = object("C memory", 0);
    int fourth = object("C memory", 0);
    heap.held(first, Holder.Kind.LIBRARY, "shop: first");
    heap.middle(first, 1, second).item(second, 0, third);
    heap.middle(first, 2, fourth).middle(second, 2, fourth).item(first, 3, fourth);
    Leaks leaks = leaks();
    assertThat(byEvidence(leaks)).isEqualTo(Map.of("middle", 2L));
    assertThat(leaks.leaked()).isZero();
    assertThat(leaks.lost()).isEmpty();
  }

  @Test
  void whereARuntimeDidNotSayItsCountsNothingIsCertain() {
    ring(0);
    assertThat(byEvidence(leaks())).isEqualTo(Map.of("doubtful", 2L));
  }

  @Test
  void theTypesThatLeadNowhereAreNamed() {
    InstanceLayout.Field pointer =
        new InstanceLayout.Field("block", "", 16, 8, InstanceLayout.Kind.POINTER);
    heap.layout(QUEUE, new InstanceLayout("dequeobject", List.of(pointer), 64, "", 0, 0, true));
    heap.layout(WEAK, new InstanceLayout("PyWeakReference", List.of(), 64, "", 0, 0, true));
    int queue = object(QUEUE, 1);
    root(queue);
    int weak = object(WEAK, 1);
    root(weak);
    object(NODE, 1);
    int empty = object(LIST, 1);
    int full = object(LIST, 1);
    root(empty);
    root(full);
    edge(full, empty);
    assertThat(leaks().silent())
        .containsExactly(new Leaks.Silent("Node", 1), new Leaks.Silent("collections.deque", 1));
  }
}
