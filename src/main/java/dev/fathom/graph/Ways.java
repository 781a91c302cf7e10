package dev.fathom.graph;

import dev.fathom.findings.Findings;
import dev.fathom.findings.References;
import dev.fathom.graph.Owners.Route;
import dev.fathom.graph.Owners.RouteStep;
import dev.fathom.runtime.ReferenceSink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

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
/// of how many they lead to, and those that are never followed lead to fewer. **Cost**: some 50 ns
/// an edge, and as much again for each reference between the groups that are followed; at the most
/// some 20 looks at each edge.
public final class Ways {
  private static final int DEEPEST = 40;
  private static final int MOST_GROUPS = 1 << 14;
  private static final long FREE_LOOKS = 20_000_000;
  private static final long LOOKS_AN_EDGE = 20;
  private static final int LONGEST_LOOP = 64;
  private static final int MOST_COMPARED = 64;

  /// To search among more takes longer than to mark them all.
  private static final int MOST_SEARCHED = 1 << 10;

  private static final String UNNAMED = "$stack";

  private final Findings findings;
  private final OwnerPaths paths;
  private final PathSyntax syntax;
  private final Holding holding;
  private final int[] wanted;
  private final BitSet sought = new BitSet();
  private final int[] depths;

  /// Of each object that running functions have as a local variable the name of one of these.
  private final Map<Integer, String> variables = new HashMap<>();

  private final PriorityQueue<Candidate> queue =
      new PriorityQueue<>(
          Comparator.comparingLong(Candidate::bound)
              .reversed()
              .thenComparingInt(Candidate::length)
              .thenComparingInt(Candidate::number));
  private final Map<String, Found> found = new LinkedHashMap<>();
  private long looks;
  private int groups;
  private boolean cutShort;

  /// The ways to some objects.
  ///
  /// @param routes those that lead to the most objects, in that order; one object counts in every
  ///   way that leads to it
  /// @param objects how many were asked for
  /// @param unlisted how many of these none of the routes leads to
  /// @param more whether there are other ways
  public record Answer(List<Route> routes, long objects, long unlisted, boolean more) {
    /// {@return how many objects more than one of the routes leads to, each counted once for every
    /// route after the first}
    public long again() {
      return routes.stream().mapToLong(Route::count).sum() - (objects - unlisted);
    }
  }

  /// Objects that hold those of the group below by references that are alike.
  private static final class Group {
    final @Nullable Group below;
    final long label;
    final int depth;

    /// Ascending.
    int[] members;

    /// These, and those of the same type that hold them.
    int[] closed = new int[0];

    /// The same where they are many, made when it is first wanted.
    private @Nullable BitSet marked;

    Group(@Nullable Group below, long label, int[] members) {
      this.below = below;
      this.label = label;
      this.depth = below == null ? 0 : below.depth + 1;
      this.members = members;
      this.closed = members;
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

    void close(int[] all) {
      closed = all;
      marked = null;
    }
  }

  /// A group to follow, or with a root a way that is complete.
  ///
  /// @param bound how many objects it can lead to at the most
  /// @param exact whether it does lead to so many
  /// @param root how the members are reached; null for a group that is yet to be followed
  // A plain array, as the groups have; candidates are not compared by what they hold.
  @SuppressWarnings("ArrayRecordComponent")
  private record Candidate(
      Group group,
      int[] members,
      long bound,
      boolean exact,
      @Nullable Root root,
      int length,
      int number) {}

  /// How a member of a group is reached from outside.
  ///
  /// @param shape the way with all places and keys alike
  /// @param steps from the root to the member
  /// @param names of the steps
  private record Root(String shape, List<RouteStep> steps, List<String> names) {}

  /// A way that was found: what it leads to, and an example.
  private record Found(BitSet objects, String exact, List<RouteStep> steps) {}

  private Ways(Findings findings, int[] wanted) {
    this.findings = findings;
    this.paths = OwnerPaths.of(findings);
    this.syntax = PathSyntax.of(findings);
    this.holding = new Holding(findings, syntax);
    this.wanted = wanted;
    this.depths = new int[findings.objects().count()];
    for (int object : wanted) {
      sought.set(object);
    }
    for (References.Root root : findings.references().roots()) {
      if (root.holder() == ReferenceSink.Holder.FUNCTION) {
        variables.merge(root.object(), root.path(), Ways::better);
      }
    }
  }

  /// What stands on a function's stack has no name of its own.
  private static String better(String one, String other) {
    return one.endsWith(UNNAMED) ? other : one;
  }

