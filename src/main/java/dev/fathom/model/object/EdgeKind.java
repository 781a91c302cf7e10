package dev.fathom.model.object;

/// By what an object refers to another.
public enum EdgeKind {
  /// The key of a table: `name` is the address of the key object.
  KEY(0),
  /// An attribute or variable: `name` is the address of the object that spells it.
  ATTRIBUTE(1),
  /// A place in a sequence: `name` counts from 0.
  INDEX(2),
  /// A field of a structure: `name` is a number that `ReferenceSink.field` gave.
  FIELD(3);

  private final int code;

  EdgeKind(int code) {
    this.code = code;
  }

  /// {@return the number that stands for it in columns; it does not change}
  public int code() {
    return code;
  }
}
