package dev.fathom.export.chrome;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.graph.Dominators;
import dev.fathom.analysis.graph.OwnSizes;
import dev.fathom.model.Findings;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.model.object.PlainMemory;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The nodes and their edges, in the order in which they are written: what is outside the objects,
/// the objects in address order, objects that are told together, and further parts of what is too
/// large for one node.
///
/// The dominators of these nodes are those of the objects, also where many are told together: to
/// each object that has a node leads an edge from the object that dominates it, and all other edges
/// come from objects that this one dominates, too.
///
/// **Memory**: that of [OwnNodes], [GroupNodes] and [Outside], and a bit an object.
final class SnapshotGraph {
  /// Fewer would tell nothing.
  private static final int FEWEST = 64;

  /// DevTools and memlab keep 32 bits of a size.
  private static final long MOST_BYTES = 1L << 31;

  private static final String THROUGH_OTHERS = "through others";
  private static final String ANOTHER_PART = "another part of it";

  private final ObjectTable objects;
  private final Findings findings;
  private final EdgeTable edges;
  private final Dominators dominators;
  private final OwnSizes sizes;
  private final OwnNodes own;
  private final GroupNodes groups;
  private final Outside outside;
  private final BitSet garbage;

  /// The objects with a node to which a reference leads from the one that dominates them.
  private final BitSet referred = new BitSet();

  private final int firstObject;
  private final int firstGroup;
  private final int firstPart;
  private final List<Part> parts = new ArrayList<>();

  /// Where among the parts those of a node begin.
  private final Map<Integer, Integer> partsOf = new HashMap<>();

  /// What of a node has no room in it.
  private record Part(int node, long bytes) {}

  private SnapshotGraph(Analysis analysis, OwnNodes own, GroupNodes groups) {
    this.findings = analysis.findings();
    this.objects = findings.objects();
    this.edges = findings.references().edges();
    this.dominators = analysis.dominators();
    this.sizes = analysis.sizes();
    this.own = own;
    this.groups = groups;
    this.outside = Outside.of(analysis, own);
    this.garbage = analysis.entries().garbage(findings);
    this.firstObject = outside.nodes().size();
    this.firstGroup = firstObject + own.count();
    this.firstPart = firstGroup + groups.count();
    if (own.someTogether()) {
      findReferred();
    }
    findParts();
  }

  /// Draws the graph. **Cost**: where all objects have nodes, that of [Outside]; else some 100 ns
  /// an object and some 10 an edge.
  ///
  /// @param most how many nodes; a few more where there are more types than that
  static SnapshotGraph of(Analysis analysis, int most) {
    ObjectTable objects = analysis.findings().objects();
    OwnNodes own = OwnNodes.all(objects.count());
    GroupNodes groups = GroupNodes.of(objects, analysis.sizes(), own);
    for (int some = most - most / 4;
        own.count() + groups.count() > most && some >= FEWEST;
        some /= 2) {
      own = OwnNodes.largest(analysis.retained(), analysis.dominators(), objects.count(), some);
      groups = GroupNodes.of(objects, analysis.sizes(), own);
    }
    return new SnapshotGraph(analysis, own, groups);
  }

  private void findReferred() {
    for (int place = 0; place < own.count(); place++) {
      int object = own.object(place);
      int end = edges.first(object + 1);
      for (int edge = edges.first(object); edge < end; edge++) {
        int target = edges.target(edge);
        if (dominators.of(target) == object && own.place(target) >= 0 && !weak(object, target)) {
          referred.set(target);
        }
      }
    }
  }

  private void findParts() {
    for (int node = 0; node < firstPart; node++) {
      for (long left = whole(node) - MOST_BYTES; left > 0; left -= MOST_BYTES) {
        partsOf.putIfAbsent(node, parts.size());
        parts.add(new Part(node, Math.min(left, MOST_BYTES)));
      }
    }
  }

  OwnNodes own() {
    return own;
  }

  /// {@return whether something is so large that it has several nodes}
  boolean somethingParted() {
    return !parts.isEmpty();
  }

  /// {@return how many nodes there are; the first is the root}
  int nodes() {
    return firstPart + parts.size();
  }

