package dev.fathom.ask.condition;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.diff.Difference;
import dev.fathom.analysis.finding.Severity;
import dev.fathom.model.Findings;
import dev.fathom.model.Identity;
import dev.fathom.model.UnreadRuntime;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.Arena;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.model.memory.KernelCounts;
import dev.fathom.testing.Heaps;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A process that never was, with figures that can be counted by hand.
///
/// `__main__` has a dict `cache` with a blob under `a b` and sessions, and a string; a ring is
/// lost. Each object but the blob has a chunk of 64 bytes.
final class MadeUpLooks {
  static final int PAGE = 4096;
  static final long OBJECTS = 0x100000;
  static final long OBJECT_BYTES = 64;

  /// In memory all the same: 1 MiB.
  static final long HEAP_BYTES = 0x100000;

  static final long STACK_BYTES = 3 * PAGE;
  static final long BLOB_BYTES = 0x14000;
  static final long TRAPPED_BYTES = 1000;

  /// The free chunk begins at a page and is of 6; of the first its header stays.
  static final long TRIMMABLE_BYTES = 5 * PAGE;

  /// `__main__`, its dict, the cache, its names, a string, the two of the ring, and the blob.
  static final int OTHER_OBJECTS = 9;

  private static final long FREE = OBJECTS + 0xc0000;
  private static final long BLOB = OBJECTS + 0xa0000;

  static final FindingCounts FINDINGS =
      new FindingCounts() {
        private final Map<String, Long> counts = Map.of("duplicates", 2L, "pins", 0L);

        @Override
        public List<String> ids() {
          return List.of("duplicates", "pins");
        }

        @Override
        public long count(String id) {
          return counts.getOrDefault(id, 0L);
        }

        @Override
        public Optional<Severity> highest() {
          return Optional.of(Severity.WARNING);
        }
      };

  private MadeUpLooks() {}

  static Analysis look(int sessions) {
    return Analysis.of(findings(sessions));
  }

  static ReportFigures figures(int sessions) {
    return ReportFigures.of(look(sessions), FINDINGS);
  }

  static DifferenceFigures difference(Analysis before, Analysis after) {
    return DifferenceFigures.of(
        ReportFigures.of(before, FINDINGS),
        ReportFigures.of(after, FINDINGS),
        Difference.of(before, after));
  }

  static Findings findings(int sessions) {
    return heap(sessions, "__main__").findings();
  }

  /// @param firstRoot the module that is found first; another than `__main__` has the cache too
  static Heaps heap(int sessions, String firstRoot) {
    Heaps heap =
        Heaps.python()
            .memory(OBJECTS, OBJECTS + HEAP_BYTES)
            .area(Area.Kind.STACK, 0x7f0000, 0x7f0000 + STACK_BYTES)
            .arena(Arena.Kind.MAIN, Arena.Release.PAGES_AND_TOP, OBJECTS, OBJECTS + HEAP_BYTES);
    int module = object(heap, "module", 0);
    int cache = object(heap, "dict", 1);
    int cacheName = object(heap, "str", 2);
    int blobName = object(heap, "str", 3);
    int text = object(heap, "my type", 4);
    int one = object(heap, "Ring", 5);
    int other = object(heap, "Ring", 6);
    int second = object(heap, "module", 7);
    heap.spelling(cacheName, "cache").spelling(blobName, "a b");
    if (!firstRoot.equals("__main__")) {
      heap.root(firstRoot, second).attribute(second, cacheName, cache);
    }
    heap.root("__main__", module)
        .attribute(module, cacheName, cache)
        .edge(module, "text", text)
        .edge(module, "names", cacheName)
        .edge(module, "names", blobName)
        .edge(module, "second", second)
        .edge(one, "next", other)
        .edge(other, "next", one);
    for (int session = 0; session < sessions; session++) {
      heap.item(cache, session, object(heap, "app.Session", 8 + session));
    }
    heap.chunk(BLOB, BLOB_BYTES, ChunkState.LIVE);
    int blob = heap.object("bytes", BLOB, BLOB_BYTES - 16);
    heap.entry(cache, blobName, blob);
    // Free memory on a page with something live, and whole free pages between live chunks.
    heap.chunk(BLOB + BLOB_BYTES, TRAPPED_BYTES, ChunkState.SMALL)
        .chunk(BLOB + BLOB_BYTES + TRAPPED_BYTES, OBJECT_BYTES, ChunkState.LIVE)
        .chunk(FREE, TRIMMABLE_BYTES + PAGE, ChunkState.LARGE)
        .chunk(FREE + TRIMMABLE_BYTES + PAGE, OBJECT_BYTES, ChunkState.LIVE);
    return heap;
  }

  private static int object(Heaps heap, String type, int place) {
    long address = OBJECTS + place * OBJECT_BYTES;
    heap.chunk(address, OBJECT_BYTES, ChunkState.LIVE);
    return heap.object(type, address, 48);
  }

  /// The same as a core tells it: not what was in memory.
  static Findings core(Findings live) {
    return Findings.of(new Identity(Identity.Kind.CORE, 4242, "/bin/x", List.of("/bin/x"), false))
        .runtimes(live.runtimes())
        .columns(live.columns())
        .build();
  }

  /// The same of a live process of which the kernel told its page tables, beside a heap that is not
  /// read.
  ///
  /// @param languages whether the runtime that is read is there
  static Findings besideUnread(Findings live, boolean languages) {
    return Findings.of(live.identity())
        .runtimes(languages ? live.runtimes() : List.of())
        .columns(live.columns())
        .kernel(Optional.of(new KernelCounts(0, 1L << 40, 12_345, Optional.empty())))
        .unread(
            List.of(
                new UnreadRuntime(
                    "hotspot", "HotSpot", "jcmd tells it", UnreadRuntime.Place.MAPPINGS)))
        .build();
  }
}
