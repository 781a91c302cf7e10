package dev.fathom.analysis.owners;

import dev.fathom.analysis.graph.Dominators;
import dev.fathom.analysis.graph.Entries;
import dev.fathom.analysis.graph.GraphAnalysis;
import dev.fathom.analysis.graph.IntList;
import dev.fathom.analysis.graph.OwnerPaths;
import dev.fathom.analysis.graph.Retained;
import dev.fathom.model.Findings;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// Who holds the memory: the objects that keep the most alive, named.
public final class Owners {
  /// A child with this share of its owner's retained size is where the size really comes from.
  private static final double PASSES_ON = 0.8;

  /// An object's dict stands for the object.
  private static final String ATTRIBUTES = ".__dict__";

  /// A variable of a module with this share of what the module keeps is named for itself.
  private static final double GOOD_PART = 0.2;

  private static final int MOST_POINTS = 3;

  /// How many times as many are looked at as are listed: some are left out.
  private static final int SPARE = 3;

  /// Stands for all that is outside the objects.
  public static final int ALL = Dominators.OUTSIDE;

  private final GraphAnalysis graph;
  private final Findings findings;
  private final Optional<LargestOwners> stored;

  /// An object and what it keeps; sizes in bytes.
  ///
  /// @param path the expression for it
  /// @param type its qualified type
  /// @param address of the object
  /// @param objects how many it keeps, itself included
  /// @param shallow its own size, without its buffers
  /// @param retained what would be freed with it
  /// @param resident how much of that is in memory
  /// @param proportional the same, shared pages divided among the processes that map them
  public record Owner(
      String path,
      String type,
      long address,
      int objects,
      long shallow,
      long retained,
      long resident,
      long proportional) {}

  private Owners(GraphAnalysis graph, Optional<LargestOwners> stored) {
    this.graph = graph;
    this.findings = graph.findings();
    this.stored = stored;
  }

  /// The owners in a graph.
  ///
  /// @param stored the largest of them where these are known
  public static Owners of(GraphAnalysis graph, Optional<LargestOwners> stored) {
    return new Owners(graph, stored);
  }

  public Retained retained() {
    return graph.retained();
  }

  public OwnerPaths paths() {
    return graph.paths();
  }

  public Dominators dominators() {
    return graph.dominators();
  }

  /// {@return what all objects take, in bytes}
  public long bytes() {
    return stored.map(LargestOwners::bytes).orElseGet(() -> retained().bytes(ALL));
  }

  /// {@return the `top` objects that keep the most, the largest first; none where a heap that was
  /// not read may hold them too} One that only stands for another, like the dict with an object's
  /// attributes, is not listed for itself.
  public List<Owner> largest(int top) {
    if (findings.ownersHidden()) {
      return List.of();
    }
    return stored
        .filter(known -> known.has(top))
        .map(known -> known.largest(top))
        .orElseGet(() -> largest(top, object -> true));
  }

  /// The same of some objects. Each is told with all that it keeps.
  ///
  /// @param wanted which objects
  public List<Owner> largest(int top, IntPredicate wanted) {
    if (findings.ownersHidden()) {
      return List.of();
    }
    OwnerPaths paths = paths();
    IntStream objects = IntStream.range(0, findings.objects().count()).filter(wanted);
    return mostRetained(objects, SPARE * top).stream()
        .filter(object -> !paths.passesOn(object))
        .limit(top)
        .map(this::ofObject)
        .toList();
  }

  /// {@return of some objects those that keep the most, the largest first; of equal ones the first}
  private List<Integer> mostRetained(IntStream objects, int most) {
    Retained retained = retained();
    Comparator<Integer> order =
        Comparator.<Integer>comparingLong(retained::bytes).thenComparing(Comparator.reverseOrder());
    PriorityQueue<Integer> best = new PriorityQueue<>(order);
    objects.forEach(object -> {
      if (best.size() < most) {
        best.add(object);
      } else if (!best.isEmpty() && retained.bytes(object) > retained.bytes(best.element())) {
        best.remove();
        best.add(object);
      }
    });
    List<Integer> sorted = new ArrayList<>(best);
    sorted.sort(order.reversed());
    return sorted;
  }

  /// {@return where memory piles up: the object that keeps the most without passing nearly all of
  /// it on to one other. Where that is a module, which only names its variables, those of them that
  /// keep a good part of it, the largest first; empty where none does, and where there are no
  /// objects}
  public List<Owner> accumulationPoint() {
    if (findings.ownersHidden()) {
      return List.of();
    }
    return stored.map(LargestOwners::accumulationPoint).orElseGet(this::findAccumulationPoint);
  }

