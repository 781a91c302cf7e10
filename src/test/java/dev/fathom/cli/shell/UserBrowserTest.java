package dev.fathom.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UserBrowserTest {
  private static final String ADDRESS = "http://127.0.0.1:40123/9f2c/";

  @TempDir private Path directory;

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @SuppressWarnings("NullAway.Init") // JUnit fills the directory in
  UserBrowserTest() {}

  private Screen screen() {
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    return new Screen(stream, stream);
  }

  /// Writes down what it is given, as a browser would get it.
  private Path program(Path into) throws IOException {
    Path program = directory.resolve("open");
    Files.writeString(
        program,
        "#!/bin/sh\nprintf '%s\\n' \"$@\" > " + into + ".part\nmv " + into + ".part " + into);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return program;
  }

  @Test
  void anAddressReachesTheBrowserInAFileOfTheUsersOwn() throws Exception {
    Path told = directory.resolve("told");
    UserBrowser.Way way = new UserBrowser(program(told).toString(), screen()).showSecret(ADDRESS);
    Path file;
    try (way) {
      while (!Files.exists(told)) {
        Thread.onSpinWait();
      }
      List<String> arguments = Files.readAllLines(told);
      assertThat(arguments).hasSize(1).noneMatch(argument -> argument.contains("9f2c"));
      file = Path.of(arguments.getFirst());
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(Files.readString(file)).contains("0; url=" + ADDRESS + "\"");
    }
    assertThat(file).doesNotExist();
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void withoutABrowserThatIsSaid() throws IOException {
    new UserBrowser(directory.resolve("none").toString(), screen()).show("a.html");
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo("fathom: there is no xdg-open here; open a.html yourself\n");
  }

  @Test
  void anAddressIsNoMarkup() {
    assertThatThrownBy(() -> new UserBrowser("none", screen()).showSecret("http://a/\"><b>"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
