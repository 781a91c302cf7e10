package dev.fathom.cli.shell;

import dev.fathom.host.OutputException;
import dev.fathom.host.OutputFile;
import dev.fathom.host.Terminal;
import java.io.OutputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What the user named behind `-o`: a file, a pipe or a device, or `-` for standard output. It is
/// opened before anything is held, and complete when it is finished.
public final class Output implements AutoCloseable {
  /// What stands for standard output.
  public static final String STANDARD = "-";

  private final OutputStream standard;
  private final @Nullable OutputFile file;

  private Output(OutputStream standard, @Nullable OutputFile file) {
    this.standard = standard;
    this.file = file;
  }

  /// Opens it for text.
  ///
  /// @throws OutputException if it may not be written
  public static Output ofText(String name, Screen screen) throws OutputException {
    if (name.equals(STANDARD)) {
      return new Output(screen.out(), null);
    }
    if (name.endsWith("/")) {
      throw new OutputException(name, "that is the name of a directory");
    }
    try {
      return new Output(screen.out(), OutputFile.open(Path.of(name)));
    } catch (InvalidPathException impossible) {
      throw new OutputException(name, "that is not a file name");
    }
  }

  /// Opens it for what a terminal would not show.
  ///
  /// @throws OutputException if it may not be written
  public static Output ofBytes(String name, Screen screen) throws OutputException {
    if (name.equals(STANDARD) && Terminal.isOutput()) {
      throw new OutputException("to standard output", "it is a terminal; redirect it");
    }
    return ofText(name, screen);
  }

  /// {@return whether it is no file but a stream: whoever reads it decides how fast it can be
  /// written, and nothing can be opened afterwards}
  public boolean waits() {
    return file == null || file.isStream();
  }

  /// {@return what is to be written to it; closed by nobody}
  public OutputStream stream() {
    return file == null ? standard : file.output();
  }

  /// Gives a file its name.
  ///
  /// @return how many bytes it has; of standard output nobody counts them
  public long finish() throws OutputException {
    if (file == null) {
      return 0;
    }
    file.publish();
    return file.bytes();
  }

  /// The same of a file that programs of other users read.
  public void finishForAll() throws OutputException {
    if (file != null) {
      file.publishForAll();
    }
  }

  /// Gives a file up that was not finished.
  @Override
  public void close() {
    if (file != null) {
      file.close();
    }
  }
}
