package dev.fathom.analysis.diff;

import dev.fathom.analysis.graph.ObjectGraph;
import dev.fathom.analysis.graph.OwnerPaths;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.EdgeTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;

/// Decides who is named for what came and went, and adds it up.
///
/// A row is an object that was there before and still is, by which enough has grown that no row
/// below it tells of. Where most of that is one new object, such as a variable that did not exist,
/// that one gets a row of its own; where most of what went was one object, likewise. Each object
/// that is new, gone, or of another size then counts for the nearest row above it, in the tree of
/// its own side. So the rows add up to the whole difference.
final class Growth {
  /// What is less than this share of all that came and went is told with the rest.
  private static final double SMALLEST_SHARE = 0.01;

  private static final long SMALLEST_BYTES = 4096;

  /// A single object with this share of a row's growth gets a row of its own.
  private static final double DOMINANT = 0.5;

  /// A node passes its growth on to the one below that has this share of it.
  private static final double PASSES_ON = 0.8;

  /// So many of the largest owners are matched by path where their address is new.
  private static final int BY_PATH = 1000;

  private static final int LONGEST_WAY = 12;

  private static final String ATTRIBUTES = ".__dict__";

  private final Side before;
  private final Side after;
  private final Matching matching;
  private final Difference.Told told;

  /// The rows, and for each node the one that tells of it.
  private final List<Row> rows = new ArrayList<>();

  private final int[] rowBefore;
  private final int[] rowAfter;

  /// @param old the node in the tree of the earlier side, or -1
  /// @param young that in the later one, or -1
  private record Row(int old, int young) {}

  Growth(Side before, Side after, Matching matching, Difference.Told told) {
    this.before = before;
    this.after = after;
    this.matching = matching;
    this.told = told;
    this.rowBefore = new int[before.objects() + 1];
    this.rowAfter = new int[after.objects() + 1];
    matchByPath();
    chooseRows();
  }

  /// A process that was started anew has the same variables at other addresses.
  private void matchByPath() {
    if (matching.matched() > Math.min(before.objects(), after.objects()) / 2) {
      return;
    }
    for (Owners.Owner owner : after.owners().largest(BY_PATH)) {
      int young = after.findings().objects().atOrBelow(owner.address());
      List<OwnerPaths.Step> way = after.owners().paths().steps(young);
      int old = way.size() > LONGEST_WAY ? Matching.NONE : before.owners().paths().at(way);
      if (old != Matching.NONE
          && matching.after(old) == Matching.NONE
          && matching.before(young) == Matching.NONE
          && matching.types().before(before.type(old))
              == matching.types().after(after.type(young))) {
        matching.match(old, young);
      }
    }
  }

  private void chooseRows() {
    long threshold = threshold();
    long[] grown = grown();
    int[] order = after.order();
    int[] rowAt = new int[after.objects() + 1];
    Arrays.fill(rowAt, -1);
    rows.add(new Row(ObjectGraph.OUTSIDE, ObjectGraph.OUTSIDE));
    rowAt[ObjectGraph.OUTSIDE] = 0;
    // What rows at and below each node tell of.
    long[] covered = new long[after.objects() + 1];
    for (int at = order.length - 1; at > 0; at--) {
      int node = order[at];
      int old = matching.before(node - 1);
      if (old != Matching.NONE && Math.abs(grown[node] - covered[node]) >= threshold) {
        rowAt[node] = rows.size();
        rows.add(new Row(old + 1, node));
        covered[node] = grown[node];
      }
      covered[after.above(node)] += covered[node];
    }
    int[] rowAtBefore = new int[before.objects() + 1];
    Arrays.fill(rowAtBefore, -1);
    spread(rowAt, rowAtBefore);
    int persistent = rows.size();
    singleOut(after, rowAfter, rowAt, matching.isNew().and(told.fresh()), threshold, persistent);
    if (told.rest()) {
      singleOut(before, rowBefore, rowAtBefore, matching.isGone(), threshold, persistent);
    }
    spread(rowAt, rowAtBefore);
  }

