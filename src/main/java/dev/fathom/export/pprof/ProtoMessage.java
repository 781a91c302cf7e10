package dev.fathom.export.pprof;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// A message as protocol buffers encode it (https://protobuf.dev/programming-guides/encoding):
/// fields one after the other, each a number with the form of its value, and the value.
final class ProtoMessage {
  private static final int VARINT = 0;
  private static final int LENGTH = 2;
  private static final int FORM_BITS = 3;
  private static final int VARINT_BITS = 7;
  private static final int MORE = 1 << VARINT_BITS;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /// Adds a number; 0 is what stands for a field that is not there.
  ProtoMessage number(int field, long value) {
    if (value != 0) {
      varint((long) field << FORM_BITS | VARINT);
      varint(value);
    }
    return this;
  }

  ProtoMessage truth(int field, boolean value) {
    return number(field, value ? 1 : 0);
  }

  /// Adds several numbers, also where they are 0.
  ProtoMessage numbers(int field, long... values) {
    ProtoMessage packed = new ProtoMessage();
    for (long value : values) {
      packed.varint(value);
    }
    return message(field, packed);
  }

  ProtoMessage text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtoMessage message(int field, ProtoMessage value) {
    return bytes(field, value.toBytes());
  }

  private ProtoMessage bytes(int field, byte[] value) {
    varint((long) field << FORM_BITS | LENGTH);
    varint(value.length);
    bytes.writeBytes(value);
    return this;
  }

  private void varint(long value) {
    long left = value;
    while ((left & -MORE) != 0) {
      bytes.write((int) (left & (MORE - 1)) | MORE);
      left >>>= VARINT_BITS;
    }
    bytes.write((int) left);
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }
}
