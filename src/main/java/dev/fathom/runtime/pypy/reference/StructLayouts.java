package dev.fathom.runtime.pypy.reference;

import dev.fathom.model.object.InstanceLayout;
import dev.fathom.model.object.InstanceLayout.Field;
import dev.fathom.model.object.InstanceLayout.Kind;
import dev.fathom.runtime.pypy.type.Shapes;
import dev.fathom.runtime.pypy.type.TypeInfos;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// The structs as the interpreter's sources have them, to be drawn.
public final class StructLayouts {
  private static final long MOST_FIELDS_BYTES = 1 << 10;

  private StructLayouts() {}

  /// {@return how the instances of a type are laid out} Where several structs are called alike, the
  /// smallest of them is drawn, if all others have references where that has some.
  ///
  /// @param types the collector's
  public static InstanceLayout of(Shapes shapes, Set<Integer> types) {
    List<InstanceLayout> all = types.stream().map(type -> of(shapes, type)).toList();
    return all.stream()
        .min(Comparator.comparingLong(InstanceLayout::payloadOffset))
        .filter(smallest -> all.stream().allMatch(each -> isLike(smallest, each)))
        .orElse(InstanceLayout.UNKNOWN);
  }

  private static boolean isLike(InstanceLayout smallest, InstanceLayout other) {
    List<Field> fields = smallest.fields();
    for (int at = 0; at < fields.size(); at++) {
      if (at >= other.fields().size() || fields.get(at).kind() != other.fields().get(at).kind()) {
        return false;
      }
    }
    return smallest.payload().equals(other.payload());
  }

  private static InstanceLayout of(Shapes shapes, int type) {
    TypeInfos infos = shapes.infos();
    boolean items = infos.lengthOffset(type) != 0;
    long end = items ? infos.itemsOffset(type) : infos.fixedBytes(type);
    if (end > MOST_FIELDS_BYTES) {
      return InstanceLayout.UNKNOWN;
    }
    long[] references = infos.references(type);
    List<Field> fields = new ArrayList<>();
    fields.add(new Field("tid, flags", "", 0, Long.BYTES, Kind.HEADER));
    for (long at = Long.BYTES; at + Long.BYTES <= end; at += Long.BYTES) {
      String name = shapes.field(type, at);
      if (items && at == infos.lengthOffset(type)) {
        name = "length";
      }
      boolean reference = Arrays.binarySearch(references, at) >= 0;
      String shown = name.isEmpty() ? "+0x" + Long.toHexString(at) : name;
      fields.add(
          new Field(
              shown,
              reference ? FieldSpelling.of(shapes.source(type), name, at) : "",
              at,
              Long.BYTES,
              reference ? Kind.REFERENCE : Kind.DATA));
    }
    return new InstanceLayout(
        shapes.source(type), fields, end, items ? "items" : "", infos.itemBytes(type), 0, true);
  }
}
