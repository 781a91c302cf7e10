package dev.fathom.findings;

import dev.fathom.runtime.InstanceLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
  private final Map<Integer, InstanceLayout> layouts = new HashMap<>();

  public void put(int id, Type type) {
    while (types.size() <= id) {
      types.add(UNNAMED);
    }
    types.set(id, type);
  }

  /// Says how the instances of a type are laid out.
  public void putLayout(int id, InstanceLayout layout) {
    layouts.put(id, layout);
  }

  /// {@return how its instances are laid out; [InstanceLayout#UNKNOWN] where nobody told}
  public InstanceLayout layout(int id) {
    return layouts.getOrDefault(id, InstanceLayout.UNKNOWN);
  }

  /// {@return the types whose instances' layout is known, in ascending order}
  public List<Integer> laidOut() {
    return layouts.keySet().stream().sorted().toList();
  }

  public int count() {
    return types.size();
  }

  public Type get(int id) {
    return id < types.size() ? types.get(id) : UNNAMED;
  }
}
