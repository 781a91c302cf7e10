package dev.fathom.runtime.pypy.reference;

import dev.fathom.model.object.ObjectList;
import dev.fathom.runtime.pypy.type.ObjectShape;
import dev.fathom.runtime.pypy.type.Shapes;
import dev.fathom.runtime.pypy.type.TypeInfos;
import java.util.HashSet;
import java.util.Set;

/// Which texts the program's source spells, or that of the interpreter: those that code has among
/// its names and constants, and those that modules and classes have as variables. All others are
/// the program's data, and private.
final class ProgramNames {
  private static final int MOST = 1 << 20;
  private static final int MOST_DEPTH = 4;
  private static final long MOST_OF_ONE = 1 << 16;
  private static final String[] OF_CODE = {
    "inst_co_names_w",
    "inst_co_varnames",
    "inst_co_consts_w",
    "inst_co_cellvars",
    "inst_co_freevars"
  };

  private final PyPyImage image;
  private final Shapes shapes;
  private final Set<String> names = new HashSet<>();

  ProgramNames(PyPyImage image, Shapes shapes) {
    this.image = image;
    this.shapes = shapes;
  }

  /// Looks at all code, modules and classes.
  void find(ObjectList objects) {
    for (int object = 0; object < objects.count() && names.size() < MOST; object++) {
      long address = objects.address(object);
      int type = image.type(address);
      if (type < 0) {
        continue;
      }
      switch (shapes.of(type)) {
        case CODE -> {
          for (String field : OF_CODE) {
            texts(image.field(address, type, field), 0);
          }
        }
        case CLASS -> keys(image.field(address, type, "inst_dict_w"));
        case NAMESPACE -> keys(image.u64(address + shapes.dictStorage()));
        default -> {}
      }
    }
  }

  /// Constants may be tuples, of keys for instance.
  private void texts(long array, int depth) {
    int type = image.type(array);
    TypeInfos infos = shapes.infos();
    if (type < 0 || infos.itemBytes(type) != Long.BYTES) {
      return;
    }
    long count = Math.min(image.length(array, type), MOST_OF_ONE);
    for (long item = 0; item < count; item++) {
      long address = image.u64(array + infos.itemsOffset(type) + item * Long.BYTES);
      int itemType = image.type(address);
      int place = itemType < 0 ? -1 : shapes.tupleItems(itemType);
      if (place >= 0 && depth < MOST_DEPTH) {
        texts(image.u64(address + place), depth + 1);
      } else {
        add(address);
      }
    }
  }

  private void keys(long table) {
    long entries = image.entries(table);
    int type = image.type(entries);
    TypeInfos infos = shapes.infos();
    if (type < 0 || infos.itemReferences(type).length == 0) {
      return;
    }
    long count = Math.min(image.length(entries, type), MOST_OF_ONE);
    for (long entry = 0; entry < count; entry++) {
      add(
          image.u64(
              entries
                  + infos.itemsOffset(type)
                  + entry * infos.itemBytes(type)
                  + infos.itemReferences(type)[0]));
    }
  }

  private void add(long text) {
    if (image.is(text, ObjectShape.TEXT) || image.is(text, ObjectShape.BYTES)) {
      names.add(image.text(text));
    }
  }

  /// Whether a text is a name, and a word: sentences are data, wherever they stand.
  boolean tells(String text) {
    return !text.isEmpty()
        && names.contains(text)
        && text.chars().allMatch(Character::isJavaIdentifierPart);
  }
}
