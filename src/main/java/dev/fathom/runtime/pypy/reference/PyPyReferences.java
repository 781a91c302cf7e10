package dev.fathom.runtime.pypy.reference;

import dev.fathom.model.memory.Mapping;
import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.ObjectList;
import dev.fathom.model.object.RootKind;
import dev.fathom.runtime.ReferenceSink;
import dev.fathom.runtime.pypy.object.HeldRoots;
import dev.fathom.runtime.pypy.type.ObjectShape;
import dev.fathom.runtime.pypy.type.Shapes;
import dev.fathom.runtime.pypy.type.TypeInfos;
import dev.fathom.target.KeptMemory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Tells what the objects lead to: what the collector would follow, with the names that it has in
/// the program.
public final class PyPyReferences {
  /// What is below is a number.
  private static final long LOWEST_ADDRESS = 1 << 16;

  private static final int PIECE = 512;

  /// Larger keys that are numbers are not told.
  private static final long MOST_KEY = 1 << 28;

  private static final int MOST_FRAMES = 1 << 14;

  private static final String MACHINE_CODE = "<compiler>";

  /// What the interpreter brought with it is there for good.
  private static final String PREBUILT = "prebuilt objects of PyPy";

  private final HeldRoots held;
  private final boolean values;
  private final ReferenceSink references;
  private final Shapes shapes;
  private final TypeInfos infos;
  private final PyPyImage image;
  private final ProgramNames names;
  private final ItemNames items;
  private final Map<String, Integer> fields = new HashMap<>();

  private final int inner;

  /// By type: the numbers of the fields that hold its references.
  private final int[][] fieldsOf;

  private final long[] piece = new long[PIECE];

  public PyPyReferences(
      KeptMemory kept, Shapes shapes, HeldRoots held, boolean values, ReferenceSink references) {
    this.held = held;
    this.values = values;
    this.references = references;
    this.shapes = shapes;
    infos = shapes.infos();
    image = new PyPyImage(kept, shapes);
    names = new ProgramNames(image, shapes);
    items = new ItemNames(image, shapes, names, values);
    fieldsOf = new int[infos.count()][];
    inner = field(FieldSpelling.INNER);
  }

  /// Tells the references of all objects, and from where they are reached.
  ///
  /// @param prebuiltStart where the library's variables begin, in which prebuilt objects stand
  /// @param prebuiltEnd where they end
  /// @param machineCode what the compiler has, which frees some of it itself
  public void tell(
      ObjectList objects, long prebuiltStart, long prebuiltEnd, List<Mapping> machineCode) {
    names.find(objects);
    items.find(objects);
    for (int object = 0; object < objects.count(); object++) {
      references.from(object);
      long address = objects.address(object);
      int type = image.type(address);
      if (type >= 0) {
        tell(address, type);
      }
    }
    for (int object = 0; object < objects.count(); object++) {
      long address = objects.address(object);
      int type = image.type(address);
      if (type >= 0) {
        root(address, type);
      }
      if (address >= prebuiltStart && address < prebuiltEnd) {
        references.held(address, PREBUILT);
      }
    }
    for (Mapping mapping : machineCode) {
      references.root(mapping.start(), RootKind.MODULE, MACHINE_CODE);
    }
    for (int at = 0; at < held.running().count(); at++) {
      references.root(held.running().get(at), RootKind.FUNCTION, "<running>");
    }
    for (int at = 0; at < held.statics().count(); at++) {
      references.root(held.statics().get(at), RootKind.MODULE, "<interpreter>");
    }
  }

  private int field(String name) {
    return fields.computeIfAbsent(name, references::field);
  }

  private void tell(long address, int type) {
    long[] places = infos.references(type);
    int[] numbers = fieldsOf(type);
    if (infos.isWeak(type)) {
      return;
    }
    if (shapes.of(type) == ObjectShape.INSTANCE) {
      instance(address, type);
    } else {
      for (int at = 0; at < places.length; at++) {
        field(image.u64(address + places[at]), numbers[at]);
      }
    }
    if (infos.lengthOffset(type) == 0) {
      raw(address, type, places);
    }
    if (shapes.of(type) == ObjectShape.TRACER) {
      long start = image.field(address, type, "array_base_addr");
      sequence(start, Math.max(0, image.field(address, type, "array_length")), 0, List.of());
    }
    long[] itemPlaces = infos.itemReferences(type);
    boolean table = shapes.source(type).contains("dictentry");
    if (!table && itemPlaces.length == 1 && infos.itemBytes(type) == Long.BYTES) {
      long start = address + infos.itemsOffset(type);
      sequence(start, image.length(address, type), items.firstOf(address), items.ofArray(address));
    } else if (itemPlaces.length > 0) {
      structs(address, type, itemPlaces, table);
    }
    if (values && shapes.of(type) == ObjectShape.TEXT) {
      references.spelling(address, image.text(address));
    }
  }

  /// Memory of malloc is told by no type: an array of numbers has some, and what foreign functions
  /// work on. A word that is the address of a chunk is one.
  private void raw(long address, int type, long[] places) {
    int next = 0;
    for (long at = Long.BYTES; at < infos.fixedBytes(type); at += Long.BYTES) {
      while (next < places.length && places[next] < at) {
        next++;
      }
      boolean reference = next < places.length && places[next] == at;
      long word = reference ? 0 : image.u64(address + at);
      if (word >= LOWEST_ADDRESS) {
        references.mayOwn(word);
      }
    }
  }

