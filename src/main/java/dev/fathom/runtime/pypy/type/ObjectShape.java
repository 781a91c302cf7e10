package dev.fathom.runtime.pypy.type;

/// What the instances of a type are to a program, where that is more than their fields say.
public enum ObjectShape {
  /// An instance of a class of the program: what its fields mean says its map.
  INSTANCE,
  /// A class.
  CLASS,
  /// A module.
  MODULE,
  /// The dict of a module, or of a class.
  NAMESPACE,
  /// The code of a function.
  CODE,
  /// A function that is running, or a generator's.
  FRAME,
  /// What the interpreter keeps of each thread.
  THREAD,
  /// What tells where machine code has references.
  TRACER,
  /// A piece of a deque.
  BLOCK,
  /// A str.
  TEXT,
  /// The bytes of a str, or a name.
  BYTES,
  /// A plain object.
  OTHER;

  private static final String USER = "pypy.interpreter.typedef.";

  static ObjectShape of(String source, StructFields fields) {
    if (source.startsWith(USER) && fields.offset("inst_map") >= 0) {
      return INSTANCE;
    }
    return switch (source) {
      case "pypy.objspace.std.typeobject.W_TypeObject" -> CLASS;
      case "pypy.interpreter.module.Module", "pypy.interpreter.mixedmodule.MixedModule" -> MODULE;
      case "pypy.objspace.std.dictmultiobject.W_ModuleDictObject" -> NAMESPACE;
      case "pypy.interpreter.pycode.PyCode" -> CODE;
      case "pypy.interpreter.pyframe.PyFrame", "pypy.objspace.std.frame.StdObjSpaceFrame" -> FRAME;
      case "pypy.interpreter.executioncontext.ExecutionContext" -> THREAD;
      case "pypy.objspace.std.unicodeobject.W_UnicodeObject" -> TEXT;
      case "pypy.module._collections.interp_deque.Block" -> BLOCK;
      case "GCREFTRACER" -> TRACER;
      case "rpy_string" -> BYTES;
      default -> source.endsWith(".moduledef.Module") ? MODULE : OTHER;
    };
  }
}
