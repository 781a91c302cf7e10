package dev.fathom.runtime.pypy.type;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/// What the types mean, and where the fields stand by which programs are understood.
public final class Shapes {
  private static final int MOST_PARENTS = 32;
  private static final String TABLE = "dicttable";
  private static final String TUPLE = "pypy.objspace.std.tupleobject.W_TupleObject";
  private static final String MAPDICT = "pypy.objspace.std.mapdict.";

  // rpy_string: a length, then its bytes
  public static final long BYTES_LENGTH = 16;
  public static final long BYTES_START = 24;

  // dicttable (`rordereddict.py`): all of them alike
  public static final long TABLE_ENTRIES = 48;

  private final TypeInfos infos;
  private final ObjectShape[] shapes;
  private final StructFields[] fields;
  private final String[] sources;
  private final int[] parents;

  // Of instances, by type: where the map stands and the first value, and how many values follow.
  private final int[] maps;
  private final int[] firstValues;
  private final int[] values;
  private final BitSet deques = new BitSet();
  private final TypeName[] called;

  /// By source, and by its simple name: the first type that is called so.
  private final Map<String, Integer> bySource = new HashMap<>();

  public Shapes(TypeInfos infos) {
    this.infos = infos;
    shapes = new ObjectShape[infos.count()];
    fields = new StructFields[infos.count()];
    sources = new String[infos.count()];
    called = new TypeName[infos.count()];
    parents = Parents.of(infos);
    for (int type = 0; type < infos.count(); type++) {
      String text = infos.text(type);
      sources[type] = TypeName.source(text);
      called[type] = TypeName.of(text);
      long bytes = infos.isType(type) ? infos.fixedBytes(type) : 0;
      fields[type] = StructFields.of(text, bytes);
      shapes[type] =
          infos.isType(type) ? ObjectShape.of(sources[type], fields[type]) : ObjectShape.OTHER;
      if (infos.isType(type)) {
        bySource.putIfAbsent(sources[type], type);
        bySource.putIfAbsent(sources[type].substring(sources[type].lastIndexOf('.') + 1), type);
      }
    }
    maps = new int[infos.count()];
    firstValues = new int[infos.count()];
    values = new int[infos.count()];
    findPlaces();
  }

  private void findPlaces() {
    for (int type = 0; type < infos.count(); type++) {
      deques.set(type, infos.isType(type) && offset(type, "inst_leftblock") >= 0);
      if (shapes[type] == ObjectShape.INSTANCE) {
        maps[type] = offset(type, "inst_map");
        firstValues[type] = offset(type, "inst__value0");
        values[type] = fields[type].numbered("inst__value");
      }
    }
  }

  /// {@return where instances of a type have their map}
  public int map(int type) {
    return maps[type];
  }

  /// {@return where instances of a type have the first of the values that are in themselves; less
  /// than 0 where none is}
  public int firstValue(int type) {
    return firstValues[type];
  }

  /// {@return how many values instances of a type have in themselves}
  public int values(int type) {
    return values[type];
  }

  public TypeInfos infos() {
    return infos;
  }

  public ObjectShape of(int type) {
    return shapes[type];
  }

  /// Whether the entries of a table begin with a number that is their key.
  public boolean isNumbered(int type) {
    return infos.text(type).startsWith("GcArray of odictentry { key: Signed,");
  }

  /// Whether instances of a type are deques.
  public boolean isDeque(int type) {
    return deques.get(type);
  }

  /// {@return what the sources call a type}
  public String source(int type) {
    return sources[type];
  }

  /// {@return the name of the field of a type at an offset, its parents' among them; empty where
  /// none is known}
  public String field(int type, long offset) {
    if (sources[type].equals(TABLE)) { // its last fields may be constants, and take no room
      return offset == TABLE_ENTRIES ? "entries" : "";
    }
    int at = type;
    for (int depth = 0; depth < MOST_PARENTS; depth++) {
      String name = fields[at].at(offset);
      if (!name.isEmpty() || parents[at] == Parents.NONE) {
        return name;
      }
      at = parents[at];
    }
    return "";
  }

  /// {@return the offset of a field of a type, its parents' among them, or -1}
  public int offset(int type, String field) {
    int at = type;
    for (int depth = 0; depth < MOST_PARENTS; depth++) {
      int offset = fields[at].offset(field);
      if (offset >= 0 || parents[at] == Parents.NONE) {
        return offset;
      }
      at = parents[at];
    }
    return -1;
  }

  /// {@return what a type is called}
  public TypeName name(int type) {
    return called[type];
  }

  /// {@return the offset of a field of a struct of the sources, or what it is in the versions that
  /// were looked at}
  private int offset(String source, String field, int usual) {
    Integer type = bySource.get(source);
    int offset = type == null ? -1 : fields[type].offset(field);
    return offset < 0 ? usual : offset;
  }

  /// {@return where a map has the end of its chain}
  public int mapTerminator() {
    return offset(MAPDICT + "AbstractAttribute", "inst_terminator", 16);
  }

  /// {@return where the end of a chain of maps has the class}
  public int terminatorClass() {
    return offset(MAPDICT + "Terminator", "inst_w_cls", 24);
  }

  public int mapBack() {
    return offset(MAPDICT + "PlainAttribute", "inst_back", 40);
  }

  public int mapKind() {
    return offset(MAPDICT + "PlainAttribute", "inst_attrkind", 32);
  }

  public int mapName() {
    return offset(MAPDICT + "PlainAttribute", "inst_name", 48);
  }

  public int mapStorageIndex() {
    return offset(MAPDICT + "PlainAttribute", "inst_storageindex", 64);
  }

  /// {@return whether a type is that of a map with an attribute}
  public boolean isAttribute(int type) {
    return sources[type].equals(MAPDICT + "PlainAttribute")
        || sources[type].equals(MAPDICT + "UnboxedPlainAttribute");
  }

  /// {@return whether several attributes of a map share a place: numbers without an object}
  public boolean isUnboxed(int type) {
    return sources[type].equals(MAPDICT + "UnboxedPlainAttribute");
  }

  /// {@return where an instance of a type has its items, if it is a tuple; else -1}
  public int tupleItems(int type) {
    return sources[type].equals(TUPLE) ? fields[type].offset("inst_wrappeditems") : -1;
  }

  public int textBytes() {
    return offset("pypy.objspace.std.unicodeobject.W_UnicodeObject", "inst__utf8", 24);
  }

  public int moduleDict() {
    return offset("pypy.interpreter.module.Module", "inst_w_dict", 16);
  }

  public int moduleName() {
    return offset("pypy.interpreter.module.Module", "inst_w_name", 24);
  }

  public int codeName() {
    return offset("pypy.interpreter.eval.Code", "inst_co_name", 8);
  }

  /// {@return where the storage of a dict stands}
  public int dictStorage() {
    return offset("pypy.objspace.std.dictmultiobject.W_DictMultiObject", "inst_dstorage", 8);
  }
}
