package dev.fathom.runtime.cpython.reference;

import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.ObjectList;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.model.object.RootKind;
import dev.fathom.runtime.ReferenceSink;
import dev.fathom.runtime.cpython.kept.KeptReferences;
import dev.fathom.runtime.cpython.kept.Tables;
import dev.fathom.runtime.cpython.layout.Layout;
import dev.fathom.runtime.cpython.layout.StructLayout;
import dev.fathom.runtime.cpython.object.PythonTypes;
import dev.fathom.runtime.cpython.object.ShallowSize;
import dev.fathom.runtime.cpython.struct.ManagedWords;
import dev.fathom.runtime.cpython.struct.NumpyArrays;
import dev.fathom.runtime.cpython.struct.Offsets;
import dev.fathom.runtime.cpython.struct.TypeFlags;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/// Follows what the objects refer to, from the words that were kept, and tells it with its names.
///
/// What is told is what the object owns a reference of, so that the references to an object add up
/// to its count. Sizes and counts come from the target: each is bounded by what was kept.
public final class PythonReferences {
  private static final String DICT = "dict";
  private static final long POINTER_BYTES = 8;
  private static final long MANAGED_TAG = 1;
  private static final long OBJECT_HEAD_BYTES = 16;
  private static final int MOST_BLOCKS = 1 << 24;

  /// What the name of a field begins with that may be none.
  private static final String GUESSED = "~";

  /// Words further away share a name.
  private static final long LARGEST_NAMED = 1 << 12;

  private final KeptReferences kept;
  private final Offsets offsets;
  private final PythonTypes types;
  private final ReferencePlans plans;
  private final Tables tables;
  private final SpareRoom room;
  private final ReferenceSink sink;
  private final StructOffsets structs;
  private final Frames frames;
  private final Greenlets greenlets;
  private final Map<String, Integer> fieldNumbers = new HashMap<>();
  private long internedTable;

  public PythonReferences(
      KeptReferences kept,
      Layout layout,
      Offsets offsets,
      PythonTypes types,
      ReferencePlans plans,
      Frames frames,
      Greenlets greenlets,
      ReferenceSink sink) {
    this.kept = kept;
    this.offsets = offsets;
    this.types = types;
    this.plans = plans;
    this.frames = frames;
    this.greenlets = greenlets;
    this.sink = sink;
    this.structs = StructOffsets.of(layout);
    this.tables = new Tables(kept, offsets, sink);
    this.room = new SpareRoom(kept, layout, offsets, tables, sink);
  }

  /// The offsets of the containers' own fields.
  private record StructOffsets(
      long listItems,
      long listSize,
      long dictValues,
      long setKey,
      long setMask,
      long setTable,
      long setSmallTable,
      long dequeLeft,
      long dequeRight,
      long dequeLeftIndex,
      long dequeRightIndex,
      long dequeBlockItems,
      int dequeBlockCount,
      long dequeBlockNext,
      long dequeSpareCount,
      long dequeSpareBlocks,
      long dequeSpares,
      long ringItems,
      long ringCapacity,
      long elementExtra,
      long extraAttributes,
      long extraLength,
      long extraChildren,
      long odictFirst,
      long odictFastNodes,
      long odictNodeNext,
      long odictNodeKey,
      long teeCount,
      long teeValues) {

    static StructOffsets of(Layout layout) {
      StructLayout list = layout.struct("PyListObject");
      StructLayout dict = layout.struct("PyDictObject");
      StructLayout set = layout.struct("PySetObject");
      StructLayout deque = layout.struct("dequeobject");
      StructLayout block = layout.struct("BLOCK");
      return new StructOffsets(
          list.offset("ob_item"),
          list.offset("ob_size"),
          dict.has("ma_values") ? dict.offset("ma_values") : Offsets.NO_FIELD,
          layout.struct("setentry").offset("key"),
          set.offset("mask"),
          set.offset("table"),
          set.offset("smalltable"),
          deque.offset("leftblock"),
          deque.offset("rightblock"),
          deque.offset("leftindex"),
          deque.offset("rightindex"),
          block.offset("data"),
          block.field("data").count(),
          block.offset("rightlink"),
          // Before 3.6 spare blocks are a variable of the module.
          deque.has("numfreeblocks") ? deque.offset("numfreeblocks") : 0,
          deque.has("freeblocks") ? deque.offset("freeblocks") : 0,
          deque.has("freeblocks") ? deque.field("freeblocks").count() : 0,
          offset(layout, "simplequeueobject", "buf.items"),
          offset(layout, "simplequeueobject", "buf.items_cap"),
          offset(layout, "ElementObject", "extra"),
          offset(layout, "ElementObjectExtra", "attrib"),
          offset(layout, "ElementObjectExtra", "length"),
          offset(layout, "ElementObjectExtra", "children"),
          // 2.7 has its OrderedDict in Python.
          offset(layout, "PyODictObject", "od_first"),
          offset(layout, "PyODictObject", "od_fast_nodes"),
          offset(layout, "_ODictNode", "next"),
          offset(layout, "_ODictNode", "key"),
          offset(layout, "teedataobject", "numread"),
          offset(layout, "teedataobject", "values"));
    }
  }

