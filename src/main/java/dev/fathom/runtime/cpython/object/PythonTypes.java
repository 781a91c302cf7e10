package dev.fathom.runtime.cpython.object;

import dev.fathom.model.object.ObjectRole;
import dev.fathom.runtime.cpython.struct.Offsets;
import dev.fathom.runtime.cpython.struct.TypeFlags;
import dev.fathom.target.Words;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// The types of an interpreter, found on demand.
///
/// A word is a type if its own type is a metatype and its fields are sound; metatypes are types
/// that inherit from `type`, and `PyType_Type` is the first. So a word met where an object would
/// have its type pointer can be decided there and then, and the answer is kept: each candidate is
/// read once, and later looks are one probe of a hash table.
///
/// Walks on several threads ask the same types. What is known of a type does not change, so whoever
/// was given its id reads it without a lock; the columns are volatile because they grow meanwhile.
/// Ids come in the order in which types are met, which is another each time: once all walks have
/// been joined, [#renumber] puts them in the order of their addresses.
public final class PythonTypes {
  public static final int NONE = -1;

  /// What the size of an instance depends on.
  public enum Shape {
    /// `tp_basicsize`.
    FIXED,
    /// `tp_basicsize` and `ob_size` items.
    VARIABLE,
    INT,
    STR,
    TYPE,
    /// Only the block tells (generators and frames from 3.11 hold a frame of any size).
    OPAQUE,
    /// May be allocated smaller than `tp_basicsize` says (`Modules/_datetimemodule.c`).
    SHORTENED
  }

  private static final Set<String> GENERATORS =
      Set.of("generator", "coroutine", "async_generator", "frame");
  private static final Set<String> DATETIMES = Set.of("datetime.datetime", "datetime.time");

  /// Types whose dead instances the interpreter keeps for reuse.
  private static final Set<String> KEPT =
      Set.of(
          "tuple",
          "list",
          "dict",
          "frame",
          "method",
          "instancemethod",
          "builtin_function_or_method",
          "slice",
          "Context",
          "async_generator_asend",
          "async_generator_wrapped_value");

  private static final int LONGEST_NAME = 256;
  private static final long LARGEST_BASIC_SIZE = 1 << 20;
  private static final long LARGEST_ITEM_SIZE = 1 << 16;
  private static final int MOST_OLD_CLASSES = 1 << 16;
  private static final int DEEPEST = 64;
  private static final long LOWEST_POINTER = 1 << 12;

  /// Words that turned out to be no types are remembered too; a hostile heap must not fill our
  /// memory with them.
  private static final int MOST_REMEMBERED = 1 << 22;

  private final long typeType;

  /// Names of static types whose own are in memory that cannot be had.
  private final Map<Long, String> known;

  private final Offsets offsets;
  private final MappedRanges mapped;
  private final Words words;

  private long[] keys = new long[1 << 12];
  private int[] ids = new int[1 << 12];
  private int remembered;
  private boolean settled;

  private volatile int count;
  private volatile long[] addresses = new long[512];

  /// The type whose structure instances have: it itself, but for classes of the old style.
  private volatile int[] structures = new int[512];

  private final Map<Long, Integer> oldClasses = new HashMap<>();
  private volatile long[] basicSizes = new long[512];
  private volatile long[] itemSizes = new long[512];
  private volatile long[] flags = new long[512];
  private volatile int[] prefixes = new int[512];
  private volatile Shape[] shapes = new Shape[512];
  private volatile boolean[] kept = new boolean[512];
  private volatile ObjectRole[] roles = new ObjectRole[512];
  private volatile String[] rawNames = new String[512];

  /// @param typeType address of `PyType_Type`
  /// @param known names of static types whose own are in memory that cannot be had
  public PythonTypes(
      long typeType, Map<Long, String> known, Offsets offsets, MappedRanges mapped, Words words) {
    this.typeType = typeType;
    this.known = known;
    this.offsets = offsets;
    this.mapped = mapped;
    this.words = words;
  }

  /// Says that the target runs again: what was not met while it was held is no type.
  public synchronized void settle() {
    settled = true;
  }

  public int count() {
    return count;
  }

  public long address(int type) {
    return addresses[type];
  }

