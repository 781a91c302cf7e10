package dev.fathom.runtime.cpython.tool;

import dev.fathom.model.object.Detail;
import dev.fathom.model.object.ToolSum;
import dev.fathom.runtime.cpython.interpreter.Interpreter;
import dev.fathom.runtime.cpython.kept.DictLookup;
import dev.fathom.runtime.cpython.kept.StrReader;
import dev.fathom.runtime.cpython.layout.Layout;
import dev.fathom.runtime.cpython.object.MappedRanges;
import dev.fathom.runtime.cpython.object.PythonTypes;
import dev.fathom.runtime.cpython.struct.Offsets;
import dev.fathom.runtime.cpython.struct.TypeFlags;
import dev.fathom.target.LoadedModule;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Says of an object what `sys.getsizeof` and `gc.is_tracked` say. To be asked while the target is
/// held.
///
/// **Cost**: the first object of a type some ten microseconds, each other some words.
public final class OwnTools {
  private static final String GETSIZEOF = "sys.getsizeof";
  private static final String SIZEOF = "__sizeof__";
  private static final String OBJECT = "object";

  private static final long MOST_BASES = 4096;
  private static final int DEEPEST = 2;

  /// `_PyGC_REFS_UNTRACKED` (`Include/objimpl.h`, up to 3.7).
  private static final long UNTRACKED = -2;

  private final Interpreter interpreter;
  private final MappedRanges mapped;
  private final Layout layout;
  private final Offsets offsets;
  private final PythonTypes types;
  private final Words words;
  private final DictLookup dicts;
  private final SizeRules rules;
  private final Map<Integer, SizeRule> ofTypes = new HashMap<>();
  private @Nullable DeadObjects kept;

  /// {@return what says it of the objects of an interpreter whose layout is known}
  ///
  /// @param target that is held
  public static OwnTools of(Interpreter interpreter, Target target, Words words) {
    Layout layout = interpreter.layout().orElseThrow();
    Offsets offsets = Offsets.of(layout, interpreter.version());
    MappedRanges mapped = MappedRanges.of(target);
    return new OwnTools(
        layout,
        offsets,
        new PythonTypes(interpreter.typeType(), interpreter.typeNames(), offsets, mapped, words),
        interpreter,
        mapped,
        words);
  }

  private OwnTools(
      Layout layout,
      Offsets offsets,
      PythonTypes types,
      Interpreter interpreter,
      MappedRanges mapped,
      Words words) {
    this.interpreter = interpreter;
    this.mapped = mapped;
    this.layout = layout;
    this.offsets = offsets;
    this.types = types;
    this.words = words;
    this.dicts = new DictLookup(offsets, words, new StrReader(offsets, words));
    this.rules = new SizeRules(layout, offsets, types, words, inner -> sizeOf(inner, 1));
  }

  /// {@return both, each under the name of the function, and what else the object tells; none where
  /// no object is}
  ///
  /// @param contents whether numbers may be told too
  public List<Detail> of(long address, boolean contents) {
    List<Detail> details = new ArrayList<>();
    sizeOf(address).ifPresent(bytes -> details.add(Detail.of(GETSIZEOF, Long.toString(bytes))));
    int type = typeOf(address);
    if (type != PythonTypes.NONE) {
      boolean tracked = isTracked(address);
      details.add(Detail.of("gc.is_tracked", tracked ? "True" : "False"));
      if (tracked) {
        new Generations(words, mapped, offsets)
            .of(address)
            .ifPresent(
                generation -> details.add(Detail.of("generation", generationName(generation))));
      }
      ObjectFacts facts = new ObjectFacts(layout, offsets, types, words);
      details.addAll(facts.of(address, type, contents));
      deadObjects().ifPresent(lists -> details.addAll(facts.kept(address, type, lists)));
    }
    return details;
  }

  /// From 3.14 on there are but young ones and old ones (`Python/gc.c`).
  private String generationName(int generation) {
    return offsets.version().before(3, 14)
        ? String.valueOf(generation)
        : generation == 0 ? "young" : "old";
  }

  /// Searched for when somebody asks first.
  private Optional<DeadObjects> deadObjects() {
    if (kept == null && !offsets.version().before(3, 10)) {
      LoadedModule module = interpreter.module();
      OptionalLong runtime = module == null ? OptionalLong.empty() : module.address("_PyRuntime");
      if (runtime.isPresent()) {
        kept =
            new DeadObjects(
                words,
                mapped,
                new DeadObjects.Kinds(builtin("list"), builtin("dict"), builtin("tuple")),
                runtime.getAsLong(),
                offsets.version());
      }
    }
    return Optional.ofNullable(kept);
  }

