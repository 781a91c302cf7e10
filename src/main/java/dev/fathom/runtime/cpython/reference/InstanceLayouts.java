package dev.fathom.runtime.cpython.reference;

import dev.fathom.model.object.InstanceLayout;
import dev.fathom.model.object.InstanceLayout.Kind;
import dev.fathom.runtime.TypeSink;
import dev.fathom.runtime.cpython.layout.Field;
import dev.fathom.runtime.cpython.layout.Layout;
import dev.fathom.runtime.cpython.layout.StructLayout;
import dev.fathom.runtime.cpython.object.PythonTypes;
import dev.fathom.runtime.cpython.struct.Offsets;
import dev.fathom.runtime.cpython.struct.TypeFlags;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Tells how the instances of each type are laid out: the fields of the struct that they begin
/// with, then slots, the pointers to a dict and to weak references; before them what the collector
/// and managed attributes take.
public final class InstanceLayouts {
  private static final long WORD = 8;

  /// The count of references and the type, with which every object begins (`Include/object.h`).
  private static final long HEADER_BYTES = 16;

  private static final String LIST = "PyListObject";
  private static final String CODE = "PyCodeObject";

  private final Layout layout;
  private final Offsets offsets;
  private final PythonTypes types;
  private final ReferencePlans plans;

  public InstanceLayouts(Layout layout, Offsets offsets, PythonTypes types, ReferencePlans plans) {
    this.layout = layout;
    this.offsets = offsets;
    this.types = types;
    this.plans = plans;
  }

  /// **Cost**: some microseconds a type; reads nothing.
  public void tell(TypeSink sink) {
    for (int type = 0; type < types.count(); type++) {
      sink.layout(type, of(type));
    }
  }

  private InstanceLayout of(int type) {
    Optional<StructLayout> struct = struct(type);
    Map<Long, InstanceLayout.Field> fields = new TreeMap<>();
    addPrefix(type, fields);
    StructLayout begins = struct.orElse(layout.struct("PyObject"));
    boolean text = types.shape(type) == PythonTypes.Shape.STR;
    Optional<Field> last =
        types.itemSize(type) == 0 || text || types.shape(type) == PythonTypes.Shape.TYPE
            ? Optional.empty()
            : itemsField(begins, type);
    long payloadOffset =
        text ? offsets.strAsciiHeadBytes() : last.map(Field::offset).orElse(types.basicSize(type));
    ReferencePlan plan = plans.made(type);
    addStruct(begins, payloadOffset, plan, fields);
    if (plan != null) {
      addOthers(type, plan, payloadOffset, fields);
    }
    return new InstanceLayout(
        struct.map(StructLayout::name).orElse(""),
        apart(fields.values()),
        payloadOffset,
        payload(type, begins, last),
        text ? 0 : types.itemSize(type),
        begins.name().equals(LIST) ? WORD : 0,
        isPayloadCounted(type, begins));
  }

  private Optional<StructLayout> struct(int type) {
    return switch (types.shape(type)) {
      case STR -> layout.find("PyASCIIObject");
      case INT -> layout.find("PyLongObject");
      case TYPE -> layout.find("PyHeapTypeObject");
      case FIXED, VARIABLE, OPAQUE, SHORTENED -> plans.structure(type);
    };
  }

  /// {@return the field in which the items begin: the last one, where `tp_basicsize` ends with it
  /// or before it}
  private Optional<Field> itemsField(StructLayout struct, int type) {
    return struct.fields().values().stream()
        .max(Comparator.comparingLong(Field::offset))
        .filter(field ->
            field.elementSize() <= types.itemSize(type)
                && field.offset() + field.elementSize() >= types.basicSize(type));
  }

  private String payload(int type, StructLayout struct, Optional<Field> items) {
    if (items.isPresent()) {
      return struct.fields().entrySet().stream()
          .filter(entry -> entry.getValue().equals(items.get()))
          .map(Map.Entry::getKey)
          .findFirst()
          .orElse("items");
    }
    return switch (types.shape(type)) {
      case STR -> "text";
      case TYPE -> "members of __slots__";
      case OPAQUE -> "frame";
      case FIXED -> types.has(type, TypeFlags.INLINE_VALUES) ? "values of attributes" : "";
      case VARIABLE, INT, SHORTENED -> types.itemSize(type) == 0 ? "" : "items";
    };
  }

  /// Whether `sys.getsizeof` counts the payload: not the members of a type, nor values of
  /// attributes; that of a code object it rounds.
  private boolean isPayloadCounted(int type, StructLayout struct) {
    return switch (types.shape(type)) {
      case STR, INT -> true;
      case VARIABLE -> !struct.name().equals(CODE);
      case FIXED, TYPE, OPAQUE, SHORTENED -> false;
    };
  }

