package dev.fathom.analysis.returned;

/// Who keeps memory that is freed from going back: its live pieces stand on the same pages.
///
/// @param kind what it is
/// @param path the expression for it; of the target's choosing; empty where it is no object
/// @param type its qualified type; empty where it is no object
/// @param bytes of what is freed that stay because of it
public record Keeper(Kind kind, String path, String type, long bytes) {
  /// What keeps memory.
  public enum Kind {
    /// An object that the program has a name for.
    OWNER("owner"),
    /// Live memory that no object owns.
    UNOWNED("unowned"),
    /// The allocator: what threads cache, heads of free chunks, the end of a heap, pools that never
    /// go back.
    ALLOCATOR("allocator");

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
