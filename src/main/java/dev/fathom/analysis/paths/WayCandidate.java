package dev.fathom.analysis.paths;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// What the search for ways may turn to next: a group to follow, or with a root a way that is
/// complete.
final class WayCandidate {
  /// What can lead to the most objects comes first; of such the shortest; then what was met first.
  static final Comparator<WayCandidate> ORDER =
      Comparator.<WayCandidate>comparingLong(candidate -> candidate.bound)
          .reversed()
          .thenComparingInt(candidate -> candidate.length)
          .thenComparingInt(candidate -> candidate.number);

  final WayGroup group;

  /// The objects of the group that are meant, ascending.
  final int[] members;

  /// How many objects it can lead to at the most.
  final long bound;

  /// Whether it does lead to so many.
  final boolean exact;

  /// How the members are reached; null for a group that is yet to be followed.
  final @Nullable WayRoot root;

  private final int length;
  private final int number;

  private WayCandidate(
      WayGroup group,
      int[] members,
      long bound,
      boolean exact,
      @Nullable WayRoot root,
      int length,
      int number) {
    this.group = group;
    this.members = members;
    this.bound = bound;
    this.exact = exact;
    this.root = root;
    this.length = length;
    this.number = number;
  }

  /// {@return the objects that are looked for, where the search begins}
  static WayCandidate wanted(int[] objects, int number) {
    return new WayCandidate(new WayGroup(objects), objects, objects.length, true, null, 0, number);
  }

  /// {@return a group to follow}
  ///
  /// @param bound how many objects the group below leads to
  /// @param number of the candidate
  static WayCandidate following(WayGroup group, long bound, int number) {
    return new WayCandidate(group, group.members, bound, false, null, group.depth, number);
  }

  /// {@return a way that is complete}
  ///
  /// @param group the first of its groups
  /// @param end how members of that are reached
  /// @param bound how many objects the group leads to
  /// @param number of the candidate
  static WayCandidate complete(WayGroup group, WayBackwards.End end, long bound, int number) {
    return new WayCandidate(
        group,
        end.members().distinct(),
        bound,
        false,
        end.root(),
        group.depth + end.root().names().size(),
        number);
  }

  /// {@return the same, now that it is known how many objects it leads to}
  WayCandidate counted(long count) {
    return new WayCandidate(group, members, count, true, root, length, number);
  }
}
