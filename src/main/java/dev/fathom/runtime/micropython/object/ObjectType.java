package dev.fathom.runtime.micropython.object;

import java.util.List;

/// A type of a program, or a sort of memory that has none.
///
/// @param id a number from 0 upwards
/// @param address of the type object; 0 where there is none
/// @param module where it was defined; empty for those of the language
/// @param name as the program spells it
/// @param structure of its instances
/// @param fields of a named tuple, in the order of its items; else none
public record ObjectType(
    int id, long address, String module, String name, Structure structure, List<String> fields) {
  public ObjectType {
    fields = List.copyOf(fields);
  }
}
