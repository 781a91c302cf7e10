package dev.fathom.analysis.paths;

import dev.fathom.analysis.graph.Referrers;
import dev.fathom.analysis.graph.WordEdges;
import dev.fathom.model.Findings;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.dialect.PathSyntax;
import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.model.object.References;
import dev.fathom.model.object.TypeTable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/// Which object holds which, as the user sees it: what is in the dict of an instance's attributes
/// is held by the instance.
///
/// **Memory**: 8 bytes an object and 8 an edge.
final class Holding {
  private static final int NOBODY = -1;

  /// Stands for the name where paths are alike whatever it is: keys and places.
  private static final int ANY = 0;

  final EdgeTable edges;
  final Referrers referrers;

  private final ObjectTable objects;
  private final Dialect dialect;

  /// For each object that only stands for another the one that it stands for.
  private final int[] standsFor;

  private final boolean[] standing; // by field
  private final Set<Long> types = new HashSet<>();
  private final boolean[] defining; // by type
  private final WordEdges words;
  private final BitSet garbage;

  /// Hears that one object holds another.
  ///
  /// @see #holders
  interface Listener {
    /// Hears of one.
    ///
    /// @param object the other one
    /// @param label by what kind of reference: the same number for all that are alike
    /// @param edge the reference; where it goes through something that stands for the holder, its
    ///   second half
    /// @return whether to go on
    boolean holds(int object, long label, int edge);
  }

  /// @param garbage objects by which no other is held
  Holding(Findings findings, PathSyntax syntax, BitSet garbage) {
    this.garbage = garbage;
    this.objects = findings.objects();
    this.words = new WordEdges(findings);
    this.dialect = findings.dialect();
    this.edges = findings.references().edges();
    int count = objects.count();
    this.referrers = new Referrers(edges, count);
    References references = findings.references();
    standing = new boolean[references.fields().size()];
    for (int field = 0; field < standing.length; field++) {
      standing[field] = syntax.passesOn(syntax.field(references.fields().get(field)));
    }
    standsFor = new int[count];
    Arrays.fill(standsFor, NOBODY);
    for (int object = 0; object < count; object++) {
      for (int edge = edges.first(object); edge < edges.first(object + 1); edge++) {
        int target = edges.target(edge);
        if (toStandIn(edge) && target != object && standsFor[target] == NOBODY) {
          standsFor[target] = object;
        }
      }
    }
    defining = new boolean[findings.types().count()];
    for (int type = 0; type < defining.length; type++) {
      TypeTable.Type known = findings.types().get(type);
      types.add(known.address());
      defining[type] = known.dialect().isDefinition(known.qualifiedName());
    }
  }

  private boolean toStandIn(int edge) {
    return edges.kind(edge) == EdgeKind.FIELD.code() && standing[edges.name(edge)];
  }

  /// {@return a number that objects share that are alike: that of their type, or for chunks of C
  /// memory, of which nobody says the type, one for each size}
  int type(int object) {
    int type = objects.type(object);
    return type == 0 && dialect.isMereMemory()
        ? ~(int) Math.min(objects.shallow(object), Integer.MAX_VALUE)
        : type;
  }

  boolean areOfOneType(int one, int other) {
    return objects.type(one) == objects.type(other);
  }

  /// {@return whether it is a class or a function: it has a name of its own in the program}
  boolean isDefinition(int object) {
    int type = objects.type(object);
    return (type < defining.length && defining[type]) || types.contains(objects.address(object));
  }

  /// Whether a reference may be none. It is none if the program counts no more references than
  /// those that are certain.
  private boolean isDoubtful(int source, int edge) {
    return words.contains(source, edge);
  }

  private boolean mayBeReferredToByMore(int object) {
    int certain = 0;
    for (int at = referrers.first(object); at < referrers.first(object + 1); at++) {
      certain += isDoubtful(referrers.source(at), referrers.edge(at)) ? 0 : 1;
    }
    return objects.mayHaveMoreReferencesThan(object, certain);
  }

  /// Tells what holds an object: of what stands for another, that one alone. {@return how many
  /// references were looked at}
  int holders(int object, Listener listener) {
    int looks = 0;
    int end = referrers.first(object + 1);
    for (int at = referrers.first(object); at < end; at++) {
      looks++;
      int source = referrers.source(at);
      int edge = referrers.edge(at);
      int holder = standsFor[source] == NOBODY ? source : standsFor[source];
      boolean other = standsFor[object] != NOBODY && standsFor[object] != source;
      if (holder != object
          && !other
          && (!garbage.get(source) || garbage.get(object))
          && (!isDoubtful(source, edge) || mayBeReferredToByMore(object))
          && !listener.holds(holder, label(holder, edge, holder != source), edge)) {
        break;
      }
    }
    return looks;
  }

  /// Tells what an object holds. {@return how many references were looked at}
  int held(int object, Listener listener) {
    int looks = 0;
    for (int edge = edges.first(object); edge < edges.first(object + 1); edge++) {
      looks++;
      int target = edges.target(edge);
      if (target != object && !listener.holds(target, label(object, edge, false), edge)) {
        return looks;
      }
      if (toStandIn(edge) && standsFor[target] == object) {
        for (int inner = edges.first(target); inner < edges.first(target + 1); inner++) {
          looks++;
          int reached = edges.target(inner);
          if (reached != object && !listener.holds(reached, label(object, inner, true), inner)) {
            return looks;
          }
        }
      }
    }
    return looks;
  }

  /// {@return the references by which an object holds what an edge leads to: the edge alone where
  /// it is the object's own; where it is of something that stands for the object, first the one
  /// that leads there}
  ///
  /// @param edge as [#held] tells it
  int[] halves(int object, int edge) {
    if (edge >= edges.first(object) && edge < edges.first(object + 1)) {
      return new int[] {edge};
    }
    for (int first = edges.first(object); first < edges.first(object + 1); first++) {
      int target = edges.target(first);
      if (toStandIn(first)
          && standsFor[target] == object
          && edge >= edges.first(target)
          && edge < edges.first(target + 1)) {
        return new int[] {first, edge};
      }
    }
    return new int[] {edge};
  }

  private long label(int holder, int edge, boolean halfway) {
    int kind = edges.kind(edge);
    boolean anyKey = kind == EdgeKind.INDEX.code() || (kind == EdgeKind.KEY.code() && !halfway);
    boolean attribute = halfway && kind == EdgeKind.KEY.code();
    int word =
        EdgeTable.nameWord(
            attribute ? EdgeKind.ATTRIBUTE.code() : kind, anyKey ? ANY : edges.name(edge));
    return ((long) type(holder) << Integer.SIZE) | (word & 0xffffffffL);
  }
}
