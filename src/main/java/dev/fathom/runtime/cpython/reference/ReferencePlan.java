package dev.fathom.runtime.cpython.reference;

import java.util.Arrays;

/// How the instances of one type refer to others; made once a type.
///
/// @param leaf instances refer to nothing
/// @param container what kind of table they have
/// @param fields offsets of fields that hold objects
/// @param fieldNames their names, as Python code would write them where it can
/// @param pointers offsets of fields that hold addresses of other memory: buffers
/// @param dataPointers the same for buffers of plain data
/// @param hiddenItems how many more items there are than `ob_size` says
/// @param itemsOffset where an array of as many objects begins as `ob_size` says; 0 for none
/// @param attributes where the values of attributes are
/// @param dictOffset offset of the pointer to the instance's dict, from its end where negative; 0
///   for none
/// @param cachedKeys address of the table of attribute names that instances share; 0 for none
/// @param frameOffset where the frame of a generator or a frame object is; 0 for none
/// @param frameStateOffset where a generator says how far it got; 0 for none
/// @param conservative nothing is known of the structure: every word is looked at
/// @param known offsets of words that are known and that no such look is for, ascending
// Plain arrays: they are gone through for every object, and a plan is never compared.
@SuppressWarnings("ArrayRecordComponent")
public record ReferencePlan(
    boolean leaf,
    Container container,
    long[] fields,
    String[] fieldNames,
    long[] pointers,
    long[] dataPointers,
    long hiddenItems,
    long itemsOffset,
    Attributes attributes,
    long dictOffset,
    long cachedKeys,
    long frameOffset,
    long frameStateOffset,
    boolean conservative,
    long[] known) {

  /// What holds an instance's items.
  public enum Container {
    NONE,
    LIST,
    TUPLE,
    DICT,
    ORDERED_DICT,
    SET,
    DEQUE,
    TYPE,
    MODULE,
    BYTEARRAY,
    /// An array of numpy: owns its data, or is a view.
    NDARRAY,
    /// A frame that is an object: up to 3.10 with its variables, later with a frame in it or one
    /// elsewhere.
    FRAME,
    /// A generator or coroutine: has a frame in it from 3.11.
    GENERATOR,
    /// An element of ElementTree: its children are in a structure of C.
    ELEMENT,
    /// A queue of `_queue`, from 3.13 in a ring of its own.
    RING,
    /// What iterators of `itertools.tee` share: it was made for more values than it has.
    TEE
  }

  /// Where attributes are, besides fields and slots.
  enum Attributes {
    NONE,
    /// A pointer to a dict at `dictOffset`.
    DICT,
    /// 3.11: words before the object, to values or to a dict.
    MANAGED_3_11,
    /// 3.12: one word before the object, whose lowest bit says what it is.
    MANAGED_3_12,
    /// 3.13 and later: values in the instance, and a dict before it.
    INLINE
  }

  /// Whether it is known what the word at an offset is.
  boolean knows(long offset) {
    return Arrays.binarySearch(known, offset) >= 0;
  }

  static ReferencePlan ofLeaf() {
    return new ReferencePlan(
        true,
        Container.NONE,
        new long[0],
        new String[0],
        new long[0],
        new long[0],
        0,
        0,
        Attributes.NONE,
        0,
        0,
        0,
        0,
        false,
        new long[0]);
  }
}
