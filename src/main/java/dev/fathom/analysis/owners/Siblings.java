package dev.fathom.analysis.owners;

import dev.fathom.analysis.graph.Dominators;
import dev.fathom.analysis.graph.Entries;
import dev.fathom.analysis.graph.GraphAnalysis;
import dev.fathom.analysis.graph.OwnerPaths;
import dev.fathom.analysis.graph.Retained;
import dev.fathom.analysis.graph.Steps;
import dev.fathom.model.Findings;
import dev.fathom.model.dialect.PathSyntax;
import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.Holder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.IntStream;

/// What one dominator keeps immediately, in rows of which each says who holds it: elements of one
/// table are one row, and so are objects of one type that the same others hold jointly.
///
/// **Cost**: some 100 ns an object that is dominated immediately, and that of [JointHolders].
/// **Memory**: some 24 bytes for each of them while it works.
final class Siblings {
  /// Fewer pointers than this in a chunk or a variable are the fields of a structure, not a table.
  private static final int SMALLEST_TABLE = 8;

  /// Variables without a name are parts of one table if they are not further apart than this.
  private static final long NEIGHBOURS = 64;

  /// A member that has this share of its row is a row of its own.
  private static final double LARGE_MEMBER = 0.2;

  /// And so is one that has so many times as much as they have on the average.
  private static final double MUCH_LARGER = 50;

  private final GraphAnalysis graph;
  private final Findings findings;
  private final EdgeTable edges;
  private final OwnerPaths paths;
  private final Retained retained;
  private final int dominator;
  private final JointHolders holders;

  /// Those that somebody else tells.
  private final Set<Integer> others;

  /// What it dominates immediately, ascending.
  private final int[] objects;

  /// To which of them it has no reference itself.
  private final BitSet joint = new BitSet();

  /// For each of them the number of its row.
  private final int[] rowOf;

  // Of each row.
  private Likeness[] likeness;
  private int[] heads;
  private int[] members;
  private long[] bytes;

  /// By what objects are alike.
  private enum Likeness {
    /// Nothing else is like it.
    NOTHING(0),
    /// One variable has them, or several of one name.
    VARIABLE(1),
    /// A variable that has no name.
    UNNAMED(2),
    /// Elements of one table.
    TABLE(3),
    /// Fields of one structure, which may be a table.
    FIELDS(4),
    /// The same others hold them.
    HOLDERS(5),
    /// They are held from nowhere that shows.
    NOWHERE(6);

    /// What stands for it in a key.
    private final long code;

    Likeness(long code) {
      this.code = code;
    }
  }

  private Siblings(GraphAnalysis graph, int dominator, Set<Integer> others) {
    this.graph = graph;
    this.others = others;
    this.findings = graph.findings();
    this.edges = findings.references().edges();
    this.paths = graph.paths();
    this.retained = graph.retained();
    this.dominator = dominator;
    this.objects = graph.dominators().children(dominator);
    findJoint();
    this.holders = JointHolders.of(graph.dominators(), edges, objects, joint);
    this.rowOf = new int[objects.length];

    divide();
    addUp();
  }

  /// {@return the rows of what one dominates immediately}
  static Siblings below(GraphAnalysis graph, int dominator) {
    return below(graph, dominator, Set.of());
  }

  /// The same, but for some of these.
  static Siblings below(GraphAnalysis graph, int dominator, Set<Integer> others) {
    return new Siblings(graph, dominator, others);
  }

  private void findJoint() {
    BitSet direct = new BitSet();
    if (dominator == Dominators.OUTSIDE) {
      for (int object : graph.entries().lasting(findings)) {
        direct.set(object);
      }
    } else {
      for (int edge = edges.first(dominator); edge < edges.first(dominator + 1); edge++) {
        direct.set(edges.target(edge));
      }
    }
    for (int at = 0; at < objects.length; at++) {
      joint.set(at, !direct.get(objects[at]));
    }
  }

  /// Gives each object its row.
  private void divide() {
    Numbering numbering = new Numbering();
    for (int at = 0; at < objects.length; at++) {
      rowOf[at] = numbering.of(at);
    }
    this.likeness = numbering.likeness();
    joinNeighbours();
    // What is no table, and who has much of one, has a row of its own.
    addUp();
    int rows = likeness.length;
    Likeness[] all = Arrays.copyOf(likeness, rows + objects.length);
    for (int at = 0; at < objects.length; at++) {
      int row = rowOf[at];
      boolean table =
          switch (likeness[row]) {
            case HOLDERS, NOWHERE -> true;
            case NOTHING, VARIABLE, TABLE -> !isLarge(at);
            case UNNAMED, FIELDS -> members[row] >= SMALLEST_TABLE && !isLarge(at);
          };
      if (!table && members[row] > 1) {
        all[rows] = Likeness.NOTHING;
        rowOf[at] = rows++;
      }
    }
    likeness = Arrays.copyOf(all, rows);
  }

