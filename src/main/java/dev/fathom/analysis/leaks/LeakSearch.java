package dev.fathom.analysis.leaks;

import dev.fathom.analysis.graph.CountedReferences;
import dev.fathom.analysis.graph.Entries;
import dev.fathom.analysis.graph.GraphAnalysis;
import dev.fathom.analysis.graph.OwnSizes;
import dev.fathom.analysis.graph.Reach;
import dev.fathom.analysis.graph.Steps;
import dev.fathom.model.Findings;
import dev.fathom.model.Warning;
import dev.fathom.model.dialect.PathSyntax;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.HeldObjects;
import dev.fathom.model.object.ObjectRole;
import dev.fathom.model.object.TypeTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Looks for [Leaks].
///
/// Leaked objects are divided into the strongly connected components of what they refer to; one
/// that no other leaked component refers to is the head of a leak, and what is reached from it is
/// lost with it. **Cost**: some 100 ns an object that is reached, 200 one that is not. **Memory**:
/// 40 bytes an object.
final class LeakSearch {
  /// What only others hold, and what is nothing by itself.
  private static final Set<String> PARTS = Set.of("HEK", "COW", "OPS");

  private static final int MOST_STEPS = 32;

  private final Findings findings;
  private final Entries entries;
  private final EdgeTable edges;
  private final int objects;
  private final Reach reach;
  private final OwnSizes own;

  /// For each object the number of its component, 0 while it has none.
  private final int[] components;

  private final List<Leaks.Leak> leaks = new ArrayList<>();

  /// Whether nobody counts references to the objects.
  private final boolean uncounted;

  private long leaked;
  private int componentCount;

  private LeakSearch(GraphAnalysis graph) {
    this.findings = graph.findings();
    this.entries = graph.entries();
    this.edges = findings.references().edges();
    this.objects = findings.objects().count();
    this.reach = new Reach(edges, objects);
    this.own = graph.sizes();
    this.components = new int[objects];
    this.uncounted =
        findings.dialect().isMereMemory() || findings.dialect().collection().isPresent();
  }

  static Leaks of(GraphAnalysis graph) {
    Findings findings = graph.findings();
    if (!findings.hiding().isEmpty()) {
      // Nobody knows: see Leaks#withheld.
      return new Leaks(List.of(), 0, allocated(findings).cardinality(), 0, List.of());
    }
    LeakSearch search = new LeakSearch(graph);
    search.reachFromRoots();
    search.search();
    List<Leaks.Leak> leaks = search.byShape();
    return new Leaks(
        leaks,
        search.leaked,
        allocated(findings).cardinality(),
        allocated(findings).stream().mapToLong(object -> search.own.allocated(object)).sum(),
        leaks.isEmpty() ? List.of() : SilentTypes.of(findings));
  }

  /// {@return the objects that were allocated: what a program has mapped cannot be lost}
  private static BitSet allocated(Findings findings) {
    BitSet allocated = new BitSet(findings.objects().count());
    for (int object = 0; object < findings.objects().count(); object++) {
      allocated.set(object, !findings.types().isMapped(findings.objects().type(object)));
    }
    return allocated;
  }

  private void reachFromRoots() {
    for (Entries.Entry entry : entries.all()) {
      // A word on a stack may be left over from what ran there before. Where a language knows its
      // own variables, such a word holds only what more references are counted to than were found.
      boolean doubtful =
          entry.kind() == Entries.Kind.STACK
              && !uncounted
              && findings.objects().references(entry.object()) == 0;
      if (entry.kind() != Entries.Kind.UNSEEN && !doubtful) {
        reach.from(entry.object());
      }
    }
    // Who leads to a mapping need not be seen, and what a program has mapped it did not allocate.
    // What is there for good, or in the interpreter's own tables, is not lost, whatever leads
    // there.
    for (int object = 0; object < objects; object++) {
      if (!reach.reached(object) && isLasting(object)) {
        reach.from(object);
      }
    }
  }

  private boolean isLasting(int object) {
    ObjectRole role = findings.objects().role(object);
    return role == ObjectRole.INTERNED
        || role == ObjectRole.SMALL_INT
        || findings.objects().immortal(object)
        || findings.types().isMapped(findings.objects().type(object));
  }

  /// {@return the leaks, alike ones counted together, those with the most bytes first}
  private List<Leaks.Leak> byShape() {
    Map<String, Leaks.Leak> byShape = new LinkedHashMap<>();
    for (Leaks.Leak leak : leaks) {
      byShape.merge(leak.evidence().id() + " " + leak.shape(), leak, Leaks.Leak::and);
    }
    return byShape.values().stream()
        .sorted(
            Comparator.comparing(Leaks.Leak::evidence)
                .thenComparing(Comparator.comparingLong(Leaks.Leak::bytes).reversed()))
        .toList();
  }

