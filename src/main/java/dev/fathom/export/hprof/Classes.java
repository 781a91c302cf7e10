package dev.fathom.export.hprof;

import dev.fathom.model.object.TypeTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Which class an object becomes an instance of, by its shape.
///
/// A type whose objects have few names is a class with all of them. One that has many, as dicts
/// have, is a class without fields, and below it a class for each list of names; so is memory of C,
/// by its words that lead to others. What refers to nothing by name is an array.
final class Classes {
  /// So many names make one class, if the smallest object has room for that.
  private static final int MOST_OF_ONE = 64;

  /// So many lists of names of one type have classes, those of most objects.
  private static final int MOST_BELOW = 1000;

  /// The same of mere memory, where names are places and sizes are told apart.
  private static final int MOST_OF_MEMORY = 64;

  /// Objects that are all alike have so many words at most that are no references; else they have
  /// an array for that, too.
  private static final int MOST_PADDING = 8;

  private static final int LONGEST_LIST = 120;

  private final ClassTable table;
  private final TypeTable types;
  private final EdgeNames names;
  private final NamedShapes shapes;
  private final Placed[] byShape;
  private final Map<Integer, ObjectClass> arrays = new HashMap<>();

  /// Where the names of a shape are in a class.
  private static final class Placed {
    private final ObjectClass of;

    /// Of each name the number of its field, or -1.
    private final int[] fields;

    private final boolean nameless;

    Placed(ObjectClass of, int[] fields, boolean nameless) {
      this.of = of;
      this.fields = fields;
      this.nameless = nameless;
    }
  }

  /// @param repeats the names of each type that are no fields
  Classes(
      ClassTable table, TypeTable types, EdgeNames names, NamedShapes shapes, ObjectEdges repeats) {
    this.table = table;
    this.types = types;
    this.names = names;
    this.shapes = shapes;
    this.byShape = new Placed[shapes.count()];
    Map<Integer, List<Integer>> byType = new TreeMap<>();
    for (int shape = 0; shape < shapes.count(); shape++) {
      byType.computeIfAbsent(shapes.type(shape), _ -> new ArrayList<>()).add(shape);
    }
    byType.forEach((type, of) -> place(type, of, repeats.repeats(type)));
  }

  /// {@return the class of an object}
  ///
  /// @param shape its shape, or [NamedShapes#NONE]
  ObjectClass of(int shape, int type) {
    return shape == NamedShapes.NONE ? array(type) : byShape[shape].of;
  }

  /// Whether the objects of a shape have names that no field has.
  boolean isNameless(int shape) {
    return shape == NamedShapes.NONE || byShape[shape].nameless;
  }

  /// {@return the number of the field for a name of a shape, or -1}
  int field(int shape, int name) {
    return byShape[shape].fields[name];
  }

  private ObjectClass array(int type) {
    return arrays.computeIfAbsent(type, _ -> table.addArray(title(type)));
  }

  /// {@return the name of a type with its module, as readers put classes together by packages}
  private String title(int type) {
    TypeTable.Type of = types.get(type);
    String name = of.qualifiedName();
    boolean bare = name.equals(of.name()) && !name.startsWith(of.module());
    return bare ? of.module() + "." + name : name;
  }

  private void place(int type, List<Integer> of, BitSet repeats) {
    BitSet union = new BitSet();
    NamedShapes.Measures all = new NamedShapes.Measures();
    for (int shape : of) {
      Arrays.stream(shapes.names(shape)).forEach(union::set);
      all.add(shapes.measures(shape));
    }
    union.andNot(repeats);
    if (union.isEmpty()) {
      putArrays(type, of, false);
    } else if (union.cardinality() <= MOST_OF_ONE && fits(union.cardinality(), all)) {
      put(of, union.stream().toArray(), title(type), table.object, all);
    } else {
      placeByNames(type, of, repeats);
    }
  }

  private void putArrays(int type, List<Integer> of, boolean nameless) {
    ObjectClass array = array(type);
    of.forEach(shape -> byShape[shape] = noFields(array, shape, nameless));
  }

  private Placed noFields(ObjectClass array, int shape, boolean nameless) {
    int[] none = new int[shapes.names(shape).length];
    Arrays.fill(none, -1);
    return new Placed(array, none, nameless);
  }

  private void placeByNames(int type, List<Integer> of, BitSet repeats) {
    Map<List<Integer>, List<Integer>> alike = new HashMap<>();
    for (int shape : of) {
      List<Integer> kind = new ArrayList<>(List.of(shapes.size(shape)));
      Arrays.stream(shapes.names(shape)).filter(name -> !repeats.get(name)).forEach(kind::add);
      alike.computeIfAbsent(kind, _ -> new ArrayList<>()).add(shape);
    }
    ObjectClass above = table.add(title(type), table.object.id(), List.of(), false, 0);
    int below = 0;
    int most = types.get(type).dialect().isMereMemory() ? MOST_OF_MEMORY : MOST_BELOW;
    Comparator<List<Integer>> first = Comparator.comparingInt(List::getFirst);
    for (List<Integer> group :
        alike.values().stream()
            .sorted(Comparator.comparingLong(this::objects).reversed().thenComparing(first))
            .toList()) {
      int[] fields =
          Arrays.stream(shapes.names(group.getFirst()))
              .filter(name -> !repeats.get(name))
              .toArray();
      NamedShapes.Measures all = new NamedShapes.Measures();
      group.forEach(shape -> all.add(shapes.measures(shape)));
      if (fields.length == 0 || below == most || !fits(fields.length, all)) {
        putArrays(type, group, fields.length > 0);
      } else {
        below++;
        int size = shapes.size(group.getFirst());
        String suffix = size == 0 ? "" : " of " + size + " bytes";
        put(group, fields, title(type) + "{" + list(fields) + "}" + suffix, above, all);
      }
    }
  }

  /// {@return the names of a class, as far as a line can hold them}
  private String list(int[] fields) {
    StringBuilder list = new StringBuilder();
    for (int field : fields) {
      list.append(list.isEmpty() ? "" : ", ");
      if (list.length() + names.text(field).length() > LONGEST_LIST) {
        return list.append('…').toString();
      }
      list.append(names.text(field));
    }
    return list.toString();
  }

  private long objects(List<Integer> group) {
    return group.stream().mapToLong(shape -> shapes.measures(shape).objects()).sum();
  }

  private static boolean fits(int fields, NamedShapes.Measures all) {
    return ObjectClass.HEAD_BYTES + (long) fields * Long.BYTES <= all.least();
  }

  private void put(
      List<Integer> of, int[] fields, String name, ObjectClass above, NamedShapes.Measures all) {
    long room = all.least() - ObjectClass.HEAD_BYTES - (long) fields.length * Long.BYTES;
    boolean fixed = all.alike() && !all.items() && room <= MOST_PADDING * (long) Long.BYTES;
    ObjectClass made =
        table.add(
            name,
            above.id(),
            Arrays.stream(fields).mapToObj(names::text).toList(),
            !fixed,
            fixed ? (int) (room / Long.BYTES) : 0);
    Map<Integer, Integer> numbers = new HashMap<>();
    for (int field = 0; field < fields.length; field++) {
      numbers.put(fields[field], field);
    }
    for (int shape : of) {
      int[] places =
          Arrays.stream(shapes.names(shape)).map(each -> numbers.getOrDefault(each, -1)).toArray();
      byShape[shape] = new Placed(made, places, false);
    }
  }
}
