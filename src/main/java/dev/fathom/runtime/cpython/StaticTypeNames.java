package dev.fathom.runtime.cpython;

import dev.fathom.runtime.cpython.layout.Layout;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import dev.fathom.target.WritableWords;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What the static types of an interpreter are called, where their own names are not to be had: a
/// core without the binary leaves the constants of the program out, and `tp_name` points there.
///
/// Modules name their types in their dicts. Those that no module has by its own name are known by
/// what they are to others: the type of a function that a module defines, that of what a
/// function's code is. The rest stay without a name.
final class StaticTypeNames {
  private static final int LONGEST = 200;
  private static final int MOST_MODULES = 1 << 14;
  private static final int MOST_ENTRIES = 1 << 18;

  /// Modules that call a type by the name that it has itself; others come behind.
  private static final List<String> FIRST = List.of("builtins", "_collections_abc");

  /// Types by a descriptor that only they are of: `d_type`, `d_name`, and what the type is called.
  private record Descriptor(String owner, String name, String kind) {}

  private static final List<Descriptor> DESCRIPTORS =
      List.of(
          new Descriptor("str", "join", "method_descriptor"),
          new Descriptor("object", "__init__", "wrapper_descriptor"),
          new Descriptor("type", "__basicsize__", "member_descriptor"),
          new Descriptor("type", "__doc__", "getset_descriptor"),
          new Descriptor("dict", "fromkeys", "classmethod_descriptor"));

  private final Layout layout;
  private final Offsets offsets;
  private final Target target;
  private final Words words;
  private final StrReader strings;
  private final DictLookup dicts;
  private final long typeType;

  private long[] statics = new long[256];
  private int staticCount;
  private long dictType;

  /// The names of modules by the addresses of their dicts.
  private final Map<Long, String> modules = new LinkedHashMap<>();

  private final Map<Long, String> names = new HashMap<>();

  private StaticTypeNames(
      long typeType, Layout layout, Offsets offsets, Target target, Words words) {
    this.typeType = typeType;
    this.layout = layout;
    this.offsets = offsets;
    this.target = target;
    this.words = words;
    this.strings = new StrReader(offsets, words);
    this.dicts = new DictLookup(offsets, words, strings);
  }

  /// {@return the names by the addresses of the types} Empty where the types tell their names
  /// themselves. **Cost**: three times that of [WritableWords].
  static Map<Long, String> of(
      long typeType, Layout layout, Offsets offsets, Target target, Words words) {
    words.u64(words.u64(typeType + offsets.typeName()));
    if (words.met()) {
      return Map.of();
    }
    return new StaticTypeNames(typeType, layout, offsets, target, words).find();
  }

  private Map<Long, String> find() {
    names.put(typeType, "type");
    names.put(words.u64(typeType + offsets.typeBase()), "object");
    WritableWords.visit(target, this::staticType);
    Arrays.sort(statics, 0, staticCount);
    if (dictType == 0) {
      return names;
    }
    WritableWords.visit(target, this::moduleDict);
    for (String first : FIRST) {
      modules.forEach((dict, module) -> {
        if (module.equals(first)) {
          nameTypes(dict, "");
        }
      });
    }
    nameByRole();
    modules.forEach((dict, module) -> nameTypes(dict, module + "."));
    WritableWords.visit(target, this::byStructure);
    return names;
  }

  /// Static types are those whose type is `type`, and which no class statement made.
  private void staticType(long address, long word) {
    if (word != typeType) {
      return;
    }
    long type = address - offsets.objectType();
    long flags = words.u64(type + offsets.typeFlags());
    if ((flags & TypeFlags.READY) == 0 || (flags & TypeFlags.HEAPTYPE) != 0) {
      return;
    }
    if (staticCount == statics.length) {
      statics = Arrays.copyOf(statics, 2 * staticCount);
    }
    statics[staticCount++] = type;
    long base = words.u64(type + offsets.typeBase());
    if ((flags & TypeFlags.DICT_SUBCLASS) != 0
        && base == words.u64(typeType + offsets.typeBase())) {
      dictType = type;
      names.put(type, "dict");
    }
  }

  private boolean isStatic(long type) {
    return staticCount > 0
        && type >= statics[0]
        && type <= statics[staticCount - 1]
        && Arrays.binarySearch(statics, 0, staticCount, type) >= 0;
  }

