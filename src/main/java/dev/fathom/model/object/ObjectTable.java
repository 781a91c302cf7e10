package dev.fathom.model.object;

import dev.fathom.model.column.AddressColumn;
import dev.fathom.model.column.ByteColumn;
import dev.fathom.model.column.IntColumn;
import dev.fathom.model.column.LongColumn;
import dev.fathom.model.column.PackedColumn;
import java.util.OptionalInt;

/// The objects of a runtime, in address order; an object's id is its rank.
///
/// **Memory**: 4 to 5 bytes an object where types and sizes are few, at most 17, and 8 more for
/// each of those that many refer to.
public final class ObjectTable implements ObjectList {
  /// Stands in the column of sizes for a size that does not fit there.
  private static final int LARGE = -1;

  // A mark is the role, above it the size of the collector's head, above that the references.
  private static final int ROLE_BITS = 2;
  private static final int HEAD_BITS = 2;
  private static final int COUNT_SHIFT = ROLE_BITS + HEAD_BITS;
  private static final int HEAD_UNIT = 16;
  private static final int MOST_COUNTED = 15;

  /// What never goes: `_Py_IMMORTAL_REFCNT` of CPython, or so many references that nobody counts
  /// them down.
  private static final int IMMORTAL = 1 << 28;

  /// Numbers of types that stay as they are.
  private static final int[] SAME = {};

  private final AddressColumn addresses;
  private final PackedColumn types;
  private final PackedColumn sizes = new PackedColumn();

  private final ByteColumn marks;

  /// Ids of the objects whose count of references does not fit into the mark, and the counts.
  private final IntColumn counted = new IntColumn();

  private final IntColumn counts = new IntColumn();

  /// Ids and sizes of the few objects of 2 GiB and more, in turn.
  private final LongColumn large = new LongColumn();

  public ObjectTable() {
    this(new AddressColumn(), new PackedColumn(), new ByteColumn());
  }

  private ObjectTable(AddressColumn addresses, PackedColumn types, ByteColumn marks) {
    this.addresses = addresses;
    this.types = types;
    this.marks = marks;
  }

  /// A table of objects of which all is known.
  ///
  /// @param addresses ascending; becomes a part of the table, as `types` does
  /// @param marks as [#mark] tells them; becomes a part of the table
  /// @param shallows their sizes in bytes
  public static ObjectTable of(
      AddressColumn addresses, PackedColumn types, ByteColumn marks, LongColumn shallows) {
    ObjectTable table = new ObjectTable(addresses, types, marks);
    for (int object = 0; object < shallows.count(); object++) {
      table.addSize(object, shallows.get(object));
    }
    return table;
  }

  /// Adds an object above all that are there. False, and nothing added, if it is not.
  ///
  /// @param references how many its runtime counts; 0 where it does not say
  public boolean add(
      long address, int type, long shallow, int headBytes, ObjectRole role, long references) {
    int id = addresses.count();
    if (id > 0 && Long.compareUnsigned(address, addresses.get(id - 1)) <= 0) {
      return false;
    }
    addresses.add(address);
    types.add(type);
    int few = references < 0 ? 0 : (int) Math.min(references, MOST_COUNTED);
    if (few == MOST_COUNTED) {
      counted.add(id);
      counts.add((int) Math.min(references, IMMORTAL));
    }
    int heads = Math.min(headBytes / HEAD_UNIT, (1 << HEAD_BITS) - 1);
    marks.add((byte) ((few << COUNT_SHIFT) | (heads << ROLE_BITS) | role.code()));
    addSize(id, shallow);
    return true;
  }

  /// Adds an object of another table above all that are there. False, and nothing added, if it is
  /// not.
  public boolean add(ObjectTable from, int object) {
    return add(from, object, SAME);
  }

  /// The same of an object whose type has another number now.
  ///
  /// @param numbers of each type its new number; those beyond stay as they are
  public boolean add(ObjectTable from, int object, int[] numbers) {
    int last = addresses.count() - 1;
    if (last >= 0 && Long.compareUnsigned(from.address(object), addresses.get(last)) <= 0) {
      return false;
    }
    int type = from.type(object);
    addFrom(from, object, type < numbers.length ? numbers[type] : type);
    return true;
  }

  /// {@return these objects and `others`, which none of them overlaps, in address order} **Cost**:
  /// some nanoseconds an object.
  ///
  /// Where there are others, these objects move: the table that has them now must not be used any
  /// more.
  ///
  /// @param others in address order
  public ObjectTable with(ObjectTable others) {
    if (others.count() == 0) {
      return this;
    }
    ObjectTable all = new ObjectTable();
    int added = 0;
    for (int other = 0; other < others.count(); other++) {
      int below = atOrBelow(others.address(other), added) + 1;
      all.moveRange(this, added, below);
      all.addFrom(others, other, others.type(other));
      added = below;
    }
    all.moveRange(this, added, count());
    addresses.dropBelow(count());
    return all;
  }

