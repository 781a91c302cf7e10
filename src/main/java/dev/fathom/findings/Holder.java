package dev.fathom.findings;

/// Where a word stands that is the address of C memory: the memory is held from there, as far as
/// one can see.
///
/// @param kind what has the word
/// @param name the library's file name, or `main thread`, `thread 4711`; of the target's choosing
/// @param symbol the variable in the library; empty where its symbols do not tell
public record Holder(Kind kind, String name, String symbol) {
  /// What can have such a word.
  public enum Kind {
    /// The static variables of a library, or of the program.
    LIBRARY,
    /// The stack of a thread.
    STACK
  }
}
