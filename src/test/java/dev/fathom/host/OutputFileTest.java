package dev.fathom.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What Fathom writes to, whatever has the name already. Each case makes its own devices: none of
/// the machine's is touched.
final class OutputFileTest {
  private static final int NOBODY = 65534;

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFileIsThereWhenItIsComplete(boolean nameless) throws IOException {
    Path file = directory.resolve("new");
    try (OutputFile output = OutputFile.open(file, nameless)) {
      output.output().write("half".getBytes(UTF_8));
      output.output().flush();
      assertThat(names()).doesNotContain("new").hasSize(nameless ? 0 : 1);
      output.output().write(" and half".getBytes(UTF_8));
      output.publish();
      assertThat(output.bytes()).isEqualTo(13);
    }
    assertThat(Files.readString(file)).isEqualTo("half and half");
    assertThat(permissions(file)).isEqualTo("rw-------");
    assertThat(names()).containsExactly("new");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFileOfOnesOwnIsReplacedAndNotWrittenInto(boolean nameless) throws IOException {
    Path file = Files.writeString(directory.resolve("old"), "before");
    Path other = Files.createLink(directory.resolve("other"), file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    try (OutputFile output = OutputFile.open(file, nameless)) {
      output.output().write("after".getBytes(UTF_8));
      output.output().flush();
      assertThat(Files.readString(file)).isEqualTo("before");
      output.publish();
    }
    assertThat(Files.readString(file)).isEqualTo("after");
    assertThat(permissions(file)).isEqualTo("rw-------");
    assertThat(Files.readString(other)).isEqualTo("before");
    assertThat(names()).containsExactly("old", "other");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsGivenUpLeavesNothing(boolean nameless) throws IOException {
    Path file = Files.writeString(directory.resolve("old"), "before");
    for (Path name : List.of(file, directory.resolve("new"))) {
      try (OutputFile output = OutputFile.open(name, nameless)) {
        output.output().write("after".getBytes(UTF_8));
      }
    }
    assertThat(Files.readString(file)).isEqualTo("before");
    assertThat(names()).containsExactly("old");
  }

  @Test
  void whatGrowsIsThereFromTheBeginning() throws IOException {
    Path file = Files.writeString(directory.resolve("growing"), "before");
    try (OutputFile output = OutputFile.open(file)) {
      output.output().write("a\n".getBytes(UTF_8));
      output.publish();
      assertThat(Files.readString(file)).isEqualTo("a\n");
      output.output().write("b\n".getBytes(UTF_8));
      output.output().flush();
      assertThat(Files.readString(file)).isEqualTo("a\nb\n");
    }
    assertThat(Files.readString(file)).isEqualTo("a\nb\n");
    assertThat(names()).containsExactly("growing");
  }

  @Test
  void linksAreNotFollowed() throws IOException {
    Path victim = Files.writeString(directory.resolve("victim"), "before");
    refused(Files.createSymbolicLink(directory.resolve("link"), victim), "symbolic link");
    refused(
        Files.createSymbolicLink(directory.resolve("dangling"), directory.resolve("absent")),
        "symbolic link");
    assertThat(Files.readString(victim)).isEqualTo("before");
    assertThat(Files.exists(directory.resolve("absent"))).isFalse();
  }

  @Test
  void filesOfOthersStay() throws IOException {
    Path file = Files.writeString(directory.resolve("other"), "before");
    try {
      Files.setAttribute(file, "unix:uid", NOBODY);
    } catch (IOException ordinary) {
      Assumptions.abort("only root gives files away");
    }
    refused(file, "another user (id " + NOBODY + ")");
    assertThat(Files.readString(file)).isEqualTo("before");
    assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(NOBODY);
  }

  @Test
  void whatIsProtectedStays() throws IOException {
    Path file = Files.writeString(directory.resolve("protected"), "before");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    refused(file, "write-protected");
    assertThat(Files.readString(file)).isEqualTo("before");
  }

  @Test
  void placesWhereThereCanBeNoFile() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    refused(directory, "is a directory");
    refused(Path.of("/"), "is a directory");
    refused(directory.resolve("."), "is a directory");
    refused(Path.of(""), "not a file name");
    refused(directory.resolve("no/such"), "no such directory");
    refused(file.resolve("below"), "Not a directory");
    refused(directory.resolve("x".repeat(300)), "name too long");
    refused(Path.of("/proc/fathom"), "");
  }

  /// A name that something else takes meanwhile.
  @Test
  void whatTakesTheNameMeanwhileIsNotReplaced() throws IOException {
    Path file = directory.resolve("new");
    Path victim = Files.writeString(directory.resolve("victim"), "before");
    try (OutputFile output = OutputFile.open(file)) {
      Files.createSymbolicLink(file, victim);
      assertThatThrownBy(output::publish).hasMessageContaining("symbolic link");
    }
    assertThat(Files.isSymbolicLink(file)).isTrue();
    Files.delete(file);
    try (OutputFile output = OutputFile.open(file)) {
      mknod(file, "p");
      assertThatThrownBy(output::publish).hasMessageContaining("something else has taken its name");
    }
    assertThat(isRegular(file)).isFalse();
    Files.delete(file);
    // One that may be replaced is.
    try (OutputFile output = OutputFile.open(file)) {
      Files.writeString(file, "meanwhile");
      output.output().write("after".getBytes(UTF_8));
      output.publish();
    }
    assertThat(Files.readString(file)).isEqualTo("after");
    assertThat(Files.readString(victim)).isEqualTo("before");
    assertThat(names()).containsExactly("new", "victim");
  }

  @Test
  void aPipeIsWrittenTo() throws IOException {
    Path pipe = directory.resolve("pipe");
    mknod(pipe, "p");
    CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> content(pipe));
    try (OutputFile output = OutputFile.open(pipe)) {
      assertThat(output.isStream()).isTrue();
      output.output().write("through".getBytes(UTF_8));
      output.publish();
    }
    assertThat(read.join()).isEqualTo("through");
    assertThat(isRegular(pipe)).isFalse();
    assertThat(names()).containsExactly("pipe");
  }

  @Test
  void aCharacterDeviceIsWrittenTo() throws IOException {
    Path sink = directory.resolve("null");
    Path full = directory.resolve("full");
    mknod(sink, "c", "1", "3");
    mknod(full, "c", "1", "7");
    try (OutputFile output = OutputFile.open(sink)) {
      output.output().write("away".getBytes(UTF_8));
      output.publish();
    }
    try (OutputFile output = OutputFile.open(full)) {
      output.output().write("too much".getBytes(UTF_8));
      assertThatThrownBy(output::publish)
          .isInstanceOf(OutputException.class)
          .hasMessage("cannot write " + full + ": No space left on device");
    }
    assertThat(isRegular(sink)).isFalse();
    assertThat(isRegular(full)).isFalse();
    assertThat(names()).containsExactly("full", "null");
  }

  @Test
  void blockDevicesAndSocketsAreNot() throws IOException {
    Path block = directory.resolve("block");
    mknod(block, "b", "7", "255");
    refused(block, "block device");
    Path socket = directory.resolve("socket");
    try (var server =
        java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
      server.bind(java.net.UnixDomainSocketAddress.of(socket));
      refused(socket, "no file, pipe or character device");
    }
  }

  /// What a shell hands over as `/dev/fd/63`.
  @Test
  void anOpenPipeIsWrittenTo() throws IOException {
    Path pipe = directory.resolve("pipe");
    mknod(pipe, "p");
    CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> content(pipe));
    int open = Libc.open(pipe.toString(), Libc.O_WRONLY, 0);
    try {
      for (String name : List.of("/dev/fd/", "/proc/self/fd/")) {
        try (OutputFile output = OutputFile.open(Path.of(name + open))) {
          output.output().write(name.getBytes(UTF_8));
          output.publish();
        }
      }
      Path link =
          Files.createSymbolicLink(directory.resolve("link"), Path.of("/proc/self/fd/" + open));
      try (OutputFile output = OutputFile.open(link)) {
        assertThat(output.isStream()).isTrue();
      }
    } finally {
      Libc.close(open);
    }
    assertThat(read.join()).isEqualTo("/dev/fd//proc/self/fd/");
  }

