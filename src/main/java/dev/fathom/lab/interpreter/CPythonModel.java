package dev.fathom.lab.interpreter;

import dev.fathom.lab.allocator.BoundaryTagMalloc;
import dev.fathom.lab.allocator.HeapCount;
import dev.fathom.lab.allocator.PoolGeometry;
import dev.fathom.lab.allocator.Pymalloc;
import dev.fathom.lab.machine.MachineException;
import dev.fathom.lab.process.ModelLibrary;
import dev.fathom.lab.process.ModelProcess;
import dev.fathom.runtime.cpython.layout.Layout;
import dev.fathom.runtime.cpython.layout.Layouts;
import dev.fathom.runtime.cpython.layout.StructLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/// CPython's objects: `int`, `str` and `list`, with reference counts in them, in the layout of a
/// version that is known; the list of what the cyclic collector watches; the free list of lists.
///
/// There are five types, in static memory, and the small numbers; nothing else of an interpreter.
public final class CPythonModel implements ModelInterpreter {
  private static final long MOST_NEGATIVE_SMALL = -5;
  private static final long LARGEST_SMALL = 256;
  private static final int DIGIT_BITS = 30;
  private static final long DIGIT_MASK = (1L << DIGIT_BITS) - 1;
  private static final int MOST_FREE_LISTS = 80;
  private static final int LONGEST = 1 << 28;

  // Bits of tp_flags (Include/object.h)
  private static final long READY = 1L << 12;
  private static final long HAVE_GC = 1L << 14;
  private static final long LONG_SUBCLASS = 1L << 24;
  private static final long LIST_SUBCLASS = 1L << 25;
  private static final long UNICODE_SUBCLASS = 1L << 28;
  private static final long TYPE_SUBCLASS = 1L << 31;

  /// PyASCIIObject.state of a compact text of ASCII: kind 1.
  private static final int COMPACT_ASCII = 1 << 2 | 1 << 5 | 1 << 6;

  // PyGC_Head
  private static final int GC_NEXT = 0;
  private static final int GC_PREV = 8;
  private static final int GC_HEAD_BYTES = 16;
  // struct gc_generation: a head, then threshold and count
  private static final int GENERATIONS = 3;
  private static final int GENERATION_BYTES = 24;
  private static final int THRESHOLD = 16;
  private static final int COUNT = 20;
  private static final int[] THRESHOLDS = {700, 10, 10};

  private static final long GC_COLLECTING = 2;
  private static final int GC_REFS_SHIFT = 2;
  private static final long GC_FLAGS = 3;

  /// 3.12 and later: the number of digits stands above three bits (`lv_tag`).
  private static final int TAG_SHIFT = 3;

  private static final long TAG_ZERO = 1;
  private static final long TAG_NEGATIVE = 2;
  private static final long IMMORTAL = 0xffff_ffffL;

  // Static memory, in this order
  private static final int TYPE_SLOT = 512;
  private static final String[] TYPES = {"type", "object", "int", "str", "list", "NoneType"};
  private static final int NONE = TYPES.length * TYPE_SLOT;
  private static final int COLLECTED = NONE + 32;
  private static final int VERSION_HEX = COLLECTED + 80;
  private static final int NAMES = VERSION_HEX + 16;
  private static final int NAME_SLOT = 64;
  private static final int VERSION_TEXT = NAMES + TYPES.length * NAME_SLOT;
  private static final int POOLS = VERSION_TEXT + NAME_SLOT;
  private static final int SMALL_INTS = POOLS + Math.ceilDiv(Pymalloc.STATIC_BYTES, 16) * 16;
  private static final int SMALL_INT_BYTES = 32;
  private static final int STATIC_BYTES =
      SMALL_INTS + (int) (LARGEST_SMALL - MOST_NEGATIVE_SMALL + 1) * SMALL_INT_BYTES;

  private final ModelProcess process;
  private final Pymalloc pymalloc;
  private final int minor;
  private final long data;
  private final long refcnt;
  private final long type;
  private final long size;
  private final long digits;
  private final long textLength;
  private final long textState;
  private final long textHeadBytes;
  private final long items;
  private final long allocated;
  private final long listBytes;

