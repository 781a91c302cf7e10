package dev.fathom.runtime.cpython;

import dev.fathom.runtime.cpython.kept.DictLookup;
import dev.fathom.runtime.cpython.kept.KeptObjects;
import dev.fathom.runtime.cpython.kept.KeptReferences;
import dev.fathom.runtime.cpython.kept.StrReader;
import dev.fathom.runtime.cpython.layout.Layout;
import dev.fathom.runtime.cpython.object.PythonTypes;
import dev.fathom.runtime.cpython.reference.Modules;
import dev.fathom.runtime.cpython.reference.PythonReferences;
import dev.fathom.runtime.cpython.reference.ReferencePlan;
import dev.fathom.runtime.cpython.reference.ReferencePlans;
import dev.fathom.runtime.cpython.struct.ManagedWords;
import dev.fathom.runtime.cpython.struct.NumpyArrays;
import dev.fathom.runtime.cpython.struct.Offsets;
import dev.fathom.runtime.cpython.struct.TypeFlags;
import dev.fathom.target.Window;
import dev.fathom.target.Words;

/// Copies, while the target is held, what is needed to follow references afterwards: the words of
/// objects that can refer to others, small buffers, the spelling of interned strings. The payload
/// of leaves (text, numbers, array data) is most of a heap and is never kept.
final class ObjectKeeper {
  /// So much of a larger one is kept, where structures have their pointers.
  private static final long LARGE_CHUNK_LOOK = 256;

  private static final long LONGEST_SPELLING_BYTES = 256;

  /// 200 characters of 4 bytes, and what stands before them.
  private static final long LONGEST_VALUE_BYTES = 1024;

  /// A dict of no more entries has a small table.
  private static final long SMALL_DICT = 32;

  /// The count and the type of an object are known by other means; only a frame's code is
  /// recognised by its own words.
  private static final long HEAD_BYTES = 16;

  private static final String CODE = "code";

  private static final long SET_ENTRY_BYTES = 16;
  private static final long DICT_ENTRY_BYTES = 24;

  // PySetObject and setentry of 2.7 (Objects/setobject.c)
  private static final long SET_FILL = 16;
  private static final long SET_USED = 24;
  private static final long SET_KEY = 8;
  private static final String DELETED_KEY = "<dummy key>";
  private static final long MOST_SEARCHED = 1 << 12;

  private static final long CONTAINER_LOOK = 64;

  // PyASCIIObject.state
  private static final int INTERNED_MASK = 3;

  private final Offsets offsets;
  private final PythonTypes types;
  private final ReferencePlans plans;
  private final TableOffsets tablesAt;
  private final Words words;
  private final KeptObjects kept;
  private boolean scanningStatics;

  /// Whether the text of all strings is wanted.
  private final boolean values;

  /// @param kept takes what is kept
  /// @param values whether the text of strings is kept that are data
  ObjectKeeper(
      Layout layout,
      Offsets offsets,
      PythonTypes types,
      ReferencePlans plans,
      Words words,
      KeptObjects kept,
      boolean values) {
    this.kept = kept;
    this.values = values;
    this.offsets = offsets;
    this.types = types;
    this.plans = plans;
    this.words = words;
    this.tablesAt =
        new TableOffsets(
            layout.struct("PyListObject").offset("ob_item"),
            offsets.dictKeys(),
            layout.struct("PyDictObject").offset("ma_used"),
            layout.struct("PySetObject").offset("table"),
            layout.struct("PySetObject").offset("mask"),
            PythonReferences.offset(layout, "ElementObject", "extra"),
            PythonReferences.offset(layout, "ElementObjectExtra", "children"),
            PythonReferences.offset(layout, "ElementObjectExtra", "length"),
            PythonReferences.offset(layout, "simplequeueobject", "buf.items"),
            PythonReferences.offset(layout, "simplequeueobject", "buf.items_cap"),
            Modules.identity(layout));
  }

  /// Where the containers say what tables they have.
  private record TableOffsets(
      long listItems,
      long dictKeys,
      long dictUsed,
      long setTable,
      long setMask,
      long elementExtra,
      long extraChildren,
      long extraLength,
      long ringItems,
      long ringCapacity,
      long moduleIdentity) {}

  /// An object that the rule found.
  void object(Window window, long address, int type, long shallowBytes) {
    ReferencePlan plan = plans.of(type); // made while the target is held, of leaves too
    switch (types.shape(type)) {
      case STR -> {
        if (types.has(type, TypeFlags.HEAPTYPE)) {
          keepObject(window, address, type, shallowBytes); // may have attributes
        } else {
          keepSpelling(window, address, shallowBytes);
        }
      }
      case INT -> {
        if (types.has(type, TypeFlags.HEAPTYPE)) {
          keepObject(window, address, type, shallowBytes); // may have attributes: members of enums
        }
      }
      default -> {
        if (!plan.leaf()) {
          keepObject(window, address, type, shallowBytes + plan.hiddenItems() * Long.BYTES);
          noteTable(window, address, plan);
        }
      }
    }
  }

  /// Names are interned, or static ([SourceNames] tells which are); others are data, and private.
  private void keepSpelling(Window window, long address, long shallowBytes) {
    if (scanningStatics) {
      kept.staticString(address);
    }
    if (shallowBytes <= (values ? LONGEST_VALUE_BYTES : LONGEST_SPELLING_BYTES)
        && (values
            || scanningStatics
            || (window.u32(address + offsets.strState()) & INTERNED_MASK) != 0)) {
      kept.words(window, address, shallowBytes);
    }
  }

