package dev.fathom.mcp;

import dev.fathom.mcp.json.JsonTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// What the client sends, line by line. Of a line that is too long nothing is kept.
final class InputLines {
  /// More than any question has.
  static final int LONGEST = JsonTree.LONGEST;

  private static final int BUFFER = 1 << 13;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int end;

  InputLines(InputStream in) {
    this.in = in;
  }

  /// A line.
  ///
  /// @param bytes without the line feed; of one that is too long none
  /// @param tooLong whether it is longer than [#LONGEST]
  @SuppressWarnings("ArrayRecordComponent") // read once, and never compared
  record Line(byte[] bytes, boolean tooLong) {
    boolean isEmpty() {
      if (tooLong) {
        return false;
      }
      for (byte each : bytes) {
        if (each != ' ' && each != '\t' && each != '\r') {
          return false;
        }
      }
      return true;
    }
  }

  /// {@return the next line; empty at the end of the input}
  Optional<Line> next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    boolean any = false;
    boolean tooLong = false;
    while (at < end || fill()) {
      any = true;
      int feed = at;
      while (feed < end && buffer[feed] != '\n') {
        feed++;
      }
      tooLong |= line.size() + feed - at > LONGEST;
      if (tooLong) {
        line.reset();
      } else {
        line.write(buffer, at, feed - at);
      }
      at = feed + 1;
      if (feed < end) {
        return Optional.of(new Line(line.toByteArray(), tooLong));
      }
    }
    return any ? Optional.of(new Line(line.toByteArray(), tooLong)) : Optional.empty();
  }

  private boolean fill() throws IOException {
    at = 0;
    end = Math.max(0, in.read(buffer));
    return end > 0;
  }
}
