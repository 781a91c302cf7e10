package dev.fathom.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PrivateDirectoryTest {
  @TempDir private Path runtime;

  @BeforeEach
  void close() throws IOException {
    mode(runtime, "rwx------");
  }

  @Test
  void nobodyElseMayReadIt() throws IOException {
    Path made = directory().orElseThrow();
    assertThat(made).isEqualTo(runtime.resolve("fathom"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
        .isEqualTo("rwx------");
    assertThat(directory()).as("again").contains(made);
    assertThat(PrivateDirectory.existing(environment())).contains(made);
  }

  @Test
  void whatOthersMayReadIsLeftAlone() throws IOException {
    mode(Files.createDirectory(runtime.resolve("fathom")), "rwxr-xr-x");
    assertThat(directory()).isEmpty();
    assertThat(PrivateDirectory.existing(environment())).isEmpty();
  }

  @Test
  void whatLeadsElsewhereIsLeftAlone(@TempDir Path elsewhere) throws IOException {
    mode(elsewhere, "rwx------");
    Files.createSymbolicLink(runtime.resolve("fathom"), elsewhere);
    assertThat(directory()).isEmpty();
  }

  @Test
  void withoutARuntimeDirectoryItIsAmongTemporaryFiles() throws IOException {
    Path among = NamelessFile.temporaryDirectory().resolve("fathom-" + Libc.geteuid());
    assertThat(PrivateDirectory.of(Map.of()))
        .satisfiesAnyOf(
            made -> assertThat(made).contains(among), made -> assertThat(made).isEmpty());
    mode(runtime, "rwxrwxrwx");
    assertThat(directory())
        .as("one that others may write to is none")
        .isEqualTo(PrivateDirectory.of(Map.of()));
  }

  private Optional<Path> directory() {
    return PrivateDirectory.of(environment());
  }

  private Map<String, String> environment() {
    return Map.of("XDG_RUNTIME_DIR", runtime.toString());
  }

  private static void mode(Path file, String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }
}
