package dev.fathom.ask.last;

import dev.fathom.host.OutputException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/// Writes no more than there is room for.
final class BoundedOutput extends FilterOutputStream {
  private final Path place;
  private long left;

  BoundedOutput(OutputStream out, long most, Path place) {
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
      throw new OutputException(place.toString(), "a look is too large to be kept");
    }
    out.write(bytes, offset, length);
  }
}
