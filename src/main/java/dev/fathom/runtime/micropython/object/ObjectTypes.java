package dev.fathom.runtime.micropython.object;

import dev.fathom.runtime.micropython.heap.GcHeap;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The types of a target that is held: those of the language are constants of the program, those of
/// the user are blocks of the collector. Each is looked at once, when it is first met.
public final class ObjectTypes {
  private static final String TUPLE = "tuple";
  private static final String BASE_EXCEPTION = "BaseException";

  /// The variable of a closure; its type has no name in the sources (`mp_type_cell`,
  /// `py/objcell.c`).
  private static final String NAMELESS = "cell";

  private static final String GENERATOR = "generator";

  private static final int MOST_TYPES = 1 << 20;
  private static final int MOST_PARENTS = 32;
  private static final int MOST_NAMES = 1 << 12;
  private static final int MOST_FIELDS = 256;

  /// A named tuple's type has so many slots before its fields (`mp_obj_namedtuple_type_t` in
  /// `py/objnamedtuple.h`).
  private static final int SLOTS_OF_A_NAMED_TUPLE = 8;

  private static final Map<String, Structure> BY_NAME =
      Map.ofEntries(
          Map.entry("str", Structure.TEXT),
          Map.entry("bytes", Structure.TEXT),
          Map.entry("bytearray", Structure.ARRAY),
          Map.entry("array", Structure.ARRAY),
          Map.entry("memoryview", Structure.ARRAY),
          Map.entry("int", Structure.LONG_INT),
          Map.entry("float", Structure.NUMBERS),
          Map.entry("complex", Structure.NUMBERS),
          Map.entry("list", Structure.LIST),
          Map.entry(TUPLE, Structure.TUPLE),
          Map.entry("dict", Structure.DICT),
          Map.entry("OrderedDict", Structure.DICT),
          Map.entry("set", Structure.SET),
          Map.entry("frozenset", Structure.SET),
          Map.entry("type", Structure.TYPE),
          Map.entry("function", Structure.FUNCTION),
          Map.entry(GENERATOR, Structure.GENERATOR),
          Map.entry(NAMELESS, Structure.CELL),
          Map.entry("closure", Structure.CLOSURE),
          Map.entry("bound_method", Structure.BOUND_METHOD),
          Map.entry("module", Structure.MODULE),
          Map.entry("deque", Structure.DEQUE));

  /// What memory is called that has no type.
  private static final Map<Structure, String> WITHOUT_TYPE =
      Map.ofEntries(
          Map.entry(Structure.VARIABLES, "(module variables)"),
          Map.entry(Structure.CONTEXT, "(module context)"),
          Map.entry(Structure.CONSTANTS, "(constants)"),
          Map.entry(Structure.POOL, "(pool of interned str)"),
          Map.entry(Structure.INTERNED_TEXT, "(interned text)"),
          Map.entry(Structure.RAW_CODE, "(raw code)"),
          Map.entry(Structure.RAW_CODES, "(raw codes)"),
          Map.entry(Structure.BYTECODE, "(bytecode)"),
          Map.entry(Structure.FRAME, "(frame)"),
          Map.entry(Structure.DATA, "(no type)"));

  private final Words words;
  private final GcHeap heap;
  private final Qstrs names;
  private final Tagging tagging;

  /// The type of all types, which is its own.
  private final long typeOfTypes;

  // The program, in which the types of the language are.
  private final long imageStart;
  private final long imageEnd;

  private final List<ObjectType> all = new ArrayList<>();
  private final Map<Long, ObjectType> byAddress = new HashMap<>();
  private final Map<Structure, ObjectType> withoutType = new HashMap<>();

  ObjectTypes(
      Words words,
      GcHeap heap,
      Qstrs names,
      Tagging tagging,
      long typeOfTypes,
      long imageStart,
      long imageEnd) {
    this.words = words;
    this.heap = heap;
    this.names = names;
    this.tagging = tagging;
    this.typeOfTypes = typeOfTypes;
    this.imageStart = imageStart;
    this.imageEnd = imageEnd;
    for (Structure structure : Structure.values()) {
      String name = WITHOUT_TYPE.get(structure);
      if (name != null) {
        withoutType.put(structure, add(0, "", name, structure, List.of()));
      }
    }
  }

  /// {@return all that were met; their ids are their places}
  public List<ObjectType> all() {
    return all;
  }

  /// {@return the structure of the instances of a type of the language}
  public static Structure structureOf(String name) {
    return BY_NAME.getOrDefault(name, Structure.OTHER);
  }

  /// {@return what stands for memory of a sort that has no type}
  public ObjectType withoutType(Structure structure) {
    ObjectType type = withoutType.get(structure);
    if (type == null) {
      throw new IllegalArgumentException(structure + " is told by a type");
    }
    return type;
  }

