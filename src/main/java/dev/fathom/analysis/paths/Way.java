package dev.fathom.analysis.paths;

import java.util.BitSet;
import java.util.List;

/// A way that was found.
///
/// @param shape the expression with all places and keys alike
/// @param objects those of the objects looked for that it leads to
/// @param exact the expression for the example
/// @param steps of the example
record Way(String shape, BitSet objects, String exact, List<Route.Step> steps) {
  /// Adds what another way of the same shape leads to. {@return this one}
  Way and(Way other) {
    objects.or(other.objects);
    return this;
  }

  Route route() {
    long count = objects.cardinality();
    return new Route(count == 1 ? exact : shape, count, steps);
  }
}
