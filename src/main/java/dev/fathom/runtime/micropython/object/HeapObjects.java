package dev.fathom.runtime.micropython.object;

import dev.fathom.runtime.micropython.heap.GcArea;
import dev.fathom.runtime.micropython.heap.GcHeap;
import dev.fathom.target.Target;
import dev.fathom.target.Window;
import dev.fathom.target.Words;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which chains of blocks are objects, and which are memory of one object alone.
///
/// What begins with the address of a type is an object if the rest fits; the table of items that it
/// leads to is its own, whatever that begins with. What two objects lead to is none's own, and an
/// object by itself, as is what no object is known to lead to.
///
/// **Memory**: some bits a block.
public final class HeapObjects {
  private static final int READ_BYTES = 1 << 20;

  /// So much of an object is looked at to see what it is.
  private static final int LOOK_BYTES = 40;

  private static final long FOUR_WORDS = 4L * Long.BYTES;
  private static final long LONGEST = 1L << 40;

  /// The kinds of code that a function may have (`mp_raw_code_kind_t`, `py/emitglue.h`).
  private static final int FIRST_CODE = 1;

  private static final int LAST_CODE = 5;

  private final GcHeap heap;
  private final ProgramState state;
  private final ObjectTypes types;
  private final BitSet owned = new BitSet();
  private final BitSet shared = new BitSet();

  /// Chains without a type, by what leads to them.
  private final Map<Structure, BitSet> marked = new EnumMap<>(Structure.class);

  /// Memory of one object alone in which there are no objects: text, digits.
  private final BitSet leaves = new BitSet();

  private HeapObjects(GcHeap heap, ProgramState state) {
    this.heap = heap;
    this.state = state;
    this.types = state.types();
  }

  /// Looks at the beginning of every chain, and of each type that is met. **Cost**: a pass over the
  /// pools.
  ///
  /// @param statics objects outside the pools that have memory in them
  /// @param mostBytes of each pool that are looked at
  public static HeapObjects of(
      GcHeap heap,
      ProgramState state,
      List<RootObjects.Found> statics,
      Target target,
      Words words,
      long mostBytes) {
    HeapObjects objects = new HeapObjects(heap, state);
    for (RootObjects.Found each : statics) {
      Structure structure = each.type().structure();
      objects.own(structure, words.u64(each.address() + structure.buffer()));
    }
    try (Window window = new Window(target.memory(), READ_BYTES)) {
      window.allow(target);
      for (int area = 0; area < heap.areas().size(); area++) {
        objects.look(area, window, mostBytes);
      }
    }
    return objects;
  }

  private void look(int number, Window window, long mostBytes) {
    GcArea area = heap.areas().get(number);
    window.range(area.poolEnd());
    int first = heap.first(number);
    int until = (int) Math.min(heap.first(number + 1), first + mostBytes / area.blockBytes());
    int end;
    for (int block = first; block < until; block = end) {
      end = block + 1;
      if (heap.isFree(block) || heap.isTail(block)) {
        continue;
      }
      end = heap.end(block);
      long address = area.poolStart() + (long) (block - heap.first(number)) * area.blockBytes();
      long bytes = (long) (end - block) * area.blockBytes();
      window.require(address, Math.min(LOOK_BYTES, bytes));
      ObjectType type = typeOf(address, bytes, window);
      if (type != null) {
        claim(type.structure(), address, window);
      } else if (isRawCode(address, bytes, window)) {
        rawCode(address, window);
      }
    }
  }

  private void claim(Structure structure, long address, Window window) {
    if (structure == Structure.FUNCTION) {
      mark(Structure.BYTECODE, window.u64(address + Structure.FUNCTION_CODE));
      mark(Structure.RAW_CODES, window.u64(address + Structure.FUNCTION_CHILDREN));
      context(window.u64(address + Structure.FUNCTION_CONTEXT));
    }
    if (structure.buffer() >= 0) {
      own(structure, window.u64(address + structure.buffer()));
    }
  }

  private void own(Structure structure, long buffer) {
    int head = heap.head(buffer);
    if (head < 0) {
      return;
    }
    if (owned.get(head)) {
      shared.set(head);
    }
    owned.set(head);
    if (!structure.bufferLeads()) {
      leaves.set(head);
    }
  }

  /// What a program's own code is compiled for has no type (`parse_compile_execute` in
  /// `shared/runtime/pyexec.c`), and is a module's context all the same.
  private void context(long address) {
    int head = heap.head(address);
    if (head >= 0 && !marked(Structure.CONTEXT).get(head)) {
      mark(Structure.CONTEXT, address);
      mark(Structure.CONSTANTS, types.word(address + Structure.MODULE_NAMES));
      mark(Structure.CONSTANTS, types.word(address + Structure.MODULE_CONSTANTS));
    }
  }

  private void rawCode(long address, Window window) {
    mark(Structure.BYTECODE, window.u64(address + Structure.RAW_CODE_DATA));
    mark(Structure.RAW_CODES, window.u64(address + Structure.RAW_CODE_CHILDREN));
  }

  private void mark(Structure structure, long address) {
    int head = heap.head(address);
    if (head >= 0) {
      marked(structure).set(head);
    }
  }

  private BitSet marked(Structure structure) {
    return marked.computeIfAbsent(structure, none -> new BitSet());
  }

  /// {@return whether the chain that begins with a head is memory of one object alone}
  public boolean isBuffer(int head) {
    return owned.get(head) && !shared.get(head);
  }

  /// {@return whether there is nothing but text or numbers in a chain that is an object's alone, or
  /// that of several}
  public boolean isLeaf(int head) {
    return leaves.get(head);
  }