  /// {@return what nothing holds}
  static BitSet lost(GraphAnalysis graph) {
    LeakSearch search = new LeakSearch(graph);
    search.reachFromRoots();
    return search.ofOthers() == Leaks.Evidence.DOUBTFUL ? new BitSet() : search.divide().others();
  }

  /// What no root reaches.
  ///
  /// @param all of it
  /// @param held what something may hold all the same
  /// @param others all else
  private record Unreached(BitSet all, BitSet held, BitSet others) {}

  private void search() {
    Unreached unreached = divide();
    // What something may still hold first: all that it leads to is held too, and lost with nobody.
    search(unreached.held(), Leaks.Evidence.DOUBTFUL, reach);
    search(unreached.others(), ofOthers(), reach);
    Reach beginnings = reachByBeginnings();
    BitSet middles = new BitSet(objects);
    for (int object = 0; object < objects; object++) {
      middles.set(
          object,
          reach.reached(object) && !beginnings.reached(object) && !unreached.all().get(object));
    }
    search(middles, Leaks.Evidence.MIDDLE, beginnings);
  }

  private Unreached divide() {
    BitSet all = new BitSet(objects);
    all.set(0, objects);
    for (int object = 0; object < objects; object++) {
      if (reach.reached(object)) {
        all.clear(object);
      }
    }
    BitSet held = new BitSet(objects);
    if (!uncounted) {
      Reach fromHeld = new Reach(edges, objects);
      CountedReferences counted = new CountedReferences(findings);
      BitSet parts = parts(all);
      BitSet unexplained = counted.unexplained(all);
      unexplained.andNot(parts);
      unexplained.stream().forEach(fromHeld::from);
      all.stream().filter(fromHeld::reached).forEach(held::set);
      all.andNot(parts);
    }
    leaked = all.cardinality();
    held.and(all);
    BitSet others = (BitSet) all.clone();
    others.andNot(held);
    return new Unreached(all, held, others);
  }

  /// Reaches what addresses of the beginnings of objects lead to. Where a runtime knows its objects
  /// these are the only ones.
  private Reach reachByBeginnings() {
    if (!findings.dialect().isMereMemory()) {
      return reach;
    }
    Reach beginnings = Reach.byBeginnings(edges, objects);
    HeldObjects held = findings.references().held();
    for (int at = 0; at < held.count(); at++) {
      if (!findings.buffers().holders().get(held.holder(at)).leadsInside()) {
        beginnings.from(held.object(at));
      }
    }
    for (Entries.Entry entry : entries.all()) {
      switch (entry.kind()) {
        case MODULE, FUNCTION, STATIC -> beginnings.from(entry.object());
        case LIBRARY, STACK, UNSEEN -> {}
      }
    }
    for (int object = 0; object < objects; object++) {
      if (isLasting(object)) {
        beginnings.from(object);
      }
    }
    return beginnings;
  }

  /// {@return how certain it is that what nothing seems to hold is lost} Of a process that ran on
  /// while it was read nothing is: what held it may have moved meanwhile.
  private Leaks.Evidence ofOthers() {
    boolean ranOn =
        findings.warnings().stream().anyMatch(each -> each.code().equals(Warning.NOT_HELD));
    return uncounted
        ? Leaks.Evidence.UNCOUNTED
        : ranOn ? Leaks.Evidence.DOUBTFUL : Leaks.Evidence.CERTAIN;
  }

  private BitSet parts(BitSet among) {
    BitSet parts = new BitSet(objects);
    among.stream().filter(object -> PARTS.contains(type(object))).forEach(parts::set);
    return parts;
  }

  /// @param marked what was reached, and counts for others
  private void search(BitSet among, Leaks.Evidence evidence, Reach marked) {
    if (among.isEmpty()) {
      return;
    }
    int before = componentCount;
    List<int[]> found = components(among);
    BitSet referred = new BitSet(found.size());
    for (int object = among.nextSetBit(0); object >= 0; object = among.nextSetBit(object + 1)) {
      for (int edge = edges.first(object); edge < edges.first(object + 1); edge++) {
        int target = edges.target(edge);
        if (among.get(target) && components[target] != components[object]) {
          referred.set(components[target] - before - 1);
        }
      }
    }
    for (int component = 0; component < found.size(); component++) {
      if (!referred.get(component)) {
        add(found.get(component), before + 1 + component, evidence, marked);
      }
    }
  }

