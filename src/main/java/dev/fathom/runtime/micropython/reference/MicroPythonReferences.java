package dev.fathom.runtime.micropython.reference;

import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.ObjectList;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.model.object.RootKind;
import dev.fathom.runtime.ReferenceSink;
import dev.fathom.runtime.micropython.heap.GcHeap;
import dev.fathom.runtime.micropython.object.HeapObjects;
import dev.fathom.runtime.micropython.object.ObjectType;
import dev.fathom.runtime.micropython.object.ProgramState;
import dev.fathom.runtime.micropython.object.RootObjects;
import dev.fathom.runtime.micropython.object.StackFrames;
import dev.fathom.runtime.micropython.object.Structure;
import dev.fathom.runtime.micropython.object.Tagging;
import java.util.List;

/// Tells what the objects lead to.
///
/// The collector goes through every word of a chain (`gc_mark_subtree`, `py/gc.c`), and so does
/// this; where a word's meaning is known it has a name.
public final class MicroPythonReferences {
  private static final int MOST_CELLS = 256;

  private final GcHeap heap;
  private final HeapObjects blocks;
  private final ProgramState state;
  private final List<RootObjects.Found> statics;
  private final List<StackFrames.Frame> frames;
  private final HeapWords kept;
  private final boolean values;
  private final ReferenceSink references;
  private final Tagging tagging;
  private final SpelledNames spelled;
  private final FieldNumbers fields;
  private final FunctionNames functions;

  public MicroPythonReferences(
      GcHeap heap,
      HeapObjects blocks,
      ProgramState state,
      List<RootObjects.Found> statics,
      List<StackFrames.Frame> frames,
      HeapWords kept,
      boolean values,
      ReferenceSink references) {
    this.heap = heap;
    this.blocks = blocks;
    this.state = state;
    this.statics = statics;
    this.frames = frames;
    this.kept = kept;
    this.values = values;
    this.references = references;
    tagging = state.tagging();
    spelled = new SpelledNames(heap, state, kept);
    fields =
        new FieldNumbers(references, state.names(), string -> values || spelled.isSpelled(string));
    functions = new FunctionNames(heap, kept, state.names());
  }

  /// Tells the references of all objects, and from where they are reached.
  public void tell(ObjectList objects) {
    spelled.find(objects, statics);
    for (int object = 0; object < objects.count(); object++) {
      references.from(object);
      long address = objects.address(object);
      int head = heap.head(address);
      ObjectType type = state.types().all().get(objects.type(object));
      long bytes = head < 0 ? staticBytes(address) : heap.bytes(head);
      tell(type, address, bytes);
    }
    roots();
  }

  private long staticBytes(long address) {
    return statics.stream()
        .filter(each -> each.address() == address)
        .mapToLong(RootObjects.Found::bytes)
        .findFirst()
        .orElse(0);
  }

  private void tell(ObjectType type, long address, long bytes) {
    switch (type.structure()) {
      case TEXT -> text(address);
      case ARRAY -> leaf(address, Structure.ARRAY_ITEMS, "items");
      case LONG_INT -> leaf(address, Structure.INT_DIGITS, "digits");
      case NUMBERS -> {}
      case LIST -> items(address, Structure.LIST_ITEMS, kept.u64(address + Structure.LIST_LENGTH));
      case DEQUE -> {
        items(address, Structure.DEQUE_ITEMS, Long.MAX_VALUE);
        rest(address, Structure.DEQUE_ITEMS + Long.BYTES, bytes);
      }
      case TUPLE -> tuple(type, address, bytes);
      case DICT -> entries(address, false);
      case SET -> set(address);
      case VARIABLES -> entries(address, true);
      case INSTANCE -> {
        entries(address, true);
        for (long at = Structure.NATIVE_BASES; at < bytes; at += Long.BYTES) {
          field(kept.u64(address + at), "<native base>");
        }
      }
      case TYPE -> type(address, bytes);
      case FUNCTION -> function(address, bytes);
      case GENERATOR -> {
        field(kept.u64(address + Structure.GENERATOR_PENDING), "<pending exception>");
        frame(address + Structure.GENERATOR_FRAME, address + bytes);
      }
      case FRAME -> frame(address, address + bytes);
      case CLOSURE -> closure(address, bytes);
      case CELL -> field(kept.u64(address + Structure.FIELDS), "cell_contents");
      case BOUND_METHOD -> {
        field(kept.u64(address + Structure.METHOD_FUNCTION), "__func__");
        field(kept.u64(address + Structure.METHOD_SELF), "__self__");
      }
      case MODULE, CONTEXT -> module(address);
      case EXCEPTION -> {
        leaf(address, Structure.EXCEPTION_TRACE, "__traceback__");
        field(kept.u64(address + Structure.EXCEPTION_ARGS), "args");
      }
      case OTHER -> rest(address, Structure.FIELDS, bytes);
      case POOL, INTERNED_TEXT -> {
        references.role(ObjectRole.INTERNED);
        rest(address, 0, bytes);
      }
      case RAW_CODE, RAW_CODES, BYTECODE -> {
        references.role(ObjectRole.CODE);
        sequence(address, bytes / Long.BYTES);
      }
      case DATA, CONSTANTS -> {
        sequence(address, bytes / Long.BYTES);
        strays(address, address + bytes);
      }
    }
  }