  /// The dict of an instance's attributes may have no storage but the instance (`MapDictStrategy`).
  private void field(long to, int number) {
    boolean back = number == inner && image.is(to, ObjectShape.INSTANCE);
    edge(to, back ? field("<instance>") : number);
  }

  private void edge(long to, int number) {
    if (to != 0) {
      references.edge(to, EdgeKind.FIELD, number);
    }
  }

  private int[] fieldsOf(int type) {
    int[] known = fieldsOf[type];
    if (known == null) {
      long[] places = infos.references(type);
      known = new int[places.length];
      for (int at = 0; at < places.length; at++) {
        known[at] =
            field(
                FieldSpelling.of(shapes.source(type), shapes.field(type, places[at]), places[at]));
      }
      fieldsOf[type] = known;
    }
    return known;
  }

  /// What its map names, and what its parents have.
  private void instance(long address, int type) {
    long[] places = infos.references(type);
    int[] numbers = fieldsOf(type);
    List<String> attributes = items.ofMap(image.u64(address + shapes.map(type)));
    int first = shapes.firstValue(type);
    int direct = shapes.values(type);
    for (int at = 0; at < places.length; at++) {
      long to = image.u64(address + places[at]);
      long place = first < 0 ? -1 : (places[at] - first) / Long.BYTES;
      if (to == 0) {
        continue;
      }
      if (place < 0 || place >= direct) {
        edge(to, numbers[at]);
      } else if (place == direct - 1 && attributes.size() > direct) {
        edge(to, field(FieldSpelling.INNER)); // the array of the others
      } else {
        edge(to, field(place < attributes.size() ? attributes.get((int) place) : "<value>"));
      }
    }
  }

  /// @param first the number of the first item, if they are called by number
  private void sequence(long start, long count, long first, List<String> called) {
    for (long done = 0; done < count; ) {
      int got = image.words(start + done * Long.BYTES, piece, count - done);
      if (got == 0) {
        return; // a torn length
      }
      for (int at = 0; at < got; at++) {
        long item = done + at;
        if (piece[at] == 0) {
          continue;
        }
        if (called.isEmpty()) {
          references.edge(piece[at], EdgeKind.INDEX, Math.max(0, first + item));
        } else {
          edge(piece[at], field(item < called.size() ? called.get((int) item) : "<stack>"));
        }
      }
      done += got;
    }
  }

  /// Entries of a table have a key and a value, those of a set a key alone.
  private void structs(long address, int type, long[] places, boolean table) {
    long count = image.length(address, type);
    long bytes = infos.itemBytes(type);
    boolean keyed = places[0] == 0;
    boolean numbered = values && shapes.isNumbered(type);
    for (long item = 0; item < count; item++) {
      long at = address + infos.itemsOffset(type) + item * bytes;
      if (!image.holds(at)) {
        return; // a torn length
      }
      if (!table) {
        for (long place : places) {
          long to = image.u64(at + place);
          if (to != 0) {
            references.edge(to, EdgeKind.INDEX, item);
          }
        }
        continue;
      }
      long key = keyed ? image.u64(at + places[0]) : 0;
      if (key != 0) {
        references.edge(key, EdgeKind.FIELD, field(places.length == 1 ? "{}" : "key"));
      }
      for (int place = keyed ? 1 : 0; place < places.length; place++) {
        value(key, at, image.u64(at + places[place]), numbered);
      }
    }
  }

  /// @param key what the value is stored under; 0 where that is no object
  /// @param entry where the two stand
  /// @param numbered whether keys are numbers that may be told
  private void value(long key, long entry, long value, boolean numbered) {
    if (value == 0) {
      return;
    }
    if (key == 0) {
      long number = numbered ? image.u64(entry) : -1;
      if (number >= 0 && number < MOST_KEY) {
        references.edge(value, EdgeKind.INDEX, number);
      } else {
        edge(value, field("[int key]"));
      }
      return;
    }
    references.edge(value, EdgeKind.KEY, key);
    String text = image.text(key);
    if (values ? !text.isEmpty() : names.tells(text)) {
      references.spelling(key, text);
    }
  }

  private void root(long address, int type) {
    switch (shapes.of(type)) {
      case MODULE -> {
        String name = image.text(image.u64(address + shapes.moduleName()));
        if (!name.isEmpty()) {
          references.root(address, RootKind.MODULE, name);
        }
      }
      case THREAD -> frames(image.field(address, type, "inst_topframeref"));
      default -> {}
    }
  }

  /// The frames of a thread, from the innermost outwards. Where the JIT keeps them elsewhere, a
  /// reference stands for each.
  private void frames(long innermost) {
    long at = innermost;
    for (int depth = 0; depth < MOST_FRAMES && at != 0; depth++) {
      int type = image.type(at);
      if (type < 0) {
        return;
      }
      if (shapes.of(type) == ObjectShape.FRAME) {
        long code = image.field(at, type, "inst_pycode");
        String name = image.text(image.u64(code + shapes.codeName()));
        references.root(at, RootKind.FUNCTION, (name.isEmpty() ? "function" : name) + "()");
        at = image.field(at, type, "inst_f_backref");
      } else {
        at = image.field(at, type, "forced");
      }
    }
  }
}