  private boolean isLarge(int at) {
    int row = rowOf[at];
    double own = retained.bytes(objects[at]);
    return own >= LARGE_MEMBER * bytes[row] || own >= MUCH_LARGER * bytes[row] / members[row];
  }

  private void addUp() {
    heads = new int[likeness.length];
    members = new int[likeness.length];
    bytes = new long[likeness.length];
    for (int at = 0; at < objects.length; at++) {
      int row = rowOf[at];
      if (others.contains(objects[at])) {
        continue;
      }
      long own = retained.bytes(objects[at]);
      if (members[row] == 0 || own > retained.bytes(objects[heads[row]])) {
        heads[row] = at;
      }
      members[row]++;
      bytes[row] += own;
    }
  }

  /// Finds out what is alike.
  private final class Numbering {
    private static final int TYPE_BITS = 28;
    private static final int LIKENESS_SHIFT = 60;

    private final SiblingIndex index = new SiblingIndex(objects.length);
    private final Map<String, Integer> names = new HashMap<>();
    private final List<Entries.Entry> entries = graph.entries().all();
    private Likeness[] found = new Likeness[8];
    private int source = Dominators.OUTSIDE;
    private boolean standsForAnother;

    int of(int at) {
      int by = paths.by(objects[at]);
      // The variables of a module are its own, even where a running function has them too.
      return joint.get(at) && paths.passesOn(objects[at])
          ? number(at, Likeness.NOTHING, at)
          : joint.get(at)
              ? number(at, Likeness.HOLDERS, holders.hash(at))
              : by < 0 ? entry(at, entries.get(~by)) : held(at, by);
    }

    private int entry(int at, Entries.Entry entry) {
      return switch (entry.kind()) {
        case UNSEEN -> number(at, Likeness.NOWHERE, 0);
        case LIBRARY ->
            Holder.place(entry.path()) < 0
                ? number(at, Likeness.VARIABLE, name(Holder.variable(entry.path())))
                : number(at, Likeness.UNNAMED, at);
        case MODULE, FUNCTION, STATIC, STACK ->
            number(at, Likeness.VARIABLE, name(entry.kind() + entry.path()));
      };
    }

    private int name(String name) {
      return names.computeIfAbsent(name, key -> names.size());
    }

    private int held(int at, int edge) {
      int kind = edges.kind(edge);
      int holder = paths.sourceOf(edge);
      if (holder != source) {
        source = holder;
        standsForAnother = paths.passesOn(holder);
      }
      // What is in the dict of an object or a module is its attributes.
      if (kind == EdgeKind.ATTRIBUTE.code()
          || (kind == EdgeKind.KEY.code() && edges.named(edge) && standsForAnother)) {
        return number(at, Likeness.NOTHING, at);
      }
      if (kind == EdgeKind.FIELD.code()) {
        PathSyntax syntax = findings.types().get(type(at)).dialect().paths();
        String step = Steps.spell(findings, syntax, edge);
        return syntax.open(step).equals(step)
            ? number(at, Likeness.NOTHING, at)
            : number(at, Likeness.FIELDS, holder);
      }
      return number(at, Likeness.TABLE, holder);
    }

    private int number(int at, Likeness like, int by) {
      long key = like.code << LIKENESS_SHIFT | Integer.toUnsignedLong(by) << TYPE_BITS | type(at);
      int number =
          index.number(
              key, at, (one, other) -> like != Likeness.HOLDERS || holders.alike(one, other));
      if (number >= found.length) {
        found = Arrays.copyOf(found, found.length * 2);
      }
      found[number] = like;
      return number;
    }

    Likeness[] likeness() {
      return Arrays.copyOf(found, index.count());
    }
  }

  /// Variables without a name that stand side by side are a table.
  private void joinNeighbours() {
    record Unnamed(String library, int type, long place, int at) {}
    List<Unnamed> all = new ArrayList<>();
    for (int at = 0; at < objects.length; at++) {
      if (likeness[rowOf[at]] == Likeness.UNNAMED) {
        String title = graph.entries().all().get(~paths.by(objects[at])).path();
        String library = title.substring(0, title.lastIndexOf(' '));
        all.add(new Unnamed(library, type(at), Holder.place(title), at));
      }
    }
    all.sort(
        Comparator.comparing(Unnamed::library)
            .thenComparingInt(Unnamed::type)
            .thenComparingLong(Unnamed::place));
    for (int next = 1; next < all.size(); next++) {
      Unnamed one = all.get(next - 1);
      Unnamed other = all.get(next);
      if (one.library().equals(other.library())
          && one.type() == other.type()
          && other.place() - one.place() <= NEIGHBOURS) {
        rowOf[other.at()] = rowOf[one.at()];
      }
    }
  }

  private int type(int at) {
    return findings.objects().type(objects[at]);
  }

  /// {@return the members of the row that an object is in, itself included, ascending}
  int[] besides(int object) {
    int row = rowOf[Arrays.binarySearch(objects, object)];
    return IntStream.range(0, objects.length)
        .filter(at -> rowOf[at] == row && !others.contains(objects[at]))
        .map(at -> objects[at])
        .toArray();
  }

