package dev.fathom.analysis.paths;

import java.util.BitSet;
import java.util.List;

/// A path that was found.
///
/// @param shape the expression with all places and keys alike
/// @param objects those of the objects looked for that it leads to
/// @param exact the expression for the example
/// @param steps of the example
record FoundPath(String shape, BitSet objects, String exact, List<ObjectPath.Step> steps) {
  /// Adds what another path of the same shape leads to. {@return this one}
  FoundPath and(FoundPath other) {
    objects.or(other.objects);
    return this;
  }

  ObjectPath shown() {
    long count = objects.cardinality();
    return new ObjectPath(count == 1 ? exact : shape, count, steps);
  }
}
