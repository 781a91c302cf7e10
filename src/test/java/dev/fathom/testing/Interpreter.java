package dev.fathom.testing;

import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// A CPython on this machine that runs, or one that is wanted and missing.
///
/// @param name says which one it is in the name of a test, such as `python3.11.2 stripped`
/// @param path what to execute; may be a script that ends by executing the interpreter
/// @param version as it says itself, such as `3.11.2`
/// @param stripped whether the file that contains `PyType_Type` has no `.symtab`
/// @param hasNumpy whether it finds a numpy
public record Interpreter(
    String name, Path path, String version, boolean stripped, boolean hasNumpy) {

  private static final Path NOWHERE = Path.of("");

  /// One that is not on this machine. The first use of its path skips the test.
  static Interpreter missing(int major, int minor) {
    // The distribution's would have been stripped; tests choose by that.
    return new Interpreter(
        "python" + major + "." + minor + " missing",
        NOWHERE,
        major + "." + minor + ".?",
        true,
        false);
  }

  /// What to execute; if there is nothing, the calling test is skipped and says so.
  @Override
  public Path path() {
    orSkip();
    return path;
  }

  Interpreter orSkip() {
    Assumptions.assumeFalse(
        path.equals(NOWHERE), () -> "no Python " + minor() + " on this machine");
    return this;
  }

  private String minor() {
    return version.substring(0, version.lastIndexOf('.'));
  }

  /// Whether it is of this version.
  public boolean is(int major, int minor) {
    return version.startsWith(major + "." + minor + ".");
  }

  /// Whether it is of this version or a later one.
  public boolean isAtLeast(int major, int minor) {
    return number(0) > major || (number(0) == major && number(1) >= minor);
  }

  /// Whether its version is a lower one.
  boolean isOlderThan(Interpreter other) {
    return !isAtLeast(other.number(0), other.number(1));
  }

  private int number(int place) {
    return Integer.parseInt(version.split("\\.", 3)[place]);
  }

  @Override
  public String toString() {
    return name;
  }
}