  /// A static object that was found.
  void staticObject(Window window, long address, int type, long shallowBytes) {
    scanningStatics = true;
    object(window, address, type, shallowBytes);
    scanningStatics = false;
  }

  private void keepObject(Window window, long address, int type, long shallowBytes) {
    int prefix = scanningStatics ? 0 : types.prefixBytes(type); // nothing stands before those
    long own = shallowBytes - Math.min(shallowBytes, prefix);
    if (prefix > offsets.gcHeadBytes() || (prefix > 0 && !types.has(type, TypeFlags.HAVE_GC))) {
      kept.words(window, address - prefix, ManagedWords.BYTES);
    }
    long head = types.rawName(type).equals(CODE) ? 0 : HEAD_BYTES;
    kept.words(window, address + head, Math.max(0, own - head));
  }

  /// Notes a table that may be too large to have been kept as a small chunk.
  private void noteTable(Window window, long address, ReferencePlan plan) {
    window.require(address, CONTAINER_LOOK);
    switch (plan.container()) {
      case LIST ->
          addTable(
              window.u64(address + tablesAt.listItems()),
              window.u64(address + offsets.varSize()) * Long.BYTES);
      case DICT, ORDERED_DICT -> {
        if (offsets.dictionaries() == Offsets.Dictionaries.OPEN) {
          addTable(
              window.u64(address + tablesAt.dictKeys()),
              (window.u64(address + offsets.dictMask()) + 1) * DICT_ENTRY_BYTES);
        } else if (window.u64(address + tablesAt.dictUsed()) > SMALL_DICT) {
          addTable(window.u64(address + tablesAt.dictKeys()), KeptObjects.DICT_KEYS);
        }
      }
      case ELEMENT -> {
        long extra = window.u64(address + tablesAt.elementExtra());
        if (extra != 0) {
          addTable(
              words.u64(extra + tablesAt.extraChildren()),
              words.u64(extra + tablesAt.extraLength()) * Long.BYTES);
        }
      }
      case RING -> {
        if (tablesAt.ringItems() > 0) {
          addTable(
              window.u64(address + tablesAt.ringItems()),
              window.u64(address + tablesAt.ringCapacity()) * Long.BYTES);
        }
      }
      case SET -> {
        long table = window.u64(address + tablesAt.setTable());
        long entries = window.u64(address + tablesAt.setMask()) + 1;
        addTable(table, entries * SET_ENTRY_BYTES);
        if (offsets.two()
            && kept.deletedKey() == 0
            && window.u64(address + SET_FILL) > window.u64(address + SET_USED)) {
          kept.deletedKey(deletedKeyIn(table, entries));
        }
      }
      case NDARRAY -> {
        long description = window.u64(address + NumpyArrays.DESCRIPTION);
        if (NumpyArrays.ofObjects(words.u64(description + NumpyArrays.DESCRIPTION_KIND))) {
          addTable(
              window.u64(address + NumpyArrays.DATA),
              NumpyArrays.items(address, words::u64) * Long.BYTES);
        }
      }
      case MODULE -> kept.module(window.u64(address + tablesAt.moduleIdentity()));
      default -> {}
    }
  }

  /// {@return the str that 2.7 puts into a set for a key that is gone; 0 where there is none}
  private long deletedKeyIn(long table, long entries) {
    for (long entry = 0; entry < Math.min(entries, MOST_SEARCHED); entry++) {
      long key = words.u64(table + entry * SET_ENTRY_BYTES + SET_KEY);
      int type = key == 0 ? PythonTypes.NONE : types.idOf(words.u64(key + offsets.objectType()));
      if (type != PythonTypes.NONE
          && types.shape(type) == PythonTypes.Shape.STR
          && DELETED_KEY.equals(new StrReader(offsets, words).read(key, DELETED_KEY.length()))) {
        return key;
      }
    }
    return 0;
  }

  /// A live block or chunk without an object.
  void buffer(Window window, long payload, long bytes) {
    kept.words(
        window, payload, bytes <= KeptReferences.SMALL_CHUNK_BYTES ? bytes : LARGE_CHUNK_LOOK);
    if (bytes <= KeptReferences.SMALL_CHUNK_BYTES) {
      return;
    }
    // Before the window goes on: what it comes back to is read again, a block of it.
    window.require(payload, LARGE_CHUNK_LOOK);
    if (DictLookup.looksLikeTable(offsets.dictionaries(), window, payload, bytes)) {
      // Of a dict that was large once: its own fields do not show that its table still is.
      addTable(payload, KeptObjects.DICT_KEYS);
    }
    kept.largeChunk(payload, payload + bytes, window);
  }

  /// A chunk that looks like a dead object which its type keeps for reuse. Its words lead nowhere,
  /// unless it is the table of an object, of which only a part was written since such a one stood
  /// there.
  void dead(Window window, long payload, long bytes) {
    if (bytes <= KeptReferences.SMALL_CHUNK_BYTES) {
      kept.doubtful(window, payload, bytes);
    }
  }

  /// A chunk of C memory that has pointers to objects all over.
  void whole(Window window, long payload, long bytes) {
    kept.words(window, payload, bytes);
  }

  /// Memory that holds frames.
  void frames(Window window, long address, long bytes) {
    kept.words(window, address, bytes);
  }

  private void addTable(long address, long bytes) {
    if (address != 0
        && (bytes == KeptObjects.DICT_KEYS
            || (bytes > KeptReferences.SMALL_CHUNK_BYTES / 2
                && bytes <= KeptObjects.LARGEST_TABLE_BYTES))) {
      kept.table(address, bytes);
    }
  }
}
