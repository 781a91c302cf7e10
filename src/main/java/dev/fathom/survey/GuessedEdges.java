package dev.fathom.survey;

import dev.fathom.model.column.IntColumn;
import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.ObjectTable;
import java.util.BitSet;

/// References that only seem to be some: words that are addresses of objects, in structures that
/// nobody described. One counts where the runtime counts more references to the object than are
/// known: what is weak, borrowed or left over is not counted, and so makes no owner.
///
/// **Memory**: 12 bytes a guess.
final class GuessedEdges {
  /// What comes after so many is no heap but an attack on our memory.
  private static final int MOST = 1 << 26;

  private final IntColumn sources = new IntColumn();
  private final IntColumn targets = new IntColumn();
  private final IntColumn fields = new IntColumn();

  void add(int source, int target, int field) {
    if (sources.count() < MOST) {
      sources.add(source);
      targets.add(target);
      fields.add(field);
    }
  }

  /// {@return the edges together with the guesses that count} **Cost**: some nanoseconds an edge;
  /// nothing where there are no guesses.
  ///
  /// @param edges of which none is asked for any more
  /// @param others how many objects that follow those, of which nobody counts references
  EdgeTable into(EdgeTable edges, ObjectTable objects, int others) {
    BitSet counting = counting(edges, objects, others);
    if (counting.isEmpty()) {
      return edges;
    }
    int count = objects.count() + others;
    int[] more = new int[count + 1];
    for (int guess = counting.nextSetBit(0); guess >= 0; guess = counting.nextSetBit(guess + 1)) {
      more[sources.get(guess) + 1]++;
    }
    for (int object = 0; object < count; object++) {
      more[object + 1] += more[object];
    }
    int[] bySource = new int[counting.cardinality()];
    int[] next = more.clone();
    for (int guess = counting.nextSetBit(0); guess >= 0; guess = counting.nextSetBit(guess + 1)) {
      bySource[next[sources.get(guess)]++] = guess;
    }
    EdgeTable all = new EdgeTable();
    int added = 0;
    for (int object = 0; object < count; object++) {
      if (more[object] < more[object + 1]) {
        all.moveRuns(edges, added, object + 1);
        added = object + 1;
      }
      for (int at = more[object]; at < more[object + 1]; at++) {
        all.add(targets.get(bySource[at]), EdgeKind.FIELD.code(), fields.get(bySource[at]));
      }
    }
    all.moveRuns(edges, added, count);
    return all;
  }

  private BitSet counting(EdgeTable edges, ObjectTable objects, int others) {
    BitSet counting = new BitSet();
    if (sources.count() == 0) {
      return counting;
    }
    BitSet wanted = new BitSet(objects.count() + others);
    for (int guess = 0; guess < targets.count(); guess++) {
      wanted.set(targets.get(guess));
    }
    int[] known = new int[objects.count() + others];
    for (int edge = 0; edge < edges.count(); edge++) {
      if (wanted.get(edges.target(edge))) {
        known[edges.target(edge)]++;
      }
    }
    for (int guess = 0; guess < targets.count(); guess++) {
      int target = targets.get(guess);
      if (target >= objects.count() || objects.mayHaveMoreReferencesThan(target, known[target])) {
        known[target]++;
        counting.set(guess);
      }
    }
    return counting;
  }
}
