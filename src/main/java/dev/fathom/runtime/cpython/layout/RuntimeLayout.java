package dev.fathom.runtime.cpython.layout;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The layout of the interpreter's own state in some builds of a version.
public final class RuntimeLayout {
  /// A build that was looked at.
  ///
  /// @param version X.Y.Z
  /// @param buildId of its executable or libpython, in lower-case hexadecimal digits
  public record Build(String version, String buildId) {}

  private final List<Build> builds;
  private final Map<String, StructLayout> structs;

  RuntimeLayout(List<Build> builds, Map<String, StructLayout> structs) {
    this.builds = builds;
    this.structs = structs;
  }

  /// {@return the builds that have it, in the order of their versions}
  public List<Build> builds() {
    return builds;
  }

  public boolean isOf(String buildId) {
    return builds.stream().anyMatch(build -> build.buildId().equals(buildId));
  }

  /// {@return the struct, such as `PyInterpreterState`}
  ///
  /// @throws IllegalArgumentException if these builds have none of that name, which is a mistake of
  ///   the caller
  public StructLayout struct(String name) {
    return Layout.require(structs, name, builds.getFirst().version());
  }

  public Optional<StructLayout> find(String name) {
    return Optional.ofNullable(structs.get(name));
  }
}
