package dev.fathom.runtime.cpython;

import dev.fathom.elf.ElfFormatException;
import dev.fathom.runtime.cpython.layout.Layout;
import dev.fathom.runtime.cpython.layout.Layouts;
import dev.fathom.target.LoadedModule;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The CPython in a target: where it is loaded, which one it is, and its layout.
///
/// `PyType_Type` is exported by every build, stripped ones too, and is all that is needed to find
/// types; nothing else names the interpreter for certain (a program may embed it).
///
/// @param module the library or program that contains it
/// @param typeType address of `PyType_Type`
/// @param version which one
/// @param layout its structures; empty where that version is not known
/// @param limits what cannot be answered, a sentence each
record Interpreter(
    LoadedModule module,
    long typeType,
    PythonVersion version,
    Optional<Layout> layout,
    List<String> limits) {

  // Include/internal/pycore_debug_offsets.h: 3.13 and later begin _PyRuntime with these.
  private static final long DEBUG_COOKIE = 0x79706775_62656478L; // "xdebugpy"
  private static final long DEBUG_FREE_THREADED = 16;

  static Optional<Interpreter> find(Target target) {
    Words words = new Words(target.memory());
    for (LoadedModule module : target.modules()) {
      OptionalLong typeType = module.address("PyType_Type");
      if (typeType.isPresent()) {
        return Optional.of(of(target, module, typeType.getAsLong(), words));
      }
    }
    return Optional.empty();
  }

  private static Interpreter of(Target target, LoadedModule module, long typeType, Words words) {
    PythonVersion version = PythonVersion.of(target, module, words);
    if (freeThreaded(module, words)) {
      return new Interpreter(
          module,
          typeType,
          version,
          Optional.empty(),
          List.of(
              "this is a free-threaded build of CPython, whose objects Fathom cannot read yet"));
    }
    Optional<Layout> layout = Layouts.forVersion(version.major(), version.minor());
    if (layout.isEmpty() || version.before(2, 7)) {
      return new Interpreter(
          module,
          typeType,
          version,
          Optional.empty(),
          List.of(
              "the layout of CPython "
                  + (version.text().isEmpty() ? "of this version" : version.text())
                  + " is not known: pools are read by their structure, objects are not"));
    }
    return new Interpreter(module, typeType, version, layout, List.of());
  }

  private static boolean freeThreaded(LoadedModule module, Words words) {
    OptionalLong runtime = module.address("_PyRuntime");
    return runtime.isPresent()
        && words.u64(runtime.getAsLong()) == DEBUG_COOKIE
        && words.u64(runtime.getAsLong() + DEBUG_FREE_THREADED) != 0;
  }

  boolean stripped() {
    try {
      return module.image().isStripped();
    } catch (ElfFormatException malformed) {
      return true; // no section table to be read: nothing there to name anything
    }
  }
}
