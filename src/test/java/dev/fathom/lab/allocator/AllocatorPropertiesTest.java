package dev.fathom.lab.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.lab.machine.MachineException;
import dev.fathom.lab.process.ModelProcess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a program does, what it has is its own and every byte is accounted for. What it has is
/// written down here, apart from the allocator.
final class AllocatorPropertiesTest {
  private static final int STEPS = 4000;

  static Stream<Arguments> randomPrograms() {
    Map<String, Function<ModelProcess, ModelAllocator>> makers =
        new TreeMap<>(
            Map.of(
                "malloc", BoundaryTagMalloc::in,
                "pymalloc 3.9", process -> Pymalloc.in(process, PoolGeometry.BEFORE_3_10),
                "pymalloc 3.10", process -> Pymalloc.in(process, PoolGeometry.FROM_3_10),
                "blocks", process -> BlockHeap.in(process, 8 << 20),
                "sv-arenas", SvArenas::in));
    return makers.entrySet().stream()
        .flatMap(maker ->
            Stream.of(1, 2, 3).map(seed -> Arguments.of(maker.getKey(), maker.getValue(), seed)));
  }

  @ParameterizedTest(name = "{0}, seed {2}")
  @MethodSource
  void randomPrograms(String name, Function<ModelProcess, ModelAllocator> maker, int seed) {
    Random random = new Random(seed);
    ModelProcess process = ModelProcess.start(ModelProcess.machine(8192, 0), name);
    ModelAllocator allocator = maker.apply(process);
    Map<Long, Long> live = new HashMap<>();
    List<Long> order = new ArrayList<>();
    long requested = 0;
    for (int step = 0; step < STEPS; step++) {
      boolean shrinking = step / 500 % 2 == 1;
      int choice = random.nextInt(10);
      if (order.isEmpty() || choice < (shrinking ? 3 : 6)) {
        long bytes = size(random);
        long address = allocator.allocate(bytes);
        assertThat(live.put(address, bytes)).as("handed out twice").isNull();
        order.add(address);
        requested += bytes;
      } else {
        int index = random.nextInt(order.size());
        long address = order.get(index);
        long bytes = Objects.requireNonNull(live.remove(address));
        requested -= bytes;
        if (choice < 9) {
          allocator.free(address);
          order.set(index, order.getLast());
          order.removeLast();
        } else {
          long wanted = size(random);
          long moved = allocator.reallocate(address, wanted);
          assertThat(live.put(moved, wanted)).as("handed out twice").isNull();
          order.set(index, moved);
          requested += wanted;
        }
      }
      if (step % 500 == 499) {
        check(allocator, live, requested);
      }
    }
    for (long address : order) {
      allocator.free(address);
    }
    check(allocator, Map.of(), 0);
  }

  private static long size(Random random) {
    return switch (random.nextInt(20)) {
      case 0 -> random.nextInt(300_000);
      case 1, 2, 3 -> random.nextInt(5000);
      default -> random.nextInt(600);
    };
  }

  private static void check(ModelAllocator allocator, Map<Long, Long> live, long requested) {
    switch (allocator) {
      case BoundaryTagMalloc malloc -> malloc.verify();
      case Pymalloc pymalloc -> {
        pymalloc.verify();
        pymalloc.malloc().verify();
      }
      case SvArenas arenas -> arenas.malloc().verify();
      case BlockHeap blocks ->
          assertThat(blocks.statistics().usedBytes()).isEqualTo(bytes(blocks, live));
    }
    List<Piece> pieces = new ArrayList<>(allocator.bookkeeping());
    live.keySet().forEach(address -> pieces.addAll(allocator.pieces(address)));
    pieces.sort((one, other) -> Long.compare(one.start(), other.start()));
    for (int i = 1; i < pieces.size(); i++) {
      assertThat(pieces.get(i).start())
          .as("two live blocks share a byte")
          .isGreaterThanOrEqualTo(pieces.get(i - 1).end());
    }
    HeapCount count =
        HeapCount.of(allocator, live.keySet().stream().mapToLong(Long::longValue), requested);
    assertThat(count.live() + count.bookkeeping() + count.trapped() + count.releasable())
        .isEqualTo(count.resident());
    int[] entries = allocator.process().machine().entriesPerFrame();
    int used = 0;
    for (int mapped : entries) {
      used += mapped > 0 ? 1 : 0;
    }
    assertThat(allocator.process().usage().resident()).isEqualTo(used);
  }

  private static long bytes(ModelAllocator allocator, Map<Long, Long> live) {
    return live.keySet().stream()
        .flatMap(address -> allocator.pieces(address).stream())
        .mapToLong(Piece::bytes)
        .sum();
  }

  /// What was written into a block is there until it is freed, wherever it moves to.
  @Test
  void contentsSurvive() {
    ModelProcess process = ModelProcess.start(ModelProcess.machine(4096, 0), "contents");
    BoundaryTagMalloc malloc = BoundaryTagMalloc.in(process);
    Random random = new Random(7);
    Map<Long, long[]> live = new HashMap<>();
    for (int step = 0; step < 3000; step++) {
      if (live.size() < 50 || random.nextBoolean()) {
        int words = 1 + random.nextInt(step % 100 == 0 ? 40_000 : 90);
        long address = malloc.allocate(words * 8L);
        live.put(address, fill(process, address, words, random));
      } else {
        long address = live.keySet().iterator().next();
        long[] before = Objects.requireNonNull(live.remove(address));
        int words = 1 + random.nextInt(200);
        long moved = malloc.reallocate(address, words * 8L);
        for (int i = 0; i < Math.min(words, before.length); i++) {
          assertThat(process.word(moved + i * 8L)).isEqualTo(before[i]);
        }
        live.put(moved, fill(process, moved, words, random));
      }
      if (live.size() > 100) {
        long address = live.keySet().iterator().next();
        live.remove(address);
        malloc.free(address);
      }
    }
    malloc.verify();
    live.forEach((address, words) -> {
      for (int i = 0; i < words.length; i++) {
        assertThat(process.word(address + i * 8L)).isEqualTo(words[i]);
      }
    });
  }

  private static long[] fill(ModelProcess process, long address, int words, Random random) {
    long[] content = new long[words];
    for (int i = 0; i < words; i++) {
      content[i] = random.nextLong();
      process.word(address + i * 8L, content[i]);
    }
    return content;
  }

  @Test
  void endlessGrowthEndsInAnError() {
    ModelProcess process = ModelProcess.start(ModelProcess.machine(64, 0), "endless");
    BoundaryTagMalloc malloc = BoundaryTagMalloc.in(process);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100; i++) {
                long block = malloc.allocate(4096);
                process.clear(block, 4096);
              }
            })
        .isInstanceOf(MachineException.class)
        .hasMessageContaining("out of memory");
    BlockHeap blocks =
        BlockHeap.in(ModelProcess.start(ModelProcess.machine(64, 0), "small"), 64 << 10);
    assertThatThrownBy(() -> blocks.allocate(70_000))
        .isInstanceOf(MachineException.class)
        .hasMessageContaining("no 2188 free blocks");
  }
}
