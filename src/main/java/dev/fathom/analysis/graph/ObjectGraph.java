package dev.fathom.analysis.graph;

import dev.fathom.model.Cursor;
import dev.fathom.model.Findings;
import dev.fathom.model.memory.Area;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.HeldObjects;
import dev.fathom.model.object.Holder;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.model.object.References;
import dev.fathom.model.object.RootKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A graph in compressed rows: node 0 stands for everything outside, node `n + 1` for object `n`.
///
/// @param nodes number of nodes
/// @param firsts where each node's successors begin; one entry more than there are nodes
/// @param successors of all nodes
// Plain arrays: they are what the algorithms work on, and a graph is never compared.
@SuppressWarnings("ArrayRecordComponent")
public record ObjectGraph(int nodes, int[] firsts, int[] successors) {
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
    /// A variable of a library, or C memory that one leads to; and nothing of the above.
    LIBRARY,
    /// The stack of a thread, or C memory that it leads to; and nothing of the above.
    STACK,
    /// Nothing that Fathom can see: C memory, or a cycle that is not collected yet.
    UNSEEN
  }

  /// Makes the graph, and decides what is reached from where. **Cost**: some 50 ns an edge.
  public static ObjectGraph of(Findings findings) {
    EdgeTable edges = findings.references().edges();
    int objects = findings.objects().count();
    int[] firstsOf = edges.firstsOf(objects);
    int[] targets = edges.targets();
    int[] outside = outside(findings);
    int[] firsts = new int[objects + 2];
    int[] successors = Arrays.copyOf(outside, outside.length + targets.length);
    for (int object = 0; object <= objects; object++) {
      firsts[object + 1] = outside.length + firstsOf[object];
    }
    for (int edge = 0; edge < targets.length; edge++) {
      successors[outside.length + edge] = targets[edge] + 1;
    }
    return new ObjectGraph(objects + 1, firsts, successors);
  }

  /// {@return the nodes that no other node's going would free: those from which all are reached,
  /// and what stays as long as the process does}
  private static int[] outside(Findings findings) {
    IntStream entries = Entries.of(findings).all().stream().mapToInt(Entry::object);
    ObjectTable objects = findings.objects();
    IntStream numbers =
        IntStream.range(0, objects.count())
            .filter(object -> objects.role(object) == ObjectRole.SMALL_INT);
    return Stream.of(entries, numbers, statics(findings).stream())
        .flatMapToInt(all -> all)
        .distinct()
        .map(object -> object + 1)
        .toArray();
  }

  static List<Entry> entries(Findings findings, EdgeTable edges, int objects) {
    List<Entry> entries = new ArrayList<>();
    Reach reach = new Reach(edges, objects);
    for (References.Root root : findings.references().roots()) {
      if (root.holder() == RootKind.MODULE) {
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
    addRest(entries, reach, objects, Kind.STATIC, statics(findings)::get);
    addHeld(entries, reach, findings, Holder.Kind.LIBRARY, Kind.LIBRARY);
    addHeld(entries, reach, findings, Holder.Kind.STACK, Kind.STACK);
    addRest(entries, reach, objects, Kind.UNSEEN, object -> true);
    return entries;
  }

  /// First those that nothing refers to: what they hold needs no entry of its own. Then what is
  /// left, which is cycles.
  private static void addRest(
      List<Entry> entries, Reach reach, int objects, Kind kind, IntPredicate which) {
    BitSet heads = reach.heads();
    for (boolean headsOnly : new boolean[] {true, false}) {
      for (int object = headsOnly ? heads.nextSetBit(0) : 0;
          object >= 0 && object < objects;
          object = headsOnly ? heads.nextSetBit(object + 1) : object + 1) {
        if (!reach.reached(object) && which.test(object)) {
          reach.from(object);
          entries.add(new Entry(object, "", kind));
        }
      }
    }
  }

  /// A word outside all objects may be left over from earlier, or not count as a reference. So it
  /// counts only where nothing better is known, and where the object is referred to more often than
  /// by the objects that are known. Two that lead to objects of which one holds the other both
  /// count.
  private static void addHeld(
      List<Entry> entries, Reach reach, Findings findings, Holder.Kind holders, Kind kind) {
    HeldObjects held = findings.references().held();
    List<Holder> known = findings.buffers().holders();
    BitSet candidates = new BitSet();
    for (int at = 0; at < held.count(); at++) {
      if (known.get(held.holder(at)).kind() == holders && !reach.reached(held.object(at))) {
        candidates.set(held.object(at));
      }
    }
    Map<Integer, Integer> references =
        candidates.isEmpty() ? Map.of() : reach.referencesTo(candidates);
    int first = entries.size();
    for (int at = 0; at < held.count(); at++) {
      int object = held.object(at);
      if (candidates.get(object)
          && findings
              .objects()
              .mayHaveMoreReferencesThan(object, references.getOrDefault(object, 0))) {
        entries.add(new Entry(object, known.get(held.holder(at)).title(), kind));
      }
    }
    for (Entry entry : entries.subList(first, entries.size())) {
      reach.from(entry.object());
    }
  }

  /// {@return the objects that no allocator handed out}
  private static BitSet statics(Findings findings) {
    ObjectTable objects = findings.objects();
    BitSet statics = new BitSet();
    List<Area> areas = findings.areas().stream().filter(area -> area.kind().staticData()).toList();
    Cursor at = Cursor.of(findings);
    for (Area area : areas) {
      int end = objects.atOrBelow(area.end() - 1) + 1;
      for (int object = objects.atOrBelow(area.start() - 1) + 1; object < end; object++) {
        if (at.moveTo(objects.address(object)).layer() == Cursor.Layer.AREA) {
          statics.set(object);
        }
      }
    }
    return statics;
  }
}
