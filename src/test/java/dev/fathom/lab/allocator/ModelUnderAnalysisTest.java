package dev.fathom.lab.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.account.fragmentation.ArenaUse;
import dev.fathom.analysis.account.fragmentation.Fragmentation;
import dev.fathom.lab.process.ModelProcess;
import dev.fathom.lab.process.ModelTarget;
import dev.fathom.malloc.glibc.GlibcMalloc;
import dev.fathom.model.Findings;
import dev.fathom.model.column.Extents;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.survey.Survey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The analysers look at a model process as at any other, and must find what the model knows.
final class ModelUnderAnalysisTest {
  private static Findings look(ModelProcess process) throws Exception {
    try (ModelTarget target = ModelTarget.of(process)) {
      return Survey.of(target, List.of(new GlibcMalloc()), List.of());
    }
  }

  @Test
  void mallocIsWalkedToTheByte() throws Exception {
    ModelProcess process = ModelProcess.start(ModelProcess.machine(16_384, 0), "fragmented");
    BoundaryTagMalloc malloc = BoundaryTagMalloc.in(process);
    Random random = new Random(4);
    List<Long> order = new ArrayList<>();
    for (int step = 0; step < 30_000; step++) {
      if (order.isEmpty() || random.nextInt(10) < (step < 20_000 ? 7 : 3)) {
        int most = random.nextInt(100) == 0 ? 400_000 : random.nextInt(10) == 0 ? 8000 : 700;
        long block = malloc.allocate(random.nextInt(most));
        order.add(block);
        process.word(block, step);
      } else {
        int index = random.nextInt(order.size());
        malloc.free(order.get(index));
        order.set(index, order.getLast());
        order.removeLast();
      }
    }
    malloc.verify();
    Findings findings = look(process);
    assertThat(findings.warnings()).isEmpty();
    assertThat(findings.allocators()).containsExactly("glibc");
    Set<Long> live = new HashSet<>();
    Extents chunks = findings.chunks();
    for (int chunk = 0; chunk < chunks.count(); chunk++) {
      if (chunks.state(chunk) == ChunkState.LIVE.code()) {
        live.add(chunks.start(chunk) + 16);
      }
    }
    assertThat(live).isEqualTo(new HashSet<>(order));

    Fragmentation fragmentation = Fragmentation.of(findings);
    HeapCount count = HeapCount.of(malloc, order.stream().mapToLong(Long::longValue), 0);
    assertThat(fragmentation.sum(ArenaUse::live))
        .isEqualTo(count.live() + untouched(malloc, order));
    assertThat(fragmentation.sum(ArenaUse::resident)).isEqualTo(count.resident());
    long free =
        fragmentation.sum(ArenaUse::trapped)
            + fragmentation.sum(ArenaUse::trimmable)
            + fragmentation.sum(ArenaUse::pagesKept)
            + fragmentation.sum(ArenaUse::topKept);
    assertThat(free).isEqualTo(count.trapped() + count.releasable());

    long foretold = fragmentation.sum(ArenaUse::trimmable);
    int before = process.usage().resident();
    malloc.trim();
    assertThat((before - process.usage().resident()) * 4096L)
        .as("what trimming gives back")
        .isEqualTo(foretold)
        .isPositive();
    malloc.verify();
  }

  /// Bytes of live chunks on pages that were never touched.
  private static long untouched(BoundaryTagMalloc malloc, List<Long> blocks) {
    long bytes = 0;
    for (long block : blocks) {
      Piece piece = malloc.pieces(block).getFirst();
      for (long page = piece.start() & -4096L; page < piece.end(); page += 4096) {
        if (!malloc.process().isResident(page)) {
          bytes += Math.min(page + 4096, piece.end()) - Math.max(page, piece.start());
        }
      }
    }
    return bytes;
  }
}
