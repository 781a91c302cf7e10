package dev.fathom.graph;

import dev.fathom.findings.EdgeTable;
import dev.fathom.findings.Findings;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Of what types the objects are that refer to an object: `list of str`, `dict, tuple of Node`.
///
/// **Memory**: 8 bytes an object. **Cost**: some 10 ns an edge.
final class ReferrerPatterns {
  private static final int NOBODY = -1;

  /// There are more types than two.
  private static final int MANY = -2;

  private final Findings findings;

  /// The lower and the higher of two types of referrers.
  private final int[] first;

  private final int[] second;

  private final Map<Pattern, String> names = new HashMap<>();

  private record Pattern(int first, int second, int type) {}

  ReferrerPatterns(Findings findings) {
    this.findings = findings;
    int objects = findings.objects().count();
    first = new int[objects];
    second = new int[objects];
    Arrays.fill(first, NOBODY);
    Arrays.fill(second, NOBODY);
    EdgeTable edges = findings.references().edges();
    for (int object = 0; object < objects; object++) {
      int type = findings.objects().type(object);
      for (int edge = edges.first(object); edge < edges.first(object + 1); edge++) {
        note(edges.target(edge), type);
      }
    }
  }

  private void note(int target, int type) {
    if (first[target] == NOBODY) {
      first[target] = type;
    } else if (first[target] != type && second[target] == NOBODY) {
      second[target] = Math.max(first[target], type);
      first[target] = Math.min(first[target], type);
    } else if (first[target] != type && second[target] != type) {
      second[target] = MANY;
    }
  }

  String of(int object) {
    return names.computeIfAbsent(
        new Pattern(
            second[object] == MANY ? MANY : first[object],
            second[object],
            findings.objects().type(object)),
        this::spell);
  }

  private String spell(Pattern pattern) {
    String type = name(pattern.type());
    if (pattern.first() == NOBODY) {
      return "no object's " + type;
    }
    if (pattern.second() == MANY) {
      return "several of " + type;
    }
    return name(pattern.first())
        + (pattern.second() == NOBODY ? "" : ", " + name(pattern.second()))
        + " of "
        + type;
  }

  private String name(int type) {
    return findings.types().get(type).qualifiedName();
  }
}