  @Test
  void anOpenFileIsNotWrittenInto() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "before");
    int open = Libc.open(file.toString(), Libc.O_RDWR, 0);
    try {
      refused(Path.of("/dev/fd/" + open), "no pipe or character device");
    } finally {
      Libc.close(open);
    }
    assertThat(Files.readString(file)).isEqualTo("before");
  }

  @Test
  void aFileWithoutANameIsReadByItsPath() throws IOException {
    try (NamelessFile file = NamelessFile.in(directory)) {
      try (var output = file.output()) {
        output.write("content".getBytes(UTF_8));
        output.flush();
      }
      assertThat(Files.readString(file.path())).isEqualTo("content");
      assertThat(names()).isEmpty();
    }
    assertThatThrownBy(() -> NamelessFile.in(directory.resolve("absent")))
        .isInstanceOf(OutputException.class)
        .hasMessageContaining("no such directory");
  }

  private void refused(Path file, String reason) throws IOException {
    List<String> before = names();
    assertThatThrownBy(() -> OutputFile.open(file))
        .isInstanceOf(OutputException.class)
        .hasMessageStartingWith("cannot write ")
        .hasMessageContaining(reason);
    assertThat(names()).isEqualTo(before);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static boolean isRegular(Path file) {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static String content(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    }
  }

  private static void mknod(Path file, String... type) throws IOException {
    Stream<String> words = Stream.concat(Stream.of("mknod", file.toString()), Stream.of(type));
    try {
      int status = new ProcessBuilder(words.toList()).start().waitFor();
      Assumptions.assumeTrue(status == 0, "no device can be made here");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