  /// Looks for the ways to some objects.
  ///
  /// @param objects ascending
  /// @param top how many ways are wanted
  public static Answer to(Findings findings, int[] objects, int top) {
    Ways ways = new Ways(findings, objects);
    ways.search(top);
    return ways.answer(top);
  }

  private void search(int top) {
    long most = FREE_LOOKS + LOOKS_AN_EDGE * holding.edges.count();
    queue.add(
        new Candidate(new Group(null, 0, wanted), wanted, wanted.length, true, null, 0, groups++));
    while (!queue.isEmpty() && found.size() < top) {
      if (looks > most || groups > MOST_GROUPS) {
        cutShort = true;
        return;
      }
      Candidate next = queue.remove();
      if (!next.exact()) {
        long count = reached(next.group(), next.members()).cardinality();
        if (count > 0) {
          queue.add(
              new Candidate(
                  next.group(),
                  next.members(),
                  count,
                  true,
                  next.root(),
                  next.length(),
                  next.number()));
        }
      } else if (next.root() == null) {
        follow(next.group(), next.bound());
      } else {
        tell(next.group(), next.members(), next.root());
      }
    }
  }

  private Answer answer(int top) {
    BitSet listed = new BitSet();
    List<Route> routes =
        found.entrySet().stream()
            .map(entry -> {
              Found way = entry.getValue();
              listed.or(way.objects());
              long count = way.objects().cardinality();
              return new Route(count == 1 ? way.exact() : entry.getKey(), count, way.steps());
            })
            .sorted(
                Comparator.comparingLong(Route::count)
                    .reversed()
                    .thenComparingInt(route -> route.steps().size())
                    .thenComparing(Route::path))
            .limit(top)
            .toList();
    return new Answer(
        routes, wanted.length, wanted.length - listed.cardinality(), cutShort || !queue.isEmpty());
  }

  // ---- backwards ----

  /// Goes on to what holds the members of a group, and tells the ways that end there.
  private void follow(Group group, long bound) {
    close(group);
    Map<Long, IntList> holders = new LinkedHashMap<>();
    Map<String, IntList> ends = new LinkedHashMap<>();
    Map<String, Root> roots = new HashMap<>();
    for (int member : group.closed) {
      boolean ended = isEnd(group, member);
      if (ended || paths.isRoot(member)) {
        end(rootOf(paths.steps(member)), member, ends, roots);
      }
      String variable = variables.get(member);
      if (variable != null && isHeldBy(variable, member)) {
        OwnerPaths.Step step = new OwnerPaths.Step(variable, member);
        end(rootOf(List.of(step)), member, ends, roots);
      }
      if (!ended && group.depth < DEEPEST) {
        looks +=
            holding.holders(
                member,
                (holder, label, edge) -> {
                  if (!isPassed(group, holder) || comesNearer(group, holder, member, label)) {
                    holders.computeIfAbsent(label, none -> new IntList()).add(holder);
                  }
                  return true;
                });
      }
    }
    cutShort |= group.depth == DEEPEST;
    ends.forEach((shape, members) -> {
      Root root = Objects.requireNonNull(roots.get(shape));
      queue.add(
          new Candidate(
              group,
              members.distinct(),
              bound,
              false,
              root,
              group.depth + root.names().size(),
              groups++));
    });
    holders.forEach((label, members) -> {
      Group above = new Group(group, label, members.distinct());
      queue.add(new Candidate(above, above.members, bound, false, null, above.depth, groups++));
    });
  }

  /// Whether the program has a name of its own for a member: it is a module, a class or a function.
  /// What is looked for is followed in any case, except for modules.
  private boolean isEnd(Group group, int member) {
    return paths.isModule(member) || (group.depth > 0 && holding.isDefinition(member));
  }

  /// What stands on a function's stack may be left over from earlier, which only the count of
  /// references can tell.
  private boolean isHeldBy(String variable, int object) {
    return !variable.endsWith(UNNAMED)
        || findings
            .objects()
            .mayHaveMoreReferencesThan(
                object, holding.referrers.first(object + 1) - holding.referrers.first(object));
  }

  private void end(Root root, int member, Map<String, IntList> ends, Map<String, Root> roots) {
    roots.putIfAbsent(root.shape(), root);
    ends.computeIfAbsent(root.shape(), none -> new IntList()).add(member);
  }

  private Root rootOf(List<OwnerPaths.Step> steps) {
    List<String> names = steps.stream().map(OwnerPaths.Step::name).toList();
    return new Root(
        Owners.shape(syntax.join(names)), steps.stream().map(this::routeStep).toList(), names);
  }

