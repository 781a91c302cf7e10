package dev.fathom.export.hprof;

import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.EdgeTable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/// What one object refers to: by names that it has once each, and by all else, which are items. To
/// be read object by object.
final class ObjectEdges {
  /// More names than that no object has: what it refers to by others are items.
  private static final int MOST_NAMES = 4096;

  private final EdgeTable edges;
  private final EdgeNames names;

  /// The last edge that was met with each name.
  private final int[] last;

  /// The last object, plus 1, of which each name names no single edge.
  private final int[] repeated;

  /// The last object, plus 1, that has each name for an item only, as its class has no such field.
  private final int[] left;

  /// Of each type the names that one of its objects has more than once: none is a field.
  private final Map<Integer, BitSet> repeats = new HashMap<>();

  private final int[] named = new int[MOST_NAMES];
  private final int[] targets = new int[MOST_NAMES];

  private int object;
  private int type;
  private int count;
  private int items;

  ObjectEdges(EdgeTable edges, EdgeNames names) {
    this.edges = edges;
    this.names = names;
    this.last = new int[names.count()];
    this.repeated = new int[names.count()];
    this.left = new int[names.count()];
    Arrays.fill(last, -1);
  }

  void read(int of, int itsType) {
    object = of;
    type = itsType;
    if (gather()) {
      boolean _ = gather(); // now that it is known what repeats itself
    }
  }

  /// {@return whether a name was met again that had been taken for the only one}
  private boolean gather() {
    boolean again = false;
    count = 0;
    items = 0;
    int first = edges.first(object);
    int end = edges.first(object + 1);
    for (int edge = first; edge < end; edge++) {
      int name = names.of(edge);
      if (name < 0 || repeated[name] == object + 1) {
        items++;
        continue;
      }
      boolean met = last[name] >= first && last[name] < edge;
      if (met) {
        repeats.computeIfAbsent(type, _ -> new BitSet()).set(name);
        again = true;
      }
      if (met || count == MOST_NAMES) {
        repeated[name] = object + 1;
        items++;
        continue;
      }
      last[name] = edge;
      named[count] = name;
      targets[count++] = edges.target(edge);
    }
    return again;
  }

  /// {@return the names that an object of a type has more than once, of those that were read}
  BitSet repeats(int ofType) {
    return repeats.getOrDefault(ofType, new BitSet());
  }

  /// {@return how many names it has}
  int count() {
    return count;
  }

  /// {@return the numbers of its names, in the order in which its runtime tells them; at least so
  /// many as there are}
  int[] names() {
    return named;
  }

  /// {@return what it refers to by one of its names}
  int named(int name) {
    return targets[name];
  }

  /// {@return to how many it refers that are items}
  int items() {
    return items;
  }

  /// Makes an item of what it refers to by one of its names.
  void leave(int name) {
    left[named[name]] = object + 1;
    items++;
  }

  /// {@return the first edge}
  int first() {
    return edges.first(object);
  }

  /// {@return the end of the edges}
  int end() {
    return edges.first(object + 1);
  }

  /// {@return what an edge leads to}
  int target(int edge) {
    return edges.target(edge);
  }

  /// Whether an edge leads to an item.
  boolean isItem(int edge) {
    int name = names.of(edge);
    return name < 0 || repeated[name] == object + 1 || left[name] == object + 1;
  }

  /// {@return the place at which an item stands; -1 where that is not told}
  int place(int edge) {
    return edges.kind(edge) == EdgeKind.INDEX.code() ? edges.name(edge) : -1;
  }
}
