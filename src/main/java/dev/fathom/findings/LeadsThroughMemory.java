package dev.fathom.findings;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Objects to which others lead through C memory that they own, as far as references are missing: a
/// word in C memory may as well be left over, or be a number.
final class LeadsThroughMemory {
  /// More are not kept.
  private static final int MOST = 1 << 22;

  private final ObjectTable objects;
  private final EdgeTable edges;
  private final List<References.Root> roots;

  /// The first owner that leads to each object.
  private final Map<Integer, Integer> owners = new LinkedHashMap<>();

  LeadsThroughMemory(ObjectTable objects, EdgeTable edges, List<References.Root> roots) {
    this.objects = objects;
    this.edges = edges;
    this.roots = roots;
  }

  /// Says that a word in the memory of `owner` leads to `object`.
  void offer(int owner, int object) {
    if (owner != object && owners.size() < MOST && objects.countsReferences(object)) {
      owners.putIfAbsent(object, owner);
    }
  }

  boolean any() {
    return !owners.isEmpty();
  }

  /// {@return the edges, with those that were missing}
  ///
  /// @param kind and `name`: how they are called
  EdgeTable addTo(int kind, int name) {
    Map<Integer, Integer> known = new HashMap<>();
    for (int edge = 0; edge < edges.count(); edge++) {
      if (owners.containsKey(edges.target(edge))) {
        known.merge(edges.target(edge), 1, Integer::sum);
      }
      if (edges.named(edge) && owners.containsKey(edges.name(edge))) {
        known.merge(edges.name(edge), 1, Integer::sum);
      }
    }
    for (References.Root root : roots) {
      known.merge(root.object(), 1, Integer::sum);
    }
    owners
        .keySet()
        .removeIf(
            object -> !objects.mayHaveMoreReferencesThan(object, known.getOrDefault(object, 0)));
    return owners.isEmpty() ? edges : edges.with(owners, kind, name);
  }
}
