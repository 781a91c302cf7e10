package dev.fathom.serve;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;

/// Collects JSON in which no name of a target looks like markup: `<`, `>` and `&`, which stand only
/// in strings there, are written by their numbers. It is the same JSON.
final class ScriptSafeOutput extends ByteArrayOutputStream {
  private static final byte[] LESS = "\\u003c".getBytes(US_ASCII);
  private static final byte[] GREATER = "\\u003e".getBytes(US_ASCII);
  private static final byte[] AMPERSAND = "\\u0026".getBytes(US_ASCII);

  @Override
  public synchronized void write(int value) {
    switch (value) {
      case '<' -> super.write(LESS, 0, LESS.length);
      case '>' -> super.write(GREATER, 0, GREATER.length);
      case '&' -> super.write(AMPERSAND, 0, AMPERSAND.length);
      default -> super.write(value);
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int start, int length) {
    int from = start;
    for (int at = start; at < start + length; at++) {
      if (bytes[at] == '<' || bytes[at] == '>' || bytes[at] == '&') {
        super.write(bytes, from, at - from);
        write(bytes[at]);
        from = at + 1;
      }
    }
    super.write(bytes, from, start + length - from);
  }
}
