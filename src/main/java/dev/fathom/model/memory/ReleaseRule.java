package dev.fathom.model.memory;

/// How an allocator gives memory back to the kernel, in its own terms. What nobody tells is empty,
/// or nothing.
///
/// @param call what a program calls to have whole free pages given back, where it can be foretold
///   what that does ([Arena.Release]): `malloc_trim(0)`
/// @param otherwise what else gives them back, as a clause
/// @param purge the call that gives back at once what `otherwise` is about, in C
/// @param chunkKept bytes at the beginning of a free chunk that stay
/// @param topKept bytes at the end of a heap that stay whatever is done
/// @param topPad bytes that freeing leaves there besides
/// @param fixedThreshold the setting by which freeing gives back what is above `topPad`
/// @param fewerArenas the setting that has threads share arenas
/// @param freeing what it does with a chunk that is freed
public record ReleaseRule(
    String call,
    String otherwise,
    String purge,
    long chunkKept,
    long topKept,
    long topPad,
    String fixedThreshold,
    String fewerArenas,
    FreeingRule freeing) {
  /// Of an allocator that nobody knows.
  public static final ReleaseRule NONE = otherwise("", "");

  /// {@return the rule of an allocator whose calls do what cannot be foretold}
  ///
  /// @param otherwise what gives whole free pages back, as a clause
  /// @param purge the call that does so at once, in C
  public static ReleaseRule otherwise(String otherwise, String purge) {
    return new ReleaseRule("", otherwise, purge, 0, 0, 0, "", "", FreeingRule.NONE);
  }
}
