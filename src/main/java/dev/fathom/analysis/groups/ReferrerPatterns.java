package dev.fathom.analysis.groups;

import dev.fathom.model.Findings;
import dev.fathom.model.object.EdgeTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
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

  private final Map<Pattern, Integer> numbers = new HashMap<>();
  private final List<Pattern> patterns = new ArrayList<>();

  /// The number that was told last: neighbours are often alike.
  private int last = -1;

  private record Pattern(int first, int second, int type) {
    boolean is(int lower, int higher, int ofType) {
      return first == lower && second == higher && type == ofType;
    }
  }

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

  /// {@return the number of an object's pattern}
  int of(int object) {
    int type = findings.objects().type(object);
    int lower = second[object] == MANY ? MANY : first[object];
    if (last < 0 || !patterns.get(last).is(lower, second[object], type)) {
      Pattern pattern = new Pattern(lower, second[object], type);
      last =
          numbers.computeIfAbsent(
              pattern,
              fresh -> {
                patterns.add(fresh);
                return patterns.size() - 1;
              });
    }
    return last;
  }

  /// {@return how a pattern is told}
  String name(int number) {
    return spell(patterns.get(number));
  }

  private String spell(Pattern pattern) {
    String type = typeName(pattern.type());
    if (pattern.first() == NOBODY) {
      return "no object's " + type;
    }
    if (pattern.second() == MANY) {
      return "several of " + type;
    }
    return typeName(pattern.first())
        + (pattern.second() == NOBODY ? "" : ", " + typeName(pattern.second()))
        + " of "
        + type;
  }

  private String typeName(int type) {
    return findings.types().get(type).qualifiedName();
  }
}