  /// {@return the address of a static type of the interpreter's}
  private long builtin(String name) {
    LoadedModule module = interpreter.module();
    String symbol =
        "Py" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1) + "_Type";
    return module == null ? 0 : module.address(symbol).orElse(0);
  }

  /// {@return what `sys.getsizeof` says, in bytes; empty where no object is, or its class has a
  /// `__sizeof__` that is not among the interpreter's own}
  public OptionalLong sizeOf(long address) {
    long bytes = sizeOf(address, 0);
    return bytes < 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
  }

  /// {@return what `sys.getsizeof` says of objects, added up; empty where it says nothing of any}
  public Optional<ToolSum> sum(long[] addresses) {
    long bytes = 0;
    long untold = 0;
    for (long address : addresses) {
      long own = sizeOf(address, 0);
      bytes += Math.max(0, own);
      untold += own < 0 ? 1 : 0;
    }
    return untold == addresses.length
        ? Optional.empty()
        : Optional.of(new ToolSum(GETSIZEOF, bytes, untold));
  }

  private long sizeOf(long address, int depth) {
    int type = typeOf(address);
    if (type == PythonTypes.NONE || depth >= DEEPEST) {
      return SizeRule.UNTOLD;
    }
    SizeRule rule = ofTypes.get(type);
    if (rule == null) {
      rule = inherited(type);
      ofTypes.put(type, rule);
    }
    long bytes = rule.of(address, type);
    return bytes < 0 ? SizeRule.UNTOLD : bytes + before(address, type);
  }

  private int typeOf(long address) {
    return address == 0 ? PythonTypes.NONE : types.idOf(words.u64(address + offsets.objectType()));
  }

  /// {@return whether the collector has it in its lists}
  public boolean isTracked(long address) {
    int type = typeOf(address);
    if (type == PythonTypes.NONE || !isCollected(address, type)) {
      return false;
    }
    long head = address - offsets.gcHeadBytes();
    if (!offsets.version().before(3, 8)) {
      return words.u64(head) != 0; // _gc_next
    }
    long state = words.u64(head + 2 * Long.BYTES); // gc_refs
    return (offsets.two() ? state : state >> 1) != UNTRACKED;
  }

  /// `PyObject_IS_GC`: of types only those that are made at run time (`type_is_gc`).
  private boolean isCollected(long address, int type) {
    return types.has(type, TypeFlags.HAVE_GC)
        && (!types.has(type, TypeFlags.TYPE_SUBCLASS)
            || (words.u64(address + offsets.typeFlags()) & TypeFlags.HEAPTYPE) != 0);
  }

  /// What `_PySys_GetSizeOf` (`Python/sysmodule.c`) adds for what stands before the object. 3.11
  /// and 3.12 add it for static types, which have nothing there; 3.13 only if their type is not
  /// `type`.
  private long before(long address, int type) {
    if (isCollected(address, type) || !types.has(type, TypeFlags.HAVE_GC)) {
      return types.prefixBytes(type);
    }
    boolean added =
        !offsets.version().before(3, 11)
            && (offsets.version().before(3, 13) || types.has(type, TypeFlags.HEAPTYPE));
    return added ? types.prefixBytes(type) : 0;
  }

  /// {@return the function that the method resolution order leads to}
  private SizeRule inherited(int type) {
    long order = words.u64(types.address(type) + layout.struct("PyTypeObject").offset("tp_mro"));
    SizeRule plain = rules.of(OBJECT);
    if (order == 0 && plain != null) {
      return plain; // a static type that was never made ready, and has nothing of its own
    }
    long count = order == 0 ? 0 : words.u64(order + offsets.varSize());
    long items = order + layout.struct("PyTupleObject").offset("ob_item");
    for (long base = 0; base < count && base < MOST_BASES; base++) {
      int id = types.idOf(words.u64(items + base * Long.BYTES));
      if (id == PythonTypes.NONE) {
        break;
      }
      // A class statement gives no name with a dot.
      boolean ofC = !types.has(id, TypeFlags.HEAPTYPE) || types.rawName(id).indexOf('.') >= 0;
      SizeRule own = ofC ? rules.of(types.rawName(id)) : null;
      if (own != null) {
        return own;
      }
      if (dicts.get(words.u64(types.address(id) + offsets.typeDict()), SIZEOF) != 0) {
        break; // one that nobody here knows
      }
    }
    return (address, of) -> SizeRule.UNTOLD;
  }
}
