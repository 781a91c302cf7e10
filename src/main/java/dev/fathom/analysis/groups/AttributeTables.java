package dev.fathom.analysis.groups;

import dev.fathom.model.Findings;
import dev.fathom.model.dialect.PathSyntax;
import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.EdgeTable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The objects that hold all that another one has: `dict of Node`. A language does not write the
/// step that leads to one.
///
/// **Memory**: 4 bytes an object. **Cost**: some nanoseconds an edge.
final class AttributeTables {
  private static final int NONE = -1;

  /// Those of objects of several types.
  private static final int MANY = -2;

  private final Findings findings;

  /// Of an object whose attributes each has, the type.
  private final int[] owners;

  AttributeTables(Findings findings) {
    this.findings = findings;
    this.owners = new int[findings.objects().count()];
    Arrays.fill(owners, NONE);
    boolean[] passes = passing(findings);
    EdgeTable edges = findings.references().edges();
    for (int object = 0; object < owners.length; object++) {
      int type = findings.objects().type(object);
      for (int edge = edges.first(object); edge < edges.first(object + 1); edge++) {
        if (edges.kind(edge) == EdgeKind.FIELD.code() && passes[edges.name(edge)]) {
          int table = edges.target(edge);
          owners[table] = owners[table] == NONE || owners[table] == type ? type : MANY;
        }
      }
    }
  }

  /// {@return for each field whether it leads to all that an object has}
  private static boolean[] passing(Findings findings) {
    List<PathSyntax> languages =
        IntStream.range(0, findings.types().count())
            .mapToObj(type -> findings.types().get(type).dialect().paths())
            .distinct()
            .toList();
    List<String> fields = findings.references().fields();
    boolean[] passing = new boolean[fields.size()];
    for (int field = 0; field < passing.length; field++) {
      String name = fields.get(field);
      passing[field] =
          languages.stream()
              .anyMatch(language ->
                  language.passesOn(language.field(name)) && !language.mapping(false).equals(name));
    }
    return passing;
  }

  /// {@return whether an object is such a one}
  boolean contains(int object) {
    return owners[object] != NONE;
  }

  /// {@return a number for the type of those whose attributes an object has; 0 where it has none's}
  int owner(int object) {
    return owners[object] == MANY ? 1 : owners[object] == NONE ? 0 : owners[object] + 2;
  }

  /// {@return what is said behind the type of an object: ` of Node`}
  ///
  /// @param owner what [#owner] gave
  String words(int owner) {
    return switch (owner) {
      case 0 -> "";
      case 1 -> " of several";
      default -> " of " + findings.types().get(owner - 2).qualifiedName();
    };
  }
}
