package dev.fathom.export.hprof;

import dev.fathom.view.Escape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The classes of a dump: each has a name of its own, since programs look for classes by name.
final class ClassTable {
  /// Where the ids of classes begin: no address is so high.
  private static final long FIRST_ID = 0x4000_0000_0000_0008L;

  /// Ids lie so far apart. MAT takes what all ids are multiples of for the alignment of objects, to
  /// which it rounds their sizes up: these make it eight bytes.
  private static final long STEP = 16;

  /// A type of such a name is none of these.
  private static final List<String> PRIMITIVES =
      List.of("boolean", "byte", "char", "double", "float", "int", "long", "short");

  private static final int LONGEST_NAME = 400;

  private static final String UNNAMED = "(unnamed)";

  private final List<ObjectClass> all = new ArrayList<>();
  private final Map<String, Integer> uses = new HashMap<>();

  final ObjectClass object = add("java.lang.Object", 0, List.of(), false, 0);
  final ObjectClass objects = add("[Ljava.lang.Object;", object.id(), List.of(), false, 0);
  final ObjectClass longs = add("[J", object.id(), List.of(), false, 0);

  ClassTable() {
    // What readers of dumps of a Java machine look for, and do not ask whether it is there.
    for (String expected : List.of("Class", "ClassLoader", "String", "Thread")) {
      ObjectClass _ = add("java.lang." + expected, object.id(), List.of(), false, 0);
    }
    ObjectClass reference =
        add("java.lang.ref.Reference", object.id(), List.of("referent"), false, 0);
    for (String kind : List.of("Weak", "Soft", "Final", "Phantom")) {
      ObjectClass _ =
          add("java.lang.ref." + kind + "Reference", reference.id(), List.of(), false, 0);
    }
    for (String primitive : PRIMITIVES) {
      uses.put(primitive + "[]", 1);
    }
  }

  /// {@return all classes, each after the one above it}
  List<ObjectClass> all() {
    return all;
  }

  /// Adds a class of arrays, whose elements are references.
  ObjectClass addArray(String type) {
    String name = name(type);
    String unique = unique(name + "[]");
    String suffix = unique.substring(name.length() + "[]".length());
    return addAs("[L" + name + suffix + ";", object.id(), List.of(), false, 0);
  }

  /// Adds a class.
  ///
  /// @param type as the language spells it; of the target's choosing
  ObjectClass add(
      String type, long superclass, List<String> fields, boolean hasItems, int padding) {
    String name = type.startsWith("[") ? type : unique(name(type));
    return addAs(name, superclass, fields, hasItems, padding);
  }

  private ObjectClass addAs(
      String name, long superclass, List<String> fields, boolean hasItems, int padding) {
    long id = FIRST_ID + all.size() * STEP;
    all.add(new ObjectClass(id, name, superclass, fields, hasItems, padding));
    return all.getLast();
  }

  /// {@return a name that no reader takes for that of an array}
  private static String name(String type) {
    String name = Escape.terminal(type, LONGEST_NAME).replace("[]", "[ ]");
    return name.isBlank() ? UNNAMED : name.startsWith("[") ? " " + name : name;
  }

  /// Readers take a stroke for a point, as between packages.
  private String unique(String name) {
    int use = uses.merge(name.replace('/', '.'), 1, Integer::sum);
    return use == 1 ? name : unique(name + " (" + use + ")");
  }
}
