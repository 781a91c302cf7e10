package dev.fathom.analysis.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.model.UnreadRuntime.Place;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.testing.Heaps;
import org.junit.jupiter.api.Test;

/// What is said where a heap that is not read may hold memory.
final class VerdictTest {
  private static final long BASE = 0x1000000;
  private static final long MIB = 1 << 20;

  private static Heaps buffers() {
    Heaps heap = Heaps.plain().memory(BASE, BASE + 8 * MIB);
    for (int at = 0; at < 8; at++) {
      heap.chunk(BASE + at * MIB, MIB, ChunkState.LIVE);
    }
    return heap;
  }

  private static String sentence(Heaps heap, FindingKind kind) {
    return Analysis.of(heap.findings()).verdict().stream()
        .filter(finding -> finding.kind() == kind)
        .map(Finding::sentence)
        .findFirst()
        .orElse("");
  }

  @Test
  void ofMemoryThatItMayHoldTheUsualSizeIsTold() {
    assertThat(sentence(buffers().unread("V8", Place.MAPPINGS), FindingKind.LIVE))
        .isEqualTo(
            "8.0 MiB is live malloc memory, nearly all of it 8 chunks of 1.0 MiB; V8, whose heap is"
                + " not read, may hold it.");
    assertThat(sentence(buffers(), FindingKind.LIVE)).isEqualTo("8.0 MiB is live malloc memory.");
  }

  @Test
  void objectsInChunksAreAmongThem() {
    assertThat(sentence(buffers().unread("Lua", Place.OPEN_CHUNKS), FindingKind.LIVE))
        .isEqualTo("8.0 MiB is live malloc memory, the objects of Lua among it.");
  }

  @Test
  void nobodyLooksWhoLeadsToWhatHasNoName() {
    Heaps heap = Heaps.plain().memory(BASE, BASE + MIB);
    assertThat(sentence(heap, FindingKind.UNNAMED)).endsWith("nothing that it reads leads there.");
    assertThat(sentence(heap.unread("Lua", Place.NOT_FOUND), FindingKind.UNNAMED))
        .endsWith("who leads there is not told while the heap of Lua is not read.");
  }
}
