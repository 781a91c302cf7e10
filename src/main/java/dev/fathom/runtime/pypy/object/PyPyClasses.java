package dev.fathom.runtime.pypy.object;

import dev.fathom.runtime.pypy.type.ObjectShape;
import dev.fathom.runtime.pypy.type.Shapes;
import dev.fathom.runtime.pypy.type.TypeInfos;
import dev.fathom.runtime.pypy.type.TypeName;
import dev.fathom.target.Words;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// The classes of the program, each looked at once, when its first instance is met: an instance has
/// a map, the map the end of its chain, that the class.
///
/// Walks on several threads may ask at the same time; they read one after the other.
public final class PyPyClasses {
  private static final int MOST_MAPS = 1 << 20;
  private static final int MOST_ENTRIES = 1 << 12;
  private static final int LONGEST_NAME = 256;
  private static final String MODULE = "__module__";

  private final Shapes shapes;
  private final TypeInfos infos;
  private final NamedTypes named;
  private final Words words;

  /// By map: the number of the class.
  private final Map<Long, Integer> byMap = new HashMap<>();

  public PyPyClasses(Shapes shapes, NamedTypes named, Words words) {
    this.shapes = shapes;
    this.infos = shapes.infos();
    this.named = named;
    this.words = words;
  }

  /// {@return the number of the class of an instance, or that of its type where none shows}
  ///
  /// @param type of the collector's
  /// @param map the address that the instance has for its map
  public synchronized int of(int type, long map) {
    Integer known = byMap.get(map);
    if (known != null) {
      return known;
    }
    long terminator = words.u64(map + shapes.mapTerminator());
    long address = terminator == 0 ? 0 : words.u64(terminator + shapes.terminatorClass());
    int id = address == 0 ? named.id(type) : classId(address, type);
    named.isLaidOutAs(id, type);
    if (byMap.size() < MOST_MAPS) {
      byMap.put(map, id);
    }
    return id;
  }

  private int classId(long address, int type) {
    int known = named.classId(address);
    if (known >= 0) {
      return known;
    }
    int classType = infos.of(words.u64(address));
    if (classType < 0 || shapes.of(classType) != ObjectShape.CLASS) {
      return named.id(type);
    }
    String name = bytes(words.u64(address + shapes.offset(classType, "inst_name")));
    long attributes = words.u64(address + shapes.offset(classType, "inst_dict_w"));
    return name.isEmpty()
        ? named.id(type)
        : named.classId(address, new TypeName(module(attributes), name));
  }

  /// {@return the name of the module in the attributes of a class; empty where it has none}
  private String module(long table) {
    long entries = words.u64(table + Shapes.TABLE_ENTRIES);
    int type = infos.of(words.u64(entries));
    if (table == 0 || entries == 0 || type < 0 || infos.itemBytes(type) == 0) {
      return "";
    }
    long count = Math.clamp(words.u64(entries + infos.lengthOffset(type)), 0, MOST_ENTRIES);
    long[] references = infos.itemReferences(type);
    for (long entry = 0; entry < count && references.length > 1; entry++) {
      long at = entries + infos.itemsOffset(type) + entry * infos.itemBytes(type);
      if (bytes(words.u64(at + references[0])).equals(MODULE)) {
        return text(words.u64(at + references[1]));
      }
    }
    return "";
  }

  private String text(long address) {
    int type = address == 0 ? -1 : infos.of(words.u64(address));
    return type >= 0 && shapes.of(type) == ObjectShape.TEXT
        ? bytes(words.u64(address + shapes.textBytes()))
        : "";
  }

  private String bytes(long address) {
    int type = address == 0 ? -1 : infos.of(words.u64(address));
    if (type < 0 || shapes.of(type) != ObjectShape.BYTES) {
      return type >= 0 && shapes.of(type) == ObjectShape.TEXT ? text(address) : "";
    }
    long length = words.u64(address + Shapes.BYTES_LENGTH);
    byte[] bytes =
        length <= 0 || length > LONGEST_NAME
            ? null
            : words.bytes(address + Shapes.BYTES_START, (int) length);
    return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
  }
}