  private void field(long word, String name) {
    if (tagging.isAddress(word)) {
      references.edge(word, EdgeKind.FIELD, fields.named(name));
    }
  }

  /// Tells the words of an object that nobody described.
  private void rest(long address, long from, long bytes) {
    for (long at = from; at < bytes; at += Long.BYTES) {
      long word = kept.u64(address + at);
      if (tagging.isAddress(word)) {
        references.edge(word, EdgeKind.FIELD, fields.offset(at));
      }
    }
  }

  private void sequence(long start, long count) {
    for (long item = 0; item < count; item++) {
      long word = kept.u64(start + item * Long.BYTES);
      if (tagging.isAddress(word)) {
        references.edge(word, EdgeKind.INDEX, item);
      }
    }
  }

  /// {@return bytes of the memory that is an object's alone; 0 where it has none}
  private long buffer(long address, long place, String name) {
    long start = kept.u64(address + place);
    int head = heap.head(start);
    if (head < 0) {
      return 0;
    }
    if (!blocks.isBuffer(head)) {
      field(start, name); // that others lead to as well
      return 0;
    }
    return references.owns(start);
  }

  private void leaf(long address, long place, String name) {
    long bytes = buffer(address, place, name);
    long start = kept.u64(address + place);
    if (bytes > 0) {
      strays(start, start + bytes);
    }
  }

  private void strays(long start, long end) {
    kept.strays(
        start, end, target -> references.edge(target, EdgeKind.FIELD, fields.named("<text>")));
  }

  private void text(long address) {
    leaf(address, Structure.TEXT_DATA, "data");
    if (values) {
      long length = kept.u64(address + Structure.TEXT_LENGTH);
      references.spelling(address, kept.text(kept.u64(address + Structure.TEXT_DATA), length));
    }
  }

  private void items(long address, long place, long length) {
    long start = kept.u64(address + place);
    long room = buffer(address, place, "<items>") / Long.BYTES;
    long used = Math.clamp(length, 0, room);
    sequence(start, used);
    for (long item = used; item < room; item++) {
      field(kept.u64(start + item * Long.BYTES), "<unused item>");
    }
  }

  private void tuple(ObjectType type, long address, long bytes) {
    long room = (bytes - Structure.TUPLE_ITEMS) / Long.BYTES;
    long length = Math.clamp(kept.u64(address + Structure.TUPLE_LENGTH), 0, Math.max(0, room));
    if (type.fields().isEmpty()) {
      sequence(address + Structure.TUPLE_ITEMS, length);
    }
    for (int item = 0; item < Math.min(length, type.fields().size()); item++) {
      field(
          kept.u64(address + Structure.TUPLE_ITEMS + (long) item * Long.BYTES),
          type.fields().get(item));
    }
  }

  /// Tells the entries of a map, by attribute or by key.
  private void entries(long address, boolean attributes) {
    long table = kept.u64(address + Structure.MAP_TABLE);
    long count = buffer(address, Structure.MAP_TABLE, "<table>") / Structure.ENTRY_BYTES;
    for (long entry = 0; entry < count; entry++) {
      long at = table + entry * Structure.ENTRY_BYTES;
      long key = kept.u64(at);
      long value = kept.u64(at + Long.BYTES);
      boolean object = tagging.isAddress(key) && key != Structure.SENTINEL;
      if (object) {
        references.edge(key, EdgeKind.FIELD, fields.named("key"));
      }
      if (!tagging.isAddress(value)) {
        continue;
      }
      if (tagging.isString(key)) {
        int string = tagging.string(key);
        references.edge(
            value, EdgeKind.FIELD, attributes ? fields.attribute(string) : fields.key(string));
      } else if (object) {
        references.edge(value, EdgeKind.KEY, key);
      } else {
        field(value, tagging.isNumber(key) ? "[int key]" : "[key]");
      }
    }
  }

  private void module(long address) {
    long variables = kept.u64(address + Structure.MODULE_GLOBALS);
    if (heap.head(variables) >= 0) {
      field(variables, "__dict__"); // those of __main__ are there for good, and reached by name
    }
    field(kept.u64(address + Structure.MODULE_NAMES), "<names>");
    field(kept.u64(address + Structure.MODULE_CONSTANTS), "<constants>");
  }