  /// What is live, and how many bytes were asked for it.
  private final Map<Long, Long> live = new HashMap<>();

  private long requested;
  private final Deque<Long> freeLists = new ArrayDeque<>();
  private final long[] collections = new long[GENERATIONS];
  private boolean collecting;

  private CPythonModel(
      ModelProcess process, Pymalloc pymalloc, Layout layout, int minor, long data) {
    this.process = process;
    this.pymalloc = pymalloc;
    this.minor = minor;
    this.data = data;
    StructLayout object = layout.struct("PyObject");
    refcnt = object.offset("ob_refcnt");
    type = object.offset("ob_type");
    size = layout.struct("PyVarObject").offset("ob_size");
    digits = layout.struct("PyLongObject").offset("ob_digit");
    StructLayout text = layout.struct("PyASCIIObject");
    textLength = text.offset("length");
    textState = text.offset("state");
    textHeadBytes = text.size();
    StructLayout list = layout.struct("PyListObject");
    items = list.offset("ob_item");
    allocated = list.offset("allocated");
    listBytes = list.size();
  }

  /// {@return an interpreter of CPython 3.`minor` in a process that has nothing yet}
  ///
  /// @throws MachineException if the layout of that version is not known
  public static CPythonModel in(ModelProcess process, int minor) {
    Layout layout =
        Layouts.forVersion(3, minor)
            .filter(known -> minor >= 8)
            .orElseThrow(() -> new MachineException("the lab has no model of CPython 3." + minor));
    Map<String, Integer> symbols = new HashMap<>();
    symbols.put("PyType_Type", 0);
    symbols.put("_Py_NoneStruct", NONE);
    if (minor >= 11) {
      symbols.put("Py_Version", VERSION_HEX);
    }
    BoundaryTagMalloc malloc = BoundaryTagMalloc.in(process);
    long data =
        ModelLibrary.of("libpython3." + minor + ".so.1.0", STATIC_BYTES, symbols).load(process);
    Pymalloc pymalloc = Pymalloc.in(process, malloc, PoolGeometry.of(3, minor), data + POOLS);
    CPythonModel model = new CPythonModel(process, pymalloc, layout, minor, data);
    model.begin(layout);
    return model;
  }

  private void begin(Layout layout) {
    StructLayout typeLayout = layout.struct("PyTypeObject");
    long[] flags = {
      READY | HAVE_GC | TYPE_SUBCLASS,
      READY,
      READY | LONG_SUBCLASS,
      READY | UNICODE_SUBCLASS,
      READY | HAVE_GC | LIST_SUBCLASS,
      READY
    };
    long[] basic = {
      typeLayout.size(), 16, digits, layout.struct("PyUnicodeObject").size(), listBytes, 16
    };
    long[] item = {40, 0, Integer.BYTES, 0, 0, 0};
    for (int index = 0; index < TYPES.length; index++) {
      long at = data + (long) index * TYPE_SLOT;
      long name = data + NAMES + (long) index * NAME_SLOT;
      text(name, TYPES[index]);
      begin(at, data, IMMORTAL);
      process.word(at + typeLayout.offset("tp_name"), name);
      process.word(at + typeLayout.offset("tp_basicsize"), basic[index]);
      process.word(at + typeLayout.offset("tp_itemsize"), item[index]);
      process.word(at + typeLayout.offset("tp_flags"), flags[index]);
      process.word(at + typeLayout.offset("tp_base"), index == 1 ? 0 : typeAt(1));
    }
    begin(data + NONE, typeAt(5), IMMORTAL);
    for (int generation = 0; generation < GENERATIONS; generation++) {
      long head = generation(generation);
      process.word(head + GC_NEXT, head);
      process.word(head + GC_PREV, head);
      process.half(head + THRESHOLD, THRESHOLDS[generation]);
    }
    process.half(data + VERSION_HEX, (3 << 24) | (minor << 16) | 0xf0);
    text(data + VERSION_TEXT, "3." + minor + ".0 (model)");
    for (long value = MOST_NEGATIVE_SMALL; value <= LARGEST_SMALL; value++) {
      fillInteger(small(value), value);
      process.word(small(value) + refcnt, IMMORTAL);
    }
  }