  public long basicSize(int type) {
    return basicSizes[type];
  }

  public long itemSize(int type) {
    return itemSizes[type];
  }

  /// Whether a bit of [TypeFlags] is set.
  public boolean has(int type, long flag) {
    return (flags[type] & flag) != 0;
  }

  /// {@return bytes that stand before an instance: GC head, managed dict and weak references}
  public int prefixBytes(int type) {
    return prefixes[type];
  }

  public Shape shape(int type) {
    return shapes[type];
  }

  /// Whether the interpreter keeps dead instances of this type in a free list.
  boolean kept(int type) {
    return kept[type];
  }

  /// {@return what its instances can be to the interpreter}
  ObjectRole role(int type) {
    return roles[type];
  }

  /// {@return the ids of the types of a name: what is asked of each object need not compare it}
  ///
  /// @param name as [#rawName] has it
  public BitSet called(String name) {
    BitSet called = new BitSet();
    for (int type = 0; type < count; type++) {
      called.set(type, rawNames[type].equals(name));
    }
    return called;
  }

  /// {@return the ids of the types of a shape}
  public BitSet shaped(Shape shape) {
    BitSet shaped = new BitSet();
    for (int type = 0; type < count; type++) {
      shaped.set(type, shapes[type] == shape);
    }
    return shaped;
  }

  /// {@return `tp_name`, as the C source or the class statement gave it}
  public String rawName(int type) {
    return rawNames[type];
  }

  /// {@return the id of the type at `address`, or [#NONE] where there is none} **Cost**: some
  /// nanoseconds for an address met before, some microseconds for a new one, which is read; after
  /// [#settle] none is.
  public synchronized int idOf(long address) {
    int mask = keys.length - 1;
    for (int slot = slot(address, mask); ; slot = slot + 1 & mask) {
      if (keys[slot] == address) {
        return address == 0 ? NONE : ids[slot];
      }
      if (keys[slot] == 0) {
        return !settled && plausible(address) ? resolve(address, 0) : NONE;
      }
    }
  }

  /// Whether a type may be there: whatever memory says.
  boolean plausible(long address) {
    return (address & 7) == 0
        && Long.compareUnsigned(address, LOWEST_POINTER) > 0
        && mapped.writable(address);
  }

  private int resolve(long address, int depth) {
    int known = remembered(address);
    if (known != Integer.MIN_VALUE) {
      return known;
    }
    if (depth > DEEPEST) {
      return NONE; // a ring of bases or metatypes
    }
    int entry = remember(address, NONE); // meanwhile it is none: ends rings
    if (entry < 0 || !isType(address, depth)) {
      return NONE;
    }
    int id = add(address);
    remember(address, id);
    return id;
  }

  private boolean isType(long address, int depth) {
    if (address != typeType) {
      long metatype = words.u64(address + offsets.objectType());
      int meta = metatype == typeType || plausible(metatype) ? resolve(metatype, depth + 1) : NONE;
      if (meta == NONE || !has(meta, TypeFlags.TYPE_SUBCLASS)) {
        return false;
      }
    }
    long basicSize = words.u64(address + offsets.typeBasicSize());
    long itemSize = words.u64(address + offsets.typeItemSize());
    if (basicSize < offsets.varSize()
        || basicSize > LARGEST_BASIC_SIZE
        || itemSize < 0
        || itemSize > LARGEST_ITEM_SIZE) {
      return false;
    }
    long bits = words.u64(address + offsets.typeFlags());
    if ((bits & TypeFlags.READY) == 0
        && !mapped.executable(words.u64(address + offsets.typeDealloc()))) {
      return false; // some static types are used without ever being made ready
    }
    if (nameOf(address).isEmpty()) {
      return false;
    }
    if (address == typeType) {
      return true; // its base is `object`, whose type it is
    }
    long base = words.u64(address + offsets.typeBase());
    return base == 0 || (plausible(base) && resolve(base, depth + 1) != NONE);
  }

