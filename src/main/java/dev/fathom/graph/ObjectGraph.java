package dev.fathom.graph;

import dev.fathom.findings.EdgeTable;
import dev.fathom.findings.Findings;
import dev.fathom.findings.References;
import dev.fathom.runtime.ReferenceSink;
import java.util.ArrayList;
import java.util.List;

/// A graph in compressed rows: node 0 stands for everything outside, node `n + 1` for object `n`.
///
/// @param nodes number of nodes
/// @param firsts where each node's successors begin; one entry more than there are nodes
/// @param successors of all nodes
/// @param entries how the successors of node 0 are reached, in their order
// Plain arrays: they are what the algorithms work on, and a graph is never compared.
@SuppressWarnings("ArrayRecordComponent")
public record ObjectGraph(int nodes, int[] firsts, int[] successors, List<Entry> entries) {
  /// The node outside all objects.
  public static final int OUTSIDE = 0;

  /// Why an object is a root.
  ///
  /// @param object the object
  /// @param path how the user gets there; of the target's choosing
  /// @param kind what holds it
  public record Entry(int object, String path, Kind kind) {}

  /// What holds a root.
  public enum Kind {
    /// A module.
    MODULE,
    /// A running function, and no module.
    FUNCTION,
    /// A static object of the interpreter or an extension.
    STATIC,
    /// Nothing that Fathom can see: C memory, or a cycle that is not collected yet.
    UNSEEN
  }

  /// Makes the graph, and decides what is reached from where. **Cost**: some 50 ns an edge.
  public static ObjectGraph of(Findings findings) {
    EdgeTable edges = findings.references().edges();
    int objects = findings.objects().count();
    List<Entry> entries = Entries.of(findings).all();
    int[] firsts = new int[objects + 2];
    int[] successors = new int[entries.size() + edges.count()];
    for (int entry = 0; entry < entries.size(); entry++) {
      successors[entry] = entries.get(entry).object() + 1;
    }
    firsts[1] = entries.size();
    for (int object = 0; object < objects; object++) {
      firsts[object + 1] = entries.size() + edges.first(object);
    }
    firsts[objects + 1] = successors.length;
    for (int edge = 0; edge < edges.count(); edge++) {
      successors[entries.size() + edge] = edges.target(edge) + 1;
    }
    return new ObjectGraph(objects + 1, firsts, successors, entries);
  }

  static List<Entry> entries(Findings findings, EdgeTable edges, int objects) {
    List<Entry> entries = new ArrayList<>();
    Reach reach = new Reach(edges, objects);
    for (References.Root root : findings.references().roots()) {
      if (root.holder() == ReferenceSink.Holder.MODULE) {
        reach.from(root.object());
        entries.add(new Entry(root.object(), root.path(), Kind.MODULE));
      }
    }
    // What a module holds too is the module's: it does not go when the function returns.
    for (References.Root root : findings.references().roots()) {
      if (!reach.reached(root.object())) {
        reach.from(root.object());
        entries.add(new Entry(root.object(), root.path(), Kind.FUNCTION));
      }
    }
    for (Kind kind : new Kind[] {Kind.STATIC, Kind.UNSEEN}) {
      // First those that nothing refers to: what they hold needs no entry of its own. Then what is
      // left, which is cycles.
      for (boolean headsOnly : new boolean[] {true, false}) {
        for (int object = 0; object < objects; object++) {
          if (!reach.reached(object)
              && (kind == Kind.UNSEEN || isStatic(findings, object))
              && (!headsOnly || reach.isHead(object))) {
            reach.from(object);
            entries.add(new Entry(object, "", kind));
          }
        }
      }
    }
    return entries;
  }

  /// Whether no allocator handed an object out.
  private static boolean isStatic(Findings findings, int object) {
    long address = findings.objects().address(object);
    return findings.blocks().state(findings.blocks().at(address)) == 0
        && findings.chunks().state(findings.chunks().at(address)) == 0;
  }
}
