package dev.fathom.mcp.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.ask.Manner;
import dev.fathom.cli.FathomRun;
import dev.fathom.model.Freeze;
import dev.fathom.model.Pause;
import dev.fathom.testing.NativeTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HeldLooksTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @TempDir private Path directory;

  private Instant now = NOON;
  private final HeldLooks looks = new HeldLooks(Manner.of(Pause.of(Freeze.PTRACE)), () -> now);

  @Test
  void oneLookAnswersUntilItIsTooOldOrAnotherIsWanted() throws IOException {
    try (NativeTarget target = NativeTarget.blocks(0, 100)) {
      String pid = Long.toString(target.pid());
      HeldLook first = looks.of(pid, false);
      now = NOON.plusSeconds(30);
      HeldLook second = looks.of(pid, false);
      assertThat(second.analysis()).isSameAs(first.analysis());
      assertThat(looks.about(second)).isEqualTo("Process " + pid + ", as it was 30 s ago.");
      HeldLook fresh = looks.of(pid, true);
      assertThat(fresh.analysis()).isNotSameAs(first.analysis());
      assertThat(looks.of(pid, false).analysis()).isSameAs(fresh.analysis());
      now = now.plus(HeldLooks.LONGEST).plus(Duration.ofSeconds(1));
      assertThat(looks.of(pid, false).analysis()).isNotSameAs(fresh.analysis());
    }
  }

  @Test
  void aLookOutlivesItsProcess() throws IOException {
    String pid;
    try (NativeTarget target = NativeTarget.blocks(0, 100)) {
      pid = Long.toString(target.pid());
      looks.of(pid, false);
    }
    assertThat(looks.about(looks.of(pid, false)))
        .isEqualTo("Process " + pid + ", as it was 0 s ago; it has ended since.");
    assertThatThrownBy(() -> looks.of(pid, true)).isInstanceOf(IOException.class);
  }

  @Test
  void aFileIsReadAgainOnceItIsAnother() throws IOException {
    Path file = directory.resolve("one.fathom");
    try (NativeTarget target = NativeTarget.blocks(0, 100)) {
      FathomRun.of("snapshot", target.pid(), "-o", file).assertAnswered();
      HeldLook first = looks.of(file.toString(), false);
      assertThat(looks.of(file.toString(), false).analysis()).isSameAs(first.analysis());
      Path other = directory.resolve("other.fathom");
      FathomRun.of("snapshot", target.pid(), "-o", other).assertAnswered();
      Files.setLastModifiedTime(other, java.nio.file.attribute.FileTime.from(NOON));
      Files.move(other, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      assertThat(looks.of(file.toString(), false).analysis()).isNotSameAs(first.analysis());
    }
  }

  @Test
  void whatIsNoProcessAndNoFileIsRefused() {
    assertThatThrownBy(() -> looks.of("0", false)).hasMessageContaining("there is no process 0");
    assertThatThrownBy(() -> looks.of("-1", false)).hasMessageContaining("there is no process -1");
    assertThatThrownBy(() -> looks.of("/dev/zero", false))
        .hasMessageContaining("not a regular file");
    assertThatThrownBy(() -> looks.of(directory.toString(), false))
        .hasMessageContaining("not a regular file");
    assertThatThrownBy(() -> looks.of("no such\u001b[31m", false)).isInstanceOf(IOException.class);
  }
}
