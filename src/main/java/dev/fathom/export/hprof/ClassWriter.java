package dev.fathom.export.hprof;

import dev.fathom.analysis.graph.Entries;
import dev.fathom.model.object.ObjectTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Writes the classes of a dump, and begins its heap with them.
final class ClassWriter {
  private static final int CLASS = 0x20;
  private static final int ROOT = 0x05;

  // Types of fields.
  private static final int REFERENCE = 2;
  private static final int LONG = 11;

  private static final String ITEMS = "(items)";
  private static final String PADDING = "(padding %d)";

  private final ClassTable table;
  private final Map<Long, List<Entries.Entry>> statics = new HashMap<>();
  private final ObjectTable objects;

  /// The ids of texts.
  private final Map<String, Long> texts = new HashMap<>();

  ClassWriter(ClassTable table, RootClasses roots, ObjectTable objects) {
    this.table = table;
    this.objects = objects;
    for (RootClasses.RootClass each : roots.classes()) {
      statics.put(each.of().id(), each.entries());
    }
  }

  void write(HprofOutput out) throws IOException {
    for (ObjectClass each : table.all()) {
      text(each.name(), out);
      for (String field : fields(each)) {
        text(field, out);
      }
      for (Entries.Entry root : statics.getOrDefault(each.id(), List.of())) {
        text(RootClasses.field(root), out);
      }
    }
    int serial = 1;
    for (ObjectClass each : table.all()) {
      out.loadClass(serial++, each.id(), id(each.name()));
    }
    out.trace();
    out.beginHeap();
    for (ObjectClass each : table.all()) {
      write(each, out);
      out.begin(ROOT, HprofOutput.ID_BYTES);
      out.u8(each.id());
      out.end();
    }
  }

  private void text(String text, HprofOutput out) throws IOException {
    if (!texts.containsKey(text)) {
      texts.put(text, texts.size() + 1L);
      out.text(id(text), text);
    }
  }

  private long id(String text) {
    return texts.getOrDefault(text, 0L);
  }

  private static List<String> fields(ObjectClass of) {
    List<String> fields = new ArrayList<>(of.fields());
    if (of.hasItems()) {
      fields.add(ITEMS);
    }
    IntStream.rangeClosed(1, of.padding()).mapToObj(PADDING::formatted).forEach(fields::add);
    return fields;
  }

  private void write(ObjectClass of, HprofOutput out) throws IOException {
    List<Entries.Entry> roots = statics.getOrDefault(of.id(), List.of());
    List<String> fields = fields(of);
    int references = fields.size() - of.padding();
    long rootBytes = roots.size() * (2L * HprofOutput.ID_BYTES + 1);
    long fieldBytes = fields.size() * (HprofOutput.ID_BYTES + 1L);
    out.begin(
        CLASS,
        7L * HprofOutput.ID_BYTES + 2 * Integer.BYTES + 3 * Short.BYTES + rootBytes + fieldBytes);
    out.u8(of.id());
    out.u4(HprofOutput.NO_TRACE);
    out.u8(of.superclass());
    out.zeros(5); // loader, signers, protection domain, two that are reserved
    out.u4(of.words() * Long.BYTES);
    out.u2(0); // constants
    out.u2(roots.size());
    for (Entries.Entry root : roots) {
      out.u8(id(RootClasses.field(root)));
      out.u1(REFERENCE);
      out.u8(objects.address(root.object()));
    }
    out.u2(fields.size());
    for (int field = 0; field < fields.size(); field++) {
      out.u8(id(fields.get(field)));
      out.u1(field < references ? REFERENCE : LONG);
    }
    out.end();
  }
}
