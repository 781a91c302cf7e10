package dev.fathom.runtime.cpython.struct;

/// The two words before an object (and before its GC head) in which 3.11 and later keep its
/// attributes (`Include/internal/pycore_object.h`, `_PyType_PreHeaderSize`).
public final class ManagedWords {
  public static final long BYTES = 16;

  /// 3.11: the values of the attributes, or NULL once there is a dict.
  public static final long VALUES_3_11 = -32;

  /// 3.11: the dict; 3.12: the dict, or the values with the lowest bit set; 3.13: the dict.
  public static final long DICT = -24;

  private ManagedWords() {}
}
