package dev.fathom.model.object;

/// Where a word stands that is the address of C memory or of an object: that is held from there, as
/// far as one can see.
///
/// @param kind what has the word
/// @param name the library's file name, or `main thread`, `thread 4711`; of the target's choosing
/// @param symbol the variable in the library, or its address in the library's file (`+0x4f20`)
///   where its symbols do not tell; empty for a stack, and [#THREAD_LOCALS] for those
public record Holder(Kind kind, String name, String symbol) {
  /// Instead of a symbol: the variables that a thread has for itself.
  public static final String THREAD_LOCALS = "thread-locals";

  /// What a place begins with, in a variable or in a library's file.
  private static final String PLACE = "+0x";

  /// Follows a symbol whose word leads into the middle of memory.
  private static final String INSIDE = "~";

  /// {@return the same whose word leads into the middle of what it holds} So it counts only where
  /// nothing else does: it may be no more than a name or an iterator that lies in there.
  public Holder inside() {
    return new Holder(kind, name, symbol + INSIDE);
  }

  /// Whether its word leads into the middle of what it holds.
  public boolean leadsInside() {
    return isInside(symbol);
  }

  /// Whether a title is that of a place whose word leads into the middle of memory.
  public static boolean isInside(String title) {
    return title.endsWith(INSIDE);
  }

  /// {@return it as a reader knows it: `libfoo.so: cache`, `main thread's stack`}
  public String title() {
    return switch (kind) {
      case LIBRARY -> symbol.isEmpty() ? name : name + ": " + symbol;
      case STACK ->
          name + "'s " + (symbol.isEmpty() || symbol.equals(INSIDE) ? "stack" : "") + symbol;
    };
  }

  /// {@return a title without the place in the variable: parts of one table are called the same}
  /// `server+0x48` is a part of `server`; `libfoo.so: +0x48` is a variable of its own, as its
  /// symbols do not tell where one begins.
  public static String variable(String title) {
    String certain = isInside(title) ? title.substring(0, title.length() - 1) : title;
    int plus = certain.lastIndexOf(PLACE);
    return plus > 0 && certain.charAt(plus - 1) != ' ' ? certain.substring(0, plus) : certain;
  }

  /// {@return the place of a variable that has no name, as a title tells it; -1 where it has one}
  public static long place(String title) {
    String certain = isInside(title) ? title.substring(0, title.length() - 1) : title;
    int plus = certain.lastIndexOf(PLACE);
    if (plus < 2 || certain.charAt(plus - 1) != ' ') {
      return -1;
    }
    try {
      return Long.parseLong(certain.substring(plus + PLACE.length()), 16);
    } catch (NumberFormatException name) {
      return -1; // a symbol that reads like this
    }
  }

  /// What can have such a word.
  public enum Kind {
    /// The static variables of a library, or of the program.
    LIBRARY,
    /// The stack of a thread, its registers, or its own variables.
    STACK
  }
}
