package dev.fathom.runtime.cpython.interpreter;

import dev.fathom.runtime.cpython.kept.DictLookup;
import dev.fathom.runtime.cpython.kept.StrReader;
import dev.fathom.runtime.cpython.layout.Layout;
import dev.fathom.runtime.cpython.layout.StructLayout;
import dev.fathom.runtime.cpython.struct.Offsets;
import dev.fathom.runtime.cpython.struct.TypeFlags;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import dev.fathom.target.WritableWords;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What the static types of an interpreter are called, where their own names are not to be had: a
/// core without the binary leaves the constants of the program out, and `tp_name` points there.
///
/// Modules name their types in their dicts. Those that no module has by its own name are known by
/// what they are to others: the type of a function that a module defines, that of what a function's
/// code is. The rest stay without a name.
final class StaticTypeNames {
  private static final String FUNCTION = "PyFunctionObject";
  private static final String MODULE = "PyModuleObject";
  private static final String DESCRIPTOR = "PyDescrObject";
  private static final String METHOD = "PyMethodObject";
  private static final String FRAME = "PyFrameObject";

  private static final int LONGEST = 200;
  private static final int MOST_MODULES = 1 << 14;
  private static final int MOST_ENTRIES = 1 << 18;

  /// Modules that call a type by the name that it has itself; others come behind.
  private static final List<String> FIRST = List.of("builtins", "__builtin__", "_collections_abc");

  /// Variables of `sys` that are called as their types are.
  private static final List<String> RECORDS =
      List.of("flags", "float_info", "hash_info", "int_info", "thread_info", "version_info");

  /// What the module `types` calls types that no other module has, and what they are called.
  private static final Map<String, String> ALIASES =
      Map.ofEntries(
          Map.entry("FunctionType", "function"),
          Map.entry("CodeType", "code"),
          Map.entry("FrameType", "frame"),
          Map.entry("TracebackType", "traceback"),
          Map.entry("GeneratorType", "generator"),
          Map.entry("CoroutineType", "coroutine"),
          Map.entry("AsyncGeneratorType", "async_generator"),
          Map.entry("CellType", "cell"),
          Map.entry("ModuleType", "module"),
          Map.entry("BuiltinFunctionType", "builtin_function_or_method"),
          Map.entry("WrapperDescriptorType", "wrapper_descriptor"),
          Map.entry("MethodWrapperType", "method-wrapper"),
          Map.entry("MethodDescriptorType", "method_descriptor"),
          Map.entry("ClassMethodDescriptorType", "classmethod_descriptor"),
          Map.entry("GetSetDescriptorType", "getset_descriptor"),
          Map.entry("MemberDescriptorType", "member_descriptor"),
          Map.entry("MappingProxyType", "mappingproxy"),
          Map.entry("DictProxyType", "dictproxy"),
          Map.entry("ClassType", "classobj"),
          Map.entry("_ClassType", "classobj"),
          Map.entry("InstanceType", "instance"),
          Map.entry("_InstanceType", "instance"));

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