  /// {@return by how much what is at and below each node of the later side has grown} What went
  /// counts where the nearest object above it is now that is still there.
  private long[] grown() {
    long[] grown = new long[after.objects() + 1];
    for (int object = 0; object < after.objects(); object++) {
      grown[object + 1] = change(object);
    }
    if (told.rest()) {
      int[] anchors = new int[before.objects() + 1];
      for (int node : before.order()) {
        if (node != ObjectGraph.OUTSIDE) {
          int young = matching.after(node - 1);
          anchors[node] = young == Matching.NONE ? anchors[before.above(node)] : young + 1;
          grown[anchors[node]] -= young == Matching.NONE ? before.own(node - 1) : 0;
        }
      }
    }
    int[] order = after.order();
    for (int at = order.length - 1; at > 0; at--) {
      grown[after.above(order[at])] += grown[order[at]];
    }
    return grown;
  }

  /// {@return by how much an object of the later side takes more itself}
  private long change(int object) {
    int old = matching.before(object);
    if (old == Matching.NONE) {
      return told.fresh().test(object) ? after.own(object) : 0;
    }
    return told.rest() ? after.own(object) - before.own(old) : 0;
  }

  private long threshold() {
    long moved = 0;
    for (int object = 0; object < after.objects(); object++) {
      moved += matching.before(object) == Matching.NONE ? after.own(object) : 0;
    }
    for (int object = 0; object < before.objects(); object++) {
      moved += matching.after(object) == Matching.NONE ? before.own(object) : 0;
    }
    return Math.max(SMALLEST_BYTES, (long) (SMALLEST_SHARE * moved));
  }

  /// Gives each node its row: on the later side the nearest one at or above it; on the earlier side
  /// that of its later self, or else of the node above it.
  private void spread(int[] rowAt, int[] rowAtBefore) {
    for (int node : after.order()) {
      rowAfter[node] = rowAt[node] >= 0 ? rowAt[node] : rowAfter[after.above(node)];
    }
    for (int node : before.order()) {
      if (node == ObjectGraph.OUTSIDE) {
        rowBefore[node] = 0;
      } else if (rowAtBefore[node] >= 0) {
        rowBefore[node] = rowAtBefore[node];
      } else {
        int young = matching.after(node - 1);
        rowBefore[node] =
            young == Matching.NONE ? rowBefore[before.above(node)] : rowAfter[young + 1];
      }
    }
  }

  /// Gives rows to single objects that make up most of what came to a row, or went from it.
  ///
  /// @param unmatched which objects are on this side only
  /// @param persistent how many rows there are of objects on both sides
  private void singleOut(
      Side side, int[] rowOf, int[] rowAt, IntPredicate unmatched, long threshold, int persistent) {
    int[] heaviest = heaviest(side);
    // By row: the unmatched objects directly below what is matched, and what they come to.
    List<List<Integer>> heads = new ArrayList<>();
    long[] remaining = new long[persistent];
    for (int row = 0; row < persistent; row++) {
      heads.add(new ArrayList<>());
    }
    for (int node : side.order()) {
      int above = node == ObjectGraph.OUTSIDE ? -1 : side.above(node);
      if (above < 0 || !unmatched.test(node - 1)) {
        continue;
      }
      if (above == ObjectGraph.OUTSIDE || !unmatched.test(above - 1)) {
        remaining[rowOf[node]] += side.retained(node);
        if (side.retained(node) >= threshold) {
          heads.get(rowOf[node]).add(node);
        }
      }
    }
    for (int row = 0; row < persistent; row++) {
      heads.get(row).sort(Comparator.<Integer>comparingLong(side::retained).reversed());
      for (int head : heads.get(row)) {
        if (side.retained(head) < DOMINANT * remaining[row]) {
          break;
        }
        remaining[row] -= side.retained(head);
        int at = head;
        while (heaviest[at] >= 0
            && unmatched.test(heaviest[at] - 1)
            && side.retained(heaviest[at]) >= PASSES_ON * side.retained(at)) {
          at = heaviest[at];
        }
        rowAt[at] = rows.size();
        rows.add(side == after ? new Row(-1, at) : new Row(at, -1));
      }
    }
  }

