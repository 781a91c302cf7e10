package dev.fathom.export.chrome;

import dev.fathom.model.Findings;
import dev.fathom.model.dialect.PathSyntax;
import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.References;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What references are called: by what leads there, without the marks that a language puts around
/// it. A key that is data is told by its type.
final class ReferenceNames {
  private static final int UNKNOWN = -1;

  /// A place in what does not keep what it leads to: an edge that is weak has a name.
  private static final String SOME_PLACE = "[*]";

  private final Findings findings;
  private final EdgeTable edges;
  private final References references;
  private final SnapshotStrings strings;

  /// Of each field, and of the keys of each type, the number of the name once it is known.
  private final int[] fields;

  private final int[] keys;

  ReferenceNames(Findings findings, SnapshotStrings strings) {
    this.findings = findings;
    this.references = findings.references();
    this.edges = references.edges();
    this.strings = strings;
    this.fields = unknown(references.fields().size());
    this.keys = unknown(findings.types().count());
  }

  private static int[] unknown(int count) {
    int[] numbers = new int[count];
    Arrays.fill(numbers, UNKNOWN);
    return numbers;
  }

  /// {@return what kind of edge a reference is that keeps what it leads to}
  EdgeType type(int edge) {
    if (edges.kind(edge) == EdgeKind.INDEX.code()) {
      return EdgeType.ELEMENT;
    }
    return spelling(edge) == null ? EdgeType.INTERNAL : EdgeType.PROPERTY;
  }

  /// {@return the number of its name, or its place}
  int name(int edge) {
    if (edges.kind(edge) == EdgeKind.INDEX.code()) {
      return Math.max(0, edges.name(edge)); // the file of a stranger may say anything
    }
    String spelling = spelling(edge);
    if (spelling != null) {
      return strings.number(spelling);
    }
    return edges.kind(edge) == EdgeKind.FIELD.code() ? field(edges.name(edge)) : key(edge);
  }

  /// {@return the number of the name of one that keeps nothing}
  int weakName(int edge) {
    return edges.kind(edge) == EdgeKind.INDEX.code() ? strings.number(SOME_PLACE) : name(edge);
  }

  private @Nullable String spelling(int edge) {
    return edges.named(edge) ? references.spellings().get(edges.name(edge)) : null;
  }

  private int field(int field) {
    List<String> names = references.fields();
    if (field < 0 || field >= fields.length) {
      return strings.number("?");
    }
    if (fields[field] == UNKNOWN) {
      fields[field] = strings.number(names.get(field));
    }
    return fields[field];
  }

  private int key(int edge) {
    int named = edges.name(edge);
    int type = findings.objects().type(named < 0 ? edges.target(edge) : named);
    PathSyntax syntax = findings.types().get(type).dialect().paths();
    if (named < 0) {
      return strings.number(syntax.key(null, ""));
    }
    if (keys[type] == UNKNOWN) {
      keys[type] = strings.number(syntax.key(null, findings.types().get(type).name()));
    }
    return keys[type];
  }
}