  /// {@return the offset of a field, or [Offsets#NO_FIELD] where the version has none}
  public static long offset(Layout layout, String struct, String field) {
    return layout
        .find(struct)
        .filter(each -> each.has(field))
        .map(each -> each.offset(field))
        .orElse(Offsets.NO_FIELD);
  }

  /// {@return the dict in which the interpreter finds a str by its spelling; 0 where there is none}
  ///
  /// It has every interned str as a key and as its value. A dict of the user's can do the same for
  /// some of them, but there is no larger one.
  private long internedTable(ObjectList objects) {
    long found = 0;
    long most = 0;
    BitSet dicts = types.called(DICT);
    dicts.and(types.shaped(PythonTypes.Shape.FIXED));
    for (int object = 0; object < objects.count(); object++) {
      if (dicts.get(objects.type(object))) {
        long address = objects.address(object);
        long keys = kept.u64(address + offsets.dictKeys());
        if (keys != 0 && dictValues(address) == 0) {
          long names = tables.namesUnderThemselves(keys, openSize(address));
          if (names > most) {
            most = names;
            found = address;
          }
        }
      }
    }
    return found;
  }

  /// Tells the references of all objects, in their order.
  public void tell(ObjectList objects) {
    internedTable = internedTable(objects);
    if (internedTable != 0) {
      sink.root(internedTable, RootKind.MODULE, "<interned strings>");
    }
    BitSet leaves = types.shaped(PythonTypes.Shape.INT);
    leaves.or(types.shaped(PythonTypes.Shape.STR));
    for (int type = leaves.nextSetBit(0); type >= 0; type = leaves.nextSetBit(type + 1)) {
      leaves.set(type, !types.has(type, TypeFlags.HEAPTYPE));
    }
    for (int object = 0; object < objects.count(); object++) {
      sink.from(object);
      int type = objects.type(object);
      if (leaves.get(type)) {
        continue;
      }
      ReferencePlan plan = plans.of(type);
      if (!plan.leaf()) {
        tell(objects.address(object), type, plan);
      }
    }
  }

