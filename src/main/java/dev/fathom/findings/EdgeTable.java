package dev.fathom.findings;

/// What the objects refer to: for each object a run of edges, in the order in which its runtime
/// told them. The same two objects may have several.
///
/// **Memory**: 4 bytes an object and 8 an edge.
public final class EdgeTable {
  private static final int KIND_BITS = 2;
  private static final int KIND_MASK = (1 << KIND_BITS) - 1;

  private final IntColumn firsts = new IntColumn();
  private final IntColumn targets = new IntColumn();
  private final IntColumn names = new IntColumn();

  EdgeTable() {}

  /// Begins the run of the next object.
  void next() {
    firsts.add(targets.count());
  }

  void add(int target, int kind, int name) {
    targets.add(target);
    names.add(name << KIND_BITS | kind);
  }

  /// {@return the number of edges}
  public int count() {
    return targets.count();
  }

  /// {@return the first edge of an object}
  public int first(int object) {
    return object < firsts.count() ? firsts.get(object) : targets.count();
  }

  /// {@return the object that an edge leads to}
  public int target(int edge) {
    return targets.get(edge);
  }

  /// {@return by what kind of name it leads there: a code of
  /// [dev.fathom.runtime.ReferenceSink.Name]}
  public int kind(int edge) {
    return names.get(edge) & KIND_MASK;
  }

  /// {@return the name: an object, a place or a field, as the kind says; -1 for an object that is
  /// not known}
  public int name(int edge) {
    return names.get(edge) >> KIND_BITS;
  }
}
