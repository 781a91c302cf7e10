package dev.fathom.malloc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.malloc.glibc.GlibcMalloc;
import dev.fathom.malloc.jemalloc.Jemalloc;
import dev.fathom.malloc.mimalloc.Mimalloc;
import dev.fathom.malloc.musl.MuslMalloc;
import dev.fathom.malloc.tcmalloc.Tcmalloc;
import dev.fathom.model.Findings;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.column.Extents;
import dev.fathom.model.memory.Area;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.survey.Survey;
import dev.fathom.target.Target;
import dev.fathom.target.core.CoreProcess;
import dev.fathom.testing.MallocTruth;
import dev.fathom.testing.Recordings;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Recorded memory of each allocator, with what the program that filled it says of its blocks, and
/// glibc's own counters, as truth.
final class RecordedBlocksTest {
  /// No files of this machine.
  @TempDir private Path nothing;

  /// The recordings of `blocks.c`, with what else may be live: a C library has some chunks of its
  /// own.
  enum Recording {
    GLIBC_2_31("glibc-2.31", "capture", 8),
    GLIBC_2_36("glibc-2.36", "capture", 8),
    GLIBC_2_42("glibc-2.42", "capture", 8),
    GLIBC_CORE("single", "core", 8),
    MUSL("musl", "capture", 8),
    JEMALLOC_5_3("jemalloc-5.3", "capture", 8),
    TCMALLOC_2_10("tcmalloc-2.10", "capture", 12),
    MIMALLOC_2_0("mimalloc-2.0", "capture", 8);

    private final String name;
    private final String kind;
    private final int own;

    Recording(String name, String kind, int own) {
      this.name = name;
      this.kind = kind;
      this.own = own;
    }

    Allocator allocator() {
      return switch (this) {
        case GLIBC_2_31, GLIBC_2_36, GLIBC_2_42, GLIBC_CORE -> new GlibcMalloc();
        case MUSL -> new MuslMalloc();
        case JEMALLOC_5_3 -> new Jemalloc();
        case TCMALLOC_2_10 -> new Tcmalloc();
        case MIMALLOC_2_0 -> new Mimalloc();
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachBlockIsLiveAndNothingElse(Recording recording) throws ProcessAccessException {
    Findings findings = findings(recording);
    Extents chunks = findings.chunks();
    MallocTruth truth = Recordings.mallocTruth(recording.name);
    // A chunk of glibc ends with the first word of the next.
    int overhang = recording.allocator() instanceof GlibcMalloc ? Long.BYTES : 0;
    Set<Integer> known = new HashSet<>();
    assertThat(truth.live()).isNotEmpty();
    for (MallocTruth.Block block : truth.live()) {
      int chunk = chunks.at(block.address());
      assertThat(chunks.state(chunk))
          .as("block at %x", block.address())
          .isEqualTo(ChunkState.LIVE.code());
      assertThat(block.address() + block.usable())
          .isLessThanOrEqualTo(chunks.end(chunk) + overhang);
      assertThat(known.add(chunk)).as("one chunk each").isTrue();
    }
    for (long address : truth.gone()) {
      int chunk = chunks.at(address);
      if (!known.contains(chunk)) {
        assertThat(chunks.state(chunk))
            .as("freed at %x", address)
            .isNotEqualTo(ChunkState.LIVE.code());
      }
    }
    long live = bytesOf(chunks, ChunkState.LIVE, true);
    assertThat(live - known.size()).as("live besides").isBetween(0L, (long) recording.own);
  }

  /// Of what is mapped anonymously nothing is left that nobody claims, but the pages of the loader
  /// and the C library, and of the program, which maps its list.
  @ParameterizedTest
  @EnumSource
  void itsMemoryIsCoveredWithoutAGap(Recording recording) throws ProcessAccessException {
    Findings findings = findings(recording);
    long unclaimed = 0;
    for (Area area : findings.areas()) {
      if (area.kind() == Area.Kind.HEAP || area.kind() == Area.Kind.ANONYMOUS) {
        for (int piece = findings.chunks().at(area.start());
            findings.chunks().start(piece) < area.end();
            piece++) {
          if (findings.chunks().state(piece) == Extents.NOTHING) {
            unclaimed +=
                findings
                    .pages()
                    .residentBytes(
                        Math.max(area.start(), findings.chunks().start(piece)),
                        Math.min(area.end(), findings.chunks().end(piece)));
          }
          if (piece + 1 == findings.chunks().count()) {
            break;
          }
        }
      }
    }
    assertThat(unclaimed).isLessThan(64 << 10);
  }

  /// `uordblks` and `fordblks` of `mallinfo2`: what is in use, and what is free, with headers. What
  /// a thread caches counts as in use.
  @ParameterizedTest
  @EnumSource(names = {"GLIBC_2_36", "GLIBC_2_42", "GLIBC_CORE"})
  void glibcCountsTheSame(Recording recording) throws ProcessAccessException {
    Extents chunks = findings(recording).chunks();
    MallocTruth truth = Recordings.mallocTruth(recording.name);
    long free = 0;
    long fast = 0;
    for (ChunkState state : ChunkState.values()) {
      if (state == ChunkState.FAST) {
        fast = bytesOf(chunks, state, false);
      } else if (state.mergeable() || state == ChunkState.TOP) {
        free += bytesOf(chunks, state, false);
      }
    }
    assertThat(free + fast).isEqualTo(truth.counter("fordblks"));
    assertThat(fast).isEqualTo(truth.counter("fsmblks"));
  }

  /// How many chunks of a state there are, or how many bytes they have.
  private static long bytesOf(Extents chunks, ChunkState state, boolean count) {
    long sum = 0;
    for (int chunk = 0; chunk < chunks.count(); chunk++) {
      if (chunks.state(chunk) == state.code()) {
        sum += count ? 1 : chunks.end(chunk) - chunks.start(chunk);
      }
    }
    return sum;
  }

  /// Of the allocators that are recognised by their structure none is where another one is.
  @ParameterizedTest
  @EnumSource
  void nobodyElseTakesItForHisOwn(Recording recording) throws ProcessAccessException {
    List<Allocator> others =
        Stream.of(new Jemalloc(), new Tcmalloc(), new Mimalloc(), new MuslMalloc())
            .filter(other -> !other.getClass().equals(recording.allocator().getClass()))
            .toList();
    assertThat(findings(recording, others).allocators()).isEmpty();
  }

  private Findings findings(Recording recording) throws ProcessAccessException {
    return findings(recording, List.of(recording.allocator()));
  }

  private Findings findings(Recording recording, List<Allocator> allocators)
      throws ProcessAccessException {
    Path file = Recordings.file(recording.name + "." + recording.kind);
    try (Target target = CoreProcess.open(file, nothing)) {
      return Survey.of(target, allocators, List.of());
    }
  }
}
