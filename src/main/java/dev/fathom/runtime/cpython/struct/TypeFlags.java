package dev.fathom.runtime.cpython.struct;

/// Bits of `tp_flags` (`Include/object.h`).
public final class TypeFlags {
  /// 3.13 and later: attribute values stand in the instance itself.
  public static final long INLINE_VALUES = 1L << 2;

  /// 3.12 and later: a word for weak references stands before the object.
  public static final long MANAGED_WEAKREF = 1L << 3;

  /// 3.11 and later: words for the instance dictionary stand before the object.
  public static final long MANAGED_DICT = 1L << 4;

  public static final long HEAPTYPE = 1L << 9;
  public static final long READY = 1L << 12;
  public static final long HAVE_GC = 1L << 14;
  public static final long LONG_SUBCLASS = 1L << 24;
  public static final long STRING_SUBCLASS = 1L << 27;
  public static final long UNICODE_SUBCLASS = 1L << 28;
  public static final long DICT_SUBCLASS = 1L << 29;
  public static final long TYPE_SUBCLASS = 1L << 31;

  private TypeFlags() {}
}
