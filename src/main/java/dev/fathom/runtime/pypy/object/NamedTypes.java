package dev.fathom.runtime.pypy.object;

import dev.fathom.runtime.pypy.type.Shapes;
import dev.fathom.runtime.pypy.type.TypeName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The types as a reader sees them: those of the sources that are called alike are one, and the
/// classes of the program are told apart.
///
/// Walks on several threads may ask at the same time.
public final class NamedTypes {
  private static final int MOST_CLASSES = 1 << 20;

  private final Map<TypeName, Integer> byName = new HashMap<>();
  private final Map<Long, Integer> byClass = new HashMap<>();
  private final List<Named> all = new ArrayList<>();

  /// By number of a type: those of the collector that are called so.
  private final Map<Integer, Set<Integer>> structs = new HashMap<>();

  /// By number of the collector's type: the number that the reader's has.
  private final int[] ids;

  /// A type.
  ///
  /// @param address of the class; 0 where a program has none
  public record Named(TypeName name, long address) {}

  public NamedTypes(Shapes shapes) {
    ids = new int[shapes.infos().count()];
    for (int type = 0; type < ids.length; type++) {
      ids[type] = shapes.infos().isType(type) ? id(shapes.name(type)) : -1;
      if (ids[type] >= 0) {
        isLaidOutAs(ids[type], type);
      }
    }
  }

  private int id(TypeName name) {
    return byName.computeIfAbsent(
        name,
        missing -> {
          all.add(new Named(missing, 0));
          return all.size() - 1;
        });
  }

  /// {@return the number of memory that has no type of the collector's}
  public synchronized int id(String name) {
    return id(new TypeName("", name));
  }

  /// Hears that a type of the collector's is the struct of a type.
  synchronized void isLaidOutAs(int id, int type) {
    structs.computeIfAbsent(id, none -> new TreeSet<>()).add(type);
  }

  /// {@return the types of the collector's that are the structs of a type}
  public synchronized Set<Integer> structs(int id) {
    return Set.copyOf(structs.getOrDefault(id, Set.of()));
  }

  /// {@return the number of a type of the collector's}
  public int id(int type) {
    return ids[type];
  }

  /// {@return the number of a class of the program, or -1 where it is not known yet}
  public synchronized int classId(long address) {
    return byClass.getOrDefault(address, -1);
  }

  /// {@return the number of a class of the program, now that its name is known}
  public synchronized int classId(long address, TypeName name) {
    if (all.size() >= MOST_CLASSES) {
      return id(name);
    }
    return byClass.computeIfAbsent(
        address,
        missing -> {
          all.add(new Named(name, address));
          return all.size() - 1;
        });
  }

  /// {@return all of them, by their numbers}
  public synchronized List<Named> all() {
    return List.copyOf(all);
  }
}
