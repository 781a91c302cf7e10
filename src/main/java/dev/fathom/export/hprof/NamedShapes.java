package dev.fathom.export.hprof;

import dev.fathom.model.object.TypeTable;
import java.util.Arrays;
import java.util.BitSet;

/// Which names the objects of each type have for what they refer to: a shape is a type with a list
/// of names. Of mere memory those of one size are of one kind: there a shape has a size, too. A
/// bounded number of shapes is kept; what has another is of none.
final class NamedShapes {
  static final int NONE = -1;

  private static final int MOST = 1 << 16;
  private static final int MOST_NAMES = 1 << 22;

  private static final int TABLE = MOST << 1;

  private final int[] table = new int[TABLE]; // numbers, plus 1
  private final BitSet sized = new BitSet();
  private int[] types = new int[64];
  private int[] sizes = new int[64];
  private int[] ends = new int[64];
  private int[] names = new int[1024];
  private Measures[] measures = new Measures[64];
  private int count;

  /// What is known of the objects of a shape.
  static final class Measures {
    private long objects;
    private long least = Long.MAX_VALUE;
    private long most;
    private boolean items;

    void add(long bytes, boolean hasItems) {
      objects++;
      least = Math.min(least, bytes);
      most = Math.max(most, bytes);
      items |= hasItems;
    }

    void add(Measures others) {
      objects += others.objects;
      least = Math.min(least, others.least);
      most = Math.max(most, others.most);
      items |= others.items;
    }

    long objects() {
      return objects;
    }

    /// {@return the bytes of the smallest}
    long least() {
      return least;
    }

    boolean alike() {
      return least == most;
    }

    /// {@return whether one refers to something without a name}
    boolean items() {
      return items;
    }
  }

  NamedShapes(TypeTable types) {
    for (int type = 0; type < types.count(); type++) {
      sized.set(type, types.get(type).dialect().isMereMemory());
    }
  }

  /// {@return the shape of an object, which is made when it is first met; or [#NONE]}
  ///
  /// @param bytes its size
  int add(int type, long bytes, ObjectEdges of) {
    int size = size(type, bytes);
    int place = place(type, size, of.names(), of.count());
    if (table[place] == 0) {
      int first = first(count);
      if (count == MOST || first + of.count() > MOST_NAMES) {
        return NONE;
      }
      grow(first + of.count());
      System.arraycopy(of.names(), 0, names, first, of.count());
      types[count] = type;
      sizes[count] = size;
      ends[count] = first + of.count();
      measures[count] = new Measures();
      table[place] = ++count;
    }
    return table[place] - 1;
  }

  /// {@return the shape of an object, or [#NONE]}
  int of(int type, long bytes, ObjectEdges of) {
    return table[place(type, size(type, bytes), of.names(), of.count())] - 1;
  }

  private int size(int type, long bytes) {
    return sized.get(type) ? (int) Math.min(bytes, Integer.MAX_VALUE) : 0;
  }

  int count() {
    return count;
  }

  int type(int shape) {
    return types[shape];
  }

  /// {@return the size of its objects; 0 where they may have different ones}
  int size(int shape) {
    return sizes[shape];
  }

  /// {@return its names, in order} A new array.
  int[] names(int shape) {
    return Arrays.copyOfRange(names, first(shape), ends[shape]);
  }

  Measures measures(int shape) {
    return measures[shape];
  }

  private int first(int shape) {
    return shape == 0 ? 0 : ends[shape - 1];
  }

  private void grow(int all) {
    if (count == types.length) {
      types = Arrays.copyOf(types, count * 2);
      sizes = Arrays.copyOf(sizes, count * 2);
      ends = Arrays.copyOf(ends, count * 2);
      measures = Arrays.copyOf(measures, count * 2);
    }
    if (all > names.length) {
      names = Arrays.copyOf(names, Math.max(all, names.length * 2));
    }
  }

  /// {@return where a shape stands in the table, or where it would}
  private int place(int type, int size, int[] of, int length) {
    int hash = type * 31 + size;
    for (int name = 0; name < length; name++) {
      hash = hash * 31 + of[name];
    }
    int place = ((hash * 0x9e3779b1) >>> 8) & (TABLE - 1);
    while (table[place] != 0 && !is(table[place] - 1, type, size, of, length)) {
      place = (place + 1) & (TABLE - 1);
    }
    return place;
  }

  private boolean is(int shape, int type, int size, int[] of, int length) {
    int first = first(shape);
    return types[shape] == type
        && sizes[shape] == size
        && Arrays.equals(names, first, ends[shape], of, 0, length);
  }
}