  /// {@return what a chain is that is no object's own}
  ///
  /// @param window holds its first 40 bytes, or all of a shorter one
  public ObjectType of(int head, long address, long bytes, Window window) {
    ObjectType type = owned.get(head) ? null : typeOf(address, bytes, window);
    return type == null ? types.withoutType(sort(head, address, bytes, window)) : type;
  }

  private Structure sort(int head, long address, long bytes, Window window) {
    if (owned.get(head)) {
      return Structure.DATA;
    }
    for (Map.Entry<Structure, BitSet> each : marked.entrySet()) {
      if (each.getValue().get(head)) {
        return each.getKey();
      }
    }
    if (state.names().isOneOfThePools(address)) {
      return Structure.POOL;
    }
    if (state.names().hasTextIn(address, address + bytes)) {
      return Structure.INTERNED_TEXT;
    }
    if (isRawCode(address, bytes, window)) {
      return Structure.RAW_CODE;
    }
    return isFrame(address, bytes, window) ? Structure.FRAME : Structure.DATA;
  }

  /// {@return bytes of an object without what it has elsewhere, and without what its blocks have to
  /// spare}
  ///
  /// @param window holds its first 40 bytes, or all of a shorter one
  public static long shallow(Structure structure, long address, long bytes, Window window) {
    long size =
        switch (structure) {
          case TEXT, ARRAY, LONG_INT, LIST, DICT, SET, MODULE, EXCEPTION -> FOUR_WORDS;
          case INSTANCE -> bytes > FOUR_WORDS ? FOUR_WORDS + Long.BYTES : FOUR_WORDS;
          case TUPLE ->
              Structure.TUPLE_ITEMS + window.u64(address + Structure.TUPLE_LENGTH) * Long.BYTES;
          case CLOSURE ->
              isCount(window.u64(address + Structure.CLOSURE_COUNT))
                  ? Structure.CLOSURE_CELLS
                      + window.u64(address + Structure.CLOSURE_COUNT) * Long.BYTES
                  : bytes;
          case CELL -> 2L * Long.BYTES;
          case BOUND_METHOD -> 3L * Long.BYTES;
          default -> bytes;
        };
    return Math.min(size, bytes);
  }

  /// {@return the type that a chain begins with, if the rest fits, or null}
  private @Nullable ObjectType typeOf(long address, long bytes, Window window) {
    ObjectType type = types.at(window.u64(address));
    return type != null && fits(type.structure(), address, bytes, window) ? type : null;
  }

  private boolean fits(Structure structure, long address, long bytes, Window window) {
    return switch (structure) {
      case TEXT -> hasRoom(address, bytes, window, Structure.TEXT_DATA, Structure.TEXT_LENGTH, 1);
      case LIST ->
          hasRoom(address, bytes, window, Structure.LIST_ITEMS, Structure.LIST_ROOM, Long.BYTES)
              && Long.compareUnsigned(
                      window.u64(address + Structure.LIST_LENGTH),
                      window.u64(address + Structure.LIST_ROOM))
                  <= 0;
      case DICT, VARIABLES, INSTANCE ->
          hasRoom(
              address,
              bytes,
              window,
              Structure.MAP_TABLE,
              Structure.MAP_ROOM,
              Structure.ENTRY_BYTES);
      case SET ->
          hasRoom(address, bytes, window, Structure.SET_TABLE, Structure.SET_ROOM, Long.BYTES);
      case TUPLE ->
          bytes >= Structure.TUPLE_ITEMS
              && isCount(window.u64(address + Structure.TUPLE_LENGTH))
              && window.u64(address + Structure.TUPLE_LENGTH) * Long.BYTES
                  <= bytes - Structure.TUPLE_ITEMS;
      case GENERATOR -> bytes > Structure.FRAME_STATE;
      default -> structure.buffer() < bytes;
    };
  }

  /// {@return whether there is enough memory for all items where an object says that they are}
  private boolean hasRoom(
      long address, long bytes, Window window, long place, long count, long itemBytes) {
    if (bytes < place + Long.BYTES || !isCount(window.u64(address + count))) {
      return false;
    }
    int head = heap.head(window.u64(address + place));
    return head < 0 || window.u64(address + count) * itemBytes <= heap.bytes(head);
  }

  private static boolean isCount(long count) {
    return count >= 0 && count < LONGEST;
  }

  /// {@return whether an object of a structure begins at an address, as far as its type tells}
  private boolean isOf(Structure structure, long address) {
    ObjectType type = address <= 0 ? null : types.at(types.word(address));
    return type != null && type.structure() == structure;
  }

  /// The first two bytes are zero, so that a function prototype is none
  /// (`MP_PROTO_FUN_INDICATOR_RAW_CODE_0`, `py/emitglue.h`); from 1.23 on.
  private boolean isRawCode(long address, long bytes, Window window) {
    long first = window.u64(address);
    long kind = (first >>> (2 * Byte.SIZE)) & 0xff;
    return bytes >= FOUR_WORDS
        && (first & 0xffff) == 0
        && (first >>> (4 * Byte.SIZE)) == 0
        && (first >>> (3 * Byte.SIZE)) <= 1
        && kind >= FIRST_CODE
        && kind <= LAST_CODE
        && window.u64(address + Structure.RAW_CODE_DATA) > 0;
  }

  private boolean isFrame(long address, long bytes, Window window) {
    long function = window.u64(address + Structure.FRAME_FUNCTION);
    return bytes >= Structure.FRAME_STATE
        && heap.head(function) >= 0
        && isOf(Structure.FUNCTION, function)
        && (window.u64(address + Structure.FRAME_STATES) & Structure.FRAME_STATES_MASK) * Long.BYTES
            <= bytes - Structure.FRAME_STATE;
  }
}
