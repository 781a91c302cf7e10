package dev.fathom.model.linking;

/// A module of a language that its interpreter has, or that a file brought to it.
///
/// @param name as a program imports it; of a file the last part of that; of the target's choosing
/// @param kind how it is included
/// @param file the number of the file that it is in
/// @param bytes of its compiled program; of a frozen one alone, and 0 where objects stand for it
public record IncludedModule(String name, Kind kind, int file, long bytes) {
  /// How a module is included.
  public enum Kind {
    /// Compiled into the interpreter.
    BUILT_IN("built-in"),
    /// Its compiled program is data of the interpreter.
    FROZEN("frozen"),
    /// A library that was loaded for it.
    EXTENSION("extension");

    private final String id;

    Kind(String id) {
      this.id = id;
    }

    /// {@return its name in JSON; it does not change}
    public String id() {
      return id;
    }
  }
}
