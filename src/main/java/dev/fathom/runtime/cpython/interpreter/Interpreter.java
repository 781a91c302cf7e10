package dev.fathom.runtime.cpython.interpreter;

import dev.fathom.model.Identity;
import dev.fathom.runtime.cpython.layout.Layout;
import dev.fathom.runtime.cpython.layout.Layouts;
import dev.fathom.runtime.cpython.struct.Offsets;
import dev.fathom.runtime.cpython.struct.PythonVersion;
import dev.fathom.target.LoadedModule;
import dev.fathom.target.Target;
import dev.fathom.target.Words;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The CPython in a target: where it is loaded, which one it is, and its layout.
///
/// `PyType_Type` is exported by every build, stripped ones too, and is all that is needed to find
/// types; nothing else names the interpreter for certain (a program may embed it).
///
/// @param module the library or program that contains it; null in a core that does not tell it
/// @param typeType address of `PyType_Type`
/// @param typeNames of static types that cannot be read where the types say
/// @param version which one
/// @param layout its structures; empty where that version is not known
/// @param limits what cannot be answered, a sentence each
public record Interpreter(
    @Nullable LoadedModule module,
    long typeType,
    Map<Long, String> typeNames,
    PythonVersion version,
    Optional<Layout> layout,
    List<String> limits) {

  // Include/internal/pycore_debug_offsets.h: 3.13 and later begin _PyRuntime with these.
  private static final long DEBUG_COOKIE = 0x79706775_62656478L; // "xdebugpy"
  private static final long DEBUG_FREE_THREADED = 16;

  public static Optional<Interpreter> find(Target target) {
    Words words = new Words(target.memory());
    for (LoadedModule module : target.modules()) {
      OptionalLong typeType = module.address("PyType_Type");
      if (typeType.isPresent()) {
        PythonVersion version = PythonVersion.of(target, module, words);
        if (version.major() == 0 && isCore(target)) {
          version = InterpreterSearch.of(target, words).version();
        }
        return Optional.of(of(target, module, typeType.getAsLong(), version, words));
      }
    }
    return isCore(target) ? inMemory(target, words) : Optional.empty();
  }

  private static boolean isCore(Target target) {
    return target.identity().kind() == Identity.Kind.CORE;
  }

  private static Optional<Interpreter> inMemory(Target target, Words words) {
    InterpreterSearch.Found found = InterpreterSearch.of(target, words);
    return found.typeType() == 0
        ? Optional.empty()
        : Optional.of(of(target, null, found.typeType(), found.version(), words));
  }

  private static Interpreter of(
      Target target,
      @Nullable LoadedModule module,
      long typeType,
      PythonVersion version,
      Words words) {
    if (module != null && freeThreaded(module, words)) {
      return without(
          module,
          typeType,
          version,
          "this is a free-threaded build of CPython, whose objects Fathom cannot read yet");
    }
    Optional<Layout> layout = Layouts.forVersion(version.major(), version.minor());
    if (layout.isEmpty() || version.before(2, 7)) {
      return without(
          module,
          typeType,
          version,
          "the layout of CPython "
              + (version.text().isEmpty() ? "of this version" : version.text())
              + " is not known: pools are read by their structure, objects are not");
    }
    Map<Long, String> names =
        StaticTypeNames.of(
            typeType, layout.get(), Offsets.of(layout.get(), version), target, words);
    return new Interpreter(
        module,
        typeType,
        names,
        version,
        layout,
        names.isEmpty()
            ? List.of()
            : List.of(
                "the core lacks the interpreter's constants: types of C are called as the modules"
                    + " call them, and some have no name"));
  }

  private static Interpreter without(
      @Nullable LoadedModule module, long typeType, PythonVersion version, String limit) {
    return new Interpreter(module, typeType, Map.of(), version, Optional.empty(), List.of(limit));
  }

  private static boolean freeThreaded(LoadedModule module, Words words) {
    OptionalLong runtime = module.address("_PyRuntime");
    return runtime.isPresent()
        && words.u64(runtime.getAsLong()) == DEBUG_COOKIE
        && words.u64(runtime.getAsLong() + DEBUG_FREE_THREADED) != 0;
  }

  public boolean stripped() {
    return module == null || module.isStripped();
  }
}
