package dev.fathom.lab.interpreter;

import dev.fathom.lab.allocator.BlockHeap;
import dev.fathom.lab.allocator.HeapCount;
import dev.fathom.lab.allocator.Piece;
import dev.fathom.lab.machine.MachineException;
import dev.fathom.lab.process.ModelLibrary;
import dev.fathom.lab.process.ModelProcess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// MicroPython's objects (`py/obj.h`, representation A, 64-bit): a number of up to 63 bits is the
/// word itself, with its lowest bit set; a text that is interned is a number too; all else is the
/// address of blocks of [BlockHeap] without any count of references.
public final class MicroPythonModel implements ModelInterpreter {
  private static final int STATIC_BYTES = 4096;
  private static final int TYPE_STR = 0;
  private static final int TYPE_LIST = 128;

  private static final long INTEGER = 1;
  private static final long INTERNED = 2;
  private static final int INTERNED_SHIFT = 3;
  private static final long POINTER_BITS = 3;

  // mp_obj_str_t
  private static final int TYPE = 0;
  private static final int HASH = 8;
  private static final int TEXT_LENGTH = 16;
  private static final int TEXT_DATA = 24;
  private static final int TEXT_BYTES = 32;

  // mp_obj_list_t
  private static final int ALLOCATED = 8;
  private static final int LENGTH = 16;
  private static final int ITEMS = 24;
  private static final int LIST_BYTES = 32;
  private static final int LEAST_ALLOCATED = 4; // LIST_MIN_ALLOC

  private final ModelProcess process;
  private final BlockHeap heap;
  private final long data;

  /// What a program's variables hold, and how often.
  private final Map<Long, Integer> variables;

  private final Map<String, Long> interned = new HashMap<>();

  private MicroPythonModel(
      ModelProcess process, BlockHeap heap, long data, Map<Long, Integer> variables) {
    this.process = process;
    this.heap = heap;
    this.data = data;
    this.variables = variables;
    heap.roots(mark -> variables.keySet().forEach(mark::accept));
  }

  /// {@return an interpreter in a process that has nothing yet}
  ///
  /// @param heapBytes of its heap: it never has more
  public static MicroPythonModel in(ModelProcess process, long heapBytes) {
    long data = ModelLibrary.of("micropython", STATIC_BYTES, Map.of()).load(process);
    return new MicroPythonModel(process, BlockHeap.in(process, heapBytes), data, new HashMap<>());
  }

  @Override
  public ModelInterpreter fork(String name) {
    ModelProcess child = process.fork(name);
    MicroPythonModel copy =
        new MicroPythonModel(child, heap.inChild(child), data, new HashMap<>(variables));
    copy.interned.putAll(interned);
    return copy;
  }

  @Override
  public String name() {
    return "MicroPython";
  }

  @Override
  public ModelProcess process() {
    return process;
  }

  public BlockHeap heap() {
    return heap;
  }

  @Override
  public long integer(long value) {
    long word = value << 1 | INTEGER;
    if (word >> 1 != value) {
      throw new MachineException(value + " is not a small number of 63 bits");
    }
    return word;
  }

  @Override
  public long sum(long left, long right) {
    return integer(left + right);
  }

  /// {@return a text that is kept once for all, and is a number to those who use it}
  public long interned(String text) {
    Long known = interned.get(text);
    if (known != null) {
      return known;
    }
    long word = (long) (interned.size() + 1) << INTERNED_SHIFT | INTERNED;
    keep(heap.allocate(text.length() + 1L));
    interned.put(text, word);
    return word;
  }

  @Override
  public long text(int length) {
    long object = heap.allocate(TEXT_BYTES);
    keep(object);
    process.word(object + TYPE, data + TYPE_STR);
    process.word(object + HASH, length);
    process.word(object + TEXT_LENGTH, length);
    process.word(object + TEXT_DATA, heap.allocate(length + 1L));
    return object;
  }

  @Override
  public long list() {
    return list(0);
  }

  @Override
  public long filled(int length) {
    return list(length);
  }

  private long list(int length) {
    long object = heap.allocate(LIST_BYTES);
    keep(object);
    long room = Math.max(LEAST_ALLOCATED, length);
    process.word(object + TYPE, data + TYPE_LIST);
    process.word(object + ALLOCATED, room);
    process.word(object + LENGTH, length);
    process.word(object + ITEMS, heap.allocate(room * Long.BYTES));
    return object;
  }

  @Override
  public void append(long list, long value) {
    long length = process.word(list + LENGTH);
    long room = process.word(list + ALLOCATED);
    if (length >= room) {
      long bytes = 2 * room * Long.BYTES;
      process.word(list + ITEMS, heap.reallocate(process.word(list + ITEMS), bytes));
      process.word(list + ALLOCATED, 2 * room);
    }
    process.word(list + LENGTH, length + 1);
    store(list, (int) length, value);
  }

  @Override
  public void store(long list, int index, long value) {
    process.word(process.word(list + ITEMS) + (long) index * Long.BYTES, value);
  }

  @Override
  public int length(long list) {
    return (int) process.word(list + LENGTH);
  }

  /// Looking writes nothing.
  @Override
  public void visit(long list, int index) {
    long value = process.word(process.word(list + ITEMS) + (long) index * Long.BYTES);
    if ((value & POINTER_BITS) == 0 && value != 0) {
      process.word(value);
    }
  }

  @Override
  public long item(long list, int index) {
    return process.word(items(list) + (long) index * Long.BYTES);
  }

  /// {@return where the items of a list stand}
  public long items(long list) {
    return process.word(list + ITEMS);
  }

  /// {@return whether a value is the word itself, and no address}
  public static boolean isWord(long value) {
    return (value & POINTER_BITS) != 0;
  }

  @Override
  public void take(long value) {
    keep(value);
  }

  private void keep(long value) {
    if ((value & POINTER_BITS) == 0) {
      variables.merge(value, 1, Integer::sum);
    }
  }

  /// Only a variable is gone: what it referred to stays until the next collection.
  @Override
  public void drop(long value) {
    variables.computeIfPresent(value, (word, count) -> count == 1 ? null : count - 1);
  }

  @Override
  public void collect() {
    heap.collect();
  }

  @Override
  public HeapCount count() {
    List<Piece> live = heap.allocations();
    long requested = live.stream().mapToLong(Piece::bytes).sum();
    return HeapCount.of(process, live, new ArrayList<>(heap.bookkeeping()), requested);
  }
}