  private int depth(int object) {
    return paths.depth(object, depths);
  }

  /// Whether a way may go through an object of a group that it goes through later too: then it does
  /// so through another object of that group, and is nearer to the root here.
  private boolean comesNearer(Group group, int holder, int member, long label) {
    if (group.has(holder) || depth(holder) >= depth(member)) {
      return false;
    }
    int[] at = targets(holder, label, group);
    for (Group passed = group; ; ) {
      if (passed.has(holder) && at.length <= 1 && (at.length == 0 || at[0] == holder)) {
        return false;
      }
      Group below = passed.below;
      if (below == null || at.length == 0 || at.length > MOST_COMPARED) {
        return true;
      }
      IntList next = new IntList();
      for (int object : at) {
        for (int target : targets(object, passed.label, below)) {
          next.add(target);
        }
      }
      at = next.distinct();
      passed = below;
    }
  }

  /// {@return the members of a group that an object holds by references of one kind}
  private int[] targets(int object, long label, Group group) {
    IntList targets = new IntList();
    looks +=
        holding.held(
            object,
            (target, found, edge) -> {
              if (found == label && group.has(target)) {
                targets.add(target);
              }
              return targets.count() <= MOST_COMPARED;
            });
    return targets.distinct();
  }

  /// Whether an object is on the way already.
  private boolean isPassed(Group group, int object) {
    for (Group at = group; at != null; at = at.below) {
      if (at.has(object)) {
        return true;
      }
    }
    return false;
  }

  /// Adds what holds members of a group and is of their type.
  private void close(Group group) {
    IntList all = new IntList();
    BitSet present = new BitSet();
    for (int member : group.members) {
      all.add(member);
      present.set(member);
    }
    for (int at = 0; at < all.count(); at++) {
      int member = all.get(at);
      if (isEnd(group, member)) {
        continue;
      }
      looks +=
          holding.holders(
              member,
              (holder, label, edge) -> {
                if (!present.get(holder)
                    && holding.type(holder) == holding.type(member)
                    && (group.below == null || !isPassed(group.below, holder))) {
                  present.set(holder);
                  all.add(holder);
                }
                return true;
              });
    }
    group.close(all.count() == group.members.length ? group.members : all.distinct());
  }

  // ---- forwards again: what a way leads to ----

  /// {@return which of the objects are reached from some members of a group}
  private BitSet reached(Group from, int[] members) {
    BitSet marked = spread(from, members);
    Group group = from;
    for (Group below = group.below; below != null; below = below.below) {
      marked = spread(below, below(group, marked));
      group = below;
    }
    marked.and(sought);
    return marked;
  }

  /// {@return objects of a group, and those that they lead to inside it}
  private BitSet spread(Group group, int[] members) {
    BitSet marked = new BitSet();
    IntList pending = new IntList();
    for (int member : members) {
      marked.set(member);
      pending.add(member);
    }
    if (members.length == group.closed.length) {
      return marked;
    }
    for (int at = 0; at < pending.count(); at++) {
      int member = pending.get(at);
      if (isEnd(group, member)) {
        continue;
      }
      looks +=
          holding.held(
              member,
              (target, label, edge) -> {
                if (!marked.get(target)
                    && holding.type(target) == holding.type(member)
                    && group.has(target)) {
                  marked.set(target);
                  pending.add(target);
                }
                return true;
              });
    }
    return marked;
  }

  // ---- one way, spelled ----

  private void tell(Group from, int[] members, Root root) {
    BitSet objects = reached(from, members);
    List<String> exact = new ArrayList<>(root.names());
    List<String> alike = new ArrayList<>(root.names());
    List<RouteStep> steps = new ArrayList<>(root.steps());
    int object = members[0];
    int[] at = members;
    for (Group group = from; group != null; group = group.below) {
      BitSet marked = spread(group, at);
      if (marked.cardinality() > at.length) {
        alike.add(loop(marked));
      }
      object = example(group, object, exact, alike, steps);
      at = below(group, marked);
    }
    String shape = Owners.shape(syntax.join(alike));
    Found way = new Found(objects, syntax.join(exact), List.copyOf(steps));
    found.merge(
        shape,
        way,
        (before, now) -> {
          before.objects().or(now.objects());
          return before;
        });
  }

