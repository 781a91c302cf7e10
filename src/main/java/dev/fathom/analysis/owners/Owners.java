package dev.fathom.analysis.owners;

import dev.fathom.analysis.graph.Dominators;
import dev.fathom.analysis.graph.Entries;
import dev.fathom.analysis.graph.GraphAnalysis;
import dev.fathom.analysis.graph.IntList;
import dev.fathom.analysis.graph.OwnSizes;
import dev.fathom.analysis.graph.OwnerPaths;
import dev.fathom.analysis.graph.Retained;
import dev.fathom.model.Findings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// Who holds the memory: the objects that keep the most alive, named.
public final class Owners {
  /// An object's dict stands for the object.
  private static final String ATTRIBUTES = ".__dict__";

  /// An owner with this share of all is named in a summary.
  private static final double GOOD_PART = 0.2;

  private static final int MOST_POINTS = 3;

  /// Whoever asks for fewer rows is likely to ask for so many.
  private static final int USUAL = 32;

  private static final int MOST_LOOKED_AT = 8;

  /// How many times as many are looked at as are listed: some are left out.
  private static final int SPARE = 3;

  /// Stands for all that is outside the objects.
  public static final int ALL = Dominators.OUTSIDE;

  private final GraphAnalysis graph;
  private final Findings findings;
  private final Optional<LargestOwners> stored;

  /// The rows, as far as they are known: they are asked for more than once.
  private Optional<LargestOwners> divided;

  /// An object, or some that are held alike, and what they keep; sizes in bytes.
  ///
  /// @param form what the row stands for
  /// @param path the expression for it; with `[*]` for all that one table holds
  /// @param type its qualified type
  /// @param address of the object, or of the one of them that keeps the most
  /// @param members how many they are, or links the chain has; 1 of one object
  /// @param holders what holds them jointly; empty where one does, and of very many some
  /// @param moreHolders whether there are others
  /// @param outermost whether no object dominates them
  /// @param objects how many they keep, themselves included
  /// @param shallow the object's own size, without its buffers
  /// @param retained what would be freed with them
  /// @param resident how much of that is in memory
  /// @param proportional the same, shared pages divided among the processes that map them
  public record Owner(
      OwnerForm form,
      String path,
      String type,
      long address,
      int members,
      List<String> holders,
      boolean moreHolders,
      boolean outermost,
      long objects,
      long shallow,
      long retained,
      long resident,
      long proportional) {
    private static final int MOST_NEAREST = 3;

    /// {@return what has no row of its own}
    static Owner rest(OwnerForm form, String called, Kept kept) {
      return new Owner(
          form,
          called,
          "",
          0,
          0,
          List.of(),
          false,
          true,
          kept.objects(),
          0,
          kept.retained(),
          kept.resident(),
          kept.proportional());
    }

    /// {@return who holds it jointly: `a`, `a and b`, `a, b and others`; empty where one does}
    public String jointHolders() {
      return joined(holders, moreHolders);
    }

    /// {@return the same, of many the nearest alone}
    public String nearestHolders() {
      return holders.size() > MOST_NEAREST
          ? joined(holders.subList(0, MOST_NEAREST), true)
          : jointHolders();
    }

    private static String joined(List<String> names, boolean more) {
      if (names.isEmpty()) {
        return "";
      }
      String last = more ? "others" : names.getLast();
      String before = String.join(", ", more ? names : names.subList(0, names.size() - 1));
      return before.isEmpty() ? last : before + " and " + last;
    }

    /// Whether the path is that of one of several members, and not one that stands for all.
    public boolean isExample() {
      return members > 1 && !(path.endsWith("*]") || path.endsWith("*}"));
    }

    /// {@return whether the path is that of one object, and can be typed to find it again}
    public boolean isTyped() {
      return (form == OwnerForm.OBJECT || form == OwnerForm.CHAIN)
          && members == 1
          && !path.matches("(~ |<|\\d|-).*|.*([*][\\]}]|…| key\\]).*");
    }

    Kept kept() {
      return new Kept(objects, retained, resident, proportional);
    }
  }

  private Owners(GraphAnalysis graph, Optional<LargestOwners> stored) {
    this.graph = graph;
    this.findings = graph.findings();
    this.stored = stored;
    this.divided = stored;
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
    return stored.map(known -> known.all().retained()).orElseGet(() -> retained().bytes(ALL));
  }

  /// {@return all objects divided among those who hold them: the `top` rows that keep the most, the
  /// largest first, and what closes them; empty where a heap that was not read may hold them too}
  public LargestOwners largest(int top) {
    if (findings.ownersHidden()) {
      return new LargestOwners(List.of(), true, Kept.NOTHING, Kept.NOTHING, Kept.NOTHING);
    }
    return divided(top).first(top);
  }