  /// Adds objects of a table of which nobody asks any more for those below `end`.
  private void moveRange(ObjectTable from, int start, int end) {
    addRange(from, start, end, SAME);
    // That table looks among its own addresses for those that follow.
    from.types.dropBelow(end);
    from.marks.dropBelow(end);
    from.sizes.dropBelow(end);
  }

  /// Adds all objects of another table. False, and nothing added, if not all of them are above all
  /// that are there.
  ///
  /// @param numbers of each type its new number; those beyond stay as they are
  public boolean addAll(ObjectTable from, int[] numbers) {
    int last = addresses.count() - 1;
    if (last >= 0
        && from.count() > 0
        && Long.compareUnsigned(from.address(0), addresses.get(last)) <= 0) {
      return false;
    }
    addRange(from, 0, from.count(), numbers);
    return true;
  }

  private void addRange(ObjectTable from, int start, int end, int[] numbers) {
    int shift = addresses.count() - start;
    addresses.addRange(from.addresses, start, end);
    types.addRange(from.types, start, end, numbers);
    marks.addRange(from.marks, start, end);
    sizes.addRange(from.sizes, start, end);
    for (int at = from.countedFrom(start);
        at < from.counted.count() && from.counted.get(at) < end;
        at++) {
      counted.add(from.counted.get(at) + shift);
      counts.add(from.counts.get(at));
    }
    for (int at = 0; at < from.large.count(); at += 2) {
      if (from.large.get(at) >= start && from.large.get(at) < end) {
        large.add(from.large.get(at) + shift);
        large.add(from.large.get(at + 1));
      }
    }
  }

  private void addFrom(ObjectTable from, int object, int type) {
    int mark = from.mark(object);
    int id = addresses.count();
    addresses.add(from.address(object));
    types.add(type);
    marks.add((byte) mark);
    if (mark >>> COUNT_SHIFT == MOST_COUNTED) {
      counted.add(id);
      counts.add(from.references(object));
    }
    addSize(id, from.shallow(object));
  }

  private void addSize(int id, long shallow) {
    if (shallow >= 0 && shallow <= Integer.MAX_VALUE) {
      sizes.add((int) shallow);
    } else {
      sizes.add(LARGE);
      large.add(id);
      large.add(shallow);
    }
  }

  @Override
  public int count() {
    return addresses.count();
  }

  @Override
  public long address(int object) {
    return addresses.get(object);
  }

  /// {@return id of its type in the [TypeTable]}
  @Override
  public int type(int object) {
    return types.get(object);
  }

  /// {@return its own size in bytes, with what its runtime puts before it}
  @Override
  public long shallow(int object) {
    int size = sizes.get(object);
    if (size != LARGE) {
      return size;
    }
    for (int at = 0; at < large.count(); at += 2) {
      if (large.get(at) == object) {
        return large.get(at + 1);
      }
    }
    throw new IllegalStateException("no size for object " + object);
  }

  /// {@return role, size of the collector's head and count of references in one number, 0 to 255}
  public int mark(int object) {
    return marks.get(object) & 0xff;
  }

  /// {@return the object that begins at an address} **Cost**: logarithmic.
  public OptionalInt beginningAt(long address) {
    int object = atOrBelow(address);
    return object >= 0 && address(object) == address ? OptionalInt.of(object) : OptionalInt.empty();
  }

  /// {@return what it is to the interpreter}
  public ObjectRole role(int object) {
    return ObjectRole.of(marks.get(object) & (1 << ROLE_BITS) - 1);
  }

  /// {@return how many of the bytes right before it are the garbage collector's}
  public int headBytes(int object) {
    return ((mark(object) >>> ROLE_BITS) & ((1 << HEAD_BITS) - 1)) * HEAD_UNIT;
  }

  /// {@return how many references its runtime counts to it; 0 where that is not known} A file tells
  /// no more than 14. **Cost**: logarithmic in how many objects have many.
  public int references(int object) {
    int few = mark(object) >>> COUNT_SHIFT;
    if (few < MOST_COUNTED) {
      return few;
    }
    int at = countedFrom(object);
    return at < counted.count() && counted.get(at) == object ? counts.get(at) : 0;
  }

  /// {@return where the first that is not below `object` stands among those that are counted}
  private int countedFrom(int object) {
    int low = 0;
    int high = counted.count();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (counted.get(middle) < object) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// Whether its runtime counts so many references to it that it never goes.
  public boolean immortal(int object) {
    return references(object) == IMMORTAL;
  }

  /// Whether its runtime counts more references to it than `known`. Where it does not say, or there
  /// are more than some, it may.
  public boolean mayHaveMoreReferencesThan(int object, int known) {
    int few = mark(object) >>> COUNT_SHIFT;
    return few == 0 || few == MOST_COUNTED || few > known;
  }

  public void role(int object, ObjectRole role) {
    marks.set(object, (byte) ((marks.get(object) & -(1 << ROLE_BITS)) | role.code()));
  }

  /// {@return the last object at or below `address`, or -1}
  public int atOrBelow(long address) {
    return addresses.atOrBelow(address);
  }

  /// {@return the same} **Cost**: logarithmic in how far it is from the object `near`.
  public int atOrBelow(long address, int near) {
    return addresses.atOrBelow(address, near);
  }
}
