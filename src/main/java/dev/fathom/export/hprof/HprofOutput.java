package dev.fathom.export.hprof;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The records of the format. A segment of the heap says how long it is before it begins, so small
/// records are gathered to segments of 1 MiB; one that is larger has a segment of its own.
final class HprofOutput {
  static final int ID_BYTES = Long.BYTES;

  private static final String MAGIC = "JAVA PROFILE 1.0.2";
  private static final int BUFFER_BYTES = 1 << 20;

  /// A tag, a time and a length.
  private static final int HEADER_BYTES = 1 + 2 * Integer.BYTES;

  // Tags of records.
  private static final int TEXT = 0x01;
  private static final int LOAD_CLASS = 0x02;
  private static final int TRACE = 0x05;
  private static final int SEGMENT = 0x1c;
  private static final int HEAP_END = 0x2c;

  /// The one stack trace that all records name; it has no frames.
  static final int NO_TRACE = 1;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final OutputStream out;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int at;
  private boolean alone;

  /// @param milliseconds when the target was looked at, since 1970
  HprofOutput(OutputStream out, long milliseconds) throws IOException {
    this.out = out;
    bytes(MAGIC.getBytes(StandardCharsets.US_ASCII));
    u1(0);
    u4(ID_BYTES);
    u8(milliseconds);
  }

  void text(long id, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    header(TEXT, ID_BYTES + utf8.length);
    u8(id);
    bytes(utf8);
  }

  void loadClass(int serial, long id, long name) throws IOException {
    header(LOAD_CLASS, 2L * Integer.BYTES + 2 * ID_BYTES);
    u4(serial);
    u8(id);
    u4(NO_TRACE);
    u8(name);
  }

  /// Writes the trace that has no frames.
  void trace() throws IOException {
    header(TRACE, 3L * Integer.BYTES);
    u4(NO_TRACE);
    u4(0); // the thread's number
    u4(0); // frames
  }

  /// Begins the heap: what follows are its records.
  void beginHeap() throws IOException {
    flush();
    at = HEADER_BYTES;
  }

  /// Begins a record of the heap.
  ///
  /// @param bytes behind its tag; less than 4 GiB
  void begin(int tag, long bytes) throws IOException {
    long length = 1 + bytes;
    if (length > BUFFER_BYTES - at) {
      endSegment();
    }
    if (length > BUFFER_BYTES - HEADER_BYTES) {
      at = 0;
      alone = true;
      header(SEGMENT, length);
    }
    u1(tag);
  }

  /// Ends a record of the heap.
  void end() throws IOException {
    if (alone) {
      flush();
      alone = false;
      at = HEADER_BYTES;
    }
  }

  private void endSegment() throws IOException {
    if (at > HEADER_BYTES) {
      int end = at;
      at = 0;
      header(SEGMENT, end - HEADER_BYTES);
      at = end;
      flush();
      at = HEADER_BYTES;
    }
  }

  /// Ends the heap, and the dump.
  void endHeap() throws IOException {
    endSegment();
    at = 0;
    header(HEAP_END, 0);
    flush();
  }

  private void header(int tag, long length) throws IOException {
    u1(tag);
    u4(0); // since the dump was begun
    u4((int) length);
  }

  void u1(int value) throws IOException {
    room(1);
    buffer[at++] = (byte) value;
  }

  void u2(int value) throws IOException {
    u1(value >> Byte.SIZE);
    u1(value);
  }

  void u4(int value) throws IOException {
    room(Integer.BYTES);
    INTS.set(buffer, at, value);
    at += Integer.BYTES;
  }

  void u8(long value) throws IOException {
    room(Long.BYTES);
    LONGS.set(buffer, at, value);
    at += Long.BYTES;
  }

  /// Writes so many words of zeros.
  void zeros(long words) throws IOException {
    for (long word = 0; word < words; word++) {
      u8(0);
    }
  }

  private void bytes(byte[] text) throws IOException {
    for (byte each : text) {
      u1(each);
    }
  }

  private void room(int bytes) throws IOException {
    if (at + bytes > BUFFER_BYTES) {
      flush();
    }
  }

  private void flush() throws IOException {
    out.write(buffer, 0, at);
    at = 0;
  }
}
