package dev.fathom.export.hprof;

import dev.fathom.analysis.graph.Entries;
import dev.fathom.view.Escape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// From where objects are reached: the names of roots are static fields of classes made for that,
/// and each root has a kind that Java's readers know.
final class RootClasses {
  /// A class has no more static fields.
  private static final int MOST_FIELDS = 0xffff;

  // Tags of roots in the heap.
  private static final int UNKNOWN = 0xff;
  private static final int NATIVE_GLOBAL = 0x01;
  private static final int FRAME = 0x03;
  private static final int NATIVE_STACK = 0x04;
  private static final int SYSTEM = 0x05;

  /// Of each object that is entered; 0 of others.
  private final byte[] tags;

  private final List<RootClass> classes = new ArrayList<>();

  /// A class whose static fields are roots.
  ///
  /// @param entries with a name each
  record RootClass(ObjectClass of, List<Entries.Entry> entries) {}

  RootClasses(Entries entries, ClassTable table, int objects) {
    this.tags = new byte[objects];
    Map<Entries.Kind, List<Entries.Entry>> named = new EnumMap<>(Entries.Kind.class);
    for (Entries.Entry entry : entries.all()) {
      if (tags[entry.object()] == 0) {
        tags[entry.object()] = (byte) tag(entry.kind());
      }
      if (!entry.path().isEmpty()) {
        named.computeIfAbsent(entry.kind(), _ -> new ArrayList<>()).add(entry);
      }
    }
    named.forEach((kind, all) -> {
      for (int from = 0; from < all.size(); from += MOST_FIELDS) {
        String name = "roots." + kind.name().toLowerCase(Locale.ROOT);
        ObjectClass made = table.add(name, table.object.id(), List.of(), false, 0);
        classes.add(
            new RootClass(made, all.subList(from, Math.min(all.size(), from + MOST_FIELDS))));
      }
    });
  }

  List<RootClass> classes() {
    return classes;
  }

  /// {@return the name of a static field}
  static String field(Entries.Entry entry) {
    return Escape.terminal(entry.path());
  }

  /// Writes the root that leads to an object.
  ///
  /// @param address of the object
  void write(int object, long address, HprofOutput out) throws IOException {
    int tag = tags[object] == 0 ? NATIVE_GLOBAL : tags[object] & 0xff;
    int more =
        switch (tag) {
          case NATIVE_GLOBAL -> Long.BYTES;
          case FRAME -> 2 * Integer.BYTES;
          case NATIVE_STACK -> Integer.BYTES;
          default -> 0;
        };
    out.begin(tag, HprofOutput.ID_BYTES + more);
    out.u8(address);
    for (int part = 0; part < more; part += Integer.BYTES) {
      out.u4(0); // a thread's number and a frame, or the id of the library's reference
    }
    out.end();
  }

  private static int tag(Entries.Kind kind) {
    return switch (kind) {
      case MODULE -> SYSTEM;
      case FUNCTION -> FRAME;
      case STATIC, LIBRARY -> NATIVE_GLOBAL;
      case STACK -> NATIVE_STACK;
      case UNSEEN -> UNKNOWN;
    };
  }
}