  /// {@return what some members of a group hold of the group below it}
  private int[] below(Group group, BitSet marked) {
    Group below = group.below;
    if (below == null) {
      return new int[0];
    }
    IntList next = new IntList();
    for (int object = marked.nextSetBit(0); object >= 0; object = marked.nextSetBit(object + 1)) {
      looks +=
          holding.held(
              object,
              (target, label, edge) -> {
                if (label == group.label && below.has(target)) {
                  next.add(target);
                }
                return true;
              });
    }
    return next.distinct();
  }

  /// {@return how objects of a group hold one another: `(.next)*`}
  private String loop(BitSet marked) {
    Map<String, Boolean> names = new LinkedHashMap<>();
    for (int object = marked.nextSetBit(0);
        object >= 0 && names.size() < 3;
        object = marked.nextSetBit(object + 1)) {
      int holder = object;
      holding.held(
          holder,
          (target, label, edge) -> {
            if (marked.get(target) && holding.type(target) == holding.type(holder)) {
              names.put(Owners.shape(syntax.join(names(holder, edge))), true);
            }
            return names.size() < 3;
          });
    }
    return names.size() == 1 ? "(" + names.keySet().iterator().next() + ")*" : "(…)*";
  }

  private List<String> names(int holder, int edge) {
    int halfway = isOf(holder, edge) ? -1 : holding.halfway(holder, edge);
    String name = Steps.spell(findings, syntax, edge);
    return halfway < 0 ? List.of(name) : List.of(Steps.spell(findings, syntax, halfway), name);
  }

  private boolean isOf(int holder, int edge) {
    return edge >= holding.edges.first(holder) && edge < holding.edges.first(holder + 1);
  }

  /// Goes from an object of a group to one of the group below, through others of the group where
  /// that is needed. {@return that one}
  private int example(
      Group group, int object, List<String> exact, List<String> alike, List<RouteStep> steps) {
    Group below = group.below;
    if (below == null) {
      if (!sought.get(object)) {
        walk(group, object, sought::get, exact, steps);
      }
      return object;
    }
    int[] out = {-1, -1};
    int last =
        walk(
            group,
            object,
            candidate -> {
              out[0] = -1;
              out[1] = -1;
              holding.held(
                  candidate,
                  (target, label, edge) -> {
                    if (label == group.label && below.has(target)) {
                      out[0] = edge;
                      out[1] = target;
                    }
                    return out[0] < 0;
                  });
              return out[0] >= 0;
            },
            exact,
            steps);
    if (out[0] < 0) {
      return below.members[0];
    }
    step(last, out[0], exact, steps);
    alike.addAll(names(last, out[0]));
    return out[1];
  }

  /// Goes inside a group until something is found; the first object may be it. {@return the object
  /// that is}
  private int walk(
      Group group, int object, IntPredicate end, List<String> exact, List<RouteStep> steps) {
    if (end.test(object)) {
      return object;
    }
    Map<Integer, int[]> by = new HashMap<>();
    Deque<Integer> pending = new ArrayDeque<>(List.of(object));
    int[] goal = {-1};
    while (!pending.isEmpty() && goal[0] < 0) {
      int at = pending.remove();
      holding.held(
          at,
          (target, label, edge) -> {
            if (target != object
                && !by.containsKey(target)
                && holding.type(target) == holding.type(at)
                && group.has(target)) {
              by.put(target, new int[] {at, edge});
              pending.add(target);
            }
            return true;
          });
      int next = pending.isEmpty() ? -1 : pending.peek();
      if (next >= 0 && end.test(next)) {
        goal[0] = next;
      }
    }
    if (goal[0] < 0) {
      return object;
    }
    Deque<int[]> way = new ArrayDeque<>();
    for (int at = goal[0]; at != object; ) {
      int[] last = by.getOrDefault(at, new int[] {object, 0});
      way.addFirst(last);
      at = last[0];
    }
    int told = 0;
    for (int[] step : way) {
      if (told++ < LONGEST_LOOP) {
        step(step[0], step[1], exact, steps);
      }
    }
    return goal[0];
  }

  private void step(int holder, int edge, List<String> exact, List<RouteStep> steps) {
    int halfway = isOf(holder, edge) ? -1 : holding.halfway(holder, edge);
    for (int each : halfway < 0 ? new int[] {edge} : new int[] {halfway, edge}) {
      String name = Steps.spell(findings, syntax, each);
      exact.add(name);
      steps.add(routeStep(new OwnerPaths.Step(name, holding.edges.target(each))));
    }
  }

  private RouteStep routeStep(OwnerPaths.Step step) {
    return new RouteStep(
        step.name(),
        findings.types().get(findings.objects().type(step.object())).qualifiedName(),
        findings.objects().address(step.object()));
  }
}