  private void addPrefix(int type, Map<Long, InstanceLayout.Field> fields) {
    long prefix = types.prefixBytes(type);
    long collector = types.has(type, TypeFlags.HAVE_GC) ? offsets.gcHeadBytes() : 0;
    List<String> links = List.of("_gc_next", "_gc_prev", "gc_refs");
    for (int word = 0; word < collector / WORD; word++) {
      add(
          fields,
          word < links.size() ? links.get(word) : "",
          "",
          word * WORD - collector,
          WORD,
          Kind.COLLECTOR);
    }
    if (prefix > collector) {
      boolean values = offsets.version().before(3, 12);
      add(fields, values ? "values" : "weaklist", "", -prefix, WORD, Kind.ATTRIBUTES);
      add(
          fields,
          offsets.version().before(3, 12) || !offsets.version().before(3, 13)
              ? "dict"
              : "dict or values",
          "__dict__",
          WORD - prefix,
          WORD,
          Kind.ATTRIBUTES);
    }
  }

  private static void addStruct(
      StructLayout struct,
      long end,
      @Nullable ReferencePlan plan,
      Map<Long, InstanceLayout.Field> fields) {
    struct
        .fields()
        .forEach((name, field) -> {
          // What is made of bits, or of fields told one by one, is shown as its outermost self.
          boolean inner = name.indexOf('.') >= 0 && field.kind() == Field.Kind.BITS;
          if (field.offset() >= end || inner) {
            return;
          }
          boolean header = field.offset() < HEADER_BYTES;
          for (int element = 0; element < elements(field); element++) {
            long offset = field.offset() + element * field.elementSize();
            add(
                fields,
                elements(field) == 1 ? name : name + "[" + element + "]",
                header ? "" : referenceName(plan, offset),
                offset,
                elements(field) == 1 ? field.size() : field.elementSize(),
                header ? Kind.HEADER : kind(field));
          }
        });
  }

  private static int elements(Field field) {
    return field.kind() == Field.Kind.OBJECT ? Math.max(1, field.count()) : 1;
  }

  private static Kind kind(Field field) {
    return switch (field.kind()) {
      case OBJECT, TAGGED -> Kind.REFERENCE;
      case POINTER -> Kind.POINTER;
      case DATA, BITS -> Kind.DATA;
    };
  }

  private static String referenceName(@Nullable ReferencePlan plan, long offset) {
    if (plan != null) {
      for (int at = 0; at < plan.fields().length; at++) {
        if (plan.fields()[at] == offset) {
          return plan.fieldNames()[at];
        }
      }
    }
    return "";
  }

  /// Slots, the pointer to a dict, the head of the weak references: what no struct tells.
  private void addOthers(
      int type, ReferencePlan plan, long end, Map<Long, InstanceLayout.Field> fields) {
    for (int at = 0; at < plan.fields().length; at++) {
      if (plan.fields()[at] < end) {
        String name = plan.fieldNames()[at];
        add(fields, name, name, plan.fields()[at], WORD, Kind.REFERENCE);
      }
    }
    long dict = plan.dictOffset();
    if (plan.attributes() == ReferencePlan.Attributes.DICT && dict > 0 && dict < end) {
      add(fields, "__dict__", "__dict__", dict, WORD, Kind.REFERENCE);
    }
    long weak = plans.weakReferences(type);
    if (weak > 0 && weak < end) {
      add(fields, "__weakref__", "", weak, WORD, Kind.REFERENCE);
    }
  }

  /// Of several at one place, a struct and its first field or the members of a union, the smallest
  /// names it.
  private static void add(
      Map<Long, InstanceLayout.Field> fields,
      String name,
      String reference,
      long offset,
      long bytes,
      Kind kind) {
    InstanceLayout.Field before = fields.get(offset);
    if (before == null || before.bytes() > bytes) {
      fields.put(offset, new InstanceLayout.Field(name, reference, offset, bytes, kind));
    }
  }

  /// {@return the fields, none reaching into the next} A struct in a struct is cut where the first
  /// of its own fields begins.
  private static List<InstanceLayout.Field> apart(Collection<InstanceLayout.Field> fields) {
    List<InstanceLayout.Field> apart = new ArrayList<>();
    for (InstanceLayout.Field field : fields) {
      if (!apart.isEmpty()) {
        InstanceLayout.Field before = apart.getLast();
        long room = field.offset() - before.offset();
        if (before.bytes() > room) {
          apart.set(
              apart.size() - 1,
              new InstanceLayout.Field(
                  before.name(), before.reference(), before.offset(), room, before.kind()));
        }
      }
      apart.add(field);
    }
    return apart;
  }
}