  private void tell(long address, int type, ReferencePlan plan) {
    if (types.has(type, TypeFlags.HEAPTYPE)) {
      // Since 3.8 an instance owns a reference of a type that was made at run time.
      sink.edge(types.address(type), EdgeKind.FIELD, field("__class__"));
    }
    long end = fieldsEnd(address, type, plan);
    for (int i = 0; i < plan.fields().length && plan.fields()[i] < end; i++) {
      reference(kept.u64(address + plan.fields()[i]), plan.fieldNames()[i]);
    }
    for (long pointer : plan.pointers()) {
      sink.ownsStructure(kept.u64(address + pointer));
    }
    long data = 0;
    for (long pointer : plan.dataPointers()) {
      data += sink.owns(kept.u64(address + pointer));
    }
    switch (plan.container()) {
      case LIST -> room.ofList(address, data);
      case BYTEARRAY -> room.ofByteArray(address, data);
      default -> {}
    }
    container(address, type, plan);
    if (plan.itemsOffset() > 0) {
      tables.items(
          address + plan.itemsOffset(), kept.u64(address + offsets.varSize()) + plan.hiddenItems());
    }
    attributes(address, type, plan);
    if (plan.conservative()) {
      Greenlets.Suspended suspended = greenlets.at(address);
      if (suspended != null) {
        reference(suspended.frame(), "gr_frame");
        suspended.stack().forEach(part -> frames.ofGreenlet(part.chunk(), part.end()));
      }
      scan(address, type, plan);
    }
  }

  /// Static types lack the fields of those that are made at run time, which stand at the end.
  private long fieldsEnd(long address, int type, ReferencePlan plan) {
    if (plan.container() == ReferencePlan.Container.TEE) {
      // The other words are what was left there (`teedataobject_newinternal`,
      // Modules/itertoolsmodule.c).
      long read = kept.u32(address + structs.teeCount());
      return structs.teeValues() + Math.max(0, read) * POINTER_BYTES;
    }
    boolean isStaticType =
        types.shape(type) == PythonTypes.Shape.TYPE
            && (kept.u64(address + offsets.typeFlags()) & TypeFlags.HEAPTYPE) == 0;
    return isStaticType ? offsets.typeBytes() : Long.MAX_VALUE;
  }

  private void reference(long to, String name) {
    if (to != 0) {
      sink.edge(to, EdgeKind.FIELD, field(name));
    }
  }

  private int field(String name) {
    Integer known = fieldNumbers.get(name);
    return known != null ? known : newField(name);
  }

  private int newField(String name) {
    int number = sink.field(name);
    fieldNumbers.put(name, number);
    return number;
  }

  private void container(long address, int type, ReferencePlan plan) {
    switch (plan.container()) {
      case LIST -> {
        long items = kept.u64(address + structs.listItems());
        sink.owns(items);
        tables.items(items, kept.u64(address + structs.listSize()));
      }
      case DICT -> dict(address);
      case ORDERED_DICT -> {
        dict(address);
        orderedNodes(address);
      }
      case SET -> set(address);
      case DEQUE -> deque(address);
      case TYPE -> cachedKeys(address);
      case FRAME -> frames.object(address, plan.frameOffset());
      case NDARRAY -> array(address);
      case GENERATOR -> {
        if (plan.frameOffset() > 0) {
          frames.inGenerator(
              types.rawName(type), address + plan.frameStateOffset(), address + plan.frameOffset());
        }
      }
      case ELEMENT -> element(address);
      case RING -> ring(address);
      case BYTEARRAY, TUPLE, MODULE, TEE, NONE -> {}
    }
  }

  /// An array of numpy. Its other fields are told like those of any structure.
  private void array(long address) {
    sink.owns(kept.u64(address + NumpyArrays.DIMENSIONS));
    if (!NumpyArrays.ownsData(kept.u64(address + NumpyArrays.FLAGS))) {
      return; // a view
    }
    long data = kept.u64(address + NumpyArrays.DATA);
    long description = kept.u64(address + NumpyArrays.DESCRIPTION);
    if (NumpyArrays.ofRecords(kept.u64(description + NumpyArrays.DESCRIPTION_KIND))) {
      sink.ownsStructure(data); // which may have objects among its fields
      return;
    }
    sink.owns(data);
    if (NumpyArrays.ofObjects(kept.u64(description + NumpyArrays.DESCRIPTION_KIND))) {
      tables.items(data, NumpyArrays.items(address, kept::u64));
    }
  }

