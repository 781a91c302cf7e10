package dev.fathom.runtime.pypy.reference;

import dev.fathom.runtime.pypy.type.ObjectShape;
import dev.fathom.runtime.pypy.type.Shapes;
import dev.fathom.target.KeptMemory;
import java.nio.charset.StandardCharsets;

/// The objects as they were kept.
final class PyPyImage {
  private static final int LONGEST_TEXT = 96;

  private final KeptMemory kept;
  private final Shapes shapes;

  PyPyImage(KeptMemory kept, Shapes shapes) {
    this.kept = kept;
    this.shapes = shapes;
  }

  boolean holds(long address) {
    return kept.holds(address);
  }

  long u64(long address) {
    return kept.u64(address);
  }

  /// {@return the words from an address on, as far as they were kept}
  int words(long address, long[] into, long most) {
    return kept.words(address, into, most);
  }

  /// {@return the collector's type of the object at an address, or -1 where there is none}
  int type(long address) {
    return address <= 0 || !kept.holds(address) ? -1 : shapes.infos().of(kept.u64(address));
  }

  boolean is(long address, ObjectShape shape) {
    int type = type(address);
    return type >= 0 && shapes.of(type) == shape;
  }

  /// {@return a field of an object; 0 where its type has none of that name}
  long field(long address, int type, String name) {
    int offset = shapes.offset(type, name);
    return offset < 0 ? 0 : kept.u64(address + offset);
  }

  /// {@return the text of a str, or of its bytes; empty where it is neither, or too long for a
  /// name}
  String text(long address) {
    int type = type(address);
    if (type < 0) {
      return "";
    }
    return switch (shapes.of(type)) {
      case TEXT -> bytes(kept.u64(address + shapes.textBytes()));
      case BYTES -> bytes(address);
      default -> "";
    };
  }

  private String bytes(long address) {
    long length = kept.u64(address + Shapes.BYTES_LENGTH);
    if (!is(address, ObjectShape.BYTES) || length <= 0 || length > LONGEST_TEXT) {
      return "";
    }
    byte[] text = new byte[(int) length];
    for (int at = 0; at < text.length; at++) {
      long place = address + Shapes.BYTES_START + at;
      text[at] = (byte) (kept.u64(place & -Long.BYTES) >>> (place % Long.BYTES * Byte.SIZE));
    }
    return new String(text, StandardCharsets.UTF_8);
  }

  /// {@return an item of an array of texts, or of a list of them; empty where there is none}
  String item(long array, long number) {
    long at = array;
    int type = type(at);
    if (type >= 0 && shapes.infos().itemBytes(type) == 0) {
      at = field(array, type, "items");
      type = type(at);
    }
    return type < 0 || number >= length(at, type) || shapes.infos().itemBytes(type) != Long.BYTES
        ? ""
        : text(u64(at + shapes.infos().itemsOffset(type) + number * Long.BYTES));
  }

  /// {@return where the entries of a table stand, or 0 where it has none}
  long entries(long table) {
    return type(table) < 0 ? 0 : kept.u64(table + Shapes.TABLE_ENTRIES);
  }

  /// {@return of how many items the array at an address is}
  long length(long array, int type) {
    long offset = shapes.infos().lengthOffset(type);
    return offset == 0 ? 0 : Math.max(0, kept.u64(array + offset));
  }
}
