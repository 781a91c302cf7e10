package dev.fathom.cli.shell;

import dev.fathom.view.Escape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The browser of whoever sits at this machine, told what to show by `xdg-open`.
public final class UserBrowser {
  private static final String XDG_OPEN = "xdg-open";

  private final String program;
  private final Screen screen;

  public UserBrowser(Screen screen) {
    this(XDG_OPEN, screen);
  }

  /// @param program what hands a file to the browser
  UserBrowser(String program, Screen screen) {
    this.program = program;
    this.screen = screen;
  }

  /// Shows a file. The browser goes on by itself; where there is none, that is said.
  public void show(String file) {
    try {
      new ProcessBuilder(program, file)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException absent) {
      screen
          .err()
          .println(
              "fathom: there is no xdg-open here; open " + Escape.terminal(file) + " yourself");
    }
  }

  /// A file that only this user can read, and that leads a browser on to an address. It is deleted
  /// when it is closed.
  public record Way(Optional<Path> file) implements AutoCloseable {
    public static final Way NONE = new Way(Optional.empty());

    @Override
    public void close() throws IOException {
      if (file.isPresent()) {
        Files.deleteIfExists(file.get());
      }
    }
  }

  /// Shows an address that nobody else may know: the arguments of a process can be seen by
  /// everyone, so the browser is given a file that leads there.
  ///
  /// @param address of letters, digits and `:/.[]-_` alone
  public Way showSecret(String address) {
    if (!address.matches("[A-Za-z0-9:/.\\[\\]_-]+")) {
      throw new IllegalArgumentException("no address for a page: " + address);
    }
    try {
      // Its mode is 0600.
      Path file = Files.createTempFile("fathom-", ".html");
      Files.writeString(
          file,
          "<!doctype html>\n<meta charset=\"utf-8\">\n<meta name=\"referrer\""
              + " content=\"no-referrer\">\n<meta http-equiv=\"refresh\" content=\"0; url="
              + address
              + "\">\n<title>Fathom</title>\n<a href=\""
              + address
              + "\">to the page</a>\n");
      show(file.toString());
      return new Way(Optional.of(file));
    } catch (IOException unwritten) {
      screen
          .err()
          .println(
              "fathom: no file can be written for the browser ("
                  + Escape.terminal(String.valueOf(unwritten.getMessage()))
                  + "); open the address yourself");
      return Way.NONE;
    }
  }
}