  private int add(long address) {
    int id = next(address);
    basicSizes[id] = words.u64(address + offsets.typeBasicSize());
    itemSizes[id] = words.u64(address + offsets.typeItemSize());
    flags[id] = words.u64(address + offsets.typeFlags());
    rawNames[id] = nameOf(address);
    prefixes[id] = prefix(flags[id]);
    boolean builtin = !has(id, TypeFlags.HEAPTYPE);
    shapes[id] = shapeOf(id, builtin);
    if (shapes[id] == Shape.INT && builtin) {
      // `bool` states the size of an int with a digit, and inherits that digits come on top.
      basicSizes[id] = offsets.intDigits();
    }
    kept[id] = builtin && KEPT.contains(rawNames[id]);
    roles[id] = roleOf(id, builtin);
    return id;
  }

  /// {@return the name of a type; empty where there is none} A core may lack the constants of a
  /// program, and with them the names of its static types.
  private String nameOf(long type) {
    String name = words.string(words.u64(type + offsets.typeName()), LONGEST_NAME);
    if (name != null || known.isEmpty()) {
      return name == null ? "" : name;
    }
    String found = known.get(type);
    return found != null
        ? found
        : (words.u64(type + offsets.typeFlags()) & TypeFlags.HEAPTYPE) != 0
            ? ""
            : "type at 0x" + Long.toHexString(type);
  }

  /// Whether instances of a type are those of classes of the old style (2.7), which are no types.
  public boolean isOldInstance(int type) {
    return offsets.two() && rawNames[type].equals("instance") && !has(type, TypeFlags.HEAPTYPE);
  }

  /// {@return the id that stands for a class of the old style; `type` where there is none at
  /// `address`}
  public synchronized int ofOldClass(long address, int type) {
    Integer known = oldClasses.get(address);
    if (known != null) {
      return known;
    }
    int meta = idOf(words.u64(address + offsets.objectType()));
    if (meta == NONE
        || !rawNames[meta].equals("classobj")
        || oldClasses.size() >= MOST_OLD_CLASSES) {
      return type;
    }
    int id = next(address);
    structures[id] = type;
    basicSizes[id] = basicSizes[type];
    itemSizes[id] = itemSizes[type];
    flags[id] = flags[type];
    rawNames[id] = rawNames[type];
    prefixes[id] = prefixes[type];
    shapes[id] = shapes[type];
    kept[id] = kept[type];
    roles[id] = roles[type];
    oldClasses.put(address, id);
    return id;
  }

  /// {@return the type whose structure the instances have} Not itself for a class of the old style.
  public int structure(int type) {
    return structures[type];
  }

