package dev.fathom.survey;

import dev.fathom.model.object.BufferTable;
import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.HeldObjects;
import dev.fathom.model.object.ObjectTable;
import dev.fathom.model.object.References;
import dev.fathom.model.object.SparseTables;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Puts objects that were found last, and so have the highest numbers, in their places among the
/// others: objects are numbered by address.
///
/// **Cost**: some nanoseconds an object and an edge.
final class Renumbering {
  /// Of each number so far the one among all.
  private final int[] numbers;

  /// The other way round.
  private final int[] before;

  private Renumbering(int[] before) {
    this.before = before;
    this.numbers = new int[before.length];
    for (int object = 0; object < before.length; object++) {
      numbers[before[object]] = object;
    }
  }

  /// Finds the places.
  ///
  /// @param objects all but the last ones, in address order
  /// @param last where those are that follow, in no order; none is where another object is
  static Renumbering of(ObjectTable objects, long[] last) {
    int[] sorted =
        IntStream.range(0, last.length)
            .boxed()
            .sorted(Comparator.comparingLong(at -> last[at]))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] before = new int[objects.count() + last.length];
    int next = 0;
    int inserted = 0;
    for (int object = 0; object <= objects.count(); object++) {
      while (inserted < sorted.length
          && (object == objects.count()
              || Long.compareUnsigned(last[sorted[inserted]], objects.address(object)) < 0)) {
        before[next++] = objects.count() + sorted[inserted++];
      }
      if (object < objects.count()) {
        before[next++] = object;
      }
    }
    return new Renumbering(before);
  }

  /// {@return the number of an object among all}
  int of(int object) {
    return object < 0 ? object : numbers[object];
  }

  /// Has the buffers belong to the new numbers.
  void renumber(BufferTable buffers) {
    buffers.owners(this::of);
  }

  SparseTables of(SparseTables tables) {
    SparseTables renumbered = new SparseTables();
    for (int at = 0; at < tables.count(); at++) {
      renumbered.add(
          of(tables.object(at)),
          tables.address(at),
          tables.bytes(at),
          tables.entries(at),
          tables.rebuilt(at));
    }
    return renumbered;
  }

  References of(References references) {
    EdgeTable edges = new EdgeTable();
    EdgeTable old = references.edges();
    for (int former : before) {
      edges.next();
      for (int edge = old.first(former); edge < old.first(former + 1); edge++) {
        int kind = old.kind(edge);
        boolean named = kind == EdgeKind.KEY.code() || kind == EdgeKind.ATTRIBUTE.code();
        if (old.leadsToMiddle(edge)) {
          edges.addToMiddle(of(old.target(edge)), kind, old.name(edge));
        } else {
          edges.add(of(old.target(edge)), kind, named ? of(old.name(edge)) : old.name(edge));
        }
      }
    }
    List<References.Root> roots =
        references.roots().stream()
            .map(root -> new References.Root(of(root.object()), root.holder(), root.path()))
            .toList();
    Map<Integer, String> spellings = new HashMap<>();
    references.spellings().forEach((object, text) -> spellings.put(of(object), text));
    HeldObjects held = new HeldObjects();
    for (int at = 0; at < references.held().count(); at++) {
      held.add(of(references.held().object(at)), references.held().holder(at));
    }
    return new References(edges, roots, spellings, references.fields(), held);
  }
}
