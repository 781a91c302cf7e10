package dev.fathom.analysis.paths;

import dev.fathom.analysis.graph.GraphAnalysis;
import dev.fathom.analysis.graph.OwnerPaths;
import dev.fathom.model.Findings;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The shortest path to each of some objects, alike ones counted together; [PathSearch] tells all.
final class ShortestPaths {
  private static final int MOST_STEPS = 64;

  private ShortestPaths() {}

  /// {@return the paths to the objects given, alike ones counted together, the most frequent first}
  /// Paths are alike that differ only in the places and keys that they go through. **Cost**: that
  /// of the paths, and some microseconds an object; nothing else of the analysis is made.
  static List<ObjectPath> to(GraphAnalysis graph, int[] objects, int top) {
    Findings findings = graph.findings();
    OwnerPaths paths = graph.paths();
    Map<String, Integer> firsts = new LinkedHashMap<>();
    Map<String, Long> counts = new HashMap<>();
    for (int object : objects) {
      String shape = ObjectPath.shape(paths.path(object));
      firsts.putIfAbsent(shape, object);
      counts.merge(shape, 1L, Long::sum);
    }
    return firsts.entrySet().stream()
        .sorted(
            Comparator.<Map.Entry<String, Integer>>comparingLong(
                    entry -> counts.getOrDefault(entry.getKey(), 0L))
                .reversed())
        .limit(top)
        .map(entry ->
            path(
                findings,
                paths,
                entry.getKey(),
                counts.getOrDefault(entry.getKey(), 0L),
                entry.getValue()))
        .toList();
  }

  private static ObjectPath path(
      Findings findings, OwnerPaths paths, String shape, long count, int first) {
    List<ObjectPath.Step> steps =
        paths.steps(first).stream()
            .limit(MOST_STEPS)
            .map(step -> ObjectPath.Step.of(findings, step))
            .toList();
    return new ObjectPath(count == 1 ? paths.path(first) : shape, count, steps);
  }
}
