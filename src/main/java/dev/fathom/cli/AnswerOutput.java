package dev.fathom.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/// Keeps an answer back until it is complete: tables of a snapshot are read as they are printed,
/// and damage on the way must not leave half an answer. A flush says that what stands so far
/// counts, as commands do that look again and again; what is longer than [#LONGEST] goes out as it
/// comes.
final class AnswerOutput extends OutputStream {
  /// In bytes. More than any answer for people has.
  static final int LONGEST = 16 << 20;

  private final PrintStream to;
  private final ProgressLine waiting;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

  /// An answer.
  ///
  /// @param waiting what is shown until it is there
  AnswerOutput(PrintStream to, ProgressLine waiting) {
    this.to = to;
    this.waiting = waiting;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (kept.size() + (long) length > LONGEST) {
      pass();
      to.write(bytes, offset, length);
    } else {
      kept.write(bytes, offset, length);
    }
  }

  @Override
  public void flush() throws IOException {
    pass();
    // A PrintStream keeps to itself what went wrong; the one around this asks for it.
    if (to.checkError()) {
      throw new IOException("cannot write on");
    }
  }

  /// {@return what was kept, for somebody else to show}
  byte[] take() {
    waiting.end();
    byte[] answer = kept.toByteArray();
    kept.reset();
    return answer;
  }

  /// Forgets what was kept: there is no answer.
  void withdraw() {
    kept.reset();
  }

  private void pass() throws IOException {
    waiting.end();
    kept.writeTo(to);
    kept.reset();
  }
}
