package dev.fathom.analysis.diff;

import dev.fathom.analysis.graph.Dominators;
import dev.fathom.analysis.graph.OwnerPaths;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.EdgeTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Decides who is named for what came and went, and adds it up.
///
/// A row is an object that was there before and still is, by which enough has grown that no row
/// below it tells of. Where most of that is one new object, such as a variable that did not exist,
/// that one gets a row of its own; where most of what went was one object, likewise. Objects that
/// several hold, none of them alone, have a row together. Each object that is new, gone, or of
/// another size then counts for the nearest row above it, in the tree of its own side. So the rows
/// add up to the whole difference.
final class Growth {
  /// What is less than this share of all that came and went is told with the rest.
  private static final double SMALLEST_SHARE = 0.01;

  private static final long SMALLEST_BYTES = 4096;

  /// A single object with this share of a row's growth gets a row of its own.
  private static final double DOMINANT = 0.5;

  /// An object passes its growth on to the one below that has this share of it.
  private static final double PASSES_ON = 0.8;

  /// So many of the largest owners are matched by path where their address is new.
  private static final int BY_PATH = 1000;

  private static final int LONGEST_PATH = 12;

  /// Below so many dominators, those by which the most came and went, groups are looked for.
  private static final int MOST_DOMINATORS = 8;

  private static final String ATTRIBUTES = ".__dict__";

  private final Side before;
  private final Side after;
  private final Matching matching;
  private final Difference.Told told;

  /// Instead of the object on a side on which a row has none.
  private static final int ABSENT = -2;

  /// The rows, and for each object the one that tells of it.
  private final List<Row> rows = new ArrayList<>();

  private final int[] rowBefore;
  private final int[] rowAfter;

  /// What a row tells of.
  private sealed interface Row {}

  /// An object and its other self; [Dominators#OUTSIDE] for all that no other row tells of.
  ///
  /// @param old the object of the earlier side, or [#ABSENT]
  /// @param young that of the later one, or [#ABSENT]
  private record One(int old, int young) implements Row {}

  /// Objects that several hold together.
  private record Jointly(JointGrowth.Group group) implements Row {}

  Growth(Side before, Side after, Matching matching, Difference.Told told) {
    this.before = before;
    this.after = after;
    this.matching = matching;
    this.told = told;
    this.rowBefore = new int[before.objects()];
    this.rowAfter = new int[after.objects()];
    matchByPath();
    chooseRows();
  }

