package dev.fathom.analysis.neighbourhood;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The objects to one side of a node, by type: of each type the first are drawn, and the others
/// counted.
final class AlikeNeighbours {
  /// Of one type.
  private static final int MOST_ALIKE = 3;

  private final Map<Integer, OfType> types = new LinkedHashMap<>();
  private int preferred = -1;

  /// Objects of one type.
  static final class OfType {
    private final int type;
    private final List<Integer> first = new ArrayList<>();
    private long count;

    private OfType(int type) {
      this.type = type;
    }

    int type() {
      return type;
    }

    long count() {
      return count;
    }
  }

  void add(int object, int type) {
    OfType alike = types.computeIfAbsent(type, OfType::new);
    alike.count++;
    if (alike.first.size() <= MOST_ALIKE) {
      alike.first.add(object);
    }
  }

  /// Says which of them is to be drawn before any other.
  void prefer(int object, int type) {
    preferred = object;
    OfType alike = types.get(type);
    if (alike != null && !alike.first.contains(object)) {
      alike.first.addFirst(object);
      alike.first.removeLast();
    }
  }

  /// Takes those that are drawn out of what is counted: the first of each type, then the second
  /// ones, and so on.
  List<Integer> take(int most) {
    List<Integer> taken = new ArrayList<>();
    if (most > 0 && preferred >= 0 && types.values().stream().anyMatch(this::isPreferred)) {
      taken.add(preferred);
    }
    for (int round = 0; round <= MOST_ALIKE; round++) {
      for (OfType alike : types.values()) {
        // One more takes no more room than to say that there is one more.
        boolean last = round == MOST_ALIKE && alike.count > MOST_ALIKE + 1;
        if (taken.size() < most
            && round < alike.first.size()
            && !last
            && !taken.contains(alike.first.get(round))) {
          taken.add(alike.first.get(round));
        }
      }
    }
    for (OfType alike : types.values()) {
      alike.count -= alike.first.stream().filter(taken::contains).count();
    }
    return taken;
  }

  private boolean isPreferred(OfType alike) {
    return alike.first.contains(preferred);
  }

  /// {@return what was not taken, the most frequent type first}
  List<OfType> rest() {
    return types.values().stream()
        .filter(alike -> alike.count > 0)
        .sorted(Comparator.comparingLong(OfType::count).reversed())
        .toList();
  }
}