  /// A heap type owns the table of the names of its instances' attributes.
  private void cachedKeys(long type) {
    if (offsets.heapTypeCachedKeys() != Offsets.NO_FIELD
        && (kept.u64(type + offsets.typeFlags()) & TypeFlags.HEAPTYPE) != 0) {
      long keys = kept.u64(type + offsets.heapTypeCachedKeys());
      if (keys != 0 && sink.owns(keys) > 0) {
        tables.keys(keys, 0);
      }
    }
  }

  private void dict(long address) {
    long keys = kept.u64(address + offsets.dictKeys());
    long values = dictValues(address);
    if (keys == 0) {
      return;
    }
    if (values == 0) {
      long bytes = sink.owns(keys);
      if (address == internedTable) {
        sink.role(ObjectRole.INTERNED); // its references are not counted: unused names go
      } else {
        room.ofDict(address, keys, bytes);
        tables.keys(keys, openSize(address));
      }
      return;
    }
    tables.splitValues(keys, values);
  }

  /// {@return the values that a dict has apart from its keys; 0 where it has not}
  private long dictValues(long dict) {
    return structs.dictValues() == Offsets.NO_FIELD ? 0 : kept.u64(dict + structs.dictValues());
  }

  /// {@return the size of a dict's table in entries, where only the dict tells it}
  private long openSize(long dict) {
    return offsets.dictMask() == Offsets.NO_FIELD ? 0 : kept.u64(dict + offsets.dictMask()) + 1;
  }

  /// Each node owns a reference to its key.
  private void orderedNodes(long address) {
    long nodes = kept.u64(address + structs.odictFastNodes());
    room.ofNodes(address, nodes, sink.owns(nodes));
    long node = kept.u64(address + structs.odictFirst());
    for (int count = 0; node != 0 && count < MOST_BLOCKS && sink.owns(node) > 0; count++) {
      reference(kept.u64(node + structs.odictNodeKey()), "key");
      node = kept.u64(node + structs.odictNodeNext());
    }
  }

  /// Attributes and children of an element of ElementTree stand in a structure of its own, which a
  /// few children are in too (`Modules/_elementtree.c`).
  private void element(long address) {
    long extra = kept.u64(address + structs.elementExtra());
    if (extra == 0 || sink.owns(extra) == 0) {
      return;
    }
    reference(kept.u64(extra + structs.extraAttributes()), "attrib");
    long children = kept.u64(extra + structs.extraChildren());
    sink.owns(children);
    tables.items(children, kept.u64(extra + structs.extraLength()));
  }

  /// What is in a queue stands in a ring, in which empty places are NULL
  /// (`Modules/_queuemodule.c`).
  private void ring(long address) {
    if (structs.ringItems() > 0) {
      long items = kept.u64(address + structs.ringItems());
      sink.owns(items);
      tables.items(items, kept.u64(address + structs.ringCapacity()));
    }
  }

  private void set(long address) {
    long mask = kept.u64(address + structs.setMask());
    long table = kept.u64(address + structs.setTable());
    if (table != address + structs.setSmallTable()) {
      room.ofSet(address, table, sink.owns(table));
    }
    for (long entry = 0; entry <= mask && mask >= 0; entry++) {
      long at = table + entry * 2 * POINTER_BYTES;
      if (!kept.mayLook(at)) {
        return;
      }
      long key = kept.u64(at + structs.setKey());
      if (key != 0 && key != kept.deletedKey()) {
        sink.edge(key, EdgeKind.FIELD, field("{}"));
      }
    }
  }

