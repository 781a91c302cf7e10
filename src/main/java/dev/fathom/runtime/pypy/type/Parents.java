package dev.fathom.runtime.pypy.type;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which class of the interpreter's sources another extends, where the parent has fields that
/// programs are understood by: the table of types does not say.
final class Parents {
  private static final String STD = "pypy.objspace.std.";
  private static final String MAPDICT = STD + "mapdict.";
  private static final String USER = "pypy.interpreter.typedef.";
  private static final String USER_MARK = "User";
  private static final String FUNCTION = "pypy.interpreter.function.";
  private static final String GENERATOR = "pypy.interpreter.generator.";

  private static final String FRAME = STD + "frame.StdObjSpaceFrame";

  private static final Map<String, String> KNOWN =
      Map.ofEntries(
          Map.entry(
              STD + "dictmultiobject.W_DictObject", STD + "dictmultiobject.W_DictMultiObject"),
          Map.entry(
              STD + "dictmultiobject.W_ModuleDictObject",
              STD + "dictmultiobject.W_DictMultiObject"),
          Map.entry(STD + "setobject.W_SetObject", STD + "setobject.W_BaseSetObject"),
          Map.entry(STD + "setobject.W_FrozensetObject", STD + "setobject.W_BaseSetObject"),
          Map.entry(MAPDICT + "PlainAttribute", MAPDICT + "AbstractAttribute"),
          Map.entry(MAPDICT + "UnboxedPlainAttribute", MAPDICT + "PlainAttribute"),
          Map.entry(MAPDICT + "Terminator", MAPDICT + "AbstractAttribute"),
          Map.entry(MAPDICT + "DictTerminator", MAPDICT + "Terminator"),
          Map.entry(MAPDICT + "NoDictTerminator", MAPDICT + "Terminator"),
          Map.entry(MAPDICT + "DevolvedDictTerminator", MAPDICT + "Terminator"),
          Map.entry(FUNCTION + "Method", FUNCTION + "_Method"),
          Map.entry(FUNCTION + "BuiltinFunction", FUNCTION + "Function"),
          Map.entry(FUNCTION + "FunctionWithFixedCode", FUNCTION + "Function"),
          Map.entry(GENERATOR + "GeneratorIterator", GENERATOR + "GeneratorOrCoroutine"),
          Map.entry(GENERATOR + "Coroutine", GENERATOR + "GeneratorOrCoroutine"),
          Map.entry(FRAME, "pypy.interpreter.pyframe.PyFrame"),
          Map.entry("pypy.interpreter.pycode.PyCode", "pypy.interpreter.eval.Code"),
          Map.entry("pypy.interpreter.mixedmodule.MixedModule", "pypy.interpreter.module.Module"));

  private Parents() {}

  /// {@return what a class extends, or null where it does not matter} A subclass of a type of the
  /// language has a class of its own in the sources: `W_ListObjectUserDictWeakrefable`. It is told
  /// by the simple name of what it extends.
  static @Nullable String of(String source) {
    String known = KNOWN.get(source);
    if (known != null) {
      return known;
    }
    if (source.endsWith(".moduledef.Module")) {
      return "pypy.interpreter.mixedmodule.MixedModule";
    }
    int mark = source.startsWith(USER) ? source.indexOf(USER_MARK, USER.length()) : -1;
    return mark < 0 ? null : source.substring(USER.length(), mark);
  }
}
