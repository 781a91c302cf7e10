package dev.fathom.runtime.cpython.object;

import dev.fathom.model.object.ObjectRole;
import dev.fathom.runtime.cpython.struct.Offsets;
import dev.fathom.runtime.cpython.struct.TypeFlags;
import dev.fathom.target.Window;

/// Decides whether a block of memory holds a Python object, and how large that object is.
///
/// An object begins with a reference count and a pointer to its type; before it may stand a GC head
/// and words for its dictionary, which its type says. So the rule tries each possible prefix: the
/// word behind it must be a sound count, the next one a type whose prefix is just this one, and the
/// object must fit into the block.
///
/// The answer of the last [#matches] stays in this object: a result a block would be garbage.
public final class ObjectRule {
  /// Prefixes that some type could ask for.
  private final int[] prefixes;

  /// `_Py_IMMORTAL_REFCNT` and counts that far up are above this (`Include/refcount.h`); mortal
  /// counts that large do not occur, but addresses do.
  private static final long SMALLEST_SUSPICIOUS_COUNT = 1 << 16;

  private static final long COUNT_MASK = 0xffffffffL;

  /// 3.12 and later: how immortal objects are counted.
  private static final long SMALLEST_IMMORTAL_COUNT = 1L << 30;

  /// What 3.11 gives to objects that were frozen into the program (`Tools/scripts/deepfreeze.py`).
  private static final long FROZEN_COUNT = 999_999_999;

  private static final long FROZEN_TOLERANCE = 1_000_000;
  private static final long POINTER_MASK = 7;

  private static final String MODULE_DEFINITION = "moduledef";

  private static final int OVERFLOW_SHIFT = 32;
  private static final int OVERFLOW_MASK = 0xffff;

  private static final long POINTER_AND_COUNT = 16;
  private static final long UNTRACKED = -2;

  // PyASCIIObject.state.interned
  private static final int INTERNED_MASK = 3;

  // PyLongObject.lv_tag of 3.12 and later (Include/cpython/longintrepr.h)
  private static final long SIGN_MASK = 3;
  private static final long SIGN_ZERO = 1;
  private static final long SIGN_NEGATIVE = 2;
  private static final int DIGITS_SHIFT = 3;

  private static final int MOST_SMALL = 256;
  private static final int MOST_SMALL_NEGATIVE = 5;

  private final Offsets offsets;
  private final PythonTypes types;
  private final TypesMet met;
  private final MappedRanges mapped;
  private final ShallowSize shallow;
  private final boolean immortals;
  private final boolean splitCount;
  private final long lowestMapped;

  private long address;
  private int type;
  private long shallowBytes;
  private int headBytes;

  /// @param met by the walk that asks
  public ObjectRule(Offsets offsets, PythonTypes types, TypesMet met, MappedRanges mapped) {
    this.offsets = offsets;
    this.types = types;
    this.met = met;
    this.mapped = mapped;
    this.shallow = new ShallowSize(offsets, types);
    this.immortals = !offsets.version().before(3, 12);
    this.splitCount = !offsets.version().before(3, 14);
    this.lowestMapped = mapped.lowest();
    int gc = (int) offsets.gcHeadBytes();
    int managed = 2 * Long.BYTES;
    this.prefixes =
        offsets.version().before(3, 11)
            ? new int[] {0, gc}
            : gc == managed ? new int[] {0, gc, gc + managed} : new int[] {0, gc, managed};
  }

  /// Whether the block at `block` holds an object.
  public boolean matches(Window window, long block, long capacity) {
    for (int prefix : prefixes) {
      if (capacity < prefix + POINTER_AND_COUNT) {
        return false;
      }
      // What did not fit behind another prefix was looked at as far as it said it reaches.
      window.require(block, prefix + POINTER_AND_COUNT);
      long candidate = block + prefix;
      if (soundCount(window.u64(candidate + offsets.objectRefcount()))) {
        int id = met.idOf(window.u64(candidate + offsets.objectType()));
        if (id != PythonTypes.NONE && accept(window, candidate, id, prefix, capacity)) {
          return true;
        }
      }
    }
    return false;
  }