  int rows() {
    return likeness.length;
  }

  /// {@return how many members a row has; 0 where others tell all of them}
  int members(int row) {
    return members[row];
  }

  /// {@return what the members of a row keep, in bytes}
  long bytes(int row) {
    return bytes[row];
  }

  /// {@return the member of a row that keeps the most}
  int head(int row) {
    return objects[heads[row]];
  }

  /// Tells the members of all rows, ascending.
  void tell(JointGroups.Members listener) {
    for (int at = 0; at < objects.length; at++) {
      listener.member(objects[at], rowOf[at]);
    }
  }

  /// {@return a row; what it keeps is left out}
  SiblingRow row(int row) {
    return told(row, Kept.NOTHING);
  }

  /// {@return the objects that hold the members of a row together, ascending; of very many some}
  int[] holdersOf(int row) {
    return holders.of(heads[row]);
  }

  /// Whether others hold them too.
  boolean hasMoreHolders(int row) {
    return holders.hasMore(heads[row]);
  }

  /// Tells the members of the rows that several hold, none of them alone; ascending.
  void tellJoint(JointGroups.Members listener) {
    for (int at = 0; at < objects.length; at++) {
      if (likeness[rowOf[at]] == Likeness.HOLDERS) {
        listener.member(objects[at], rowOf[at]);
      }
    }
  }

  /// {@return what those keep that several hold, none of them alone}
  Kept several() {
    return sum(Likeness.HOLDERS);
  }

  /// {@return what those keep that are held from nowhere that shows}
  Kept nowhere() {
    return sum(Likeness.NOWHERE);
  }

  private Kept sum(Likeness wanted) {
    Kept sum = Kept.NOTHING;
    for (int at = 0; at < objects.length; at++) {
      if (likeness[rowOf[at]] == wanted) {
        sum = sum.plus(Kept.by(retained, objects[at]));
      }
    }
    return sum;
  }

  /// {@return the rows that keep the most, the largest first; of equal ones the first in memory}
  ///
  /// @param top how many at most
  /// @param least rows that keep less are left out; bytes
  List<SiblingRow> largest(int top, long least) {
    Comparator<Integer> order =
        Comparator.<Integer>comparingLong(row -> bytes[row])
            .thenComparing(Comparator.<Integer>comparingInt(row -> heads[row]).reversed());
    PriorityQueue<Integer> best = new PriorityQueue<>(order);
    for (int row = 0; row < bytes.length; row++) {
      boolean better =
          best.size() < top || (!best.isEmpty() && order.compare(row, best.element()) > 0);
      if (members[row] > 0 && bytes[row] >= least && better) {
        best.add(row);
        if (best.size() > top) {
          best.remove();
        }
      }
    }
    List<Integer> rows = new ArrayList<>(best);
    rows.sort(order.reversed());
    return told(rows);
  }

  /// Tells some rows. **Cost**: proportional to all objects.
  private List<SiblingRow> told(List<Integer> rows) {
    Map<Integer, Kept> kept = new HashMap<>();
    BitSet wanted = new BitSet();
    rows.forEach(wanted::set);
    for (int at = 0; at < objects.length; at++) {
      if (wanted.get(rowOf[at]) && !others.contains(objects[at])) {
        kept.merge(rowOf[at], Kept.by(retained, objects[at]), Kept::plus);
      }
    }
    return rows.stream().map(row -> told(row, kept.getOrDefault(row, Kept.NOTHING))).toList();
  }

  private SiblingRow told(int row, Kept kept) {
    int head = heads[row];
    OwnerForm form =
        switch (likeness[row]) {
          case HOLDERS -> OwnerForm.JOINT;
          case NOWHERE -> OwnerForm.NOWHERE;
          case NOTHING, VARIABLE, UNNAMED, TABLE, FIELDS ->
              members[row] > 1 ? OwnerForm.ALIKE : OwnerForm.OBJECT;
        };
    return form == OwnerForm.JOINT
        ? new SiblingRow(
            form, objects[head], members[row], kept, holders(head), holders.hasMore(head))
        : new SiblingRow(form, objects[head], members[row], kept, new int[0], false);
  }

  /// {@return who holds a joint one; the one through whom its path leads is among them}
  private int[] holders(int at) {
    int[] known = holders.of(at);
    int first = firstOnThePath(at);
    if (first < 0 || Arrays.stream(known).anyMatch(holder -> holder == first)) {
      return known;
    }
    int[] named = Arrays.copyOf(known, Math.min(known.length + 1, JointHolders.MOST));
    named[named.length - 1] = first;
    return named;
  }

  /// {@return the sibling through which the path to another leads, and which is not held jointly
  /// itself; -1 where there is none}
  private int firstOnThePath(int sibling) {
    int object = objects[sibling];
    while (paths.by(object) >= 0) {
      object = paths.sourceOf(paths.by(object));
      int at = Arrays.binarySearch(objects, object);
      if (at >= 0 && !joint.get(at)) {
        return object;
      }
    }
    return -1;
  }
}
