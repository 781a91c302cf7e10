package dev.fathom.runtime.cpython.object;

import dev.fathom.runtime.cpython.struct.Offsets;
import dev.fathom.runtime.cpython.struct.TypeFlags;
import dev.fathom.target.Window;

/// The size of one object, as its type and its own fields state it: what `sys.getsizeof` says, less
/// the buffers that it owns elsewhere.
public final class ShallowSize {
  static final long DOES_NOT_FIT = -1;

  // PyASCIIObject.state (Include/cpython/unicodeobject.h)
  private static final int STR_KIND_SHIFT = 2;
  private static final int STR_KIND_MASK = 7;
  private static final int STR_COMPACT = 1 << 5;
  private static final int STR_ASCII = 1 << 6;

  /// 3.12 and later keep the number of digits above three bits of sign and state
  /// (`Include/cpython/longintrepr.h`).
  public static final int DIGITS_SHIFT = 3;

  private static final long STR_LOOK = 48;
  private static final long SIZE_LOOK = 24;

  private final Offsets offsets;
  private final PythonTypes types;
  private final boolean taggedInts;
  private final boolean inlineValues;

  ShallowSize(Offsets offsets, PythonTypes types) {
    this.offsets = offsets;
    this.types = types;
    this.taggedInts = !offsets.version().before(3, 12);
    this.inlineValues = !offsets.version().before(3, 13);
  }

  /// {@return the bytes of the object at `address`, or [#DOES_NOT_FIT] where that is more than
  /// `capacity`} Without what stands before the object.
  long of(Window window, long address, int type, long capacity) {
    long bytes =
        switch (types.shape(type)) {
          case FIXED -> fixed(window, address, type, capacity);
          case VARIABLE -> variable(window, address, type, capacity, false);
          case INT -> variable(window, address, type, capacity, taggedInts);
          case STR ->
              offsets.two()
                  ? variable(window, address, type, capacity, false)
                  : str(window, address, type, capacity);
          case TYPE -> type(window, address, type, capacity);
          case OPAQUE -> types.basicSize(type) <= capacity ? capacity : DOES_NOT_FIT;
          case SHORTENED -> Math.min(types.basicSize(type), capacity);
        };
    return bytes > capacity ? DOES_NOT_FIT : bytes;
  }

  private long fixed(Window window, long address, int type, long capacity) {
    long basic = types.basicSize(type);
    if (!inlineValues || !types.has(type, TypeFlags.INLINE_VALUES) || basic >= capacity) {
      return basic;
    }
    // PyDictValues behind the fields: a head of four bytes, rounded up; the values; and, one byte
    // each, the order of their insertion. Its first byte is its capacity.
    window.require(address + basic, Long.BYTES);
    long values = window.u8(address + basic);
    return basic + Long.BYTES + Long.BYTES * values + (values + 7 & -8);
  }

  private long variable(Window window, long address, int type, long capacity, boolean tagged) {
    if (capacity < SIZE_LOOK) {
      return DOES_NOT_FIT;
    }
    window.require(address, SIZE_LOOK);
    long field = window.u64(address + offsets.varSize());
    long items = tagged ? Math.max(1, field >>> DIGITS_SHIFT) : Math.abs(field);
    if (items < 0 || items > capacity) {
      return DOES_NOT_FIT;
    }
    return types.basicSize(type) + items * types.itemSize(type);
  }

  private long str(Window window, long address, int type, long capacity) {
    if (capacity < offsets.strAsciiHeadBytes()) {
      return DOES_NOT_FIT;
    }
    window.require(address, STR_LOOK);
    int state = window.u32(address + offsets.strState());
    if ((state & STR_COMPACT) == 0) {
      // A subclass: its text has a block of its own, and it may have attributes in it (3.14).
      return fixed(window, address, type, capacity);
    }
    long length = window.u64(address + offsets.strLength());
    if (length < 0 || length > capacity) {
      return DOES_NOT_FIT;
    }
    return (state & STR_ASCII) != 0
        ? offsets.strAsciiHeadBytes() + length + 1
        : offsets.strCompactHeadBytes() + (length + 1) * (state >>> STR_KIND_SHIFT & STR_KIND_MASK);
  }

  private long type(Window window, long address, int type, long capacity) {
    if (capacity < offsets.typeBytes()) {
      return DOES_NOT_FIT;
    }
    window.require(address, offsets.typeBytes());
    boolean heapType = (window.u64(address + offsets.typeFlags()) & TypeFlags.HEAPTYPE) != 0;
    return heapType ? variable(window, address, type, capacity, false) : offsets.typeBytes();
  }
}