  /// A process that was started anew has the same variables at other addresses.
  private void matchByPath() {
    if (matching.matched() > Math.min(before.objects(), after.objects()) / 2) {
      return;
    }
    for (Owners.Owner owner : after.owners().largest(BY_PATH, object -> true)) {
      int young = after.findings().objects().atOrBelow(owner.address());
      List<OwnerPaths.Step> steps = after.owners().paths().steps(young);
      int old = steps.size() > LONGEST_PATH ? Matching.NONE : before.owners().paths().at(steps);
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
    int[] rowAt = new int[after.objects()];
    int[] rowAtBefore = new int[before.objects()];
    Arrays.fill(rowAt, -1);
    Arrays.fill(rowAtBefore, -1);
    Joint joint = new Joint(grown, threshold, rowAt, rowAtBefore);
    rows.add(new One(Dominators.OUTSIDE, Dominators.OUTSIDE));
    // What rows at and below each object tell of.
    long[] covered = new long[after.objects()];
    for (int at = order.length - 1; at >= 0; at--) {
      int object = order[at];
      int old = matching.before(object);
      covered[object] += joint.below(object, covered);
      if (old != Matching.NONE && Math.abs(grown[object] - covered[object]) >= threshold) {
        rowAt[object] = rows.size();
        rows.add(new One(old, object));
        covered[object] = grown[object];
      }
      addAbove(covered, object);
    }
    joint.below(Dominators.OUTSIDE, covered);
    spread(rowAt, rowAtBefore);
    int persistent = rows.size();
    singleOut(after, rowAfter, rowAt, matching.isNew().and(told.fresh()), threshold, persistent);
    if (told.rest()) {
      singleOut(before, rowBefore, rowAtBefore, matching.isGone(), threshold, persistent);
    }
    spread(rowAt, rowAtBefore);
  }

  /// Gives rows to groups of objects that several hold together.
  private final class Joint {
    private final JointGrowth groups = new JointGrowth(before, after, matching);
    private final long[] grown;
    private final long[] went;
    private final long threshold;
    private final int[] rowAt;
    private final int[] rowAtBefore;

    /// Below which dominators of the later side they are looked for.
    private final Set<Integer> dominators;

    Joint(long[] grown, long threshold, int[] rowAt, int[] rowAtBefore) {
      this.grown = grown;
      this.threshold = threshold;
      this.rowAt = rowAt;
      this.rowAtBefore = rowAtBefore;
      this.went = told.rest() ? went() : new long[before.objects()];
      this.dominators = candidates();
    }

    /// {@return how many bytes went with each object of the earlier side and what is below it}
    private long[] went() {
      long[] bytes = new long[before.objects()];
      int[] order = before.order();
      for (int at = order.length - 1; at >= 0; at--) {
        int object = order[at];
        int above = before.above(object);
        if (matching.after(object) == Matching.NONE) {
          bytes[object] += before.own(object);
          if (above != Dominators.OUTSIDE && matching.after(above) == Matching.NONE) {
            bytes[above] += bytes[object];
          }
        }
      }
      return bytes;
    }

    /// {@return those that are on both sides and directly below which the most came and went, in
    /// pieces of which none has a row of its own}
    private Set<Integer> candidates() {
      long[] moved = new long[after.objects() + 1]; // the last is that of the outside
      for (int object = 0; object < after.objects(); object++) {
        boolean small =
            matching.before(object) == Matching.NONE || Math.abs(grown[object]) < threshold;
        moved[place(after.above(object))] += small ? Math.abs(grown[object]) : 0;
      }
      for (int object = 0; object < before.objects(); object++) {
        int above = before.above(object);
        int young = above == Dominators.OUTSIDE ? above : matching.after(above);
        if (young != Matching.NONE || above == Dominators.OUTSIDE) {
          moved[place(young)] += went[object];
        }
      }
      return IntStream.rangeClosed(0, after.objects())
          .filter(at -> moved[at] >= threshold)
          .filter(at -> at == after.objects() || matching.before(at) != Matching.NONE)
          .boxed()
          .sorted(Comparator.<Integer>comparingLong(at -> moved[at]).reversed())
          .limit(MOST_DOMINATORS)
          .map(at -> at == after.objects() ? Dominators.OUTSIDE : at)
          .collect(Collectors.toSet());
    }

    private int place(int object) {
      return object == Dominators.OUTSIDE ? after.objects() : object;
    }

    /// Gives rows to the groups directly below an object.
    ///
    /// @param covered what rows at and below each object of the later side tell of
    /// @return what the new rows tell of; bytes
    long below(int object, long[] covered) {
      if (!dominators.contains(object)) {
        return 0;
      }
      int old = object == Dominators.OUTSIDE ? object : matching.before(object);
      long bytes = 0;
      for (JointGrowth.Group group :
          groups.below(old, object, young -> grown[young] - covered[young], gone -> went[gone])) {
        if (Math.abs(group.growth()) >= threshold) {
          int row = rows.size();
          rows.add(new Jointly(group));
          group.young().filter(young -> rowAt[young] < 0).forEach(young -> rowAt[young] = row);
          group.old().forEach(gone -> rowAtBefore[gone] = row);
          bytes += group.growth();
        }
      }
      return bytes;
    }
  }

  /// {@return by how much what is at and below each object of the later side has grown} What went
  /// counts where the nearest object above it is now that is still there.
  private long[] grown() {
    long[] grown = new long[after.objects()];
    for (int object = 0; object < after.objects(); object++) {
      grown[object] = change(object);
    }
    if (told.rest()) {
      int[] anchors = new int[before.objects()];
      for (int object : before.order()) {
        int young = matching.after(object);
        int above = before.above(object);
        anchors[object] =
            young != Matching.NONE
                ? young
                : above == Dominators.OUTSIDE ? Dominators.OUTSIDE : anchors[above];
        if (young == Matching.NONE && anchors[object] != Dominators.OUTSIDE) {
          grown[anchors[object]] -= before.own(object);
        }
      }
    }
    int[] order = after.order();
    for (int at = order.length - 1; at >= 0; at--) {
      addAbove(grown, order[at]);
    }
    return grown;
  }

  /// Adds the bytes of an object of the later side to those of the one above it, if there is one.
  private void addAbove(long[] bytes, int object) {
    int above = after.above(object);
    if (above != Dominators.OUTSIDE) {
      bytes[above] += bytes[object];
    }
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

  /// Gives each object its row: on the later side the nearest one at or above it; on the earlier
  /// side that of its later self, or else of the one above it.
  private void spread(int[] rowAt, int[] rowAtBefore) {
    for (int object : after.order()) {
      rowAfter[object] = rowAt[object] >= 0 ? rowAt[object] : rowOf(rowAfter, after.above(object));
    }
    for (int object : before.order()) {
      int young = matching.after(object);
      if (rowAtBefore[object] >= 0) {
        rowBefore[object] = rowAtBefore[object];
      } else if (young == Matching.NONE) {
        rowBefore[object] = rowOf(rowBefore, before.above(object));
      } else {
        rowBefore[object] = rowAfter[young];
      }
    }
  }

  /// {@return the row that tells of an object; the first is that of the rest}
  private static int rowOf(int[] known, int object) {
    return object == Dominators.OUTSIDE ? 0 : known[object];
  }

  /// Gives rows to single objects that make up most of what came to a row, or went from it.
  ///
  /// @param unmatched which objects are on this side only
  /// @param persistent how many rows there are of objects on both sides
  private void singleOut(
      Side side, int[] rowOf, int[] rowAt, IntPredicate unmatched, long threshold, int persistent) {
    // By row: the unmatched objects directly below what is matched, and what they come to.
    List<List<Integer>> heads = new ArrayList<>();
    long[] remaining = new long[persistent];
    for (int row = 0; row < persistent; row++) {
      heads.add(new ArrayList<>());
    }
    for (int object : side.order()) {
      int above = side.above(object);
      if (unmatched.test(object) && (above == Dominators.OUTSIDE || !unmatched.test(above))) {
        remaining[rowOf[object]] += side.retained(object);
        if (side.retained(object) >= threshold) {
          heads.get(rowOf[object]).add(object);
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
        for (int below = side.heaviestBelow(at);
            below != Dominators.OUTSIDE
                && unmatched.test(below)
                && side.retained(below) >= PASSES_ON * side.retained(at);
            below = side.heaviestBelow(at)) {
          at = below;
        }
        rowAt[at] = rows.size();
        rows.add(side == after ? new One(ABSENT, at) : new One(at, ABSENT));
      }
    }
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
        counts[rowAfter[object]][type] += fresh ? 1 : 0;
        bytes[rowAfter[object]][type] += change;
      }
    }
    for (int object = 0; object < before.objects() && told.rest(); object++) {
      if (matching.after(object) == Matching.NONE) {
        int type = matching.types().before(before.type(object));
        counts[rowBefore[object]][type]--;
        bytes[rowBefore[object]][type] -= before.own(object);
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
    String mainType = matching.types().qualifiedName(main);
    return switch (row) {
      case One one -> {
        Entries entries = entries(one);
        yield new OwnerDelta(
            path(one),
            type(one),
            "",
            one.young() == ABSENT,
            count,
            size,
            mainType,
            counts[main],
            entries.name(),
            entries.delta(),
            entries.before(),
            entries.gone());
      }
      case Jointly(JointGrowth.Group group) -> {
        Owners.Owner owner = group.owner();
        yield new OwnerDelta(
            owner.path(),
            owner.type(),
            owner.jointHolders(),
            group.gone(),
            count,
            size,
            mainType,
            counts[main],
            "",
            0,
            0,
            0);
      }
    };
  }

  private String path(One row) {
    if (row.young() == Dominators.OUTSIDE) {
      return "";
    }
    boolean gone = row.young() == ABSENT;
    Side side = gone ? before : after;
    String path = side.owners().paths().path(gone ? row.old() : row.young());
    return path.endsWith(ATTRIBUTES)
        ? path.substring(0, path.length() - ATTRIBUTES.length())
        : path;
  }

  private String type(One row) {
    if (row.young() == Dominators.OUTSIDE) {
      return "";
    }
    return row.young() == ABSENT
        ? matching.types().qualifiedName(matching.types().before(before.type(row.old())))
        : matching.types().qualifiedName(matching.types().after(after.type(row.young())));
  }

  /// By how much an owner's own entries have become more.
  ///
  /// @param gone of how many earlier ones what they had is not in it any more
  private record Entries(String name, long delta, long before, long gone) {
    static final Entries NONE = new Entries("", 0, 0, 0);
  }

  private Entries entries(One row) {
    if (row.young() == Dominators.OUTSIDE) {
      return Entries.NONE;
    }
    long keys =
        entries(after, row.young(), EdgeKind.KEY) - entries(before, row.old(), EdgeKind.KEY);
    long items =
        entries(after, row.young(), EdgeKind.INDEX) - entries(before, row.old(), EdgeKind.INDEX);
    if (keys != 0) {
      return changed("keys", keys, row, EdgeKind.KEY);
    }
    return items == 0 ? Entries.NONE : changed("items", items, row, EdgeKind.INDEX);
  }

  private Entries changed(String name, long delta, One row, EdgeKind kind) {
    long count = entries(before, row.old(), kind);
    return row.old() < 0 || row.young() < 0
        ? new Entries(name, delta, count, count)
        : new Entries(name, delta, count, gone(row, kind));
  }

  private long gone(One row, EdgeKind kind) {
    EdgeTable old = before.findings().references().edges();
    EdgeTable young = after.findings().references().edges();
    BitSet there = new BitSet(after.objects());
    for (int edge = young.first(row.young()); edge < young.first(row.young() + 1); edge++) {
      if (young.kind(edge) == kind.code()) {
        there.set(young.target(edge));
      }
    }
    long gone = 0;
    for (int edge = old.first(row.old()); edge < old.first(row.old() + 1); edge++) {
      if (old.kind(edge) == kind.code()) {
        int now = matching.after(old.target(edge));
        gone += now == Matching.NONE || !there.get(now) ? 1 : 0;
      }
    }
    return gone;
  }

  private static long entries(Side side, int object, EdgeKind kind) {
    if (object < 0) {
      return 0;
    }
    EdgeTable edges = side.findings().references().edges();
    long count = 0;
    for (int edge = edges.first(object); edge < edges.first(object + 1); edge++) {
      count += edges.kind(edge) == kind.code() ? 1 : 0;
    }
    return count;
  }
}