  /// {@return for each node the one directly below it that keeps the most, or -1}
  private static int[] heaviest(Side side) {
    int[] heaviest = new int[side.objects() + 1];
    Arrays.fill(heaviest, -1);
    for (int node : side.order()) {
      int above = side.above(node);
      if (above >= 0
          && (heaviest[above] < 0 || side.retained(node) > side.retained(heaviest[above]))) {
        heaviest[above] = node;
      }
    }
    return heaviest;
  }

  /// {@return the rows, the largest change first, the rest last}
  List<OwnerDelta> owners() {
    int types = matching.types().count();
    long[][] counts = new long[rows.size()][types];
    long[][] bytes = new long[rows.size()][types];
    for (int object = 0; object < after.objects(); object++) {
      long change = change(object);
      boolean fresh = matching.before(object) == Matching.NONE && told.fresh().test(object);
      if (fresh || change != 0) {
        int type = matching.types().after(after.type(object));
        counts[rowAfter[object + 1]][type] += fresh ? 1 : 0;
        bytes[rowAfter[object + 1]][type] += change;
      }
    }
    for (int object = 0; object < before.objects() && told.rest(); object++) {
      if (matching.after(object) == Matching.NONE) {
        int type = matching.types().before(before.type(object));
        counts[rowBefore[object + 1]][type]--;
        bytes[rowBefore[object + 1]][type] -= before.own(object);
      }
    }
    List<OwnerDelta> owners = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      long count = Arrays.stream(counts[row]).sum();
      long size = Arrays.stream(bytes[row]).sum();
      if (count != 0 || size != 0) {
        owners.add(owner(rows.get(row), counts[row], bytes[row], count, size));
      }
    }
    owners.sort(
        Comparator.<OwnerDelta>comparingInt(owner -> owner.path().isEmpty() ? 1 : 0)
            .thenComparing(
                Comparator.<OwnerDelta>comparingLong(owner -> Math.abs(owner.retainedDelta()))
                    .reversed())
            .thenComparing(OwnerDelta::path));
    return owners;
  }

  private OwnerDelta owner(Row row, long[] counts, long[] bytes, long count, long size) {
    int main = 0;
    for (int type = 1; type < bytes.length; type++) {
      if (Math.abs(bytes[type]) > Math.abs(bytes[main])) {
        main = type;
      }
    }
    Entries entries = entries(row);
    return new OwnerDelta(
        path(row),
        type(row),
        row.young() < 0,
        count,
        size,
        matching.types().qualifiedName(main),
        counts[main],
        entries.name(),
        entries.delta());
  }

  private String path(Row row) {
    if (row.young() == ObjectGraph.OUTSIDE) {
      return "";
    }
    Side side = row.young() < 0 ? before : after;
    int node = row.young() < 0 ? row.old() : row.young();
    String path = side.owners().paths().path(node - 1);
    return path.endsWith(ATTRIBUTES)
        ? path.substring(0, path.length() - ATTRIBUTES.length())
        : path;
  }

  private String type(Row row) {
    if (row.young() == ObjectGraph.OUTSIDE) {
      return "";
    }
    return row.young() < 0
        ? matching.types().qualifiedName(matching.types().before(before.type(row.old() - 1)))
        : matching.types().qualifiedName(matching.types().after(after.type(row.young() - 1)));
  }

  /// By how much an owner's own entries have become more.
  private record Entries(String name, long delta) {}

  private Entries entries(Row row) {
    if (row.young() == ObjectGraph.OUTSIDE) {
      return new Entries("", 0);
    }
    long keys =
        entries(after, row.young(), EdgeKind.KEY) - entries(before, row.old(), EdgeKind.KEY);
    long items =
        entries(after, row.young(), EdgeKind.INDEX) - entries(before, row.old(), EdgeKind.INDEX);
    if (keys != 0) {
      return new Entries("keys", keys);
    }
    return items == 0 ? new Entries("", 0) : new Entries("items", items);
  }

  private static long entries(Side side, int node, EdgeKind kind) {
    if (node <= ObjectGraph.OUTSIDE) {
      return 0;
    }
    EdgeTable edges = side.findings().references().edges();
    long count = 0;
    for (int edge = edges.first(node - 1); edge < edges.first(node); edge++) {
      count += edges.kind(edge) == kind.code() ? 1 : 0;
    }
    return count;
  }
}
