package dev.fathom.model.object;

import dev.fathom.model.column.AddressColumn;
import dev.fathom.model.column.IntColumn;
import dev.fathom.model.column.PackedColumn;

/// What the objects refer to: for each object a run of edges, in the order in which its runtime
/// told them. The same two objects may have several.
///
/// **Memory**: 1 to 2 bytes an object and 5 an edge where names repeat themselves, as those of
/// attributes and places do; at most 8 an edge.
public final class EdgeTable {
  /// Names are numbers from -1 up to below this: they share a word with their kind.
  public static final int NAME_LIMIT = 1 << 29;

  /// Names below -1 are of edges that lead to the middle of an object.
  private static final int FIRST_OF_MIDDLES = -2;

  private static final int KIND_BITS = 2;
  private static final int KIND_MASK = (1 << KIND_BITS) - 1;

  /// How many edges have a number, and a place in an array of each.
  private static final int MOST = Integer.MAX_VALUE - 8;

  private final int most;
  private long leftOut;

  private final AddressColumn firsts;
  private final IntColumn targets;
  private final PackedColumn names;

  public EdgeTable() {
    this(MOST);
  }

  /// @param most how many edges it takes
  EdgeTable(int most) {
    this(most, new AddressColumn(), new IntColumn(), new PackedColumn());
  }

  private EdgeTable(int most, AddressColumn firsts, IntColumn targets, PackedColumn names) {
    this.most = most;
    this.firsts = firsts;
    this.targets = targets;
    this.names = names;
  }

  /// A table of edges that are all known; it takes the columns over.
  ///
  /// @param firsts where the run of each object begins
  /// @param targets of all edges
  /// @param names of all edges, with their kinds: what [#nameWord] makes
  public static EdgeTable of(AddressColumn firsts, IntColumn targets, PackedColumn names) {
    return new EdgeTable(MOST, firsts, targets, names);
  }

  /// {@return a name and its kind in one word}
  public static int nameWord(int kind, int name) {
    return name << KIND_BITS | kind;
  }

  /// Begins the run of the next object.
  public void next() {
    firsts.add(targets.count());
  }

  /// {@return whether the run that was begun last ends with an edge to `target`}
  ///
  /// @param middle whether one to its middle will do
  public boolean lastIs(int target, boolean middle) {
    int last = targets.count() - 1;
    return last >= 0
        && last >= (int) firsts.get(firsts.count() - 1)
        && targets.get(last) == target
        && (middle || !leadsToMiddle(last));
  }

  /// Adds an edge; where there are very many already, one is left out.
  public void add(int target, int kind, int name) {
    addNamed(target, nameWord(kind, name));
  }

  private void addNamed(int target, int nameWord) {
    if (targets.count() == most) {
      leftOut++;
    } else {
      targets.add(target);
      names.add(nameWord);
    }
  }

  /// {@return how many edges were too many}
  public long leftOut() {
    return leftOut;
  }

  /// The same of a place or a field with the address of the middle of an object.
  public void addToMiddle(int target, int kind, int name) {
    add(target, kind, middleName(name));
  }

  /// {@return the name of a place or a field that has the address of the middle of an object, as
  /// [#nameWord] takes it}
  public static int middleName(int name) {
    return FIRST_OF_MIDDLES - Math.min(name, NAME_LIMIT + FIRST_OF_MIDDLES);
  }

  /// Adds the edges that an object has in another table.
  public void addAll(EdgeTable others, int object) {
    for (int edge = others.first(object); edge < others.first(object + 1); edge++) {
      addNamed(others.targets.get(edge), others.names.get(edge));
    }
  }

  /// Adds the runs of the objects `[start, end)` of another table, of which nobody asks any more
  /// for those below `end`.
  public void moveRuns(EdgeTable others, int start, int end) {
    int first = others.first(start);
    long shift = (long) targets.count() - first;
    for (int object = start; object < end; object++) {
      firsts.add(Math.min(others.first(object) + shift, most));
    }
    int until = (int) Math.min(others.first(end), most - shift);
    leftOut += others.first(end) - until;
    targets.addRange(others.targets, first, until);
    names.addRange(others.names, first, until);
    others.dropBelow(end);
  }

  private void dropBelow(int object) {
    targets.dropBelow(first(object));
    names.dropBelow(first(object));
    firsts.dropBelow(object);
  }

  /// {@return the number of edges}
  public int count() {
    return targets.count();
  }

  /// {@return the first edge of an object}
  public int first(int object) {
    return object < firsts.count() ? (int) firsts.get(object) : targets.count();
  }

  /// {@return the object that an edge leads to}
  public int target(int edge) {
    return targets.get(edge);
  }

  /// {@return by what kind of name it leads there: a code of [EdgeKind]}
  public int kind(int edge) {
    return names.get(edge) & KIND_MASK;
  }

  /// {@return whether an object names the edge. What is the key to itself, as each string is in the
  /// interpreter's table of interned ones, names nothing: it is data}
  public boolean named(int edge) {
    int kind = kind(edge);
    return (kind == EdgeKind.KEY.code() || kind == EdgeKind.ATTRIBUTE.code())
        && name(edge) >= 0
        && name(edge) != target(edge);
  }

  /// {@return the name: an object, a place or a field, as the kind says; -1 for an object that is
  /// not known}
  public int name(int edge) {
    int name = names.get(edge) >> KIND_BITS;
    return name <= FIRST_OF_MIDDLES ? FIRST_OF_MIDDLES - name : name;
  }

  /// {@return whether it is the address of the middle of the object that it leads to}
  public boolean leadsToMiddle(int edge) {
    return names.get(edge) >> KIND_BITS <= FIRST_OF_MIDDLES;
  }
}