  /// Tarjan's components, with a stack of its own: a chain of millions of objects is fine.
  private List<int[]> components(BitSet among) {
    List<int[]> found = new ArrayList<>();
    int[] index = new int[objects];
    int[] low = new int[objects];
    int[] next = new int[objects];
    int[] path = new int[64];
    int[] open = new int[64];
    int openCount = 0;
    int number = 0;
    for (int root = among.nextSetBit(0); root >= 0; root = among.nextSetBit(root + 1)) {
      if (index[root] != 0) {
        continue;
      }
      int depth = 0;
      path[0] = root;
      index[root] = low[root] = ++number;
      next[root] = edges.first(root);
      open = with(open, openCount++, root);
      while (depth >= 0) {
        int object = path[depth];
        if (next[object] < edges.first(object + 1)) {
          int target = edges.target(next[object]++);
          if (!among.get(target)) {
            continue;
          }
          if (index[target] == 0) {
            index[target] = low[target] = ++number;
            next[target] = edges.first(target);
            open = with(open, openCount++, target);
            path = with(path, ++depth, target);
          } else if (components[target] == 0) {
            low[object] = Math.min(low[object], index[target]);
          }
          continue;
        }
        if (low[object] == index[object]) {
          int first = openCount;
          do {
            first--;
            components[open[first]] = componentCount + 1;
          } while (open[first] != object);
          componentCount++;
          found.add(Arrays.copyOfRange(open, first, openCount));
          openCount = first;
        }
        depth--;
        if (depth >= 0) {
          low[path[depth]] = Math.min(low[path[depth]], low[object]);
        }
      }
    }
    return found;
  }

  private static int[] with(int[] array, int at, int value) {
    int[] grown = at < array.length ? array : Arrays.copyOf(array, array.length * 2);
    grown[at] = value;
    return grown;
  }

  private void add(int[] members, int component, Leaks.Evidence evidence, Reach marked) {
    int head = head(members);
    List<Integer> ring = ring(head, component);
    long[] lost = lostWith(head, marked);
    leaks.add(
        new Leaks.Leak(
            ring.isEmpty() ? type(head) : shape(head, ring),
            !ring.isEmpty(),
            evidence,
            1,
            lost[0],
            lost[1],
            findings.objects().address(head)));
  }

  /// The member that tells most: one of a class of the program's own, else the largest.
  private int head(int[] members) {
    int best = members[0];
    for (int member : members) {
      boolean named = named(member);
      if ((named && !named(best)) || (named == named(best) && rank(member) > rank(best))) {
        best = member;
      }
    }
    return best;
  }

  private boolean named(int object) {
    TypeTable.Type type = findings.types().get(findings.objects().type(object));
    return type.dialect().isOfTheProgram(type.module());
  }

  private long rank(int object) {
    return findings.objects().shallow(object);
  }

  /// {@return the edges of the shortest ring through an object; none where there is no ring}
  private List<Integer> ring(int head, int component) {
    Map<Integer, Integer> by = new LinkedHashMap<>();
    List<Integer> queue = new ArrayList<>();
    queue.add(head);
    for (int at = 0; at < queue.size(); at++) {
      int object = queue.get(at);
      for (int edge = edges.first(object); edge < edges.first(object + 1); edge++) {
        int target = edges.target(edge);
        if (target == head) {
          return ring(object, edge, by, head);
        }
        if (components[target] == component && !by.containsKey(target)) {
          by.put(target, edge);
          queue.add(target);
        }
      }
    }
    return List.of();
  }

  private List<Integer> ring(int last, int closing, Map<Integer, Integer> by, int head) {
    List<Integer> steps = new ArrayList<>();
    steps.add(closing);
    int at = last;
    while (at != head) {
      Integer edge = by.get(at);
      if (edge == null) {
        break;
      }
      steps.addFirst(edge);
      at = source(edge);
    }
    return steps;
  }

  /// The object whose edge it is. **Cost**: logarithmic.
  private int source(int edge) {
    int low = 0;
    int high = objects;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (edges.first(middle) <= edge) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private String shape(int head, List<Integer> ring) {
    PathSyntax syntax = findings.types().get(findings.objects().type(head)).dialect().paths();
    List<String> steps = new ArrayList<>();
    for (int edge : ring.subList(0, Math.min(MOST_STEPS, ring.size()))) {
      steps.add(Steps.spell(findings, syntax, edge));
    }
    String path = syntax.join(steps).replaceAll("\\[\\d+\\]", "[*]");
    String rest =
        ring.size() > MOST_STEPS
            ? String.format(Locale.ROOT, " … %,d more steps", ring.size() - MOST_STEPS)
            : "";
    return "reference cycle: " + type(head) + " " + path + rest + " → back";
  }

  /// {@return how many objects are lost with one, and their bytes} Each counts for the first.
  private long[] lostWith(int head, Reach marked) {
    long count = 0;
    long bytes = 0;
    int[] pending = {head};
    int top = 1;
    marked.mark(head);
    while (top > 0) {
      int object = pending[--top];
      count++;
      bytes += own.allocated(object);
      for (int edge = edges.first(object); edge < edges.first(object + 1); edge++) {
        int target = edges.target(edge);
        if (marked.mark(target)) {
          pending = with(pending, top++, target);
        }
      }
    }
    return new long[] {count, bytes};
  }

  private String type(int object) {
    TypeTable.Type type = findings.types().get(findings.objects().type(object));
    return type.qualifiedName();
  }
}