  private long typeOf(long object) {
    long type = object == 0 ? 0 : words.u64(object + offsets.objectType());
    return words.met() ? type : 0;
  }

  /// The first name in the dict of a module is `__name__`.
  private void moduleDict(long address, long word) {
    long dict = address - offsets.objectType();
    if (word == dictType
        && modules.size() < MOST_MODULES
        && "__name__".equals(text(dicts.firstKey(dict)))) {
      String name = text(dicts.get(dict, "__name__"));
      if (name != null) {
        modules.put(dict, name);
      }
    }
  }

  private @Nullable String text(long object) {
    return object == 0 || typeOf(object) == 0 ? null : strings.read(object, LONGEST);
  }

  private void nameTypes(long dict, String prefix) {
    Map<Long, Long> types = new LinkedHashMap<>();
    dicts.visit(dict, (key, value) -> {
      if (isStatic(value) && types.size() < MOST_ENTRIES) {
        types.putIfAbsent(value, key);
      }
    });
    types.forEach((type, key) -> {
      String name = text(key);
      if (name != null && !name.isEmpty()) {
        names.putIfAbsent(type, prefix + name);
      }
    });
  }

  private void nameByRole() {
    long function = layout.struct("PyFunctionObject").offset("func_globals");
    long code = layout.struct("PyFunctionObject").offset("func_code");
    long moduleDict = layout.struct("PyModuleObject").offset("md_dict");
    Set<Long> values = new TreeSet<>();
    modules.forEach((dict, module) -> {
      if (module.equals("builtins")) {
        name(typeOf(dicts.get(dict, "len")), "builtin_function_or_method");
        name(typeOf(dicts.get(dict, "None")), "NoneType");
        name(typeOf(dicts.get(dict, "Ellipsis")), "ellipsis");
        name(typeOf(dicts.get(dict, "NotImplemented")), "NotImplementedType");
      } else if (module.equals("sys")) {
        name(typeOf(dicts.get(dict, "implementation")), "types.SimpleNamespace");
      }
      dicts.visit(dict, (key, value) -> {
        if (values.size() < MOST_ENTRIES) {
          values.add(value);
        }
      });
    });
    for (long value : values) {
      long type = typeOf(value);
      if (!isStatic(type)) {
        continue;
      }
      // Where a module has its name, a function of some versions has its code.
      long compiled = typeOf(words.u64(value + code));
      boolean isCode = isStatic(compiled) && names.getOrDefault(compiled, "code").equals("code");
      if (modules.containsKey(words.u64(value + function)) && isCode) {
        name(type, "function");
        name(compiled, "code");
      } else if (modules.containsKey(words.u64(value + moduleDict))) {
        name(type, "module");
      }
    }
  }

  private void name(long type, String name) {
    if (isStatic(type)) {
      names.putIfAbsent(type, name);
    }
  }

  /// Types without a name yet whose instances show what they are.
  private void byStructure(long address, long word) {
    if (!isStatic(word)) {
      return;
    }
    String known = names.get(word);
    long object = address - offsets.objectType();
    if (known == null) {
      String kind = kind(object);
      if (kind != null) {
        names.put(word, kind);
      }
    } else if (known.equals("function")) {
      long closure =
          words.u64(object + layout.struct("PyFunctionObject").offset("func_closure"));
      if ("tuple".equals(names.get(typeOf(closure)))) {
        name(
            typeOf(words.u64(closure + layout.struct("PyTupleObject").offset("ob_item"))), "cell");
      }
    }
  }

  private @Nullable String kind(long object) {
    long first = words.u64(object + layout.struct("PyDescrObject").offset("d_type"));
    String owner = names.get(first);
    if (owner != null && isStatic(first)) {
      String name =
          text(words.u64(object + layout.struct("PyDescrObject").offset("d_name")));
      for (Descriptor each : DESCRIPTORS) {
        if (each.owner.equals(owner) && each.name.equals(name)) {
          return each.kind;
        }
      }
      return null;
    }
    boolean bound =
        "function".equals(names.get(typeOf(first)))
            && typeOf(words.u64(object + layout.struct("PyMethodObject").offset("im_self"))) != 0;
    return bound ? "method" : null;
  }
}