  /// {@return the type of the dead object in the block that its type keeps for reuse: it still has
  /// its type, but no references; or [PythonTypes#NONE]}
  public int kept(Window window, long block, long capacity) {
    for (int prefix : prefixes) {
      if (capacity < prefix + POINTER_AND_COUNT) {
        return PythonTypes.NONE;
      }
      window.require(block, prefix + POINTER_AND_COUNT);
      if (window.u64(block + prefix + offsets.objectRefcount()) == 0) {
        int id = met.idOf(window.u64(block + prefix + offsets.objectType()));
        if (id != PythonTypes.NONE
            && types.kept(id)
            && types.prefixBytes(id) == prefix
            && (!types.has(id, TypeFlags.HAVE_GC) || isUntracked(window, block + prefix))) {
          return id;
        }
      }
    }
    return PythonTypes.NONE;
  }

  /// Whether the collector let go of the object, as of all dead ones. Else only the head of a dead
  /// one was left over where something else is now: up to 3.7 the third word says so, with a bit
  /// for "finalized" (`Include/objimpl.h`, _PyGC_REFS_UNTRACKED), then the first one, which is
  /// NULL.
  private boolean isUntracked(Window window, long object) {
    long head = object - offsets.gcHeadBytes();
    if (offsets.gcHeadBytes() == POINTER_AND_COUNT) {
      return window.u64(head) == 0;
    }
    long references = window.u64(head + POINTER_AND_COUNT);
    return offsets.two() ? references == UNTRACKED : (references | 1) == (UNTRACKED << 1 | 1);
  }

  /// Whether a static object stands at `candidate`; before it there is nothing of its own. The
  /// window must hold its first 16 bytes.
  public boolean matchesStatic(Window window, long candidate, long capacity) {
    long count = window.u64(candidate + offsets.objectRefcount());
    if (!soundCount(count)) {
      return false;
    }
    int id = met.idOf(window.u64(candidate + offsets.objectType()));
    if (id == PythonTypes.NONE || !mayBeStatic(id, count)) {
      return false;
    }
    long bytes = shallow.of(window, candidate, id, capacity);
    if (bytes == ShallowSize.DOES_NOT_FIT) {
      return false;
    }
    if (bytes > POINTER_AND_COUNT && types.shape(id) != PythonTypes.Shape.TYPE) {
      // The next row of a table of numbers and types? Behind the head of an object stands no other.
      long next = candidate + POINTER_AND_COUNT;
      window.require(next, POINTER_AND_COUNT);
      if (soundCount(window.u64(next + offsets.objectRefcount()))
          && met.idOf(window.u64(next + offsets.objectType())) != PythonTypes.NONE) {
        return false;
      }
    }
    return found(candidate, id, bytes);
  }

  /// Tables in static data have pointers to types too, with a small number before them. Types and
  /// the definitions of modules are static in every version; other objects are immortal where there
  /// is such a thing. Before, what the collector tracks was not static, but for what 3.11 froze;
  /// and never is the instance of a class that was made at run time.
  private boolean mayBeStatic(int id, long count) {
    if (types.shape(id) == PythonTypes.Shape.TYPE || types.rawName(id).equals(MODULE_DEFINITION)) {
      return true;
    }
    if (types.has(id, TypeFlags.HEAPTYPE)) {
      return false;
    }
    return immortals
        ? (count & COUNT_MASK) >= SMALLEST_IMMORTAL_COUNT
        : !types.has(id, TypeFlags.HAVE_GC) || isFrozen(count);
  }

  private static boolean isFrozen(long count) {
    return Math.abs(count - FROZEN_COUNT) < FROZEN_TOLERANCE;
  }

  private boolean accept(Window window, long candidate, int id, int prefix, long capacity) {
    if (types.prefixBytes(id) != expectedPrefix(window, candidate, id, prefix, capacity)) {
      return false;
    }
    long bytes = shallow.of(window, candidate, id, capacity - prefix);
    if (bytes == ShallowSize.DOES_NOT_FIT) {
      return false;
    }
    found(candidate, id, bytes + prefix);
    headBytes =
        prefix != 0 && types.has(id, TypeFlags.HAVE_GC)
            ? Math.toIntExact(offsets.gcHeadBytes())
            : 0;
    return true;
  }

