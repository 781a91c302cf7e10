package dev.fathom.analysis.paths;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// Objects that hold those of the group below by references that are alike: one stage of a path,
/// and through the groups below it all that is left of the path.
final class PathGroup {
  private static final int DEEPEST = 40;

  /// To search among more takes longer than to mark them all.
  private static final int MOST_SEARCHED = 1 << 10;

  /// What its objects hold; null where they are those that are looked for.
  final @Nullable PathGroup below;

  /// By what kind of reference they do, as [Holding] labels it.
  final long label;

  /// How many groups are below.
  final int depth;

  /// The objects, ascending.
  final int[] members;

  /// These, and those of the same type that hold them.
  private int[] closed;

  /// The same where they are many, made when it is first wanted.
  private @Nullable BitSet marked;

  /// The objects that are looked for.
  PathGroup(int[] wanted) {
    this(null, 0, 0, wanted);
  }

  /// What holds those of another group.
  PathGroup(PathGroup below, long label, int[] members) {
    this(below, label, below.depth + 1, members);
  }

  private PathGroup(@Nullable PathGroup below, long label, int depth, int[] members) {
    this.below = below;
    this.label = label;
    this.depth = depth;
    this.members = members;
    this.closed = members;
  }

  /// Makes objects of the same type, which hold the members or one another, belong to it too.
  ///
  /// @param all these and the members, ascending
  void close(int[] all) {
    closed = all;
    marked = null;
  }

  int[] closed() {
    return closed;
  }

  /// Whether two objects of which one holds the other are one step of a path: objects of one kind
  /// are, and any of one type that are looked for.
  boolean isOneStep(Holding holding, int holder, int held) {
    return holding.type(holder) == holding.type(held)
        || (below == null && holding.areOfOneType(holder, held) && has(holder) && has(held));
  }

  boolean has(int object) {
    if (closed.length <= MOST_SEARCHED) {
      return Arrays.binarySearch(closed, object) >= 0;
    }
    if (marked == null) {
      marked = new BitSet();
      for (int member : closed) {
        marked.set(member);
      }
    }
    return marked.get(object);
  }

  /// {@return whether an object is in this group or in one below: it is on the path already}
  boolean passes(int object) {
    for (PathGroup at = this; at != null; at = at.below) {
      if (at.has(object)) {
        return true;
      }
    }
    return false;
  }

  /// {@return whether it is followed no further, however it is held}
  boolean isDeepest() {
    return depth == DEEPEST;
  }
}
