package dev.fathom.model.object;

import dev.fathom.model.dialect.ObjectPart;

/// Something that a runtime's own tool would say of one object: `REFCNT = 2`.
///
/// @param name in the runtime's words
/// @param value as that tool prints it; names in it are of the target's choosing
/// @param address where the memory begins that it is about; 0 where it is about none
/// @param part which part of the object says it
/// @param level 0 of the object itself; above it of what it leads to, so many steps away
public record Detail(String name, String value, long address, ObjectPart part, int level) {
  /// A detail of the object itself.
  public Detail(String name, String value, long address, ObjectPart part) {
    this(name, value, address, part, 0);
  }

  /// A detail of an object that is one piece.
  public Detail(String name, String value, long address) {
    this(name, value, address, ObjectPart.WHOLE, 0);
  }

  /// A detail that is not about other memory.
  public static Detail of(String name, String value) {
    return new Detail(name, value, 0);
  }

  /// {@return the same, as another part says it}
  public Detail in(ObjectPart where) {
    return new Detail(name, value, address, where, level);
  }

  /// {@return the same, as something tells it that is so many steps away}
  public Detail at(int steps) {
    return new Detail(name, value, address, part, steps);
  }
}