  /// {@return whether a type of types stands at an address: it is its own type, and the bytes say
  /// sound slots}
  public static boolean isTypeOfTypes(long address, Words words) {
    return address > 0
        && address % Long.BYTES == 0
        && words.u64(address) == address
        && words.met()
        && hasSoundSlots(address, words);
  }

  private static boolean hasSoundSlots(long address, Words words) {
    for (int at = 0; at < Structure.TYPE_INDEX_COUNT; at++) {
      if (words.u8(address + Structure.TYPE_INDEXES + at) > Structure.TYPE_INDEX_COUNT) {
        return false;
      }
    }
    return words.met();
  }

  /// {@return the type at an address, or null where there is none}
  public @Nullable ObjectType at(long address) {
    if (address % Long.BYTES != 0) {
      return null;
    }
    boolean ofTheLanguage = address >= imageStart && address < imageEnd;
    if (!ofTheLanguage && (address <= 0 || heap.head(address) < 0)) {
      return null;
    }
    ObjectType known = byAddress.get(address);
    if (known != null || all.size() == MOST_TYPES) {
      return known;
    }
    if (words.u64(address) != typeOfTypes || !hasSoundSlots(address, words)) {
      return null;
    }
    ObjectType type = read(address, ofTheLanguage);
    byAddress.put(address, type);
    return type;
  }

  /// {@return the word at an address}
  long word(long address) {
    return words.u64(address);
  }

  private ObjectType read(long address, boolean ofTheLanguage) {
    String name = nameOf(address);
    if (ofTheLanguage) {
      Structure structure = structureOf(name);
      if (isException(address)) {
        structure = Structure.EXCEPTION;
      } else if (name.equals(GENERATOR) && words.u8(address + Structure.TYPE_CALL_INDEX) != 0) {
        structure = Structure.FUNCTION; // one that makes generators (`mp_type_gen_wrap`)
      }
      return add(address, "", name, structure, List.of());
    }
    long parent = slot(address, Structure.TYPE_PARENT_INDEX);
    boolean named =
        slot(address, Structure.TYPE_LOCALS_INDEX) == 0
            && parent >= imageStart
            && parent < imageEnd
            && nameOf(parent).equals(TUPLE);
    return named
        ? add(address, "", name, Structure.TUPLE, fields(address))
        : add(address, moduleOf(address), name, Structure.INSTANCE, List.of());
  }

  private ObjectType add(
      long address, String module, String name, Structure structure, List<String> fields) {
    ObjectType type = new ObjectType(all.size(), address, module, name, structure, fields);
    all.add(type);
    return type;
  }

  private String nameOf(long type) {
    String name = names.spelling((int) words.u64(type + Structure.TYPE_NAME) & 0xffff);
    return name == null || name.isEmpty() ? NAMELESS : name;
  }

  /// {@return what is in the slot of a type that one of its bytes tells, or 0 for none}
  private long slot(long type, long index) {
    int number = words.u8(type + index);
    return number == 0
        ? 0
        : words.u64(type + Structure.TYPE_SLOTS + (long) (number - 1) * Long.BYTES);
  }

  private boolean isException(long type) {
    long at = type;
    for (int depth = 0; depth < MOST_PARENTS && at >= imageStart && at < imageEnd; depth++) {
      if (words.u64(at) != typeOfTypes) {
        return false;
      }
      if (nameOf(at).equals(BASE_EXCEPTION)) {
        return true;
      }
      at = slot(at, Structure.TYPE_PARENT_INDEX);
    }
    return false;
  }

  private List<String> fields(long type) {
    long at = type + Structure.TYPE_SLOTS + (long) SLOTS_OF_A_NAMED_TUPLE * Long.BYTES;
    long count = words.u64(at);
    List<String> fields = new ArrayList<>();
    for (int field = 1; field <= Math.min(count, MOST_FIELDS); field++) {
      String name = names.spelling((int) words.u64(at + (long) field * Long.BYTES));
      fields.add(name == null ? "?" : name);
    }
    return fields;
  }

  /// A class keeps the name of its module among its attributes.
  private String moduleOf(long type) {
    long locals = slot(type, Structure.TYPE_LOCALS_INDEX);
    long table = words.u64(locals + Structure.MAP_TABLE);
    long room = Math.min(words.u64(locals + Structure.MAP_ROOM), MOST_NAMES);
    for (long entry = 0; entry < room; entry++) {
      long at = table + entry * Structure.ENTRY_BYTES;
      if ("__module__".equals(names.spelling(tagging.string(words.u64(at))))) {
        String module = names.spelling(tagging.string(words.u64(at + Long.BYTES)));
        return module == null ? "" : module;
      }
    }
    return "";
  }
}
