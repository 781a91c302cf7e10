package dev.fathom.malloc.glibc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.model.Findings;
import dev.fathom.model.memory.ChunkState;
import dev.fathom.survey.Survey;
import dev.fathom.target.core.CoreProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Versions of glibc that no distribution ships any more, in cores of which no binary is at hand.
final class OldLayoutsTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void eachChunkIsWhatItIs(OldHeap.Version version) throws Exception {
    OldHeap heap = new OldHeap(version);
    Findings findings;
    try (CoreProcess core =
        CoreProcess.open(heap.core().write(directory.resolve("core")), directory)) {
      findings = Survey.of(core, List.of(new GlibcMalloc()), List.of());
    }
    assertThat(findings.allocators()).containsExactly("glibc");
    assertThat(findings.warnings()).extracting(warning -> warning.code()).containsExactly("mapped");
    for (Map.Entry<Long, ChunkState> chunk : heap.chunks().entrySet()) {
      int found = findings.chunks().at(chunk.getKey());
      assertThat(findings.chunks().start(found)).isEqualTo(chunk.getKey());
      assertThat(ChunkState.of(findings.chunks().state(found)))
          .as("%x", chunk.getKey())
          .isEqualTo(chunk.getValue());
    }
  }
}
