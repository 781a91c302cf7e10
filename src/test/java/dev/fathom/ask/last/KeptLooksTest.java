package dev.fathom.ask.last;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.analysis.Analysis;
import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import dev.fathom.survey.look.Depth;
import dev.fathom.survey.look.Look;
import dev.fathom.survey.look.ProcessKey;
import dev.fathom.testing.NativeTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeptLooksTest {
  @TempDir private Path runtime;
  private Path directory = Path.of("");

  @BeforeEach
  void makeDirectory() throws IOException {
    Files.setPosixFilePermissions(runtime, PosixFilePermissions.fromString("rwx------"));
    directory =
        Files.createDirectory(
            runtime.resolve("fathom"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  @Test
  void isFoundForItsProcessAndForNoOther() throws IOException {
    try (NativeTarget target = NativeTarget.blocks(0, 100);
        NativeTarget other = NativeTarget.blocks(0, 100)) {
      Path file = keep(target);
      assertThat(last(target)).contains(file);
      assertThat(last(other)).isEmpty();
      // As if the id had gone to the other process meanwhile.
      Files.move(
          file,
          file.resolveSibling(
              file.getFileName().toString().replaceFirst("^\\d+", Long.toString(other.pid()))));
      assertThat(last(other)).isEmpty();
    }
  }

  @Test
  void onlyItsOwnerMayReadIt() throws IOException {
    try (NativeTarget target = NativeTarget.blocks(0, 100)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keep(target))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void oneThatIsTooOldIsNotFoundAndGoesWithTheNext() throws IOException {
    try (NativeTarget target = NativeTarget.blocks(0, 100);
        NativeTarget other = NativeTarget.blocks(0, 100)) {
      Path file = keep(target);
      for (Duration age : List.of(Duration.ofSeconds(302), Duration.ofDays(-1))) {
        for (Path each : List.of(file, names(file))) {
          Files.setLastModifiedTime(each, FileTime.from(Instant.now().minus(age)));
        }
        assertThat(last(target)).as("%s old", age).isEmpty();
      }
      Path another = keep(other);
      try (Stream<Path> left = Files.list(directory)) {
        assertThat(left).containsExactlyInAnyOrder(another, names(another));
      }
    }
  }

  /// {@return the file with the names that are completed}
  private static Path names(Path look) {
    return look.resolveSibling(look.getFileName().toString().replace(".fathom", ".names"));
  }

  private Path keep(NativeTarget target) throws IOException {
    int process = Math.toIntExact(target.pid());
    Analysis analysis = Analysis.of(Look.atProcess(process, Pause.of(Freeze.PTRACE), Depth.ALL));
    new KeptLooks(directory).keep(ProcessKey.of(process).orElseThrow(), analysis, Instant.now());
    return last(target).orElseThrow();
  }

  private Optional<Path> last(NativeTarget target) throws IOException {
    return KeptLooks.of(
        Math.toIntExact(target.pid()), Map.of("XDG_RUNTIME_DIR", runtime.toString()));
  }
}
