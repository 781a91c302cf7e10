package dev.fathom.runtime;

import dev.fathom.malloc.Violations;
import dev.fathom.model.object.Head;
import dev.fathom.model.object.InstanceLayout;

/// Hears of the types of an instance of a runtime, in no order.
public interface TypeSink extends Violations {
  /// Names a type.
  ///
  /// @param id a number from 0 upwards, of the instance's own choosing
  /// @param address of the type object
  /// @param module where it was defined; empty if unknown
  /// @param name qualified name inside the module
  void type(int id, long address, String module, String name);

  /// Tells what head the instances of a type have; a type of which nothing is told has none.
  void head(int type, Head head);

  /// Tells how the instances of a type are laid out.
  void layout(int type, InstanceLayout layout);

  /// Whether the contents of strings are wanted too, as spellings; else only names are told.
  boolean values();
}
