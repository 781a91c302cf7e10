package dev.fathom.findings;

import dev.fathom.runtime.ObjectList;

/// The objects of a runtime, in address order; an object's id is its rank.
///
/// **Memory**: 16 bytes an object.
public final class ObjectTable implements ObjectList {
  /// Stands in the column of sizes for a size that does not fit there.
  private static final int LARGE = -1;

  private final LongColumn addresses;
  private final IntColumn types;
  private final IntColumn sizes = new IntColumn();

  /// Ids and sizes of the few objects of 2 GiB and more, in turn.
  private final LongColumn large = new LongColumn();

  public ObjectTable() {
    this(new LongColumn(), new IntColumn());
  }

  private ObjectTable(LongColumn addresses, IntColumn types) {
    this.addresses = addresses;
    this.types = types;
  }

  /// A table of objects of which all is known.
  ///
  /// @param addresses ascending; becomes a part of the table, as `types` does
  /// @param shallows their sizes in bytes
  public static ObjectTable of(LongColumn addresses, IntColumn types, LongColumn shallows) {
    ObjectTable table = new ObjectTable(addresses, types);
    for (int object = 0; object < shallows.count(); object++) {
      table.addSize(object, shallows.get(object));
    }
    return table;
  }

  /// Adds an object above all that are there. False, and nothing added, if it is not.
  public boolean add(long address, int type, long shallow) {
    int id = addresses.count();
    if (id > 0 && Long.compareUnsigned(address, addresses.get(id - 1)) <= 0) {
      return false;
    }
    addresses.add(address);
    types.add(type);
    addSize(id, shallow);
    return true;
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

  /// {@return the last object at or below `address`, or -1}
  public int atOrBelow(long address) {
    return addresses.atOrBelow(address);
  }
}
