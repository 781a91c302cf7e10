package dev.fathom.analysis.paths;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// What the search for paths may turn to next: a group to follow, or with a root a path that is
/// complete.
final class PathCandidate {
  /// What can lead to the most objects comes first; of such the shortest; then what was met first.
  static final Comparator<PathCandidate> ORDER =
      Comparator.<PathCandidate>comparingLong(candidate -> candidate.bound)
          .reversed()
          .thenComparingInt(candidate -> candidate.length)
          .thenComparingInt(candidate -> candidate.number);

  final PathGroup group;

  /// The objects of the group that are meant, ascending.
  final int[] members;

  /// How many objects it can lead to at the most.
  final long bound;

  /// Whether it does lead to so many.
  final boolean exact;

  /// How the members are reached; null for a group that is yet to be followed.
  final @Nullable PathRoot root;

  private final int length;
  private final int number;

  private PathCandidate(
      PathGroup group,
      int[] members,
      long bound,
      boolean exact,
      @Nullable PathRoot root,
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
  static PathCandidate wanted(int[] objects, int number) {
    return new PathCandidate(
        new PathGroup(objects), objects, objects.length, true, null, 0, number);
  }

  /// {@return a group to follow}
  ///
  /// @param bound how many objects the group below leads to
  /// @param number of the candidate
  static PathCandidate following(PathGroup group, long bound, int number) {
    return new PathCandidate(group, group.members, bound, false, null, group.depth, number);
  }

  /// {@return a path that is complete}
  ///
  /// @param group the first of its groups
  /// @param end how members of that are reached
  /// @param bound how many objects the group leads to
  /// @param number of the candidate
  static PathCandidate complete(PathGroup group, BackwardSearch.End end, long bound, int number) {
    return new PathCandidate(
        group,
        end.members().distinct(),
        bound,
        false,
        end.root(),
        group.depth + end.root().names().size(),
        number);
  }

  /// {@return the same, now that it is known how many objects it leads to}
  PathCandidate counted(long count) {
    return new PathCandidate(group, members, count, true, root, length, number);
  }
}
