package dev.fathom.analysis.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.model.ColumnsInMemory;
import dev.fathom.model.Findings;
import dev.fathom.model.Identity;
import dev.fathom.model.column.IntColumn;
import dev.fathom.model.column.LongColumn;
import dev.fathom.model.object.BufferTable;
import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.HeldObjects;
import dev.fathom.model.object.Holder;
import dev.fathom.model.object.InstanceLayout;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.model.object.References;
import dev.fathom.model.object.RootKind;
import dev.fathom.model.object.TypeTable;
import dev.fathom.runtime.cpython.words.PythonDialect;
import java.util.ArrayList;
import java.util.BitSet;
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

  private static final int NODE = 0;
  private static final int LIST = 1;
  private static final int QUEUE = 2;
  private static final int WEAK = 3;

  private final ObjectTable objects = new ObjectTable();
  private final List<List<Integer>> edges = new ArrayList<>();
  private final List<References.Root> roots = new ArrayList<>();
  private final HeldObjects held = new HeldObjects();
  private final List<Holder> holders = new ArrayList<>();
  private String field = "next";

  private int object(int type, long references) {
    return object(type, references, ObjectRole.ORDINARY);
  }

  private int object(int type, long references, ObjectRole role) {
    int id = objects.count();
    objects.add(BASE + id * STEP, type, 48, COLLECTED, role, references);
    edges.add(new ArrayList<>());
    return id;
  }

  private void edge(int from, int to) {
    edges.get(from).add(to);
  }

  private void root(int object) {
    roots.add(new References.Root(object, RootKind.MODULE, "__main__"));
  }

  private Leaks leaks() {
    return leaks("cpython");
  }

  private Leaks leaks(String runtime) {
    IntColumn firsts = new IntColumn();
    IntColumn targets = new IntColumn();
    IntColumn names = new IntColumn();
    for (List<Integer> each : edges) {
      firsts.add(targets.count());
      for (int target : each) {
        targets.add(target);
        names.add(EdgeTable.nameWord(EdgeKind.FIELD.code(), 0));
      }
    }
    TypeTable types = new TypeTable();
    List.of("Node", "list", "collections.deque", "weakref.ReferenceType")
        .forEach(name ->
            types.put(types.count(), new TypeTable.Type(1, "builtins", name, new PythonDialect())));
    InstanceLayout.Field pointer =
        new InstanceLayout.Field("block", "", 16, 8, InstanceLayout.Kind.POINTER);
    types.putLayout(QUEUE, new InstanceLayout("dequeobject", List.of(pointer), 64, "", 0, 0, true));
    types.putLayout(WEAK, new InstanceLayout("PyWeakReference", List.of(), 64, "", 0, 0, true));
    Identity identity =
        new Identity(Identity.Kind.LIVE, 4242, "/bin/made-up", List.of("/bin/made-up"), false);
    return Analysis.of(
            Findings.of(identity)
                .runtimes(
                    runtime.isEmpty()
                        ? List.of()
                        : List.of(
                            new Findings.RuntimeIdentity(
                                new PythonDialect(), "", runtime, false, "")))
                .columns(
                    new ColumnsInMemory()
                        .objects(objects)
                        .types(types)
                        .buffers(
                            BufferTable.of(
                                new LongColumn(),
                                new LongColumn(),
                                new int[0],
                                new BitSet(),
                                new int[0],
                                holders))
                        .references(
                            new References(
                                EdgeTable.of(firsts, targets, names),
                                roots,
                                Map.of(),
                                List.of(field),
                                held)))
                .build())
        .leaks();
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
    holders.add(new Holder(Holder.Kind.STACK, "main thread", ""));
    held.add(ring(2), 0);
    assertThat(leaks().leaks()).isEmpty();
  }

  @Test
  void butNotWhatItsRingExplains() {
    holders.add(new Holder(Holder.Kind.STACK, "main thread", ""));
    held.add(ring(1), 0);
    assertThat(byEvidence(leaks())).isEqualTo(Map.of("certain", 2L));
  }

  @Test
  void whereNobodyCountsNothingIsCertain() {
    ring(0);
    assertThat(byEvidence(leaks(""))).isEqualTo(Map.of("uncounted", 2L));
    assertThat(byEvidence(leaks("perl"))).isEqualTo(Map.of("doubtful", 2L));
  }

  @Test
  void theTypesThatLeadNowhereAreNamed() {
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
