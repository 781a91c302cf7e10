package dev.fathom.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.util.Optional;

/// Standard output, or standard error, that remembers what went wrong: a [java.io.PrintStream]
/// tells nobody.
final class StandardOutput extends FilterOutputStream {
  private static final String NO_READER = "Broken pipe";

  private Optional<IOException> failure = Optional.empty();

  StandardOutput(FileDescriptor descriptor) {
    super(new FileOutputStream(descriptor));
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException failed) {
      failure = Optional.of(failed);
      throw failed;
    }
  }

  /// {@return why not all of it could be written; empty also where the reader wanted no more, as
  /// `head` does}
  Optional<String> loss() {
    return failure
        .map(failed -> String.valueOf(failed.getMessage()))
        .filter(message -> !message.equals(NO_READER));
  }
}
