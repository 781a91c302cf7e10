package dev.fathom.analysis.paths;

import dev.fathom.analysis.graph.GraphAnalysis;
import dev.fathom.analysis.graph.OwnerPaths;
import dev.fathom.model.Findings;
import dev.fathom.model.dialect.PathSyntax;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/// All ways to objects, alike ones counted together.
///
/// There are more ways than anybody could list, so they are followed in groups, backwards: from the
/// objects to all that hold them by references that are alike (the same type, the same attribute,
/// any place or key), from those to what holds these, and so on, until something is reached that
/// the program has a name for: a module, a class, a function, a running function's variable. From
/// there the shortest way is told. Objects of one type that hold one another are one step,
/// `(.next)*`, however many there are, and no way comes back to where it was without coming nearer
/// to the root.
///
/// The group is followed first that can lead to the most objects, so the ways come out in the order
/// of how many they lead to, and those that are never followed lead to fewer; only where there are
/// too many groups the search ends early, and tells of the ways that it has. **Cost**: some 50 ns
/// an edge, and as much again for each reference between the groups that are followed; at the most
/// some 20 looks at each edge.
public final class Ways {
  private static final int MOST_GROUPS = 1 << 14;
  private static final int MOST_COUNTED = 1 << 10;

  private final int[] wanted;
  private final WayLooks looks;
  private final WayBackwards backwards;
  private final WayForwards forwards;
  private final WayTeller teller;
  private final PriorityQueue<WayCandidate> queue = new PriorityQueue<>(WayCandidate.ORDER);

  /// By their shapes.
  private final Map<String, Way> found = new LinkedHashMap<>();

  /// How many groups there were to follow, and how many candidates in all.
  private int groups;

  private int candidates;
  private boolean cutShort;

  /// The ways to some objects.
  ///
  /// @param routes those that lead to the most objects, in that order; one object counts in every
  ///   way that leads to it
  /// @param objects how many were asked for
  /// @param unlisted how many of these none of the routes leads to
  /// @param more whether there are other ways
  /// @param cutShort whether not all were followed: others may lead to more objects
  public record Answer(
      List<Route> routes, long objects, long unlisted, boolean more, boolean cutShort) {
    /// {@return how many objects more than one of the routes leads to, each counted once for every
    /// route after the first}
    public long again() {
      return routes.stream().mapToLong(Route::count).sum() - (objects - unlisted);
    }
  }

  private Ways(GraphAnalysis graph, int[] wanted) {
    this.wanted = wanted;
    Findings findings = graph.findings();
    OwnerPaths paths = graph.paths();
    PathSyntax syntax = findings.dialect().paths();
    Holding holding = new Holding(findings, syntax);
    WayRoots roots = new WayRoots(findings, paths, syntax, holding);
    this.looks = new WayLooks(holding.edges.count());
    this.backwards = new WayBackwards(paths, holding, roots, looks, findings.objects().count());
    this.forwards = new WayForwards(holding, roots, looks, wanted, findings.objects().count());
    this.teller = new WayTeller(findings, syntax, holding, forwards);
  }

  /// Looks for the ways to some objects.
  ///
  /// @param objects ascending
  /// @param top how many ways are wanted
  public static Answer to(GraphAnalysis graph, int[] objects, int top) {
    Ways ways = new Ways(graph, objects);
    ways.search(top);
    return ways.answer(top);
  }

  private void search(int top) {
    queue.add(WayCandidate.wanted(wanted, candidates++));
    while (!queue.isEmpty() && found.size() < top) {
      if (looks.areSpent() || groups > MOST_GROUPS) {
        cutShort = true;
        tellComplete(top);
        return;
      }
      WayCandidate next = queue.remove();
      if (!next.exact) {
        long count = forwards.reached(next.group, next.members).length;
        if (count > 0) {
          queue.add(next.counted(count));
        }
      } else if (next.root == null) {
        follow(next.group, next.bound);
      } else {
        Way way = teller.tell(next.group, next.members, next.root);
        found.merge(way.shape(), way, Way::and);
      }
    }
  }

  /// Tells of the ways that are complete where the search has to end: others may lead to more.
  private void tellComplete(int top) {
    List<WayCandidate> complete =
        queue.stream()
            .filter(candidate -> candidate.root != null)
            .sorted(WayCandidate.ORDER)
            .limit(MOST_COUNTED)
            .map(each ->
                each.exact ? each : each.counted(forwards.reached(each.group, each.members).length))
            .filter(each -> each.bound > 0)
            .sorted(WayCandidate.ORDER)
            .toList();
    for (WayCandidate each : complete) {
      if (found.size() < top && each.root != null) {
        Way way = teller.tell(each.group, each.members, each.root);
        found.merge(way.shape(), way, Way::and);
      }
    }
  }

  private void follow(WayGroup group, long bound) {
    WayBackwards.Held held = backwards.follow(group);
    cutShort |= group.isDeepest();
    for (WayBackwards.End end : held.ends()) {
      queue.add(WayCandidate.complete(group, end, bound, candidates++));
    }
    for (WayGroup above : held.above()) {
      queue.add(WayCandidate.following(above, bound, candidates++));
      groups++;
    }
  }

  private Answer answer(int top) {
    BitSet listed = new BitSet();
    found.values().forEach(way -> listed.or(way.objects()));
    List<Route> routes =
        found.values().stream()
            .map(Way::route)
            .sorted(
                Comparator.comparingLong(Route::count)
                    .reversed()
                    .thenComparingInt(route -> route.steps().size())
                    .thenComparing(Route::path))
            .limit(top)
            .toList();
    return new Answer(
        routes,
        wanted.length,
        wanted.length - listed.cardinality(),
        cutShort || !queue.isEmpty(),
        cutShort);
  }
}