  /// {@return the prefix that `id` must have for an object that was found behind `prefix`} They are
  /// the same but for types: only those made at run time have a GC head, although `type` says they
  /// all do.
  private int expectedPrefix(Window window, long candidate, int id, int prefix, long capacity) {
    if (types.shape(id) != PythonTypes.Shape.TYPE) {
      return prefix;
    }
    if (capacity - prefix < offsets.typeBytes()) {
      return -1;
    }
    window.require(candidate, offsets.typeBytes());
    boolean heapType = (window.u64(candidate + offsets.typeFlags()) & TypeFlags.HEAPTYPE) != 0;
    return heapType == (prefix != 0) ? types.prefixBytes(id) : -1;
  }

  private boolean found(long candidate, int id, long bytes) {
    address = candidate;
    type = id;
    shallowBytes = bytes;
    headBytes = 0;
    return true;
  }

  private boolean soundCount(long word) {
    if (word == 0) {
      return false;
    }
    long count = word;
    if (splitCount) {
      // 3.14: 32 bits of count, 16 of overflow, 16 of flags (Include/object.h).
      if ((word >>> OVERFLOW_SHIFT & OVERFLOW_MASK) != 0) {
        return false;
      }
      count = word & COUNT_MASK;
    } else if (word >>> OVERFLOW_SHIFT != 0) {
      return false;
    }
    if (count < SMALLEST_SUSPICIOUS_COUNT) {
      return count != 0;
    }
    if (immortals && count >= SMALLEST_IMMORTAL_COUNT) {
      return true;
    }
    // In a program that is not position-independent, pointers into the heap look like counts.
    boolean pointer = count >= lowestMapped && (count & POINTER_MASK) == 0 && mapped.mapped(count);
    return !pointer || isFrozen(count);
  }

  /// {@return address of the object found}
  public long address() {
    return address;
  }

  /// {@return id of its type}
  public int type() {
    return type;
  }

  /// {@return how many of the bytes right before it are the garbage collector's}
  public int headBytes() {
    return headBytes;
  }

  /// {@return how many references to it the interpreter counts} The window must be where it was.
  public long references(Window window) {
    return window.u64(address + offsets.objectRefcount()) & COUNT_MASK;
  }

  /// {@return what it is to the interpreter} The window must be where it was.
  public ObjectRole role(Window window) {
    ObjectRole possible = types.role(type);
    return switch (possible) {
      case INTERNED ->
          (window.u32(address + offsets.strState()) & INTERNED_MASK) != 0
              ? possible
              : ObjectRole.ORDINARY;
      case SMALL_INT -> isSmall(window) ? possible : ObjectRole.ORDINARY;
      case CODE, ORDINARY -> possible;
    };
  }

  /// The interpreter has one object for each number from -5 to 256 (`_PY_NSMALLNEGINTS`,
  /// `_PY_NSMALLPOSINTS`).
  private boolean isSmall(Window window) {
    if (offsets.two()) {
      long value = window.u64(address + offsets.varSize());
      return value >= -MOST_SMALL_NEGATIVE && value <= MOST_SMALL;
    }
    if (shallowBytes > offsets.intDigits() + Long.BYTES) {
      return false;
    }
    window.require(address, offsets.intDigits() + Integer.BYTES);
    long size = window.u64(address + offsets.varSize());
    int digit = window.u32(address + offsets.intDigits());
    boolean negative = immortals ? (size & SIGN_MASK) == SIGN_NEGATIVE : size < 0;
    boolean oneDigit = immortals ? size >>> DIGITS_SHIFT <= 1 : Math.abs(size) <= 1;
    boolean zero = immortals ? (size & SIGN_MASK) == SIGN_ZERO : size == 0;
    return oneDigit
        && (zero
            || Integer.compareUnsigned(digit, negative ? MOST_SMALL_NEGATIVE : MOST_SMALL) <= 0);
  }

  /// {@return its own size in bytes, prefix included}
  public long shallowBytes() {
    return shallowBytes;
  }
}