  /// Whichever thread asks first has them divided.
  private synchronized LargestOwners divided(int top) {
    LargestOwners known =
        divided
            .filter(each -> each.has(top))
            .orElseGet(() -> Holdings.of(this, Math.max(top, USUAL)));
    divided = Optional.of(known);
    return known;
  }

  /// {@return of some objects the `top` that keep the most, the largest first; none where a heap
  /// that was not read may hold them too} Each is told with all that it keeps, so they lie within
  /// one another. One that only stands for another, like the dict with an object's attributes, is
  /// not listed for itself.
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

  /// {@return where memory piles up: the largest owner, and those of the next that have a good part
  /// of all; empty where there are no objects}
  public List<Owner> accumulationPoint() {
    List<Owner> largest =
        largest(MOST_LOOKED_AT).largest().stream().filter(owner -> owner.form().isPlace()).toList();
    double part = GOOD_PART * bytes();
    return IntStream.range(0, Math.min(MOST_POINTS, largest.size()))
        .filter(at -> at == 0 || largest.get(at).retained() >= part)
        .mapToObj(largest::get)
        .toList();
  }

  /// {@return the object directly below one that keeps the most, or [#ALL] where there is none}
  int heaviest(int object) {
    Retained retained = retained();
    int heaviest = ALL;
    for (int at = dominators().firstBelow(object); at < dominators().endBelow(object); at++) {
      int child = dominators().below(at);
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

  /// What stands directly below an object in the dominator tree: another, or some that are alike.
  ///
  /// @param object it, or the one of them that keeps the most
  /// @param single whether it is but one
  /// @param owner as it is told
  public record Below(int object, boolean single, Owner owner) {}

  /// {@return what an object keeps, in rows that tell together what is held alike, the largest
  /// first} **Cost**: some 100 ns for each object that it dominates immediately, and some 10 ns for
  /// each reference among all that it keeps.
  ///
  /// @param object the object; [#ALL] for what no object dominates
  public List<Below> below(int object, int top) {
    return below(object, top, Set.of());
  }

  /// The same, but for some of what it keeps.
  List<Below> below(int object, int top, Set<Integer> others) {
    return Siblings.below(graph, object, others).largest(top, 0).stream()
        .map(row -> new Below(row.head(), row.members() == 1, ofRow(row)))
        .toList();
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
    OwnSizes own = graph.sizes();
    for (int object = 0; object < own.count(); object++) {
      bytes +=
          findings.types().isMapped(findings.objects().type(object)) ? own.allocated(object) : 0;
    }
    return bytes;
  }

  /// {@return an object as an owner}
  public Owner ofObject(int object) {
    return ofRow(SiblingRow.object(object, Kept.by(retained(), object)));
  }

  /// {@return a row as it is told}
  Owner ofRow(SiblingRow row) {
    int object = row.head();
    int type = type(object);
    Kept kept = row.kept();
    long shallow = findings.objects().shallow(object);
    boolean open = !row.form().single() && row.members() > 1;
    String path = open ? paths().openPath(object) : called(object);
    return new Owner(
        row.form(),
        path,
        findings.types().get(type).qualifiedName(),
        findings.objects().address(object),
        row.members(),
        IntStream.of(row.holders()).mapToObj(this::called).sorted(nearest(path)).toList(),
        row.moreHolders(),
        dominators().of(object) == Dominators.OUTSIDE,
        kept.objects(),
        // What of a mapping is only reserved is nobody's cost.
        isMapped(object) ? Math.min(shallow, kept.retained()) : shallow,
        kept.retained(),
        kept.resident(),
        kept.proportional());
  }

  /// Of holders those first that have most of the path in common with what they hold: where it
  /// begins, then others of the same library or module.
  private static Comparator<String> nearest(String path) {
    return Comparator.<String>comparingInt(
            holder -> {
              int end = Math.min(path.length(), holder.length());
              int same = Arrays.mismatch(path.toCharArray(), 0, end, holder.toCharArray(), 0, end);
              return same < 0 ? -end : -same;
            })
        .thenComparing(Comparator.naturalOrder());
  }

  GraphAnalysis graph() {
    return graph;
  }

  int objects() {
    return findings.objects().count();
  }

  int type(int object) {
    return findings.objects().type(object);
  }

  /// Whether it is memory of C, which is no object of a runtime.
  boolean isPlain(int object) {
    return findings.types().get(type(object)).dialect().isMereMemory();
  }

  /// Whether it is memory that no allocator handed out.
  boolean isMapped(int object) {
    return findings.types().isMapped(type(object));
  }
}
