package dev.fathom.model.object;

import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.dialect.NoRuntime;
import java.util.ArrayList;
import java.util.BitSet;
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
  /// @param dialect in whose words it is told
  /// @param runtime the place of the instance that it is of among those of the target
  public record Type(long address, String module, String name, Dialect dialect, int runtime) {
    /// A type of the only instance, or of the first.
    public Type(long address, String module, String name, Dialect dialect) {
      this(address, module, name, dialect, 0);
    }

    /// {@return the type of C memory that several objects share, whatever they are of}
    public static Type ofSharedChunks() {
      return new Type(0, "", PlainMemory.CHUNK.type(), new NoRuntime());
    }

    /// {@return the name as code would write it}
    public String qualifiedName() {
      return dialect.type(module, name);
    }
  }

  private static final Type UNNAMED = new Type(0, "", "", new NoRuntime());

  private final List<Type> types = new ArrayList<>();
  private final Map<Integer, InstanceLayout> layouts = new HashMap<>();
  private final List<Head> heads = new ArrayList<>();
  private final BitSet mapped = new BitSet();

  public void put(int id, Type type) {
    while (types.size() <= id) {
      types.add(UNNAMED);
    }
    types.set(id, type);
  }

  /// Says that the instances of a type are mappings and large static variables: memory that no
  /// allocator handed out and no runtime manages. They count as far as they are resident.
  public void putMapped(int id) {
    mapped.set(id);
  }

  /// {@return whether its instances are memory that no allocator handed out}
  public boolean isMapped(int id) {
    return mapped.get(id);
  }

  /// Says what head the instances of a type have.
  public void putHead(int id, Head head) {
    while (heads.size() <= id) {
      heads.add(Head.NONE);
    }
    heads.set(id, head);
  }

  /// {@return the head of its instances; [Head#NONE] where nobody told, as in a file}
  public Head head(int id) {
    return id < heads.size() ? heads.get(id) : Head.NONE;
  }

  /// {@return whether anybody told the head of any type}
  public boolean tellsHeads() {
    return heads.stream().anyMatch(head -> !head.equals(Head.NONE));
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

  /// {@return the ids of the types that a person means by a name: those with this qualified name;
  /// if there are none, those that their module or package calls so} `Node` is `app.Node`.
  public BitSet called(String name) {
    BitSet exact = new BitSet();
    BitSet brief = new BitSet();
    for (int id = 0; id < types.size(); id++) {
      Type type = types.get(id);
      exact.set(id, type.qualifiedName().equals(name));
      brief.set(id, type.dialect().briefType(type.module(), type.name()).equals(name));
      brief.set(id, brief.get(id) || type.name().endsWith("::" + name)); // of C++
    }
    return exact.isEmpty() ? brief : exact;
  }

  public Type get(int id) {
    return id < types.size() ? types.get(id) : UNNAMED;
  }
}
