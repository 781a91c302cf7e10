package dev.fathom.snapshot.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Reads structs in Thrift's compact protocol, field by field; what the caller does not know it
/// skips.
///
/// ```
/// for (int field = in.begin(); field != 0; field = in.next()) {
///   switch (field) {
///     case 3 -> rows = in.number();
///     default -> in.skip();
///   }
/// }
/// ```
final class CompactReader {
  private static final int BYTE = 3;
  private static final int I16 = 4;
  private static final int DOUBLE = 7;
  private static final int SET = 10;
  private static final int MAP = 11;
  private static final int DEEPEST = 16;

  private final Input in;
  private final int[] last = new int[DEEPEST + 1];
  private int depth;
  private int type;

  CompactReader(Input in) {
    this.in = in;
  }

  /// Begins the struct that stands here. Returns the number of its first field, or 0.
  int begin() throws DamagedTableException {
    if (++depth > DEEPEST) {
      throw new DamagedTableException("metadata is nested too deep");
    }
    last[depth] = 0;
    return next();
  }

  /// {@return the number of the next field of the struct, 0 at its end}
  int next() throws DamagedTableException {
    int head = in.u8();
    if (head == 0) {
      depth--;
      return 0;
    }
    type = head & 15;
    int field = head >>> 4 == 0 ? (int) in.zigzag() : last[depth] + (head >>> 4);
    if (field <= 0) {
      throw new DamagedTableException("a field of the metadata has no number");
    }
    last[depth] = field;
    return field;
  }

  long number() throws DamagedTableException {
    if (type != CompactWriter.I32 && type != CompactWriter.I64 && type != I16) {
      throw new DamagedTableException("a field of the metadata is no number");
    }
    return in.zigzag();
  }

  /// A number that counts something or says where it is.
  int size() throws DamagedTableException {
    long value = number();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new DamagedTableException("a size is out of range");
    }
    return (int) value;
  }

  String text() throws DamagedTableException {
    expect(CompactWriter.BINARY);
    return elementText();
  }

  /// Begins a list whose elements are of a type. Returns how many there are.
  int list(int ofType) throws DamagedTableException {
    expect(CompactWriter.LIST);
    int head = in.u8();
    int count = head >>> 4 == CompactWriter.LONG_LIST ? in.size() : head >>> 4;
    if (count > in.remaining() || (count > 0 && (head & 15) != ofType)) {
      throw new DamagedTableException("a list in the metadata is not what it should be");
    }
    return count;
  }

  String elementText() throws DamagedTableException {
    int length = in.size();
    return new String(in.array(), in.skip(length), length, UTF_8);
  }

  /// Makes sure that the field is a struct, which the caller then begins.
  void expectStruct() throws DamagedTableException {
    expect(CompactWriter.STRUCT);
  }

  private void expect(int wanted) throws DamagedTableException {
    if (type != wanted) {
      throw new DamagedTableException("a field of the metadata is of another type");
    }
  }

  /// Goes on behind the value of a field.
  void skip() throws DamagedTableException {
    skip(type);
  }

  private void skip(int skipped) throws DamagedTableException {
    switch (skipped) {
      case CompactWriter.TRUE, CompactWriter.FALSE -> {}
      case BYTE -> in.skip(1);
      case I16, CompactWriter.I32, CompactWriter.I64 -> in.variable();
      case DOUBLE -> in.skip(Double.BYTES);
      case CompactWriter.BINARY -> in.skip(in.size());
      case CompactWriter.LIST, SET -> {
        type = CompactWriter.LIST;
        int head = in.u8();
        int count = head >>> 4 == CompactWriter.LONG_LIST ? in.size() : head >>> 4;
        for (int element = 0; element < count; element++) {
          skipElement(head & 15);
        }
      }
      case CompactWriter.STRUCT -> {
        for (int field = begin(); field != 0; field = next()) {
          skip();
        }
      }
      case MAP -> throw new DamagedTableException("the metadata has a map");
      default -> throw new DamagedTableException("a field of the metadata is of no known type");
    }
  }

  /// In a list a truth value takes a byte.
  private void skipElement(int skipped) throws DamagedTableException {
    if (skipped == CompactWriter.TRUE || skipped == CompactWriter.FALSE) {
      in.skip(1);
    } else {
      skip(skipped);
    }
  }
}