  /// Names of which no layout knows the structure, until all modules were asked.
  private final Map<Long, String> otherwise = new HashMap<>();

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
          nameOtherwise();
        }
      });
    }
    nameByRole();
    // A name that a layout knows comes first, whichever module has it: others import types, too.
    modules.forEach((dict, module) -> nameTypes(dict, module));
    nameOtherwise();
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
        && (offsets.two() || "__name__".equals(text(dicts.firstKey(dict))))) {
      String name = text(dicts.get(dict, "__name__"));
      if (name != null) {
        modules.put(dict, name);
      }
    }
  }

  private @Nullable String text(long object) {
    return object == 0 || typeOf(object) == 0 ? null : strings.read(object, LONGEST);
  }

  private void nameTypes(long dict, String module) {
    Map<Long, Set<Long>> types = new LinkedHashMap<>();
    dicts.visit(
        dict,
        (key, value) -> {
          if (isStatic(value) && types.size() < MOST_ENTRIES) {
            types.computeIfAbsent(value, each -> new LinkedHashSet<>()).add(key);
          }
        });
    types.forEach((type, keys) -> {
      for (long key : keys) {
        String name = text(key);
        if (name != null && !name.isEmpty()) {
          String spelled = spelled(name, module);
          if (layout.structOfType(spelled).isPresent()) {
            names.putIfAbsent(type, spelled);
          } else {
            otherwise.putIfAbsent(type, spelled);
          }
        }
      }
    });
  }

  private void nameOtherwise() {
    otherwise.forEach(names::putIfAbsent);
    otherwise.clear();
  }

  /// How a type would spell its own name: as one of those of which the structure is known, if it
  /// can be. A module `_collections` makes types that call themselves after `collections`.
  private String spelled(String name, String module) {
    if (module.isEmpty()) {
      return name;
    }
    if (module.equals("types")) {
      return ALIASES.getOrDefault(name, name);
    }
    String open = module.startsWith("_") ? module.substring(1) : module;
    String own = name.equals("ref") ? open : name; // `weakref` up to 3.8
    for (String spelling : List.of(module + "." + name, open + "." + name, own)) {
      if (layout.structOfType(spelling).isPresent()) {
        return spelling;
      }
    }
    return module + "." + name;
  }

  private void nameByRole() {
    Set<Long> values = new TreeSet<>();
    modules.forEach((dict, module) -> {
      if (FIRST.indexOf(module) == 0 || FIRST.indexOf(module) == 1) {
        name(typeOf(dicts.get(dict, "len")), "builtin_function_or_method");
        name(typeOf(dicts.get(dict, "None")), "NoneType");
        name(typeOf(dicts.get(dict, "Ellipsis")), "ellipsis");
        name(typeOf(dicts.get(dict, "NotImplemented")), "NotImplementedType");
      } else if (module.equals("sys")) {
        name(typeOf(dicts.get(dict, "implementation")), "types.SimpleNamespace");
        for (String record : RECORDS) {
          name(typeOf(dicts.get(dict, record)), "sys." + record);
        }
      }
      dicts.visit(
          dict,
          (key, value) -> {
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
      long compiled = typeIn(value, FUNCTION, "func_code");
      boolean isCode = isStatic(compiled) && names.getOrDefault(compiled, "code").equals("code");
      if (modules.containsKey(wordIn(value, FUNCTION, "func_globals")) && isCode) {
        name(type, "function");
        name(compiled, "code");
      } else if (modules.containsKey(wordIn(value, MODULE, "md_dict"))) {
        name(type, "module");
        name(typeIn(value, MODULE, "md_def"), "moduledef");
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
      long closure = wordIn(object, FUNCTION, "func_closure");
      if ("tuple".equals(names.get(typeOf(closure)))) {
        name(typeIn(closure, "PyTupleObject", "ob_item"), "cell");
      }
    }
  }

  /// {@return what stands in a field; 0 where this version has none such}
  private long wordIn(long object, String struct, String field) {
    StructLayout fields = layout.struct(struct);
    return object != 0 && fields.has(field) ? words.u64(object + fields.offset(field)) : 0;
  }

  private long typeIn(long object, String struct, String field) {
    return typeOf(wordIn(object, struct, field));
  }

  private @Nullable String kind(long object) {
    long first = wordIn(object, DESCRIPTOR, "d_type");
    String owner = names.get(first);
    if (owner != null && isStatic(first)) {
      String name = text(wordIn(object, DESCRIPTOR, "d_name"));
      for (Descriptor each : DESCRIPTORS) {
        if (each.owner.equals(owner) && each.name.equals(name)) {
          return each.kind;
        }
      }
      return null;
    }
    if ("code".equals(names.get(typeIn(object, FRAME, "f_code")))
        && "dict".equals(names.get(typeIn(object, FRAME, "f_globals")))
        && "dict".equals(names.get(typeIn(object, FRAME, "f_builtins")))) {
      return "frame";
    }
    boolean bound =
        "function".equals(names.get(typeIn(object, METHOD, "im_func")))
            && typeIn(object, METHOD, "im_self") != 0;
    return bound ? "method" : null;
  }
}
