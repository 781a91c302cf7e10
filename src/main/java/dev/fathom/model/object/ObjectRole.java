package dev.fathom.model.object;

/// What an object is to its interpreter, beyond being an object of the user's.
public enum ObjectRole {
  /// Nothing special.
  ORDINARY(0),
  /// A string that all who spell it share, or the table of these.
  INTERNED(1),
  /// A small number that all who mean it share.
  SMALL_INT(2),
  /// The compiled code of a function.
  CODE(3);

  private static final ObjectRole[] BY_CODE = {ORDINARY, INTERNED, SMALL_INT, CODE};

  private final int code;

  ObjectRole(int code) {
    this.code = code;
  }

  /// {@return the number that stands for it in columns; it does not change}
  public int code() {
    return code;
  }

  public static ObjectRole of(int code) {
    return BY_CODE[code];
  }
}