  private void set(long address) {
    long table = kept.u64(address + Structure.SET_TABLE);
    long room = buffer(address, Structure.SET_TABLE, "<table>") / Long.BYTES;
    for (long item = 0; item < room; item++) {
      long word = kept.u64(table + item * Long.BYTES);
      if (word != Structure.SENTINEL) {
        field(word, "{}");
      }
    }
  }

  private void type(long address, long bytes) {
    long parent = slot(address, Structure.TYPE_PARENT_INDEX);
    long locals = slot(address, Structure.TYPE_LOCALS_INDEX);
    for (long at = Structure.TYPE_SLOTS; at < bytes; at += Long.BYTES) {
      String name = at == parent ? "__bases__" : at == locals ? "__dict__" : "<slot>";
      field(kept.u64(address + at), name);
    }
  }

  /// {@return where the slot stands that one of a type's bytes tells}
  private long slot(long type, long index) {
    long word = kept.u64(type + (index & -Long.BYTES));
    long number = (word >>> (index % Long.BYTES * Byte.SIZE)) & 0xff;
    return Structure.TYPE_SLOTS + (number - 1) * Long.BYTES;
  }

  private void function(long address, long bytes) {
    field(kept.u64(address + Structure.FUNCTION_CONTEXT), "__globals__");
    field(kept.u64(address + Structure.FUNCTION_CHILDREN), "<functions inside>");
    field(kept.u64(address + Structure.FUNCTION_CODE), "__code__");
    for (long at = Structure.FUNCTION_DEFAULTS; at < bytes; at += Long.BYTES) {
      field(kept.u64(address + at), "__defaults__");
    }
  }

  private void closure(long address, long bytes) {
    field(kept.u64(address + Structure.CLOSURE_FUNCTION), "__func__");
    for (long at = Structure.CLOSURE_CELLS; at < bytes; at += Long.BYTES) {
      long cell = (at - Structure.CLOSURE_CELLS) / Long.BYTES;
      field(
          kept.u64(address + at),
          cell < MOST_CELLS ? "__closure__[" + cell + "]" : "__closure__[…]");
    }
  }

  /// Tells the variables of a function that is under way: the first stands last
  /// (`mp_setup_code_state`, `py/bc.c`).
  private void frame(long address, long end) {
    field(kept.u64(address + Structure.FRAME_FUNCTION), "<function>");
    field(kept.u64(address + Structure.FRAME_GLOBALS), "<globals before>");
    List<String> names = functions.of(kept.u64(address + Structure.FRAME_FUNCTION));
    long room = Math.max(0, (end - address - Structure.FRAME_STATE) / Long.BYTES);
    int count =
        (int)
            Math.min(
                room, kept.u64(address + Structure.FRAME_STATES) & Structure.FRAME_STATES_MASK);
    for (int at = 0; at < room; at++) {
      long word = kept.u64(address + Structure.FRAME_STATE + (long) at * Long.BYTES);
      field(word, at < count ? variable(names, count - 1 - at) : "<handlers>");
    }
  }

  /// {@return what a variable of a function is called: a parameter by its name, another by its
  /// number}
  private static String variable(List<String> names, int number) {
    return "$" + (number + 1 < names.size() ? names.get(number + 1) : number);
  }

  /// What running functions have.
  private void running() {
    for (StackFrames.Frame frame : frames) {
      List<String> names = functions.of(frame.function());
      String name = (names.isEmpty() ? "function" : names.getFirst()) + "()";
      if (frame.block() != 0) {
        references.root(frame.block(), RootKind.FUNCTION, name);
      }
      int count = frame.states().size();
      for (int at = 0; at < count; at++) {
        long word = frame.states().get(at);
        if (tagging.isAddress(word)) {
          references.root(word, RootKind.FUNCTION, name + variable(names, count - 1 - at));
        }
      }
    }
  }

  private String spelled(long word) {
    String text = state.spelling(word);
    return text == null ? "" : text;
  }

  private long tableRoom(long table) {
    int head = heap.head(table);
    return head < 0 ? 0 : heap.bytes(head) / Structure.ENTRY_BYTES;
  }

  private void roots() {
    for (RootObjects.Found each : statics) {
      switch (each.type().structure()) {
        case VARIABLES -> references.root(each.address(), RootKind.MODULE, "__main__");
        case DICT -> modules(each.address());
        case LIST -> references.root(each.address(), RootKind.MODULE, "sys.argv");
        default -> {}
      }
    }
    references.root(state.pools(), RootKind.MODULE, "<interned strings>");
    running();
  }

  /// The modules that were imported are in a dict by their names (`mp_loaded_modules_dict`).
  private void modules(long dict) {
    long table = kept.u64(dict + Structure.MAP_TABLE);
    long count = tableRoom(table);
    for (long entry = 0; entry < count; entry++) {
      long at = table + entry * Structure.ENTRY_BYTES;
      String name = spelled(kept.u64(at));
      if (!name.isEmpty()) {
        references.root(kept.u64(at + Long.BYTES), RootKind.MODULE, name);
      }
    }
  }
}
