package dev.fathom.runtime.pypy.type;

import java.util.Map;

/// What a type is called.
///
/// @param module empty for those of the language, and of memory that no program knows as an object
/// @param name in its module
public record TypeName(String module, String name) {
  private static final String STRUCT = "GcStruct ";
  private static final String ARRAY = "GcArray of ";
  private static final String POINTER = "* ";
  private static final int LONGEST = 120;

  /// What Python calls the classes of the interpreter's sources.
  private static final Map<String, String> OF_THE_LANGUAGE =
      Map.ofEntries(
          Map.entry("pypy.objspace.std.listobject.W_ListObject", "list"),
          Map.entry("pypy.objspace.std.tupleobject.W_TupleObject", "tuple"),
          Map.entry(
              "pypy.objspace.std.specialisedtupleobject.W_SpecialisedTupleObject_oo", "tuple"),
          Map.entry(
              "pypy.objspace.std.specialisedtupleobject.W_SpecialisedTupleObject_ii", "tuple"),
          Map.entry(
              "pypy.objspace.std.specialisedtupleobject.W_SpecialisedTupleObject_ff", "tuple"),
          Map.entry("pypy.objspace.std.unicodeobject.W_UnicodeObject", "str"),
          Map.entry("pypy.objspace.std.bytesobject.W_BytesObject", "bytes"),
          Map.entry("pypy.objspace.std.bytearrayobject.W_BytearrayObject", "bytearray"),
          Map.entry("pypy.objspace.std.intobject.W_IntObject", "int"),
          Map.entry("pypy.objspace.std.longobject.W_LongObject", "int"),
          Map.entry("pypy.objspace.std.boolobject.W_BoolObject", "bool"),
          Map.entry("pypy.objspace.std.floatobject.W_FloatObject", "float"),
          Map.entry("pypy.objspace.std.complexobject.W_ComplexObject", "complex"),
          Map.entry("pypy.objspace.std.dictmultiobject.W_DictObject", "dict"),
          Map.entry("pypy.objspace.std.dictmultiobject.W_ModuleDictObject", "dict"),
          Map.entry("pypy.objspace.std.setobject.W_SetObject", "set"),
          Map.entry("pypy.objspace.std.setobject.W_FrozensetObject", "frozenset"),
          Map.entry("pypy.objspace.std.typeobject.W_TypeObject", "type"),
          Map.entry("pypy.objspace.std.sliceobject.W_SliceObject", "slice"),
          Map.entry("pypy.objspace.std.memoryobject.W_MemoryView", "memoryview"),
          Map.entry("pypy.interpreter.function.Function", "function"),
          Map.entry("pypy.interpreter.function.FunctionWithFixedCode", "function"),
          Map.entry("pypy.interpreter.function.BuiltinFunction", "builtin_function_or_method"),
          Map.entry("pypy.interpreter.function.Method", "method"),
          Map.entry("pypy.interpreter.function.StaticMethod", "staticmethod"),
          Map.entry("pypy.interpreter.function.ClassMethod", "classmethod"),
          Map.entry("pypy.interpreter.nestedscope.Cell", "cell"),
          Map.entry("pypy.interpreter.generator.GeneratorIterator", "generator"),
          Map.entry("pypy.interpreter.generator.Coroutine", "coroutine"),
          Map.entry("pypy.interpreter.module.Module", "module"),
          Map.entry("pypy.interpreter.pycode.PyCode", "code"),
          Map.entry("pypy.interpreter.pyframe.PyFrame", "frame"),
          Map.entry("pypy.objspace.std.frame.StdObjSpaceFrame", "frame"),
          Map.entry("pypy.interpreter.pytraceback.PyTraceback", "traceback"),
          Map.entry("pypy.module.__builtin__.descriptor.W_Property", "property"),
          Map.entry("pypy.module._collections.interp_deque.W_Deque", "deque"),
          Map.entry("pypy.objspace.std.noneobject.W_NoneObject", "NoneType"));

  /// {@return what the struct of the sources is called: the part before its fields}
  ///
  /// @param text of the type: `GcStruct pypy.interpreter.pyframe.PyFrame { super, … }`
  public static String source(String text) {
    int brace = text.indexOf('{');
    String head = (brace < 0 ? text : text.substring(0, brace)).strip();
    return head.startsWith(STRUCT) ? head.substring(STRUCT.length()) : head;
  }

  /// {@return what a type is called}
  ///
  /// @param text of the type
  public static TypeName of(String text) {
    String source = source(text);
    if (source.startsWith(ARRAY)) {
      return new TypeName("", "(array of " + brief(source.substring(ARRAY.length())) + ")");
    }
    String known = OF_THE_LANGUAGE.get(source);
    if (known != null) {
      return new TypeName("", known);
    }
    int dot = source.lastIndexOf('.');
    return dot < 0
        ? new TypeName("", "(" + source + ")")
        : new TypeName(source.substring(0, dot), source.substring(dot + 1));
  }

  private static String brief(String item) {
    String name = item.startsWith(POINTER) ? item.substring(POINTER.length()) : item;
    if (name.startsWith(STRUCT)) {
      name = name.substring(STRUCT.length());
    }
    name = name.substring(name.lastIndexOf('.') + 1).strip();
    return name.length() <= LONGEST ? name : name.substring(0, LONGEST);
  }
}