  private List<Owner> findAccumulationPoint() {
    Retained retained = retained();
    int at = heaviest(ALL);
    if (at == ALL) {
      return List.of();
    }
    for (int below = heaviest(at);
        below != ALL && retained.bytes(below) >= PASSES_ON * retained.bytes(at);
        below = heaviest(at)) {
      at = below;
    }
    if (findings.types().isMapped(findings.objects().type(at))
        && dominators().of(at) != Dominators.OUTSIDE) {
      at = dominators().of(at); // who has mapped it
    }
    // The dict of its variables may be held by functions too, and so not be the module's alone.
    OwnerPaths paths = paths();
    List<OwnerPaths.Step> steps = paths.steps(at);
    boolean module =
        paths.isModule(steps.getFirst().object())
            && (steps.size() == 1 || (steps.size() == 2 && paths.passesOn(at)));
    if (!module) {
      return List.of(ofObject(at));
    }
    double part = GOOD_PART * retained.bytes(at);
    return children(at, MOST_POINTS).stream()
        .filter(child -> retained.bytes(child) >= part && !paths.passesOn(child))
        .map(this::ofObject)
        .toList();
  }

  /// {@return the object directly below one that keeps the most, or [#ALL] where there is none}
  private int heaviest(int object) {
    Retained retained = retained();
    int heaviest = ALL;
    for (int child : dominators().children(object)) {
      if (heaviest == ALL || retained.bytes(child) > retained.bytes(heaviest)) {
        heaviest = child;
      }
    }
    return heaviest;
  }

  /// {@return what an object keeps: those that it dominates immediately, the largest first}
  /// **Cost**: proportional to their number.
  ///
  /// @param object the object; [#ALL] for what no object dominates
  public List<Integer> children(int object, int top) {
    return mostRetained(IntStream.of(dominators().children(object)), top);
  }

  /// {@return the objects that one keeps alive, itself included} **Cost**: some nanoseconds for
  /// each of them.
  BitSet keptBy(int object) {
    Dominators dominators = dominators();
    BitSet kept = new BitSet();
    IntList pending = new IntList();
    pending.add(object);
    for (int at = 0; at < pending.count(); at++) {
      kept.set(pending.get(at));
      for (int child : dominators.children(pending.get(at))) {
        pending.add(child);
      }
    }
    return kept;
  }

  /// {@return for each object the module, class or variable that dominates it: the dominator
  /// nearest to the root that is no module} Of a module's own parts it is they themselves.
  public int[] variables() {
    Dominators dominators = dominators();
    int[] variables = new int[findings.objects().count()];
    BitSet modules = new BitSet();
    for (Entries.Entry entry : graph.entries().all()) {
      if (entry.kind() == Entries.Kind.MODULE) {
        modules.set(entry.object());
        findings
            .references()
            .target(entry.object(), ATTRIBUTES.substring(1))
            .ifPresent(modules::set);
      }
    }
    for (int object : dominators.order()) {
      int above = dominators.of(object);
      boolean own = above == ALL || modules.get(variables[above]);
      variables[object] = own ? object : variables[above];
    }
    return variables;
  }

  /// {@return the upper part of the dominator tree}
  public OwnerTree tree() {
    return OwnerTree.of(this);
  }

  /// {@return what keeps an object alive: its dominators, the nearest first}
  ///
  /// @param most how many at most; those furthest away are left out
  public List<Owner> above(int object, int most) {
    List<Owner> above = new ArrayList<>();
    Dominators dominators = dominators();
    for (int at = dominators.of(object); at >= 0 && above.size() < most; at = dominators.of(at)) {
      above.add(ofObject(at));
    }
    return above;
  }

  private String called(int object) {
    String path = paths().path(object);
    return path.endsWith(ATTRIBUTES)
        ? path.substring(0, path.length() - ATTRIBUTES.length())
        : path;
  }

  /// {@return how many bytes of memory that no allocator handed out the objects have: mappings, and
  /// large static variables} They have owners, and are of no type of the program's. **Cost**: some
  /// nanoseconds an object.
  public long mappedBytes() {
    long bytes = 0;
    long[] own = graph.sizes().allocated();
    for (int object = 0; object < own.length; object++) {
      bytes += findings.types().isMapped(findings.objects().type(object)) ? own[object] : 0;
    }
    return bytes;
  }

  /// {@return an object as an owner}
  public Owner ofObject(int object) {
    Retained retained = retained();
    int type = findings.objects().type(object);
    long shallow = findings.objects().shallow(object);
    return new Owner(
        called(object),
        findings.types().get(type).qualifiedName(),
        findings.objects().address(object),
        retained.objects(object),
        // What of a mapping is only reserved is nobody's cost.
        findings.types().isMapped(type) ? Math.min(shallow, retained.bytes(object)) : shallow,
        retained.bytes(object),
        retained.resident(object),
        retained.proportional(object));
  }
}