  /// Gives the types ids in the order of their addresses. No walk may be on its way.
  ///
  /// @return of each id so far the new one
  public synchronized int[] renumber() {
    int[] order =
        IntStream.range(0, count)
            .boxed()
            .sorted(Comparator.comparingLong(id -> addresses[id]))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] numbers = new int[count];
    for (int id = 0; id < count; id++) {
      numbers[order[id]] = id;
    }
    for (int slot = 0; slot < keys.length; slot++) {
      ids[slot] = ids[slot] == NONE || keys[slot] == 0 ? ids[slot] : numbers[ids[slot]];
    }
    oldClasses.replaceAll((address, id) -> numbers[id]);
    addresses = inOrder(addresses, order);
    basicSizes = inOrder(basicSizes, order);
    itemSizes = inOrder(itemSizes, order);
    flags = inOrder(flags, order);
    prefixes = IntStream.of(order).map(id -> prefixes[id]).toArray();
    structures = IntStream.of(order).map(id -> numbers[structures[id]]).toArray();
    shapes = IntStream.of(order).mapToObj(id -> shapes[id]).toArray(Shape[]::new);
    roles = IntStream.of(order).mapToObj(id -> roles[id]).toArray(ObjectRole[]::new);
    rawNames = IntStream.of(order).mapToObj(id -> rawNames[id]).toArray(String[]::new);
    boolean[] reused = new boolean[count];
    for (int id = 0; id < count; id++) {
      reused[id] = kept[order[id]];
    }
    kept = reused;
    return numbers;
  }

  private static long[] inOrder(long[] column, int[] order) {
    return IntStream.of(order).mapToLong(id -> column[id]).toArray();
  }

  private int next(long address) {
    if (count == addresses.length) {
      int larger = Math.max(512, count * 2);
      addresses = Arrays.copyOf(addresses, larger);
      structures = Arrays.copyOf(structures, larger);
      basicSizes = Arrays.copyOf(basicSizes, larger);
      itemSizes = Arrays.copyOf(itemSizes, larger);
      flags = Arrays.copyOf(flags, larger);
      prefixes = Arrays.copyOf(prefixes, larger);
      shapes = Arrays.copyOf(shapes, larger);
      kept = Arrays.copyOf(kept, larger);
      roles = Arrays.copyOf(roles, larger);
      rawNames = Arrays.copyOf(rawNames, larger);
    }
    int id = count;
    count = id + 1;
    addresses[id] = address;
    structures[id] = id;
    return id;
  }

  private int prefix(long bits) {
    long managed =
        offsets.version().before(3, 11)
            ? 0
            : offsets.version().before(3, 12)
                ? TypeFlags.MANAGED_DICT
                : TypeFlags.MANAGED_DICT | TypeFlags.MANAGED_WEAKREF;
    return (int)
        (((bits & TypeFlags.HAVE_GC) != 0 ? offsets.gcHeadBytes() : 0)
            + ((bits & managed) != 0 ? 2 * Long.BYTES : 0));
  }

  private Shape shapeOf(int id, boolean builtin) {
    if (has(id, TypeFlags.TYPE_SUBCLASS)) {
      return Shape.TYPE;
    }
    if (has(id, offsets.two() ? TypeFlags.STRING_SUBCLASS : TypeFlags.UNICODE_SUBCLASS)) {
      return Shape.STR;
    }
    if (has(id, TypeFlags.LONG_SUBCLASS)) {
      return Shape.INT;
    }
    if (builtin && GENERATORS.contains(rawNames[id]) && !offsets.version().before(3, 11)) {
      return Shape.OPAQUE;
    }
    if (DATETIMES.contains(rawNames[id])) {
      return Shape.SHORTENED;
    }
    return itemSizes[id] != 0 ? Shape.VARIABLE : Shape.FIXED;
  }

  private ObjectRole roleOf(int id, boolean builtin) {
    if (shapes[id] == Shape.STR) {
      return ObjectRole.INTERNED;
    }
    if (builtin && (offsets.two() ? rawNames[id].equals("int") : shapes[id] == Shape.INT)) {
      return ObjectRole.SMALL_INT;
    }
    return builtin && rawNames[id].equals("code") ? ObjectRole.CODE : ObjectRole.ORDINARY;
  }

  private int remembered(long address) {
    int mask = keys.length - 1;
    for (int slot = slot(address, mask); keys[slot] != 0; slot = slot + 1 & mask) {
      if (keys[slot] == address) {
        return ids[slot];
      }
    }
    return Integer.MIN_VALUE;
  }

  /// Stores what an address is and returns its slot, or -1 where the table may not grow any more.
  private int remember(long address, int id) {
    if (remembered * 2 >= keys.length && !grow()) {
      return -1;
    }
    int mask = keys.length - 1;
    int slot = slot(address, mask);
    while (keys[slot] != 0 && keys[slot] != address) {
      slot = slot + 1 & mask;
    }
    if (keys[slot] == 0) {
      keys[slot] = address;
      remembered++;
    }
    ids[slot] = id;
    return slot;
  }

  private boolean grow() {
    if (remembered >= MOST_REMEMBERED) {
      return false;
    }
    long[] oldKeys = keys;
    int[] oldIds = ids;
    keys = new long[oldKeys.length * 2];
    ids = new int[keys.length];
    int mask = keys.length - 1;
    for (int old = 0; old < oldKeys.length; old++) {
      if (oldKeys[old] != 0) {
        int slot = slot(oldKeys[old], mask);
        while (keys[slot] != 0) {
          slot = slot + 1 & mask;
        }
        keys[slot] = oldKeys[old];
        ids[slot] = oldIds[old];
      }
    }
    return true;
  }

  static int slot(long address, int mask) {
    // Fibonacci hashing; types are aligned, so their low bits say nothing.
    return (int) (((address >>> 3) * 0x9E3779B97F4A7C15L) >>> 32) & mask;
  }
}