  private void deque(long address) {
    long block = kept.u64(address + structs.dequeLeft());
    long last = kept.u64(address + structs.dequeRight());
    long index = kept.u64(address + structs.dequeLeftIndex());
    long lastIndex = kept.u64(address + structs.dequeRightIndex());
    long spares = Math.min(structs.dequeSpares(), kept.u64(address + structs.dequeSpareCount()));
    for (long spare = 0; spare < spares; spare++) {
      sink.owns(kept.u64(address + structs.dequeSpareBlocks() + spare * POINTER_BYTES));
    }
    long item = 0;
    for (int count = 0; block != 0 && count < MOST_BLOCKS && sink.owns(block) > 0; count++) {
      long until = block == last ? lastIndex : structs.dequeBlockCount() - 1;
      for (; index >= 0 && index <= until && index < structs.dequeBlockCount(); index++) {
        sink.edge(
            kept.u64(block + structs.dequeBlockItems() + index * POINTER_BYTES),
            EdgeKind.INDEX,
            item++);
      }
      if (block == last) {
        return;
      }
      index = 0;
      block = kept.u64(block + structs.dequeBlockNext());
    }
  }

  /// How many items an object says that it has. An int has its sign in there too, since 3.12 with
  /// other flags (`_PyLong_DigitCount`).
  private long items(long address, int type) {
    long field = kept.u64(address + offsets.varSize());
    boolean tagged = types.shape(type) == PythonTypes.Shape.INT && !offsets.version().before(3, 12);
    return tagged ? field >>> ShallowSize.DIGITS_SHIFT : Math.abs(field);
  }

  private void attributes(long address, int type, ReferencePlan plan) {
    switch (plan.attributes()) {
      case NONE -> {}
      case DICT -> {
        long at = plan.dictOffset();
        if (at < 0) {
          // Counted from the end of the items, rounded up to a pointer (_PyObject_GetDictPtr).
          long items = items(address, type);
          long size = types.basicSize(type) + items * types.itemSize(type);
          at += (size + POINTER_BYTES - 1) & -POINTER_BYTES;
        }
        reference(kept.u64(address + at), "__dict__");
      }
      case MANAGED_3_11 -> {
        long values = kept.u64(address + ManagedWords.VALUES_3_11);
        if (values != 0) {
          sink.owns(ownedStart(values));
          tables.values(plan.cachedKeys(), values);
        }
        reference(kept.u64(address + ManagedWords.DICT), "__dict__");
      }
      case MANAGED_3_12 -> {
        long word = kept.u64(address + ManagedWords.DICT);
        if ((word & MANAGED_TAG) != 0) {
          sink.owns(ownedStart(word + MANAGED_TAG));
          tables.values(plan.cachedKeys(), word + MANAGED_TAG);
        } else {
          reference(word, "__dict__");
        }
      }
      case INLINE -> {
        if (types.has(type, TypeFlags.INLINE_VALUES)) {
          tables.values(plan.cachedKeys(), address + types.basicSize(type));
        }
        reference(kept.u64(address + ManagedWords.DICT), "__dict__");
      }
    }
  }

  /// The values are preceded, in the same block, by their order of insertion, whose length is the
  /// byte before them (`Objects/dictobject.c`, new_values).
  private long ownedStart(long values) {
    return values - kept.u8(values - 1);
  }

  /// Looks at every word that is not known to be something: for structures that nobody described.
  private void scan(long address, int type, ReferencePlan plan) {
    long bytes = types.basicSize(type);
    if (types.shape(type) == PythonTypes.Shape.VARIABLE) {
      bytes += Math.abs(kept.u64(address + offsets.varSize())) * types.itemSize(type);
    }
    for (long at = OBJECT_HEAD_BYTES;
        at < bytes && kept.mayLook(address + at);
        at += POINTER_BYTES) {
      long word = kept.u64(address + at);
      if (word != 0
          && !plan.knows(at)
          && !sink.guess(word, field(GUESSED + "field_" + Math.min(at, LARGEST_NAMED)))) {
        sink.mayOwn(word);
      }
    }
  }
}
