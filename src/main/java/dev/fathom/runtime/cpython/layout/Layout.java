package dev.fathom.runtime.cpython.layout;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How one X.Y of CPython lays out its structs. Immutable.
public final class Layout {
  private final String version;
  private final Constants constants;
  private final Map<String, StructLayout> structs;
  private final Map<String, StructLayout> structsByType;
  private final List<RuntimeLayout> runtimes;

  Layout(
      String version,
      Constants constants,
      Map<String, StructLayout> structs,
      Map<String, StructLayout> structsByType,
      List<RuntimeLayout> runtimes) {
    this.version = version;
    this.constants = constants;
    this.structs = structs;
    this.structsByType = structsByType;
    this.runtimes = runtimes;
  }

  /// {@return X.Y}
  public String version() {
    return version;
  }

  public Constants constants() {
    return constants;
  }

  /// {@return the struct of an object, or of what objects consist of}
  ///
  /// @throws IllegalArgumentException if the version has none of that name, which is a mistake of
  ///   the caller
  public StructLayout struct(String name) {
    return require(structs, name, version);
  }

  public Optional<StructLayout> find(String name) {
    return Optional.ofNullable(structs.get(name));
  }

  public Collection<StructLayout> structs() {
    return structs.values();
  }

  /// {@return the struct of the instances of a type, by its `tp_name`, if it is one of the
  /// interpreter's own}
  ///
  /// A `class` statement makes types of any name, `list` included: ask this only for static types
  /// and for heap types whose name has a dot, which no class statement gives. Any other type has
  /// the struct of its `tp_base`, and what its own `tp_basicsize` adds.
  public Optional<StructLayout> structOfType(String typeName) {
    return Optional.ofNullable(structsByType.get(typeName));
  }

  /// {@return the known layouts of the interpreter's own state, older builds first}
  public List<RuntimeLayout> runtimes() {
    return runtimes;
  }

  /// {@return the layout of exactly this build, if it is known}
  public Optional<RuntimeLayout> runtime(String buildId) {
    return runtimes.stream().filter(runtime -> runtime.isOf(buildId)).findFirst();
  }

  static StructLayout require(Map<String, StructLayout> structs, String name, String version) {
    StructLayout found = structs.get(name);
    if (found == null) {
      throw new IllegalArgumentException("CPython " + version + " has no struct " + name);
    }
    return found;
  }
}
