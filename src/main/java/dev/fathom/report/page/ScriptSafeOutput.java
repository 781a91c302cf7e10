package dev.fathom.report.page;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Makes JSON that may stand in a `<script>` element: each `<` is written by its number, so that no
/// name of a target's ends the element or begins a comment. In JSON there is none outside of
/// strings.
public final class ScriptSafeOutput extends FilterOutputStream {
  private static final byte[] ESCAPED = {'\\', 'u', '0', '0', '3', 'c'};

  public ScriptSafeOutput(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int next) throws IOException {
    if (next == '<') {
      out.write(ESCAPED);
    } else {
      out.write(next);
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int from = offset;
    for (int at = offset; at < offset + length; at++) {
      if (bytes[at] == '<') {
        out.write(bytes, from, at - from);
        out.write(ESCAPED);
        from = at + 1;
      }
    }
    out.write(bytes, from, offset + length - from);
  }
}
