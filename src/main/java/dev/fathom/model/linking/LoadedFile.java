package dev.fathom.model.linking;

/// A file as a process has it loaded.
///
/// @param number of the file in the graph
/// @param namespace 0 for the program's own; others are made by `dlmopen`
/// @param bias what was added to the addresses in the file
/// @param start where it is mapped first
/// @param end the end of its last file mapping
/// @param device of the file, and with the inode which file it is
/// @param inode of the file
/// @param state whether the file is still where it was
/// @param memory what it takes
public record LoadedFile(
    int number,
    int namespace,
    long bias,
    long start,
    long end,
    String device,
    long inode,
    State state,
    Memory memory) {
  /// Whether a file is still where it was.
  public enum State {
    THERE,
    /// There is no file of that name any more.
    DELETED,
    /// There is another one.
    REPLACED
  }

  /// What a file takes in a process, in bytes.
  ///
  /// @param mapped of it, in memory or not
  /// @param resident in memory
  /// @param own of that, what no other process maps
  /// @param written of that, pages that are not the file's any more
  /// @param relocated of those, pages that hold places that the loader filled in
  /// @param patched pages of code that are not the file's any more
  /// @param writableCode mapped so that it can be written and executed
  public record Memory(
      long mapped,
      long resident,
      long own,
      long written,
      long relocated,
      long patched,
      long writableCode) {}
}
