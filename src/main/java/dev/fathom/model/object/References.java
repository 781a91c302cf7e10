package dev.fathom.model.object;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// What the objects refer to, and from where they are reached.
///
/// @param edges from object to object
/// @param roots objects that something outside all objects refers to
/// @param spellings of objects that name others, by object
/// @param fields names of fields, by the number that edges carry
/// @param held objects that a word outside all objects leads to, whatever else does
public record References(
    EdgeTable edges,
    List<Root> roots,
    Map<Integer, String> spellings,
    List<String> fields,
    HeldObjects held) {
  /// Instead of the name of a field: what leads there is C memory of the object.
  public static final String THROUGH_MEMORY = "~";

  /// {@return the object to which a field of another leads}
  ///
  /// @param field its name, as [#fields] has it
  public OptionalInt target(int object, String field) {
    for (int edge = edges.first(object); edge < edges.first(object + 1); edge++) {
      if (edges.kind(edge) == EdgeKind.FIELD.code() && fields.get(edges.name(edge)).equals(field)) {
        return OptionalInt.of(edges.target(edge));
      }
    }
    return OptionalInt.empty();
  }

  /// A place from which objects are reached.
  ///
  /// @param object the object
  /// @param holder what refers to it
  /// @param path how the user gets there: `__main__`, `serve()$line`; of the target's choosing
  public record Root(int object, RootKind holder, String path) {}
}
