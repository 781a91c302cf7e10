package dev.fathom.findings;

import java.util.ArrayList;
import java.util.List;

/// The types of a runtime, by id.
public final class TypeTable {
  /// One type.
  ///
  /// @param address of the type object; 0 for one that is no object
  /// @param module where it was defined; may be empty. A name of the target's choosing: escape it
  /// @param name qualified name in its module; likewise
  public record Type(long address, String module, String name) {
    /// {@return the name as code would write it: without the module for Python's builtins, and
    /// where the name has it already (Perl: `Foo::Bar=HASH`)}
    public String qualifiedName() {
      boolean complete =
          module.isEmpty() || module.equals("builtins") || name.startsWith(module + "=");
      return complete ? name : module + "." + name;
    }
  }

  private static final Type UNNAMED = new Type(0, "", "");

  private final List<Type> types = new ArrayList<>();

  public void put(int id, Type type) {
    while (types.size() <= id) {
      types.add(UNNAMED);
    }
    types.set(id, type);
  }

  public int count() {
    return types.size();
  }

  public Type get(int id) {
    return id < types.size() ? types.get(id) : UNNAMED;
  }
}
