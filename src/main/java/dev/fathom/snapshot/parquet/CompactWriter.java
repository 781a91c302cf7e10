package dev.fathom.snapshot.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Writes structs in Thrift's compact protocol, in which the metadata of Parquet is written.
///
/// Fields must come in ascending order of their numbers. Each `begin` is followed by the fields of
/// the struct and an [#end].
final class CompactWriter {
  static final int TRUE = 1;
  static final int FALSE = 2;
  static final int I32 = 5;
  static final int I64 = 6;
  static final int BINARY = 8;
  static final int LIST = 9;
  static final int STRUCT = 12;

  /// From this many elements on, the length of a list follows its head.
  static final int LONG_LIST = 15;

  private static final int DEEPEST = 16;

  private final TableOutput out;

  /// The last field's number, in each struct that is open.
  private final int[] last = new int[DEEPEST];

  private int depth;

  /// Begins a struct that is a document of its own.
  CompactWriter(TableOutput out) {
    this.out = out;
  }

  CompactWriter number(int field, int value) {
    head(field, I32);
    out.zigzag(value);
    return this;
  }

  CompactWriter number(int field, long value) {
    head(field, I64);
    out.zigzag(value);
    return this;
  }

  CompactWriter flag(int field, boolean value) {
    head(field, value ? TRUE : FALSE);
    return this;
  }

  CompactWriter text(int field, String value) {
    return binary(field, value.getBytes(UTF_8));
  }

  CompactWriter binary(int field, byte[] value) {
    head(field, BINARY);
    out.variable(value.length);
    out.put(value);
    return this;
  }

  CompactWriter begin(int field) {
    head(field, STRUCT);
    return element();
  }

  /// Begins a list of so many elements: each then written by [#element], or as a bare value.
  CompactWriter list(int field, int type, int count) {
    head(field, LIST);
    if (count < LONG_LIST) {
      out.u8(count << 4 | type);
    } else {
      out.u8(LONG_LIST << 4 | type);
      out.variable(count);
    }
    return this;
  }

  /// Begins a struct that is an element of a list.
  CompactWriter element() {
    last[++depth] = 0;
    return this;
  }

  CompactWriter elementNumber(int value) {
    out.zigzag(value);
    return this;
  }

  CompactWriter elementText(String value) {
    byte[] bytes = value.getBytes(UTF_8);
    out.variable(bytes.length);
    out.put(bytes);
    return this;
  }

  CompactWriter end() {
    out.u8(0);
    depth--;
    return this;
  }

  private void head(int field, int type) {
    int distance = field - last[depth];
    if (distance > 0 && distance < 16) {
      out.u8(distance << 4 | type);
    } else {
      out.u8(type);
      out.zigzag(field);
    }
    last[depth] = field;
  }
}
