package dev.fathom.export.hprof;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.graph.OwnSizes;
import dev.fathom.model.object.ObjectTable;
import java.io.IOException;
import java.util.Arrays;

/// Writes the objects of a dump.
///
/// They are written from the highest address down. MAT takes references for four bytes as soon as
/// an array follows in the file that lies above the one before it, and within so many words of
/// eight bytes as that has (`Pass1Parser.readObjectArrayDump`): so it would for a list, whose items
/// are not where it is itself. For the same reason the ids that are no addresses go down, too.
final class ObjectWriter {
  private static final int INSTANCE = 0x21;
  private static final int OBJECT_ARRAY = 0x22;
  private static final int PRIMITIVE_ARRAY = 0x23;
  private static final int LONG = 11;

  /// Arrays have so many words at most that are no references: a record is smaller than 4 GiB.
  private static final long MOST_WORDS = 1L << 27;

  /// Arrays have so many references at most.
  private static final long MOST_ITEMS = 1L << 28;

  /// The first id of what is no object of the target's, and the highest.
  private static final long FIRST_ID = 0x5000_0000_0000_0008L;

  private static final long STEP = 16;

  private final ObjectTable objects;
  private final OwnSizes sizes;
  private final ObjectEdges edges;
  private final NamedShapes shapes;
  private final Classes classes;
  private final ClassTable table;
  private final Told told = new Told();
  private long nextId = FIRST_ID;

  /// The fields of an instance.
  private long[] fields = new long[64];

  ObjectWriter(
      Analysis analysis, ObjectEdges edges, NamedShapes shapes, Classes classes, ClassTable table) {
    this.objects = analysis.findings().objects();
    this.sizes = analysis.sizes();
    this.edges = edges;
    this.shapes = shapes;
    this.classes = classes;
    this.table = table;
  }

  Told write(HprofOutput out) throws IOException {
    writeOne(out);
    for (int object = objects.count() - 1; object >= 0; object--) {
      write(object, out);
    }
    return told;
  }

  /// Writes an object that nothing refers to: NetBeans' reader expects a dump to have one that is
  /// no array.
  private void writeOne(HprofOutput out) throws IOException {
    out.begin(INSTANCE, 2L * HprofOutput.ID_BYTES + 2 * Integer.BYTES);
    out.u8(newId());
    out.u4(HprofOutput.NO_TRACE);
    out.u8(table.object.id());
    out.u4(0);
    out.end();
  }

  private void write(int object, HprofOutput out) throws IOException {
    int type = objects.type(object);
    edges.read(object, type);
    long bytes = sizes.allocated(object);
    int shape = shapes.of(type, bytes, edges);
    ObjectClass of = classes.of(shape, type);
    long seeming =
        of.isArray()
            ? writeArray(object, of, bytes, out)
            : writeInstance(object, of, shape, bytes, out);
    told.size(seeming, bytes);
    if (edges.count() > 0 && classes.isNameless(shape)) {
      told.nameless();
    }
  }

  private long writeArray(int object, ObjectClass of, long bytes, HprofOutput out)
      throws IOException {
    for (int name = 0; name < edges.count(); name++) {
      edges.leave(name);
    }
    return items(objects.address(object), of, bytes, out);
  }

  /// {@return how large it seems to be with all that is written for it, as of what follows}
  private long writeInstance(int object, ObjectClass of, int shape, long bytes, HprofOutput out)
      throws IOException {
    int count = of.words();
    if (fields.length < count) {
      fields = new long[count];
    }
    Arrays.fill(fields, 0, count, 0);
    for (int name = 0; name < edges.count(); name++) {
      int field = classes.field(shape, name);
      if (field < 0) {
        edges.leave(name);
      } else {
        fields[field] = objects.address(edges.named(name));
        told.edges(1);
      }
    }
    long seeming = of.bytes();
    long rest = bytes - seeming;
    if (of.hasItems() && (edges.items() > 0 || rest >= ObjectClass.ARRAY_HEAD_BYTES)) {
      long id = newId();
      seeming += items(id, table.objects, rest, out);
      fields[of.fields().size()] = id;
    }
    out.begin(INSTANCE, 2L * HprofOutput.ID_BYTES + 2 * Integer.BYTES + (long) count * Long.BYTES);
    out.u8(objects.address(object));
    out.u4(HprofOutput.NO_TRACE);
    out.u8(of.id());
    out.u4(count * Long.BYTES);
    for (int field = 0; field < count; field++) {
      out.u8(fields[field]);
    }
    out.end();
    told.record();
    return seeming;
  }

  private long newId() {
    long id = nextId;
    nextId -= STEP;
    return id;
  }

  /// Writes an array of all that is an item of the object, each at its place as far as there is
  /// room, with as many words without a reference as make it so large.
  private long items(long id, ObjectClass of, long bytes, HprofOutput out) throws IOException {
    long items = Math.min(edges.items(), MOST_ITEMS);
    long room = Math.max(0, words(bytes) - items);
    long seeming = ObjectClass.ARRAY_HEAD_BYTES;
    long firstPiece = nextId;
    long pieces = 0;
    if (room > MOST_WORDS) {
      room = 0;
      for (long rest = bytes - seeming - items * Long.BYTES;
          rest > ObjectClass.ARRAY_HEAD_BYTES + Long.BYTES;
          pieces++) {
        long words = Math.min(words(rest - Long.BYTES), MOST_WORDS);
        long piece = room(words, out);
        seeming += piece;
        rest -= piece + Long.BYTES;
      }
    }
    long words = items + room;
    out.begin(
        OBJECT_ARRAY,
        2L * HprofOutput.ID_BYTES + 2 * Integer.BYTES + (words + pieces) * Long.BYTES);
    out.u8(id);
    out.u4(HprofOutput.NO_TRACE);
    out.u4((int) (words + pieces));
    out.u8(of.id());
    elements(items, words, out);
    for (long piece = 0; piece < pieces; piece++) {
      out.u8(firstPiece - piece * STEP);
    }
    out.end();
    told.record();
    told.edges(items);
    return seeming + (words + pieces) * Long.BYTES;
  }

  /// {@return how many words an array of so many bytes has}
  private static long words(long bytes) {
    return Math.max(0, Math.ceilDiv(bytes - ObjectClass.ARRAY_HEAD_BYTES, (long) Long.BYTES));
  }

  private void elements(long items, long words, HprofOutput out) throws IOException {
    long at = 0;
    long left = items;
    for (int edge = edges.first(); edge < edges.end() && left > 0; edge++) {
      if (edges.isItem(edge)) {
        long gap = Math.max(0, Math.min(edges.place(edge), words - left) - at);
        out.zeros(gap);
        out.u8(objects.address(edges.target(edge)));
        at += gap + 1;
        left--;
      }
    }
    out.zeros(words - at);
  }

  /// Writes an array of words that are no references. Returns its bytes.
  private long room(long words, HprofOutput out) throws IOException {
    out.begin(PRIMITIVE_ARRAY, HprofOutput.ID_BYTES + 2L * Integer.BYTES + 1 + words * Long.BYTES);
    out.u8(newId());
    out.u4(HprofOutput.NO_TRACE);
    out.u4((int) words);
    out.u1(LONG);
    out.zeros(words);
    out.end();
    told.record();
    return ObjectClass.ARRAY_HEAD_BYTES + words * Long.BYTES;
  }
}