  private void text(long address, String text) {
    byte[] bytes = Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), NAME_SLOT);
    for (int at = 0; at < bytes.length; at += Long.BYTES) {
      long word = 0;
      for (int i = Long.BYTES - 1; i >= 0; i--) {
        word = (word << Byte.SIZE) | (bytes[at + i] & 0xff);
      }
      process.word(address + at, word);
    }
  }

  private long typeAt(int index) {
    return data + (long) index * TYPE_SLOT;
  }

  private void begin(long object, long typeOf, long count) {
    process.word(object + refcnt, count);
    process.word(object + type, typeOf);
  }

  @Override
  public ModelInterpreter fork(String name) {
    ModelProcess child = process.fork(name);
    CPythonModel copy = new CPythonModel(child, pymalloc.inChild(child), this);
    copy.live.putAll(live);
    copy.requested = requested;
    copy.freeLists.addAll(freeLists);
    copy.collecting = collecting;
    return copy;
  }

  private CPythonModel(ModelProcess process, Pymalloc pymalloc, CPythonModel parent) {
    this.process = process;
    this.pymalloc = pymalloc;
    this.minor = parent.minor;
    this.data = parent.data;
    this.refcnt = parent.refcnt;
    this.type = parent.type;
    this.size = parent.size;
    this.digits = parent.digits;
    this.textLength = parent.textLength;
    this.textState = parent.textState;
    this.textHeadBytes = parent.textHeadBytes;
    this.items = parent.items;
    this.allocated = parent.allocated;
    this.listBytes = parent.listBytes;
  }

  @Override
  public String name() {
    return "CPython 3." + minor;
  }

  @Override
  public ModelProcess process() {
    return process;
  }

  public Pymalloc pymalloc() {
    return pymalloc;
  }

  private long allocate(long bytes) {
    long block = pymalloc.allocate(bytes);
    live.put(block, bytes);
    requested += bytes;
    return block;
  }

  private void free(long block) {
    Long bytes = live.remove(block);
    requested -= bytes == null ? 0 : bytes;
    pymalloc.free(block);
  }

  @Override
  public long integer(long value) {
    return integer(value, digitCount(value));
  }

  /// Numbers of one digit are added as what they are; of more, the sum gets a digit more than the
  /// larger of the two, which may stay unused (`x_add` in `Objects/longobject.c`).
  @Override
  public long sum(long left, long right) {
    int most = Math.max(digitCount(left), digitCount(right));
    return integer(left + right, most > 1 ? most + 1 : digitCount(left + right));
  }

  private long integer(long value, int room) {
    if (value >= MOST_NEGATIVE_SMALL && value <= LARGEST_SMALL) {
      long shared = small(value);
      keep(shared);
      return shared;
    }
    long object = allocate(digits + (long) Integer.BYTES * room);
    fillInteger(object, value);
    return object;
  }

  private void fillInteger(long object, long value) {
    begin(object, typeAt(2), 1);
    long count = value == 0 ? 0 : digitCount(value);
    long sign = value < 0 ? -count : count;
    long tag =
        Math.max(1, count) << TAG_SHIFT | (value == 0 ? TAG_ZERO : value < 0 ? TAG_NEGATIVE : 0);
    process.word(object + size, minor >= 12 ? tag : sign);
    long rest = Math.abs(value);
    for (int digit = 0; digit < Math.max(1, count); digit++) {
      process.half(object + digits + (long) digit * Integer.BYTES, (int) (rest & DIGIT_MASK));
      rest >>>= DIGIT_BITS;
    }
  }

  private static int digitCount(long value) {
    long rest = Math.abs(value);
    int count = 1;
    while (rest > DIGIT_MASK) {
      rest >>>= DIGIT_BITS;
      count++;
    }
    return count;
  }

  private long small(long value) {
    return data + SMALL_INTS + (value - MOST_NEGATIVE_SMALL) * SMALL_INT_BYTES;
  }

  @Override
  public long text(int length) {
    long object = allocate(textHeadBytes + length + 1);
    begin(object, typeAt(3), 1);
    process.word(object + textLength, length);
    process.half(object + textState, COMPACT_ASCII);
    return object;
  }

  @Override
  public long list() {
    boolean fresh = freeLists.isEmpty();
    long head = fresh ? allocate(GC_HEAD_BYTES + listBytes) : freeLists.pop();
    long object = head + GC_HEAD_BYTES;
    begin(object, typeAt(4), 1);
    process.word(object + size, 0);
    process.word(object + items, 0);
    process.word(object + allocated, 0);
    if (fresh) {
      made();
    }
    watch(head, generation(0));
    return object;
  }

  /// Only what is allocated counts, not what a free list had.
  private void made() {
    count(0, count(0) + 1);
    if (collecting && count(0) > THRESHOLDS[0]) {
      collectGenerations();
    }
  }

  /// Whether the collector comes by itself, as it does in a real interpreter: off here unless it is
  /// asked for, so that a program does the same whatever was made before.
  public void collectByItself(boolean wanted) {
    collecting = wanted;
  }

  /// The oldest generation whose count is above its threshold, and all younger ones
  /// (`gc_collect_generations`, 3.8 to 3.12; the rule that delays the oldest is left out).
  private void collectGenerations() {
    for (int generation = GENERATIONS - 1; generation >= 0; generation--) {
      if (count(generation) > THRESHOLDS[generation]) {
        collect(generation);
        return;
      }
    }
  }

  private long generation(int number) {
    return data + COLLECTED + (long) number * GENERATION_BYTES;
  }

  private int count(int generation) {
    return process.half(generation(generation) + COUNT);
  }

  private void count(int generation, int count) {
    process.half(generation(generation) + COUNT, count);
  }

  /// {@return how often a generation was collected with those that are younger: not as part of an
  /// older one}
  public long collections(int generation) {
    return collections[generation];
  }

  /// {@return the generation that a list is in, -1 if in none}
  public int generationOf(long list) {
    for (int generation = 0; generation < GENERATIONS; generation++) {
      long end = generation(generation);
      for (long head = next(end); head != end; head = next(head)) {
        if (head == list - GC_HEAD_BYTES) {
          return generation;
        }
      }
    }
    return -1;
  }

  /// {@return what the collector counts of a generation: objects made and not let go for the
  /// youngest, collections of the younger one for the others}
  public int counter(int generation) {
    return count(generation);
  }

  /// {@return how many objects a generation has}
  public int members(int generation) {
    int members = 0;
    long end = generation(generation);
    for (long head = next(end); head != end; head = next(head)) {
      members++;
    }
    return members;
  }

  /// {@return the count of references of an object}
  public long references(long object) {
    return process.word(object + refcnt);
  }

  /// {@return whether an object never goes, and its count does not change: from 3.12 on}
  public boolean isImmortal(long object) {
    return minor >= 12 && references(object) == IMMORTAL;
  }

  /// {@return whether something made by this interpreter is an object still, and not kept for the
  /// next}
  public boolean isLive(long object) {
    long head = object - GC_HEAD_BYTES;
    boolean isList = live.containsKey(head) && !freeLists.contains(head);
    return isList || live.containsKey(object);
  }

  /// {@return how many dead lists are kept for the next ones}
  public int freeLists() {
    return freeLists.size();
  }

  /// {@return whether it is one of the small numbers, which are made once for all}
  public boolean isSmall(long object) {
    return object >= data && object < data + STATIC_BYTES;
  }

  private void watch(long head, long generation) {
    long last = process.word(generation + GC_PREV);
    process.word(last + GC_NEXT, head);
    process.word(head + GC_PREV, last);
    process.word(head + GC_NEXT, generation);
    process.word(generation + GC_PREV, head);
  }

  private void unwatch(long head) {
    long next = process.word(head + GC_NEXT);
    long previous = process.word(head + GC_PREV) & ~GC_FLAGS;
    process.word(previous + GC_NEXT, next);
    process.word(next + GC_PREV, previous);
  }

  @Override
  public long filled(int length) {
    requireLength(length);
    long list = list();
    if (length > 0) {
      process.word(list + items, allocate((long) length * Long.BYTES));
      process.word(list + allocated, length);
      process.word(list + size, length);
      for (int index = 0; index < length; index++) {
        process.word(slot(list, index), data + NONE);
      }
    }
    return list;
  }

  private static void requireLength(int length) {
    if (length < 0 || length > LONGEST) {
      throw new MachineException("a list of " + length + " items is longer than the lab allows");
    }
  }

  @Override
  public void append(long list, long value) {
    int length = length(list);
    requireLength(length + 1);
    if (length == process.word(list + allocated)) {
      resize(list, length + 1);
    }
    keep(value);
    process.word(slot(list, length), value);
    process.word(list + size, length + 1);
  }

  /// An eighth more than is needed, and a little (`list_resize` in `Objects/listobject.c`, 3.9 and
  /// later).
  private void resize(long list, long length) {
    long room =
        minor >= 9
            ? length + (length >>> 3) + 6 & ~3L
            : length + (length >>> 3) + (length < 9 ? 3 : 6);
    long before = process.word(list + items);
    long bytes = room * Long.BYTES;
    if (before == 0) {
      process.word(list + items, allocate(bytes));
    } else {
      Long old = live.remove(before);
      requested += bytes - (old == null ? 0 : old);
      long moved = pymalloc.reallocate(before, bytes);
      live.put(moved, bytes);
      process.word(list + items, moved);
    }
    process.word(list + allocated, room);
  }

  @Override
  public void store(long list, int index, long value) {
    long before = process.word(slot(list, index));
    keep(value);
    process.word(slot(list, index), value);
    drop(before);
  }

  /// {@return bytes that a list has for its items: what `sys.getsizeof` adds to the object}
  public long itemBytes(long list) {
    return process.word(list + allocated) * Long.BYTES;
  }

  private long slot(long list, int index) {
    return process.word(list + items) + (long) index * Long.BYTES;
  }

  @Override
  public int length(long list) {
    return (int) process.word(list + size);
  }

  /// Whoever looks at an object takes a reference to it, and so writes to it.
  @Override
  public void visit(long list, int index) {
    long value = process.word(slot(list, index));
    keep(value);
    drop(value);
  }

  @Override
  public long item(long list, int index) {
    return process.word(slot(list, index));
  }

  @Override
  public void take(long value) {
    keep(value);
  }

  private void keep(long object) {
    long count = process.word(object + refcnt);
    if (!(minor >= 12 && count == IMMORTAL)) {
      process.word(object + refcnt, count + 1);
    }
  }

  @Override
  public void drop(long value) {
    Deque<Long> open = new ArrayDeque<>();
    open.push(value);
    while (!open.isEmpty()) {
      long object = open.pop();
      long count = process.word(object + refcnt);
      if (minor >= 12 && count == IMMORTAL) {
        continue;
      }
      process.word(object + refcnt, count - 1);
      if (count == 1) {
        deallocate(object, open);
      }
    }
  }

  private void deallocate(long object, Deque<Long> open) {
    if (process.word(object + type) != typeAt(4)) {
      free(object);
      return;
    }
    long head = object - GC_HEAD_BYTES;
    unwatch(head);
    empty(object, open);
    if (freeLists.size() < MOST_FREE_LISTS) {
      freeLists.push(head); // it stays allocated, for the next list
    } else {
      free(head);
      count(0, Math.max(0, count(0) - 1));
    }
  }

  private void empty(long list, Deque<Long> open) {
    int length = length(list);
    for (int index = length - 1; index >= 0; index--) {
      open.push(process.word(slot(list, index)));
    }
    long buffer = process.word(list + items);
    if (buffer != 0) {
      free(buffer);
    }
    process.word(list + items, 0);
    process.word(list + size, 0);
    process.word(list + allocated, 0);
  }

  /// Finds rings: from the count of each watched object it takes off what other watched ones refer
  /// to it; what has references left, and all that it reaches, is needed (`Modules/gcmodule.c`).
  /// The heads of all watched objects are written to.
  @Override
  public void collect() {
    collect(GENERATIONS - 1);
  }

  /// The same for a generation and those that are younger; what is left of them becomes a
  /// generation older.
  public void collect(int number) {
    long generation = generation(number);
    for (int younger = 0; younger < number; younger++) {
      move(generation(younger), generation);
      count(younger, 0);
    }
    count(number, 0);
    collections[number]++;
    if (number + 1 < GENERATIONS) {
      count(number + 1, count(number + 1) + 1);
    }
    collectAlone(generation);
    if (number + 1 < GENERATIONS) {
      move(generation, generation(number + 1));
    }
  }

  /// Puts all objects of a generation behind those of another.
  private void move(long from, long to) {
    for (long head = next(from); head != from; head = next(from)) {
      unwatch(head);
      watch(head, to);
    }
  }

  private void collectAlone(long generation) {
    for (long head = next(generation); head != generation; head = next(head)) {
      long count = process.word(head + GC_HEAD_BYTES + refcnt);
      process.word(head + GC_PREV, count << GC_REFS_SHIFT | GC_COLLECTING);
    }
    for (long head = next(generation); head != generation; head = next(head)) {
      long list = head + GC_HEAD_BYTES;
      for (int index = length(list) - 1; index >= 0; index--) {
        long item = process.word(slot(list, index));
        long link = item - GC_HEAD_BYTES + GC_PREV;
        if (process.word(item + type) == typeAt(4)
            && (process.word(link) & GC_COLLECTING) != 0) { // not of an older generation
          process.word(link, process.word(link) - (1L << GC_REFS_SHIFT));
        }
      }
    }
    reach(generation);
    Deque<Long> unreachable = new ArrayDeque<>();
    long previous = generation;
    for (long head = next(generation); head != generation; head = next(head)) {
      if ((process.word(head + GC_PREV) & GC_COLLECTING) != 0) {
        unreachable.add(head + GC_HEAD_BYTES);
      }
      process.word(head + GC_PREV, previous);
      previous = head;
    }
    for (long list : unreachable) {
      keep(list);
    }
    for (long list : unreachable) {
      Deque<Long> open = new ArrayDeque<>();
      empty(list, open);
      open.forEach(this::drop);
    }
    for (long list : unreachable) {
      drop(list);
    }
  }

  private void reach(long generation) {
    Deque<Long> open = new ArrayDeque<>();
    for (long head = next(generation); head != generation; head = next(head)) {
      if (process.word(head + GC_PREV) >>> GC_REFS_SHIFT > 0) {
        open.push(head);
      }
    }
    while (!open.isEmpty()) {
      long head = open.pop();
      long mark = process.word(head + GC_PREV);
      if ((mark & GC_COLLECTING) == 0) {
        continue;
      }
      process.word(head + GC_PREV, mark & ~GC_COLLECTING);
      long list = head + GC_HEAD_BYTES;
      for (int index = length(list) - 1; index >= 0; index--) {
        long item = process.word(slot(list, index));
        if (process.word(item + type) == typeAt(4)) {
          open.push(item - GC_HEAD_BYTES);
        }
      }
    }
  }

  private long next(long head) {
    return process.word(head + GC_NEXT);
  }

  /// {@return the addresses of what is live}
  public long[] liveBlocks() {
    return live.keySet().stream().mapToLong(Long::longValue).toArray();
  }

  @Override
  public HeapCount count() {
    return HeapCount.of(pymalloc, Arrays.stream(liveBlocks()), requested);
  }
}
