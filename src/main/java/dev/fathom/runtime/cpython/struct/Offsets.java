package dev.fathom.runtime.cpython.struct;

import dev.fathom.runtime.cpython.layout.Layout;
import dev.fathom.runtime.cpython.layout.StructLayout;

/// The struct offsets and sizes that the walk needs at every object, taken out of the layout once:
/// a hot loop must not look names up. All in bytes.
public record Offsets(
    PythonVersion version,
    long gcHeadBytes,
    long objectRefcount,
    long objectType,
    long varSize,
    long typeBytes,
    long typeName,
    long typeBasicSize,
    long typeItemSize,
    long typeDealloc,
    long typeFlags,
    long typeBase,
    long typeDict,
    long typeDictOffset,
    long heapTypeQualifiedName,
    long heapTypeCachedKeys,
    long intDigits,
    long strLength,
    long strState,
    long strAsciiHeadBytes,
    long strCompactHeadBytes,
    long dictKeys,
    long dictMask,
    Dictionaries dictionaries) {

  /// Instead of an offset, of a field that the version does not have.
  public static final long NO_FIELD = -1;

  /// Whether it is Python 2, whose `str` are bytes and whose `int` are machine words.
  public boolean two() {
    return version.before(3, 0);
  }

  /// How a dict's table of keys looks (`Objects/dictobject.c`).
  public enum Dictionaries {
    /// 2.7: an open hash table, small ones in the dict itself; there is no separate index.
    OPEN,
    /// Up to 3.10: `dk_size` in entries, every entry with its hash.
    SIZE_IN_ENTRIES,
    /// From 3.11: logarithms, and entries without hash for keys that are all str.
    LOGARITHMIC
  }

  public static Offsets of(Layout layout, PythonVersion version) {
    StructLayout type = layout.struct("PyTypeObject");
    StructLayout object = layout.struct("PyObject");
    boolean two = version.before(3, 0);
    // What names are spelled in: `str`, whatever that is.
    StructLayout ascii = layout.struct(two ? "PyStringObject" : "PyASCIIObject");
    StructLayout heapType = layout.struct("PyHeapTypeObject");
    return new Offsets(
        version,
        layout.constants().gcHeadBytes(),
        object.offset("ob_refcnt"),
        object.offset("ob_type"),
        layout.struct("PyVarObject").offset("ob_size"),
        type.size(),
        type.offset("tp_name"),
        type.offset("tp_basicsize"),
        type.offset("tp_itemsize"),
        type.offset("tp_dealloc"),
        type.offset("tp_flags"),
        type.offset("tp_base"),
        type.offset("tp_dict"),
        type.offset("tp_dictoffset"),
        heapType.offset(two ? "ht_name" : "ht_qualname"),
        two ? NO_FIELD : heapType.offset("ht_cached_keys"),
        layout.struct("PyLongObject").offset("ob_digit"),
        ascii.offset(two ? "ob_size" : "length"),
        ascii.offset(two ? "ob_sstate" : "state"),
        two ? ascii.offset("ob_sval") : ascii.size(),
        two ? ascii.offset("ob_sval") : layout.struct("PyCompactUnicodeObject").size(),
        layout.struct("PyDictObject").offset(two ? "ma_table" : "ma_keys"),
        two ? layout.struct("PyDictObject").offset("ma_mask") : NO_FIELD,
        two
            ? Dictionaries.OPEN
            : version.before(3, 11) ? Dictionaries.SIZE_IN_ENTRIES : Dictionaries.LOGARITHMIC);
  }
}
