package dev.fathom.runtime.pypy.reference;

import dev.fathom.model.object.ObjectList;
import dev.fathom.runtime.pypy.type.ObjectShape;
import dev.fathom.runtime.pypy.type.Shapes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the places are called of what is laid out as its owner says: an instance's values, which
/// its map names (`mapdict.py`), and the variables of a function, which its code names.
final class ItemNames {
  private static final int MOST_ATTRIBUTES = 1 << 10;
  private static final int MOST_VARIABLES = 1 << 12;

  private static final int FIRST_SLOT = 3;
  private static final int MOST_BASES = 64;

  /// Items of a piece of a deque (`interp_deque.py`).
  private static final long BLOCK_ITEMS = 62;

  /// More arrays are told by number.
  private static final int MOST_ARRAYS = 1 << 20;

  private final PyPyImage image;
  private final Shapes shapes;
  private final ProgramNames names;
  private final boolean values;

  /// By map: the attributes by their places.
  private final Map<Long, List<String>> byMap = new HashMap<>();

  private final Map<Long, List<String>> byCode = new HashMap<>();

  /// By array: the names of its places.
  private final Map<Long, List<String>> byArray = new HashMap<>();

  /// By piece of a deque: the number of the item that would be its first.
  private final Map<Long, Long> firstItems = new HashMap<>();

  ItemNames(PyPyImage image, Shapes shapes, ProgramNames names, boolean values) {
    this.image = image;
    this.shapes = shapes;
    this.names = names;
    this.values = values;
  }

  /// Looks for arrays that belong to an instance or to a running function.
  void find(ObjectList objects) {
    for (int object = 0; object < objects.count() && byArray.size() < MOST_ARRAYS; object++) {
      long address = objects.address(object);
      int type = image.type(address);
      ObjectShape shape = type < 0 ? ObjectShape.OTHER : shapes.of(type);
      if (shape == ObjectShape.FRAME) {
        long variables = image.field(address, type, "inst_locals_cells_stack_w");
        long code = image.field(address, type, "inst_pycode");
        if (variables != 0) {
          byArray.put(variables, ofCode(code));
        }
      } else if (shape == ObjectShape.INSTANCE) {
        rest(address, type);
      }
      if (type >= 0 && shapes.isDeque(type)) {
        deque(address, type);
      }
    }
  }

  /// A deque's items begin anywhere in its first piece.
  private void deque(long address, int type) {
    long block = image.field(address, type, "inst_leftblock");
    long first = -image.field(address, type, "inst_leftindex");
    int blockType = image.type(block);
    while (blockType >= 0
        && shapes.of(blockType) == ObjectShape.BLOCK
        && firstItems.size() < MOST_ARRAYS
        && firstItems.putIfAbsent(image.field(block, blockType, "inst_data"), first) == null) {
      first += BLOCK_ITEMS;
      block = image.field(block, blockType, "inst_rightlink");
      blockType = image.type(block);
    }
  }

  /// {@return the number of the item in the first place of an array}
  long firstOf(long array) {
    return firstItems.getOrDefault(array, 0L);
  }

  /// An instance has some values itself, and an array of the others where they are more: in its
  /// last place.
  private void rest(long address, int type) {
    int direct = shapes.values(type);
    long map = image.u64(address + shapes.map(type));
    List<String> attributes = ofMap(map);
    if (direct == 0) {
      long storage = image.field(address, type, "inst_storage");
      if (storage != 0) {
        byArray.put(storage, attributes);
      }
    } else if (attributes.size() > direct) {
      long last = shapes.firstValue(type) + (direct - 1L) * Long.BYTES;
      long array = image.u64(address + last);
      byArray.put(array, attributes.subList(direct - 1, attributes.size()));
    }
  }

  /// {@return the names of the places of an array; none where it is no instance's}
  List<String> ofArray(long array) {
    return byArray.getOrDefault(array, List.of());
  }

  /// {@return the attributes of an instance by their places; empty for one that may not be told}
  List<String> ofMap(long map) {
    List<String> known = byMap.get(map);
    if (known == null) {
      known = chain(map);
      byMap.put(map, known);
    }
    return known;
  }

  private List<String> chain(long map) {
    List<String> attributes = new ArrayList<>();
    long at = map;
    for (int step = 0; step < MOST_ATTRIBUTES; step++) {
      int type = image.type(at);
      if (type < 0 || !shapes.isAttribute(type)) {
        break;
      }
      long place = image.u64(at + shapes.mapStorageIndex());
      if (place >= 0 && place < MOST_ATTRIBUTES) {
        while (attributes.size() <= place) {
          attributes.add("");
        }
        attributes.set((int) place, name(at, type));
      }
      at = image.u64(at + shapes.mapBack());
    }
    return Collections.unmodifiableList(attributes);
  }

  private String name(long map, int type) {
    if (shapes.isUnboxed(type)) {
      return "<numbers>";
    }
    long kind = image.u64(map + shapes.mapKind());
    if (kind >= FIRST_SLOT) {
      return slot(map, kind - FIRST_SLOT);
    }
    String name = image.text(image.u64(map + shapes.mapName()));
    return values || names.tells(name) ? name : "?";
  }

  /// Slots are counted over all classes that have some, the first parent's first (`typeobject.py`,
  /// `Layout`).
  private String slot(long map, long number) {
    long terminator = image.u64(map + shapes.mapTerminator());
    long ofClass = image.u64(terminator + shapes.terminatorClass());
    int classType = image.type(ofClass);
    long layout = classType < 0 ? 0 : image.field(ofClass, classType, "inst_layout");
    for (int depth = 0; depth < MOST_BASES; depth++) {
      int type = image.type(layout);
      if (type < 0) {
        break;
      }
      long base = image.field(layout, type, "inst_base_layout");
      int baseType = image.type(base);
      long before = baseType < 0 ? 0 : image.field(base, baseType, "inst_nslots");
      if (number >= before) {
        String name = image.item(image.field(layout, type, "inst_newslotnames"), number - before);
        return name.isEmpty() ? "?" : name;
      }
      layout = base;
    }
    return "?";
  }

  /// {@return the variables of a function: parameters and others, then those that it shares}
  private List<String> ofCode(long code) {
    return byCode.computeIfAbsent(code, this::variables);
  }

  private List<String> variables(long code) {
    int type = image.type(code);
    if (type < 0 || shapes.of(type) != ObjectShape.CODE) {
      return List.of();
    }
    List<String> all = new ArrayList<>();
    for (String field : new String[] {"inst_co_varnames", "inst_co_cellvars", "inst_co_freevars"}) {
      long array = image.field(code, type, field);
      int arrayType = image.type(array);
      if (arrayType < 0 || shapes.infos().itemBytes(arrayType) != Long.BYTES) {
        continue;
      }
      long count = Math.min(image.length(array, arrayType), MOST_VARIABLES);
      for (long item = 0; item < count; item++) {
        String name =
            image.text(
                image.u64(array + shapes.infos().itemsOffset(arrayType) + item * Long.BYTES));
        all.add("$" + (name.isEmpty() ? item : name));
      }
    }
    return Collections.unmodifiableList(all);
  }
}
