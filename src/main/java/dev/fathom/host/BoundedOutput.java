package dev.fathom.host;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/// Writes no more than there is room for.
public final class BoundedOutput extends FilterOutputStream {
  private final Path place;
  private long left;

  /// @param most so many bytes
  /// @param place what the user is told that it is written to
  public BoundedOutput(OutputStream out, long most, Path place) {
    super(out);
    this.left = most;
    this.place = place;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    left -= length;
    if (left < 0) {
      throw new OutputException(place.toString(), "it is too large for what is free there");
    }
    out.write(bytes, offset, length);
  }
}
