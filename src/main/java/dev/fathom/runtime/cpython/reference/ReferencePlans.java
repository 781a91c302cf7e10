package dev.fathom.runtime.cpython.reference;

import dev.fathom.runtime.cpython.kept.DictLookup;
import dev.fathom.runtime.cpython.kept.StrReader;
import dev.fathom.runtime.cpython.layout.Field;
import dev.fathom.runtime.cpython.layout.Layout;
import dev.fathom.runtime.cpython.layout.StructLayout;
import dev.fathom.runtime.cpython.object.PythonTypes;
import dev.fathom.runtime.cpython.reference.ReferencePlan.Attributes;
import dev.fathom.runtime.cpython.reference.ReferencePlan.Container;
import dev.fathom.runtime.cpython.struct.NumpyArrays;
import dev.fathom.runtime.cpython.struct.Offsets;
import dev.fathom.runtime.cpython.struct.PythonVersion;
import dev.fathom.runtime.cpython.struct.TypeFlags;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Makes the [ReferencePlan] of each type: from the layout of the nearest base type whose structure
/// is known, from the member descriptors of `__slots__`, and from where its instances keep their
/// attributes. To be asked while the target is held.
public final class ReferencePlans {
  private static final Set<String> LEAVES =
      Set.of(
          "bytes", "int", "float", "complex", "bool", "NoneType", "NotImplementedType", "ellipsis");

  /// Types of C whose own structure, which no layout describes, is numbers alone. The last state of
  /// the Mersenne Twister shares its word with padding (`RandomObject`, `Modules/_randommodule.c`):
  /// each seed in some hundreds makes the address of a chunk of it where the heap lies in the
  /// lowest 4 GiB.
  private static final Set<String> NUMBERS = Set.of("_random.Random");

  /// Fields that lead to objects without owning a reference: weak references, and links between
  /// siblings.
  private static final Set<String> BORROWED =
      Set.of(
          "ob_type",
          "wr_object",
          "wr_prev",
          "wr_next",
          "prev",
          "next",
          "f_gen",
          "f_localsplus",
          "var_cached",
          "_spec_cache.getitem",
          "_spec_cache.init",
          // Of coroutines and asynchronous generators alone: in others the word is what was left
          // there (`make_gen`, Objects/genobject.c, 3.11 and later).
          "gi_origin_or_finalizer");

  /// A dict, which 3.12 and later declare as `void *` (`Include/cpython/object.h`): in static types
  /// it is a small number.
  private static final String SUBCLASSES = "tp_subclasses";

  private static final Map<String, Container> CONTAINERS =
      Map.ofEntries(
          Map.entry("PyListObject", Container.LIST),
          Map.entry("PyTupleObject", Container.TUPLE),
          Map.entry("PyByteArrayObject", Container.BYTEARRAY),
          Map.entry("PyDictObject", Container.DICT),
          Map.entry("defdictobject", Container.DICT),
          Map.entry("PyODictObject", Container.ORDERED_DICT),
          Map.entry("PySetObject", Container.SET),
          Map.entry("dequeobject", Container.DEQUE),
          Map.entry("PyHeapTypeObject", Container.TYPE),
          Map.entry("PyModuleObject", Container.MODULE),
          Map.entry("PyFrameObject", Container.FRAME),
          Map.entry("ElementObject", Container.ELEMENT),
          Map.entry("simplequeueobject", Container.RING),
          Map.entry("teedataobject", Container.TEE),
          Map.entry("PyGenObject", Container.GENERATOR),
          Map.entry("PyCoroObject", Container.GENERATOR),
          Map.entry("PyAsyncGenObject", Container.GENERATOR));

  /// Those that go through their tables themselves: these may have room beyond what is in use.
  private static final Set<Container> WITH_TABLES =
      EnumSet.of(
          Container.LIST,
          Container.DICT,
          Container.ORDERED_DICT,
          Container.SET,
          Container.DEQUE,
          Container.ELEMENT,
          Container.RING,
          Container.FRAME);

