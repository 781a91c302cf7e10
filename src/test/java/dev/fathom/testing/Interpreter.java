package dev.fathom.testing;

import java.nio.file.Path;

/// A CPython on this machine that runs.
///
/// @param name says which one it is in the name of a test, such as `python3.11.2 stripped`
/// @param path what to execute; may be a script that ends by executing the interpreter
/// @param version as it says itself, such as `3.11.2`
/// @param stripped whether the file that contains `PyType_Type` has no `.symtab`
/// @param hasNumpy whether it finds a numpy
public record Interpreter(
    String name, Path path, String version, boolean stripped, boolean hasNumpy) {

  /// Whether it is of this version or a later one.
  public boolean isAtLeast(int major, int minor) {
    String[] numbers = version.split("\\.", 3);
    int itsMajor = Integer.parseInt(numbers[0]);
    int itsMinor = Integer.parseInt(numbers[1]);
    return itsMajor > major || (itsMajor == major && itsMinor >= minor);
  }

  @Override
  public String toString() {
    return name;
  }
}
