package dev.fathom.analysis.owners;

import dev.fathom.analysis.graph.Analysis;
import dev.fathom.analysis.graph.Dominators;
import dev.fathom.analysis.graph.Entries;
import dev.fathom.analysis.graph.ObjectGraph;
import dev.fathom.analysis.graph.OwnerPaths;
import dev.fathom.analysis.graph.Retained;
import dev.fathom.model.Findings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntPredicate;

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
  public static final int ALL = -1;

  private final Findings findings;

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

  private Owners(Findings findings) {
    this.findings = findings;
  }

  /// Analyses the graph of a target's objects. **Cost**: some 200 ns an object, on two cores; next
  /// to nothing where a snapshot brought the analysis along.
  public static Owners of(Findings findings) {
    if (findings.conclusions().find(LargestOwners.class).isEmpty()) {
      Analysis.of(findings);
    }
    return new Owners(findings);
  }

  private Analysis analysis() {
    return Analysis.of(findings);
  }

  public Retained retained() {
    return analysis().retained();
  }

  public OwnerPaths paths() {
    return analysis().paths();
  }

  public Dominators dominators() {
    return analysis().dominators();
  }

  /// {@return what all objects take, in bytes}
  public long bytes() {
    return findings
        .conclusions()
        .find(LargestOwners.class)
        .map(LargestOwners::bytes)
        .orElseGet(() -> retained().bytes(ObjectGraph.OUTSIDE));
  }

  /// {@return the `top` objects that keep the most, the largest first; none where a heap that was
  /// not read may hold them too} One that only stands for another, like the dict with an object's
  /// attributes, is not listed for itself.
  public List<Owner> largest(int top) {
    if (findings.ownersHidden()) {
      return List.of();
    }
    return findings
        .conclusions()
        .find(LargestOwners.class)
        .filter(stored -> stored.has(top))
        .map(stored -> stored.largest(top))
        .orElseGet(() -> largest(top, object -> true));
  }

  /// The same of some objects. Each is told with all that it keeps.
  ///
  /// @param wanted which objects
  public List<Owner> largest(int top, IntPredicate wanted) {
    if (findings.ownersHidden()) {
      return List.of();
    }
    Retained retained = retained();
    OwnerPaths paths = paths();
    PriorityQueue<Integer> best = new PriorityQueue<>(Comparator.comparingLong(retained::bytes));
    int nodes = findings.objects().count() + 1;
    for (int node = 1; node < nodes; node++) {
      if (!wanted.test(node - 1)) {
        continue;
      }
      if (best.size() < SPARE * top) {
        best.add(node);
      } else if (!best.isEmpty() && retained.bytes(node) > retained.bytes(best.peek())) {
        best.poll();
        best.add(node);
      }
    }
    List<Integer> sorted = new ArrayList<>(best);
    sorted.sort(
        Comparator.<Integer>comparingLong(retained::bytes)
            .reversed()
            .thenComparing(Comparator.naturalOrder()));
    return sorted.stream()
        .filter(node -> !paths.passesOn(node - 1))
        .limit(top)
        .map(this::owner)
        .toList();
  }

  /// {@return where memory piles up: the object that keeps the most without passing nearly all of
  /// it on to one other. Where that is a module, which only names its variables, those of them that
  /// keep a good part of it, the largest first; empty where none does, and where there are no
  /// objects}
  public List<Owner> accumulationPoint() {
    if (findings.ownersHidden()) {
      return List.of();
    }
    return findings
        .conclusions()
        .find(LargestOwners.class)
        .map(LargestOwners::accumulationPoint)
        .orElseGet(this::findAccumulationPoint);
  }

  private List<Owner> findAccumulationPoint() {
    Retained retained = retained();
    Dominators dominators = dominators();
    int[] heaviest = new int[findings.objects().count() + 1];
    Arrays.fill(heaviest, -1);
    for (int node : dominators.order()) {
      int above = dominators.of(node);
      if (above >= 0
          && (heaviest[above] < 0 || retained.bytes(node) > retained.bytes(heaviest[above]))) {
        heaviest[above] = node;
      }
    }
    int at = heaviest.length == 0 ? -1 : heaviest[ObjectGraph.OUTSIDE];
    while (at >= 0
        && heaviest[at] >= 0
        && retained.bytes(heaviest[at]) >= PASSES_ON * retained.bytes(at)) {
      at = heaviest[at];
    }
    if (at < 0) {
      return List.of();
    }
    if (at > 0
        && findings.types().isMapped(findings.objects().type(at - 1))
        && dominators.of(at) > ObjectGraph.OUTSIDE) {
      at = dominators.of(at); // who has mapped it
    }
    // The dict of its variables may be held by functions too, and so not be the module's alone.
    OwnerPaths paths = paths();
    List<OwnerPaths.Step> steps = paths.steps(at - 1);
    boolean module =
        paths.isModule(steps.getFirst().object())
            && (steps.size() == 1 || (steps.size() == 2 && paths.passesOn(at - 1)));
    if (!module) {
      return List.of(owner(at));
    }
    double part = GOOD_PART * retained.bytes(at);
    return children(at - 1, MOST_POINTS).stream()
        .filter(child -> retained.bytes(child + 1) >= part && !paths.passesOn(child))
        .map(this::ofObject)
        .toList();
  }

  /// {@return an object as an owner}
  public Owner ofObject(int object) {
    return owner(object + 1);
  }

  /// {@return what an object keeps: those that it dominates immediately, the largest first}
  ///
  /// @param object the object; [#ALL] for what no object dominates
  public List<Integer> children(int object, int top) {
    List<Integer> children = new ArrayList<>();
    Dominators dominators = dominators();
    Retained retained = retained();
    for (int node = 1; node <= findings.objects().count(); node++) {
      if (dominators.of(node) == object + 1) {
        children.add(node);
      }
    }
    children.sort(Comparator.<Integer>comparingLong(retained::bytes).reversed());
    return children.stream().limit(top).map(node -> node - 1).toList();
  }

  /// {@return the objects that one keeps alive, itself included} **Cost**: some nanoseconds an
  /// object of the target.
  BitSet keptBy(int object) {
    Dominators dominators = dominators();
    BitSet kept = new BitSet(findings.objects().count());
    kept.set(object);
    // In this order a dominator comes before what it dominates.
    for (int node : dominators.order()) {
      int above = dominators.of(node);
      if (above > ObjectGraph.OUTSIDE && kept.get(above - 1)) {
        kept.set(node - 1);
      }
    }
    return kept;
  }

  /// {@return the object to which an expression leads, as [OwnerPaths#path] spells it, or -1}
  /// **Cost**: some microseconds an object; the objects that keep most are tried first.
  public int named(String path) {
    List<Integer> nodes = new ArrayList<>();
    Retained retained = retained();
    for (int node = 1; node <= findings.objects().count(); node++) {
      if (retained.objects(node) > 1) {
        nodes.add(node);
      }
    }
    nodes.sort(Comparator.<Integer>comparingLong(retained::bytes).reversed());
    for (int node : nodes) {
      if (owner(node).path().equals(path)) {
        return node - 1;
      }
    }
    return -1;
  }

  /// {@return for each node the module, class or variable that dominates it: the dominator nearest
  /// to the root that is no module} Of a module's own parts it is they themselves.
  public int[] variables() {
    Dominators dominators = dominators();
    int[] variables = new int[findings.objects().count() + 1];
    BitSet modules = new BitSet();
    for (ObjectGraph.Entry entry : Entries.of(findings).all()) {
      if (entry.kind() == ObjectGraph.Kind.MODULE) {
        modules.set(entry.object() + 1);
        findings
            .references()
            .target(entry.object(), ATTRIBUTES.substring(1))
            .ifPresent(dict -> modules.set(dict + 1));
      }
    }
    for (int node : dominators.order()) {
      int above = dominators.of(node);
      if (above >= 0) {
        boolean own = above == ObjectGraph.OUTSIDE || modules.get(variables[above]);
        variables[node] = own ? node : variables[above];
      }
    }
    return variables;
  }

  /// {@return the upper part of the dominator tree}
  public OwnerTree tree() {
    return OwnerTree.of(this, findings.objects().count() + 1);
  }

  /// {@return what keeps an object alive: its dominators, the nearest first}
  ///
  /// @param most how many at most; those furthest away are left out
  public List<Owner> above(int object, int most) {
    List<Owner> above = new ArrayList<>();
    Dominators dominators = dominators();
    for (int node = dominators.of(object + 1);
        node > ObjectGraph.OUTSIDE && above.size() < most;
        node = dominators.of(node)) {
      above.add(owner(node));
    }
    return above;
  }

  private Owner owner(int node) {
    int object = node - 1;
    Retained retained = retained();
    String path = paths().path(object);
    return new Owner(
        path.endsWith(ATTRIBUTES) ? path.substring(0, path.length() - ATTRIBUTES.length()) : path,
        findings.types().get(findings.objects().type(object)).qualifiedName(),
        findings.objects().address(object),
        retained.objects(node),
        findings.objects().shallow(object),
        retained.bytes(node),
        retained.resident(node),
        retained.proportional(node));
  }
}
