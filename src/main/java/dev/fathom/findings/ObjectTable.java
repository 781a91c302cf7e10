package dev.fathom.findings;

import dev.fathom.runtime.ObjectList;

/// The objects of a runtime, in address order; an object's id is its rank.
///
/// **Memory**: 16 bytes an object.
public final class ObjectTable implements ObjectList {
  /// Stands in the column of sizes for a size that does not fit there.
  private static final int LARGE = -1;

  private final LongColumn addresses = new LongColumn();
  private final IntColumn types = new IntColumn();
  private final IntColumn sizes = new IntColumn();

  /// Ids and sizes of the few objects of 2 GiB and more, in turn.
  private final LongColumn large = new LongColumn();

  ObjectTable() {}

  /// Adds an object above all that are there. False, and nothing added, if it is not.
  boolean add(long address, int type, long shallow) {
    int id = addresses.count();
    if (id > 0 && Long.compareUnsigned(address, addresses.get(id - 1)) <= 0) {
      return false;
    }
    addresses.add(address);
    types.add(type);
    if (shallow >= 0 && shallow <= Integer.MAX_VALUE) {
      sizes.add((int) shallow);
    } else {
      sizes.add(LARGE);
      large.add(id);
      large.add(shallow);
    }
    return true;
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
