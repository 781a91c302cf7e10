package dev.fathom.runtime.cpython.reference;

import dev.fathom.model.object.ObjectList;
import dev.fathom.runtime.cpython.kept.KeptObjects;
import dev.fathom.runtime.cpython.kept.KeptReferences;
import dev.fathom.runtime.cpython.kept.StrReader;
import dev.fathom.runtime.cpython.kept.Tables;
import dev.fathom.runtime.cpython.layout.Layout;
import dev.fathom.runtime.cpython.object.PythonTypes;
import dev.fathom.runtime.cpython.struct.Offsets;
import java.util.Arrays;
import java.util.BitSet;

/// Which strings the program's source spells as names. All others are the program's data, and
/// private: that a `str` is interned does not make it a name, as `sys.intern`, `setattr` and the
/// unpickler intern what they are given.
///
/// A name is what a code object refers to (`co_names`, `co_consts` with the tuples in them, the
/// variables), what the source of the interpreter spells (`_Py_ID`: a static object), and what a
/// module or a class has as a variable: the code that ran once to make those is gone. Members of
/// enumerations are no variables in this sense, for they are made from data as often.
public final class SourceNames {
  private static final String DICT = "__dict__";

  /// What a class of `enum` has its members in (`Lib/enum.py`), by name.
  private static final String MEMBERS = "_member_map_";

  /// Constants are tuples in tuples; code that the compiler made has few levels.
  private static final int DEEPEST = 8;

  private static final long POINTER_BYTES = 8;

  private final KeptReferences kept;
  private final Offsets offsets;
  private final PythonTypes types;
  private final ReferencePlans plans;
  private final Tables tables;
  private final StrReader strings;
  private final KeptObjects keeper;
  private final long tupleItems;
  private final ObjectList objects;
  private final BitSet names = new BitSet();

  /// The names of the variables of what is looked at now; a set of all objects for each module and
  /// class would be millions of bits for some names.
  private int[] variables = new int[64];

  private int found;

  public SourceNames(
      KeptReferences kept,
      Layout layout,
      Offsets offsets,
      PythonTypes types,
      ReferencePlans plans,
      Tables tables,
      StrReader strings,
      KeptObjects keeper,
      ObjectList objects) {
    this.kept = kept;
    this.offsets = offsets;
    this.types = types;
    this.plans = plans;
    this.tables = tables;
    this.strings = strings;
    this.keeper = keeper;
    this.objects = objects;
    this.tupleItems = layout.struct("PyTupleObject").offset("ob_item");
    BitSet naming = types.shaped(PythonTypes.Shape.TYPE);
    for (String name : new String[] {"code", "module", "classobj"}) {
      naming.or(types.called(name));
    }
    for (int object = 0; object < objects.count(); object++) {
      int type = objects.type(object);
      if (naming.get(type)) {
        look(objects.address(object), type);
      }
    }
  }

  /// Whether a string may be told as a name.
  ///
  /// @param text of it
  boolean tells(int object, String text) {
    return isWord(text)
        && (names.get(object)
            // One character is static whoever made it (`_Py_SINGLETON(strings).ascii`).
            || (text.length() > 1 && keeper.isStatic(objects.address(object))));
  }

  /// Whether it looks like a name, or a name in a module.
  private static boolean isWord(String text) {
    return !text.isEmpty()
        && text.codePoints()
            .allMatch(point -> point == '_' || point == '.' || Character.isLetterOrDigit(point));
  }

  private void look(long address, int type) {
    if (types.shape(type) == PythonTypes.Shape.TYPE) {
      variables(address, type, true);
      return;
    }
    switch (types.rawName(type)) {
      case "code" -> {
        ReferencePlan plan = plans.of(type);
        for (long field : plan.fields()) {
          name(kept.u64(address + field), DEEPEST);
        }
      }
      case "module" -> variables(address, type, false);
      case "classobj" -> variables(address, type, true); // of the old style, in 2.7
      default -> {}
    }
  }

  private void variables(long address, int type, boolean isClass) {
    ReferencePlan plan = plans.of(type);
    for (int field = 0; field < plan.fields().length; field++) {
      if (plan.fieldNames()[field].equals(DICT)) {
        variables(kept.u64(address + plan.fields()[field]), isClass);
      }
    }
  }

  private void variables(long dict, boolean isClass) {
    long table = dict == 0 ? 0 : kept.u64(dict + offsets.dictKeys());
    if (table == 0) {
      return;
    }
    long size =
        offsets.dictMask() == Offsets.NO_FIELD ? 0 : kept.u64(dict + offsets.dictMask()) + 1;
    found = 0;
    boolean[] enumeration = new boolean[1];
    tables.eachKey(
        table,
        size,
        key -> {
          int object = strAt(key);
          if (object >= 0) {
            find(object);
            enumeration[0] |= isClass && MEMBERS.equals(strings.kept(kept, key, MEMBERS.length()));
          }
        });
    if (!enumeration[0]) {
      for (int at = 0; at < found; at++) {
        names.set(variables[at]);
      }
    }
  }

  private void find(int object) {
    if (found == variables.length) {
      variables = Arrays.copyOf(variables, found * 2);
    }
    variables[found++] = object;
  }

  private void name(long address, int depth) {
    int object = kept.holds(address) || kept.holds(address + 2 * POINTER_BYTES) ? at(address) : -1;
    if (object < 0) {
      return;
    }
    int type = objects.type(object);
    if (types.shape(type) == PythonTypes.Shape.STR) {
      names.set(object);
    } else if (depth > 0 && types.rawName(type).equals("tuple")) {
      long count = kept.u64(address + offsets.varSize());
      for (long item = 0; item < count; item++) {
        long at = address + tupleItems + item * POINTER_BYTES;
        if (!kept.mayLook(at)) {
          return;
        }
        name(kept.u64(at), depth - 1);
      }
    }
  }

  private int strAt(long address) {
    int object = kept.holds(address) ? at(address) : -1;
    return object >= 0 && types.shape(objects.type(object)) == PythonTypes.Shape.STR ? object : -1;
  }

  /// {@return the object that begins at `address`; -1 for none}
  private int at(long address) {
    int low = 0;
    int high = objects.count() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Long.compareUnsigned(objects.address(middle), address);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }
}
