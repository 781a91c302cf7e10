package dev.fathom.runtime.cpython.struct;

/// How numpy lays out its arrays (`numpy/core/include/numpy/ndarraytypes.h`,
/// `PyArrayObject_fields`): the same since 1.7, with a field more at the end since 1.22.
public final class NumpyArrays {
  public static final String TYPE = "numpy.ndarray";

  public static final long DATA = 16;
  static final long DIMENSION_COUNT = 24;

  /// The sizes, and behind them the strides.
  public static final long DIMENSIONS = 32;

  /// What owns the data of a view.
  public static final long BASE = 48;

  public static final long DESCRIPTION = 56;
  public static final long FLAGS = 64;
  public static final long MEMORY_HANDLER = 88;

  /// NPY_ARRAY_OWNDATA
  static final int OWNS_DATA = 4;

  /// In `PyArray_Descr`: a letter for the kind of the items.
  public static final long DESCRIPTION_KIND = 24;

  static final int KIND_OBJECT = 'O';

  /// Records, and bytes of no type.
  static final int KIND_RECORD = 'V';

  private static final int MOST_DIMENSIONS = 64;

  private NumpyArrays() {}

  /// Reads a word of the target.
  @FunctionalInterface
  public interface Reader {
    long u64(long address);
  }

  /// {@return how many objects an array of objects has; 0 where a size makes no sense}
  public static long items(long array, Reader words) {
    int count = (int) words.u64(array + DIMENSION_COUNT);
    if (count < 0 || count > MOST_DIMENSIONS) {
      return 0;
    }
    long sizes = words.u64(array + DIMENSIONS);
    long items = 1;
    for (int dimension = 0; dimension < count; dimension++) {
      long size = words.u64(sizes + (long) dimension * Long.BYTES);
      long high = Math.multiplyHigh(items, size);
      items *= size;
      if (size < 0 || high != 0 || items < 0) {
        return 0;
      }
    }
    return items;
  }

  public static boolean ownsData(long flagsWord) {
    return (flagsWord & OWNS_DATA) != 0;
  }

  public static boolean ofRecords(long kindWord) {
    return (kindWord & 0xff) == KIND_RECORD;
  }

  public static boolean ofObjects(long kindWord) {
    return (kindWord & 0xff) == KIND_OBJECT;
  }
}
