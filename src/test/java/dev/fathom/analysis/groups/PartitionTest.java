package dev.fathom.analysis.groups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.testing.Heaps;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// A shop with two carts of three items and one of none, divided in each way.
final class PartitionTest {
  private static final long BASE = 0x10000;

  private final Heaps heap = Heaps.python().memory(BASE, BASE + 0x4000);
  private long next = BASE;

  private int object(String type, long bytes) {
    heap.chunk(next, bytes, ChunkState.LIVE);
    int object = heap.object(type, next, bytes - 8);
    next += bytes;
    return object;
  }

  private Heaps shop() {
    int module = object("module", 64);
    heap.root("shop", module);
    for (int cart = 0; cart < 3; cart++) {
      int made = object("shop.Cart", 48);
      heap.item(module, cart, made);
      for (int item = 0; item < 3 && cart < 2; item++) {
        heap.item(made, item, object("stock.Item", 1024));
      }
    }
    return heap;
  }

  private static Map<String, Long> counts(Heaps heap, Partition.By by, String filter) {
    return Analysis.of(heap.findings()).groups(by, filter).stream()
        .collect(Collectors.toMap(Partition.Row::name, Partition.Row::count));
  }

  @Test
  void byType() {
    assertThat(Analysis.of(shop().findings()).groups(Partition.By.TYPE, ""))
        .containsExactly(
            new Partition.Row("stock.Item", 6, 6 * 1016, 6 * 1024, 6 * 1024, 6 * 1024),
            new Partition.Row("shop.Cart", 3, 3 * 40, 3 * 48, 3 * 48, 3 * 48),
            new Partition.Row("module", 1, 56, 64, 64, 64));
  }

  @Test
  void byModule() {
    assertThat(counts(shop(), Partition.By.MODULE, ""))
        .isEqualTo(Map.of("stock", 6L, "shop", 3L, "builtins", 1L));
  }

  @Test
  void ofTypesThatAreAskedForAlone() {
    assertThat(counts(shop(), Partition.By.TYPE, "Cart")).isEqualTo(Map.of("shop.Cart", 3L));
  }

  @Test
  void bySizeAddsUp() {
    Map<String, Long> counts = counts(shop(), Partition.By.SIZE, "");
    assertThat(counts.values()).containsExactlyInAnyOrder(6L, 3L, 1L);
  }

  /// What holds the attributes of carts is no dict like any other.
  @Test
  void byKind() {
    int module = object("module", 64);
    int cart = object("shop.Cart", 48);
    int attributes = object("dict", 64);
    int other = object("dict", 64);
    heap.root("shop", module).item(module, 0, cart).item(module, 1, other);
    heap.edge(cart, "__dict__", attributes);
    assertThat(counts(heap, Partition.By.KIND, ""))
        .isEqualTo(Map.of("module", 1L, "shop.Cart", 1L, "dict of shop.Cart", 1L, "dict", 1L));
  }

  @Test
  void byTheWaysThere() {
    int module = object("module", 64);
    int cart = object("shop.Cart", 48);
    int attributes = object("dict", 64);
    int name = object("str", 64);
    int list = object("list", 64);
    heap.root("shop", module).edge(module, "head", cart).item(list, 3, cart);
    heap.edge(cart, "__dict__", attributes).entry(attributes, name, list).item(list, 1, name);
    heap.entry(list, name, name).spelling(name, "items");
    assertThat(counts(heap, Partition.By.VIA, ""))
        .isEqualTo(
            Map.of(
                "no object's", 1L, ".head and [*]", 1L, ".__dict__", 1L, ".items", 1L, "[*]", 1L));
  }

  @Test
  void eachForItself() {
    assertThat(Analysis.of(shop().findings()).groups(Partition.By.OBJECT, "Cart"))
        .extracting(Partition.Row::name)
        .first()
        .isEqualTo("0x10040  shop.Cart  shop[0]");
    assertThat(Partition.total(Analysis.of(heap.findings()).groups(Partition.By.OBJECT, "")))
        .isEqualTo(new Partition.Row("", 10, 6 * 1016 + 3 * 40 + 56, 6352, 6352, 6352));
  }

  @Test
  void theRestIsOneRow() {
    assertThat(
            Partition.summed(Analysis.of(shop().findings()).groups(Partition.By.TYPE, ""), 1)
                .getLast())
        .returns("(2 others)", Partition.Row::name)
        .returns(4L, Partition.Row::count)
        .returns(3 * 48L + 64, Partition.Row::allocated);
  }
}