  /// Fields that lead to text, numbers or bytes.
  private static final Set<String> DATA =
      Set.of(
          "buffer", // of a buffered file
          "ob_bytes",
          "ob_start",
          "ob_item", // of an array; a list goes through its own
          "buf",
          "data",
          "utf8",
          "wstr",
          "str",
          "tp_doc",
          "_ht_tpname",
          "b_ptr");

  /// Of a type: it owns the references in there to names, and tells them itself.
  private static final String CACHED_KEYS = "ht_cached_keys";

  private static final List<String> FRAMES =
      List.of("gi_iframe", "cr_iframe", "ag_iframe", "_f_frame_data");
  private static final List<String> FRAME_STATES =
      List.of("gi_frame_state", "cr_frame_state", "ag_frame_state");

  /// Names of fields that Python code knows by another name.
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("md_dict", "__dict__"),
          Map.entry("tp_dict", "__dict__"),
          Map.entry("dict", "__dict__"),
          Map.entry("ns_dict", "__dict__"),
          Map.entry("od_inst_dict", "__dict__"),
          Map.entry("in_dict", "__dict__"),
          Map.entry("in_class", "__class__"),
          Map.entry("cl_dict", "__dict__"),
          Map.entry("cl_bases", "__bases__"),
          Map.entry("cl_name", "__name__"),
          Map.entry("md_name", "__name__"),
          Map.entry("tp_base", "__base__"),
          Map.entry("tp_bases", "__bases__"),
          Map.entry("tp_mro", "__mro__"),
          Map.entry("ht_name", "__name__"),
          Map.entry("ht_qualname", "__qualname__"),
          Map.entry("ht_slots", "__slots__"),
          Map.entry("im_func", "__func__"),
          Map.entry("im_self", "__self__"),
          Map.entry("m_self", "__self__"),
          Map.entry("m_module", "__module__"),
          Map.entry("cm_callable", "__func__"),
          Map.entry("sm_callable", "__func__"),
          Map.entry("ob_ref", "cell_contents"),
          Map.entry("prop_get", "fget"),
          Map.entry("prop_set", "fset"),
          Map.entry("prop_del", "fdel"),
          Map.entry("wr_callback", "__callback__"),
          Map.entry("traceback", "__traceback__"),
          Map.entry("context", "__context__"),
          Map.entry("cause", "__cause__"));

  // PyMemberDef.type (Include/descrobject.h): an object or NULL
  private static final int MEMBER_OBJECT = 6;
  private static final int MEMBER_OBJECT_EX = 16;

  private static final String TUPLE = "tuple";
  private static final long MOST_HIDDEN = 64;

  private static final int MOST_MEMBERS = 4096;
  private static final int DEEPEST = 64;
  private static final int LONGEST_NAME = 256;

  private final Layout layout;
  private final Offsets offsets;
  private final PythonTypes types;
  private final Words words;
  private volatile @Nullable ReferencePlan[] plans = new ReferencePlan[64];

  /// The struct of each type that has a plan and whose structure is known.
  private final Map<Integer, StructLayout> structures = new HashMap<>();

  /// Where the instances of each type that has a plan keep their weak references; 0 for nowhere.
  private final Map<Integer, Long> weakReferences = new HashMap<>();

  public ReferencePlans(Layout layout, Offsets offsets, PythonTypes types, Words words) {
    this.layout = layout;
    this.offsets = offsets;
    this.types = types;
    this.words = words;
  }

  public ReferencePlan of(int instancesOf) {
    int type = types.structure(instancesOf);
    // Records may be read without a lock as soon as they are seen.
    @Nullable ReferencePlan[] known = plans;
    ReferencePlan plan = type < known.length ? known[type] : null;
    return plan == null ? madeOnce(type) : plan;
  }

  private ReferencePlan madeOnce(int type) {
    synchronized (types) { // which read the same words
      if (type >= plans.length) {
        plans = Arrays.copyOf(plans, Math.max(64, type * 2));
      }
      ReferencePlan plan = plans[type];
      if (plan == null) {
        plan = make(type);
        plans[type] = plan;
      }
      return plan;
    }
  }

  /// Follows [PythonTypes#renumber].
  ///
  /// @param numbers of each type so far the new one
  public void renumber(int[] numbers) {
    @Nullable ReferencePlan[] before = plans;
    plans = new ReferencePlan[numbers.length];
    for (int type = 0; type < Math.min(numbers.length, before.length); type++) {
      plans[numbers[type]] = before[type];
    }
    renumber(structures, numbers);
    renumber(weakReferences, numbers);
  }

  private static <T> void renumber(Map<Integer, T> byType, int[] numbers) {
    Map<Integer, T> before = Map.copyOf(byType);
    byType.clear();
    before.forEach((type, value) -> byType.put(numbers[type], value));
  }

  /// {@return the plan of a type, or null where none was made: nothing was asked of it}
  @Nullable ReferencePlan made(int type) {
    return type < plans.length ? plans[type] : null;
  }

  /// {@return the struct with which instances begin, if it is known}
  Optional<StructLayout> structure(int type) {
    StructLayout known = structures.get(type);
    return known == null ? structOf(type) : Optional.of(known);
  }

  /// {@return offset in an instance of the head of its weak references; 0 for none}
  long weakReferences(int type) {
    return weakReferences.getOrDefault(type, 0L);
  }

  private ReferencePlan make(int type) {
    boolean builtin = !types.has(type, TypeFlags.HEAPTYPE);
    if (builtin && LEAVES.contains(types.rawName(type))) {
      return ReferencePlan.ofLeaf();
    }
    List<Long> fields = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<Long> pointers = new ArrayList<>();
    StructLayout struct = null;
    boolean foreign = false;
    Container container = Container.NONE;
    long base = types.address(type);
    for (int depth = 0; depth < DEEPEST && base != 0 && struct == null; depth++) {
      int id = types.idOf(base);
      if (id == PythonTypes.NONE) {
        break;
      }
      struct = structOf(id).orElse(null);
      if (isNumpyArray(id)) {
        addNumpyFields(id, fields, names);
        container = Container.NDARRAY;
        break;
      }
      if (struct == null) {
        // A class statement makes slots; a type made in C has a structure of its own, of which it
        // may show parts.
        foreign |= !addMembers(id, fields, names) && !NUMBERS.contains(types.rawName(id));
      }
      base = words.u64(base + offsets.typeBase());
    }
    if (struct != null) {
      addFields(struct, fields, names, pointers);
      structures.put(type, struct);
      container = CONTAINERS.getOrDefault(struct.name(), Container.NONE);
    }
    long weak =
        words.u64(types.address(type) + layout.struct("PyTypeObject").offset("tp_weaklistoffset"));
    weakReferences.put(type, weak);
    long dictOffset = words.u64(types.address(type) + offsets.typeDictOffset());
    Attributes attributes =
        fields.contains(dictOffset) ? Attributes.NONE : attributes(type, dictOffset);
    return new ReferencePlan(
        false,
        container,
        fields.stream().mapToLong(Long::longValue).toArray(),
        names.toArray(String[]::new),
        pointers.stream().mapToLong(Long::longValue).toArray(),
        dataPointers(struct),
        container == Container.TUPLE ? hiddenItems(type) : 0,
        struct == null ? 0 : itemsOffset(struct),
        attributes,
        dictOffset,
        types.has(type, TypeFlags.HEAPTYPE) && offsets.heapTypeCachedKeys() != Offsets.NO_FIELD
            ? words.u64(types.address(type) + offsets.heapTypeCachedKeys())
            : 0,
        struct == null ? 0 : firstOf(struct, FRAMES),
        struct == null ? 0 : firstOf(struct, FRAME_STATES),
        foreign,
        known(fields, struct, weak, dictOffset));
  }

  /// {@return the offsets of all words that are something known, ascending}
  private static long[] known(
      List<Long> fields, @Nullable StructLayout struct, long weak, long dictOffset) {
    LongStream.Builder known = LongStream.builder();
    fields.forEach(known::add);
    known.add(weak);
    known.add(dictOffset);
    if (struct != null) {
      // What is said to be data may be a union of anything.
      struct.fields().values().stream()
          .filter(field -> field.kind() != Field.Kind.DATA && field.kind() != Field.Kind.BITS)
          .forEach(field -> {
            for (int element = 0; element < Math.max(1, field.count()); element++) {
              known.add(field.offset() + element * field.elementSize());
            }
          });
    }
    return known.build().sorted().distinct().toArray();
  }

  /// {@return how many fields of a struct sequence are no items of it: `os.stat_result` has some
  /// (`Objects/structseq.c`)} The type says so itself.
  private long hiddenItems(int type) {
    long attributes = words.u64(types.address(type) + offsets.typeDict());
    if (types.rawName(type).equals(TUPLE) || attributes == 0) {
      return 0;
    }
    DictLookup dicts = new DictLookup(offsets, words, new StrReader(offsets, words));
    long all = dicts.get(attributes, "n_fields");
    long shown = dicts.get(attributes, "n_sequence_fields");
    long hidden = all == 0 || shown == 0 ? 0 : number(all) - number(shown);
    return hidden < 0 || hidden > MOST_HIDDEN ? 0 : hidden;
  }

  private long number(long small) {
    return Integer.toUnsignedLong(
        words.u32(small + (offsets.two() ? offsets.varSize() : offsets.intDigits())));
  }

  private boolean isNumpyArray(int type) {
    return !types.has(type, TypeFlags.HEAPTYPE) && types.rawName(type).equals(NumpyArrays.TYPE);
  }

  private void addNumpyFields(int type, List<Long> fields, List<String> names) {
    fields.add(NumpyArrays.BASE);
    names.add("base");
    fields.add(NumpyArrays.DESCRIPTION);
    names.add("dtype");
    if (types.basicSize(type) > NumpyArrays.MEMORY_HANDLER) {
      fields.add(NumpyArrays.MEMORY_HANDLER);
      names.add("mem_handler");
    }
  }

  /// {@return the offsets of the fields that lead to plain data: words in there, left over from
  /// what stood there before, say nothing}
  private static long[] dataPointers(@Nullable StructLayout struct) {
    return struct == null
        ? new long[0]
        : struct.fields().entrySet().stream()
            .filter(entry -> entry.getValue().kind() == Field.Kind.POINTER)
            .filter(entry -> DATA.contains(entry.getKey()))
            .mapToLong(entry -> entry.getValue().offset())
            .toArray();
  }

  /// {@return the offset of that field which the struct has; 0 where it has none of them}
  private static long firstOf(StructLayout struct, List<String> fields) {
    for (String field : fields) {
      if (struct.has(field)) {
        return struct.offset(field);
      }
    }
    return 0;
  }

  private Optional<StructLayout> structOf(int type) {
    String name = types.rawName(type);
    // A user's class may be called like a builtin; only C types carry a dot in tp_name.
    if (types.has(type, TypeFlags.HEAPTYPE) && name.indexOf('.') < 0) {
      return Optional.empty();
    }
    return layout.structOfType(name);
  }

  private void addFields(
      StructLayout struct, List<Long> fields, List<String> names, List<Long> pointers) {
    Container container = CONTAINERS.getOrDefault(struct.name(), Container.NONE);
    long itemsApart = itemsOffset(struct);
    struct
        .fields()
        .forEach((name, field) -> {
          boolean object = field.kind() == Field.Kind.OBJECT || name.equals(SUBCLASSES);
          if (object
              && !borrowed(name)
              && !isOfManagedBuffer(struct, name)
              && (itemsApart == 0 || field.offset() != itemsApart)) {
            int count = Math.max(1, field.count());
            for (int element = 0; element < count; element++) {
              fields.add(field.offset() + element * field.elementSize());
              names.add(count == 1 ? pythonName(name) : name + element);
            }
          } else if (field.kind() == Field.Kind.POINTER
              && field.count() == 0
              && !DATA.contains(name)
              && !WITH_TABLES.contains(container)
              && !name.equals(CACHED_KEYS)) {
            pointers.add(field.offset());
          }
        });
  }

  /// {@return where the items begin of an object of any length: in an array at the end of which C
  /// declares one element; 0 where there is none}
  private static long itemsOffset(StructLayout struct) {
    return struct.fields().entrySet().stream()
        .filter(entry -> entry.getValue().kind() == Field.Kind.OBJECT)
        .filter(entry -> entry.getValue().count() == 1 && !borrowed(entry.getKey()))
        .filter(entry -> entry.getValue().offset() + entry.getValue().size() == struct.size())
        .filter(entry -> struct.has("ob_size"))
        .mapToLong(entry -> entry.getValue().offset())
        .findFirst()
        .orElse(0);
  }

  /// Whether a field of a memoryview only repeats what its managed buffer owns
  /// (`init_shared_values`, `Objects/memoryobject.c`); in 2.7 there is none.
  private boolean isOfManagedBuffer(StructLayout struct, String field) {
    return !offsets.two() && struct.name().equals("PyMemoryViewObject") && field.equals("view.obj");
  }

  private static boolean borrowed(String field) {
    String lower = field.toLowerCase(Locale.ROOT);
    return BORROWED.contains(field) || lower.contains("weakref") || lower.contains("weaklist");
  }

  private static String pythonName(String field) {
    if (field.startsWith("func_")) {
      return "__" + field.substring("func_".length()) + "__";
    }
    return NAMES.getOrDefault(field, field);
  }

  /// Adds the slots that a class statement declared, or the objects that a type of C shows as
  /// members. False where the type was not made by a class statement.
  private boolean addMembers(int type, List<Long> fields, List<String> names) {
    if (!types.has(type, TypeFlags.HEAPTYPE) || types.rawName(type).indexOf('.') >= 0) {
      long table =
          words.u64(types.address(type) + layout.struct("PyTypeObject").offset("tp_members"));
      for (int member = 0; table != 0 && member < MOST_MEMBERS; member++) {
        long at = table + member * layout.struct("PyMemberDef").size();
        if (words.u64(at) == 0 || !words.met()) {
          break; // the end of the table
        }
        addMember(at, type, fields, names);
      }
      return false;
    }
    long address = types.address(type);
    int metatype = types.idOf(words.u64(address + offsets.objectType()));
    long count = words.u64(address + offsets.varSize());
    if (metatype == PythonTypes.NONE || count < 0 || count > MOST_MEMBERS) {
      return true;
    }
    // PyHeapType_GET_MEMBERS: the descriptors follow the type object.
    long member = address + types.basicSize(metatype);
    StructLayout descriptor = layout.struct("PyMemberDef");
    for (long index = 0; index < count; index++, member += descriptor.size()) {
      addMember(member, type, fields, names);
    }
    return true;
  }

  /// Adds what a PyMemberDef describes, if that is an object and the first to be told at its place.
  private void addMember(long member, int type, List<Long> fields, List<String> names) {
    StructLayout descriptor = layout.struct("PyMemberDef");
    int kind = words.u32(member + descriptor.offset("type"));
    long offset = words.u64(member + descriptor.offset("offset"));
    String name = words.string(words.u64(member + descriptor.offset("name")), LONGEST_NAME);
    if ((kind == MEMBER_OBJECT || kind == MEMBER_OBJECT_EX)
        && name != null
        && offset >= 0
        && offset < types.basicSize(type)
        && !fields.contains(offset)) {
      fields.add(offset);
      names.add(name);
    }
  }

  private Attributes attributes(int type, long dictOffset) {
    PythonVersion version = offsets.version();
    if (!version.before(3, 11) && types.has(type, TypeFlags.MANAGED_DICT)) {
      return version.before(3, 12)
          ? Attributes.MANAGED_3_11
          : version.before(3, 13) ? Attributes.MANAGED_3_12 : Attributes.INLINE;
    }
    return dictOffset == 0 ? Attributes.NONE : Attributes.DICT;
  }
}
