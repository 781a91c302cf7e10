package dev.fathom.analysis.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.testing.Heaps;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What came and went between two made-up looks, and who holds it.
final class DifferenceTest {
  private static final long BASE = 0x100000;
  private static final long BYTES = 64;

  /// A module with two lists, of so many nodes each, all in chunks of 64 bytes.
  private static Analysis lists(int first, int second) {
    Heaps heap = Heaps.python().memory(BASE, BASE + 0x100000);
    int module = object(heap, "module", 0);
    int one = object(heap, "list", 1);
    int other = object(heap, "list", 2);
    int firstName = object(heap, "str", 3);
    int secondName = object(heap, "str", 4);
    heap.spelling(firstName, "first")
        .spelling(secondName, "second")
        .root("__main__", module)
        .attribute(module, firstName, one)
        .attribute(module, secondName, other);
    for (int node = 0; node < first; node++) {
      heap.item(one, node, object(heap, "app.Node", 10 + node));
    }
    for (int node = 0; node < second; node++) {
      heap.item(other, node, object(heap, "app.Leaf", 5000 + node));
    }
    return Analysis.of(heap.findings());
  }

  private static int object(Heaps heap, String type, int place) {
    heap.chunk(BASE + place * BYTES, BYTES, ChunkState.LIVE);
    return heap.object(type, BASE + place * BYTES, 48);
  }

  @Test
  void whatCameIsToldOfItsOwner() {
    Difference difference = Difference.of(lists(3, 5), lists(203, 5));
    assertThat(difference.fresh()).isEqualTo(200);
    assertThat(difference.gone()).isZero();
    assertThat(difference.both()).isEqualTo(5 + 3 + 5);
    assertThat(difference.types()).hasSize(1);
    assertThat(difference.types().getFirst())
        .returns("app.Node", TypeDelta::qualifiedName)
        .returns(3L, TypeDelta::countBefore)
        .returns(203L, TypeDelta::countAfter)
        .returns(200L, TypeDelta::fresh)
        .returns(200 * BYTES, TypeDelta::allocatedDelta);
    OwnerDelta owner = owner(difference, "__main__.first").orElseThrow();
    assertThat(owner.retainedDelta()).isEqualTo(200 * BYTES);
    assertThat(owner.countDelta()).isEqualTo(200);
    assertThat(owner.mainType()).isEqualTo("app.Node");
    assertThat(owner.entries()).isEqualTo("items");
    assertThat(owner.entriesDelta()).isEqualTo(200);
    assertThat(account(difference, "python.objects")).isEqualTo(200 * BYTES);
  }

  @Test
  void whatWentIsToldToo() {
    Difference difference = Difference.of(lists(300, 400), lists(300, 100));
    assertThat(difference.gone()).isEqualTo(300);
    assertThat(difference.fresh()).isZero();
    assertThat(owner(difference, "__main__.second").orElseThrow().retainedDelta())
        .isEqualTo(-300 * BYTES);
    assertThat(owner(difference, "__main__.first")).isEmpty();
  }

  /// One grew by as much as the other shrank.
  @Test
  void whatCameAndWentAddsUp() {
    Difference difference = Difference.of(lists(100, 300), lists(300, 100));
    assertThat(difference.fresh()).isEqualTo(200);
    assertThat(difference.gone()).isEqualTo(200);
    assertThat(difference.owners().stream().mapToLong(OwnerDelta::retainedDelta).sum()).isZero();
    assertThat(owner(difference, "__main__.first").orElseThrow().retainedDelta())
        .isEqualTo(200 * BYTES);
    assertThat(owner(difference, "__main__.second").orElseThrow().retainedDelta())
        .isEqualTo(-200 * BYTES);
  }

  @Test
  void nothingDiffersFromItself() {
    Difference difference = Difference.of(lists(100, 100), lists(100, 100));
    assertThat(difference.types()).isEmpty();
    assertThat(difference.fresh() + difference.gone()).isZero();
    assertThat(difference.owners()).allSatisfy(owner -> assertThat(owner.retainedDelta()).isZero());
    assertThat(difference.accounts()).allSatisfy(account -> assertThat(account.delta()).isZero());
  }

  /// Of three looks only what came since the second counts, and stayed.
  @Test
  void ofThreeLooksWhatCameFirstIsNot() {
    Difference difference = Difference.of(lists(10, 10), lists(110, 10).findings(), lists(210, 10));
    // Since the first there are 200 more; 100 of them were in the second already.
    assertThat(difference.fresh()).isEqualTo(100);
    assertThat(difference.gone()).isZero();
  }

  private static Optional<OwnerDelta> owner(Difference difference, String path) {
    return difference.owners().stream().filter(owner -> owner.path().equals(path)).findFirst();
  }

  private static long account(Difference difference, String id) {
    return difference.accounts().stream()
        .filter(account -> account.id().equals(id))
        .mapToLong(AccountDelta::delta)
        .sum();
  }
}