  NodeType type(int node) {
    if (node < firstObject) {
      return outside.nodes().get(node).type();
    }
    return node < firstPart ? NodeType.OBJECT : type(parts.get(node - firstPart).node());
  }

  /// {@return the id of the type of the object or objects that a node is; -1 for none}
  int typeOfObjects(int node) {
    if (node < firstObject) {
      return -1;
    }
    if (node < firstGroup) {
      return objects.type(own.object(node - firstObject));
    }
    return node < firstPart
        ? groups.type(node - firstGroup)
        : typeOfObjects(parts.get(node - firstPart).node());
  }

  /// {@return the name of a node: of an object that of its type}
  String name(int node) {
    int type = typeOfObjects(node);
    if (type >= 0) {
      return findings.types().get(type).qualifiedName();
    }
    int outer = node < firstPart ? node : parts.get(node - firstPart).node();
    return outside.nodes().get(outer).name();
  }

  /// {@return its own size in bytes}
  long bytes(int node) {
    return node < firstPart
        ? Math.min(whole(node), MOST_BYTES)
        : parts.get(node - firstPart).bytes();
  }

  /// {@return what it and its further parts take}
  private long whole(int node) {
    if (node < firstObject) {
      return outside.nodes().get(node).bytes();
    }
    return node < firstGroup
        ? sizes.allocated(own.object(node - firstObject))
        : groups.bytes(node - firstGroup);
  }

  /// {@return its number, which the same memory has in another snapshot of the process}
  long id(int node, NodeIds ids) {
    if (node < firstObject) {
      return ids.ofOther(name(node).hashCode(), bytes(node));
    }
    if (node < firstGroup) {
      return ids.ofObject(objects.address(own.object(node - firstObject)), bytes(node));
    }
    if (node < firstPart) {
      int keeper = groups.keeper(node - firstGroup);
      long above = keeper == Dominators.OUTSIDE ? 0 : objects.address(keeper);
      return ids.ofOther(above + name(node).hashCode(), whole(node));
    }
    return ids.ofOther(node - firstPart, bytes(node));
  }

  /// Tells the edges of a node.
  void edges(int node, EdgeSink sink) {
    if (node < firstObject) {
      OuterNode outer = outside.nodes().get(node);
      outer.edges(own, firstObject, sink);
      if (outside.isSmaller(outer)) {
        groups(Dominators.OUTSIDE, sink);
      }
    } else if (node < firstGroup) {
      int object = own.object(node - firstObject);
      references(object, sink);
      if (own.someTogether()) {
        kept(object, sink);
        groups(object, sink);
      }
    }
    Integer first = partsOf.get(node);
    for (int part = first == null ? parts.size() : first;
        part < parts.size() && parts.get(part).node() == node;
        part++) {
      sink.named(EdgeType.INTERNAL, ANOTHER_PART, firstPart + part);
    }
  }

  private void references(int object, EdgeSink sink) {
    int end = edges.first(object + 1);
    for (int edge = edges.first(object); edge < end; edge++) {
      int place = own.place(edges.target(edge));
      if (place >= 0) {
        sink.reference(edge, weak(object, edges.target(edge)), firstObject + place);
      }
    }
  }

  /// Whether a reference keeps nothing: a collector would free what has it.
  private boolean weak(int object, int target) {
    return garbage.get(object) && !garbage.get(target);
  }

  /// Those to which the ways lead through objects that have no node.
  private void kept(int object, EdgeSink sink) {
    int end = dominators.endBelow(object);
    for (int at = dominators.firstBelow(object); at < end; at++) {
      int below = dominators.below(at);
      if (own.place(below) >= 0 && !referred.get(below)) {
        sink.named(EdgeType.INTERNAL, THROUGH_OTHERS, firstObject + own.place(below));
      }
    }
  }

  private void groups(int keeper, EdgeSink sink) {
    for (int group = groups.first(keeper);
        group < groups.count() && groups.keeper(group) == keeper;
        group++) {
      String several = PlainMemory.several(groups.objects(group), name(firstGroup + group));
      sink.named(EdgeType.INTERNAL, several, firstGroup + group);
    }
  }
}
