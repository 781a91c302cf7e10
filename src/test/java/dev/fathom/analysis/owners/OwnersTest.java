package dev.fathom.analysis.owners;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.testing.Heaps;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Who keeps the most, in a heap that is made up.
final class OwnersTest {
  private static final long BASE = 0x10000;

  private final Heaps heap = Heaps.python().memory(BASE, BASE + 0x10000);
  private long next = BASE;

  private int object(String type, long bytes) {
    heap.chunk(next, bytes, ChunkState.LIVE);
    int object = heap.object(type, next, bytes);
    next += bytes;
    return object;
  }

  private int variable(int module, String name, int held) {
    int text = object("str", 16);
    heap.spelling(text, name).attribute(module, text, held);
    return held;
  }

  @Test
  void theLargestKeepTheMost() {
    int module = object("module", 64);
    heap.root("__main__", module);
    int shared = object("bytes", 0x4000);
    int small = variable(module, "small", object("list", 64));
    int large = variable(module, "large", object("list", 64));
    int ofLarge = object("bytes", 0x2000);
    int ofSmall = object("bytes", 0x1000);
    heap.item(small, 0, ofSmall)
        .item(small, 1, shared)
        .item(large, 0, ofLarge)
        .item(large, 1, shared);
    List<Owners.Owner> owners = Analysis.of(heap.findings()).owners().largest(10, object -> true);
    Owners.Owner first = named(owners, "__main__.large");
    assertThat(first.retained()).isEqualTo(64 + 0x2000); // not what both hold
    assertThat(first.objects()).isEqualTo(2);
    assertThat(named(owners, "__main__.small").retained()).isEqualTo(64 + 0x1000);
    assertThat(owners)
        .isSortedAccordingTo((one, other) -> Long.compare(other.retained(), one.retained()));
    assertThat(Analysis.of(heap.findings()).owners().bytes()).isEqualTo(next - BASE);
  }

  private static Owners.Owner named(List<Owners.Owner> owners, String path) {
    return owners.stream().filter(owner -> owner.path().equals(path)).findFirst().orElseThrow();
  }

  /// An object's buffer is what it takes itself.
  @Test
  void aBufferIsKeptByItsOwner() {
    int list = object("list", 64);
    heap.root("__main__.list", list)
        .chunk(next, 0x3000, ChunkState.LIVE)
        .buffer(next, 0x3000, list);
    assertThat(Analysis.of(heap.findings()).owners().largest(1).largest().getFirst().retained())
        .isEqualTo(64 + 0x3000);
  }
}
