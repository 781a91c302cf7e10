package dev.fathom.export.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.testing.Heaps;
import java.util.List;
import java.util.Random;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Memory as stacks, in heaps that are made up: each byte is in one stack, and what is alike, or
/// comes again and again, is one frame.
final class OwnerStacksTest {
  private static final long BASE = 0x10_0000;
  private static final long END = BASE + (64L << 20);

  private final Heaps heap = Heaps.python().memory(BASE, END);
  private long next = BASE;

  private int object(String type, long bytes) {
    heap.chunk(next, bytes, ChunkState.LIVE);
    int object = heap.object(type, next, bytes);
    next += bytes;
    return object;
  }

  private int root(String type) {
    int root = object(type, 64);
    heap.root("root", root);
    return root;
  }

  private static long sum(OwnerStacks stacks, ToLongFunction<StackSample> value) {
    return stacks.samples().stream().mapToLong(value).sum();
  }

  /// {@return what the frames of a name have themselves}
  private static long objects(OwnerStacks stacks, String name) {
    return stacks.samples().stream()
        .filter(sample -> stacks.frames().get(sample.frame()).name().equals(name))
        .mapToLong(StackSample::objects)
        .sum();
  }

  @Test
  void whatIsAlikeIsOneFrame() {
    int root = root("list");
    for (int at = 0; at < 1000; at++) {
      int cart = object("Cart", 64);
      heap.item(root, at, cart).edge(cart, "items", object("list", 128));
    }
    OwnerStacks stacks = OwnerStacks.of(Analysis.of(heap.findings()));
    assertThat(objects(stacks, "root (list)")).isEqualTo(1);
    assertThat(objects(stacks, "root[*] (Cart)")).isEqualTo(1000);
    assertThat(objects(stacks, "root[*].items (list)")).isEqualTo(1000);
    assertThat(sum(stacks, StackSample::allocated)).isEqualTo(64 + 1000 * (64 + 128));
    assertThat(sum(stacks, StackSample::resident)).isEqualTo(END - BASE);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 100, 20_000})
  void aListOfLinksIsToldTwice(int links) {
    int link = root("Link");
    for (int at = 1; at < links; at++) {
      int after = object("Link", 64);
      heap.edge(link, "next", after).edge(after, "load", object("str", 32));
      link = after;
    }
    OwnerStacks stacks = OwnerStacks.of(Analysis.of(heap.findings()));
    assertThat(objects(stacks, "root (Link)")).isEqualTo(1);
    assertThat(objects(stacks, "root.next (Link)")).isEqualTo(1);
    assertThat(objects(stacks, "root.next.next… (Link)")).isEqualTo(links - 2);
    assertThat(stacks.frames()).hasSizeLessThan(20);
  }

  @Test
  void aTreeDoesNotGrowWithItsDepth() {
    List<Integer> level = List.of(root("Tree"));
    for (int depth = 0; depth < 13; depth++) {
      level =
          level.stream()
              .flatMap(above ->
                  IntStream.range(0, 2)
                      .mapToObj(side -> {
                        int below = object("Tree", 64);
                        heap.edge(above, side == 0 ? "left" : "right", below);
                        return below;
                      }))
              .toList();
    }
    OwnerStacks stacks = OwnerStacks.of(Analysis.of(heap.findings()));
    assertThat(sum(stacks, StackSample::objects)).isEqualTo((1 << 14) - 1);
    assertThat(stacks.frames()).hasSizeLessThan(50);
  }

  /// Whatever refers to what: all is told once, an owner keeps what he keeps, and no two frames are
  /// called the same.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void nothingIsToldTwiceOrLeftOut(int seed) {
    Random random = new Random(seed);
    int objects = 3000;
    root("Type0");
    for (int object = 1; object < objects; object++) {
      object("Type" + random.nextInt(seed), 32 + 16L * random.nextInt(20));
    }
    for (int edge = 0; edge < objects * seed / 2; edge++) {
      int from = random.nextInt(objects);
      int to = random.nextBoolean() ? random.nextInt(objects) : Math.min(from + 1, objects - 1);
      if (random.nextBoolean()) {
        heap.item(from, edge, to);
      } else {
        heap.edge(from, "field" + random.nextInt(3), to);
      }
    }
    Analysis analysis = Analysis.of(heap.findings());
    OwnerStacks stacks = OwnerStacks.of(analysis);
    assertThat(sum(stacks, StackSample::objects)).isEqualTo(objects);
    assertThat(sum(stacks, StackSample::allocated)).isEqualTo(next - BASE);
    assertThat(sum(stacks, StackSample::resident)).isEqualTo(END - BASE);
    assertThat(stacks.frames()).extracting(StackFrame::name).doesNotHaveDuplicates();
    for (int frame = 0; frame < stacks.frames().size(); frame++) {
      assertThat(stacks.frames().get(frame).parent()).isLessThan(frame);
    }
    long[] resident = stacks.resident();
    Owners.Owner largest = analysis.owners().largest(1, object -> object == 0).getFirst();
    int frame =
        IntStream.range(0, resident.length)
            .filter(at -> stacks.frames().get(at).name().equals("root (Type0)"))
            .findFirst()
            .orElseThrow();
    assertThat(resident[frame]).isEqualTo(largest.resident());
  }
}
