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
