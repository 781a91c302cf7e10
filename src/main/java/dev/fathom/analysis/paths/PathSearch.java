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

/// All paths to objects, alike ones counted together.
///
/// There are more paths than anybody could list, so they are followed in groups, backwards: from
/// the objects to all that hold them by references that are alike (the same type, the same
/// attribute, any place or key), from those to what holds these, and so on, until something is
/// reached that the program has a name for: a module, a class, a function, a running function's
/// variable. From there the shortest path is told. Objects of one type that hold one another are
/// one step, `(.next)*`, however many there are, and no path comes back to where it was without
/// coming nearer to the root.
///
/// The group is followed first that can lead to the most objects, so the paths come out in the
/// order of how many they lead to, and those that are never followed lead to fewer; only where
/// there are too many groups the search ends early, and tells of the paths that it has. **Cost**:
/// some 50 ns an edge, and as much again for each reference between the groups that are followed;
/// at the most some 20 looks at each edge.
public final class PathSearch {
  private static final int MOST_GROUPS = 1 << 14;
  private static final int MOST_COUNTED = 1 << 10;

  private final int[] wanted;
  private final SearchBudget budget;
  private final BackwardSearch backwards;
  private final ForwardSearch forwards;
  private final PathExample example;
  private final PriorityQueue<PathCandidate> queue = new PriorityQueue<>(PathCandidate.ORDER);

  /// By their shapes.
  private final Map<String, FoundPath> found = new LinkedHashMap<>();

  /// How many groups there were to follow, and how many candidates in all.
  private int groups;

  private int candidates;
  private boolean cutShort;

  /// The paths to some objects.
  ///
  /// @param paths those that lead to the most objects, in that order; one object counts in every
  ///   path that leads to it
  /// @param objects how many were asked for
  /// @param unlisted how many of these none of the paths leads to
  /// @param more whether there are other paths
  /// @param cutShort whether not all were followed: others may lead to more objects
  public record Answer(
      List<ObjectPath> paths, long objects, long unlisted, boolean more, boolean cutShort) {
    /// {@return how many objects more than one of the paths leads to, each counted once for every
    /// path after the first}
    public long again() {
      return paths.stream().mapToLong(ObjectPath::count).sum() - (objects - unlisted);
    }
  }

  private PathSearch(GraphAnalysis graph, int[] wanted) {
    this.wanted = wanted;
    Findings findings = graph.findings();
    OwnerPaths paths = graph.paths();
    PathSyntax syntax =
        wanted.length == 0
            ? findings.dialect().paths()
            : findings.types().get(findings.objects().type(wanted[0])).dialect().paths();
    Holding holding = new Holding(findings, syntax, graph.entries().garbage(findings));
    PathRoots roots = new PathRoots(findings, paths, syntax, holding);
    this.budget = new SearchBudget(holding.edges.count());
    this.backwards = new BackwardSearch(paths, holding, roots, budget, findings.objects().count());
    this.forwards = new ForwardSearch(holding, roots, budget, wanted, findings.objects().count());
    this.example = new PathExample(findings, syntax, holding, forwards);
  }

  /// Looks for the paths to some objects.
  ///
  /// @param objects ascending
  /// @param top how many paths are wanted
  public static Answer to(GraphAnalysis graph, int[] objects, int top) {
    PathSearch search = new PathSearch(graph, objects);
    search.search(top);
    return search.answer(top);
  }

  /// {@return the shortest paths to the objects given, alike ones counted together, the most
  /// frequent first} **Cost**: that of the paths, and some microseconds an object; nothing else of
  /// the analysis is made.
  public static List<ObjectPath> shortest(GraphAnalysis graph, int[] objects, int top) {
    return ShortestPaths.to(graph, objects, top);
  }

  private void search(int top) {
    queue.add(PathCandidate.wanted(wanted, candidates++));
    while (!queue.isEmpty() && found.size() < top) {
      if (budget.isSpent() || groups > MOST_GROUPS) {
        cutShort = true;
        tellComplete(top);
        return;
      }
      PathCandidate next = queue.remove();
      if (!next.exact) {
        long count = forwards.reached(next.group, next.members).length;
        if (count > 0) {
          queue.add(next.counted(count));
        }
      } else if (next.root == null) {
        follow(next.group, next.bound);
      } else {
        FoundPath path = example.spell(next.group, next.members, next.root);
        found.merge(path.shape(), path, FoundPath::and);
      }
    }
  }

  /// Tells of the paths that are complete where the search has to end: others may lead to more.
  private void tellComplete(int top) {
    List<PathCandidate> complete =
        queue.stream()
            .filter(candidate -> candidate.root != null)
            .sorted(PathCandidate.ORDER)
            .limit(MOST_COUNTED)
            .map(each ->
                each.exact ? each : each.counted(forwards.reached(each.group, each.members).length))
            .filter(each -> each.bound > 0)
            .sorted(PathCandidate.ORDER)
            .toList();
    for (PathCandidate each : complete) {
      if (found.size() < top && each.root != null) {
        FoundPath path = example.spell(each.group, each.members, each.root);
        found.merge(path.shape(), path, FoundPath::and);
      }
    }
  }

  private void follow(PathGroup group, long bound) {
    BackwardSearch.Held held = backwards.follow(group);
    cutShort |= group.isDeepest();
    for (BackwardSearch.End end : held.ends()) {
      queue.add(PathCandidate.complete(group, end, bound, candidates++));
    }
    for (PathGroup above : held.above()) {
      queue.add(PathCandidate.following(above, bound, candidates++));
      groups++;
    }
  }

  private Answer answer(int top) {
    BitSet listed = new BitSet();
    found.values().forEach(path -> listed.or(path.objects()));
    List<ObjectPath> paths =
        found.values().stream()
            .map(FoundPath::shown)
            .sorted(
                Comparator.comparingLong(ObjectPath::count)
                    .reversed()
                    .thenComparingInt(path -> path.steps().size())
                    .thenComparing(ObjectPath::path))
            .limit(top)
            .toList();
    return new Answer(
        paths,
        wanted.length,
        wanted.length - listed.cardinality(),
        cutShort || !queue.isEmpty(),
        cutShort);
  }
}
