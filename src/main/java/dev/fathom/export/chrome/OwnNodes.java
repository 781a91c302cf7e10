package dev.fathom.export.chrome;

import dev.fathom.analysis.graph.Dominators;
import dev.fathom.analysis.graph.Retained;
import dev.fathom.model.column.IntColumn;

/// The objects that have a node of their own: all of them, or those that keep most. What keeps one
/// of these keeps no less, and so has one, too.
///
/// **Memory**: none for all; else 4 bytes an object, and as much for each that has a node.
final class OwnNodes {
  /// How many sizes between one power of two and the next are told apart.
  private static final int STEP_BITS = 4;

  private static final int[] ALL = {};

  private final int count;
  private final long least;

  /// Of each object its number among those that have a node; of others the complement of the object
  /// whose node tells of them, plus 1. Empty for all.
  private final int[] places;

  private final IntColumn objects;

  private OwnNodes(int count, long least, int[] places, IntColumn objects) {
    this.count = count;
    this.least = least;
    this.places = places;
    this.objects = objects;
  }

  /// Each of so many objects has one.
  static OwnNodes all(int objects) {
    return new OwnNodes(objects, 0, ALL, new IntColumn());
  }

  /// Those have one that keep most, so many at most. **Cost**: some 30 ns an object.
  static OwnNodes largest(Retained retained, Dominators dominators, int objects, int most) {
    long least = least(retained, objects, most);
    int[] places = new int[objects];
    for (int object : dominators.order()) {
      int above = dominators.of(object);
      boolean own = retained.bytes(object) >= least;
      places[object] = own ? 0 : above < 0 || places[above] == 0 ? ~(above + 1) : places[above];
    }
    IntColumn kept = new IntColumn();
    for (int object = 0; object < objects; object++) {
      if (dominators.of(object) == Dominators.UNREACHED) {
        places[object] = ~(Dominators.OUTSIDE + 1);
      } else if (places[object] == 0) {
        places[object] = kept.count();
        kept.add(object);
      }
    }
    return new OwnNodes(kept.count(), least, places, kept);
  }

  /// {@return the size that so many objects keep at the most}
  private static long least(Retained retained, int objects, int most) {
    int[] counts = new int[(Long.SIZE + 1) << STEP_BITS];
    for (int object = 0; object < objects; object++) {
      counts[step(retained.bytes(object))]++;
    }
    int step = counts.length - 1;
    for (int sum = counts[step]; step > 0 && sum + counts[step - 1] <= most; step--) {
      sum += counts[step - 1];
    }
    return first(step);
  }

  /// {@return the number of the step that a size is on}
  private static int step(long bytes) {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(bytes);
    int below = Math.max(0, bits - 1 - STEP_BITS);
    int within = (int) (bytes >>> below) & ((1 << STEP_BITS) - 1);
    return bits <= STEP_BITS ? (int) bytes : ((bits - STEP_BITS) << STEP_BITS) + within;
  }

  /// {@return the least size of a step}
  private static long first(int step) {
    int group = step >>> STEP_BITS;
    long within = step & ((1 << STEP_BITS) - 1);
    return group == 0 ? within : (within | (1 << STEP_BITS)) << (group - 1);
  }

  /// {@return how many there are}
  int count() {
    return count;
  }

  /// {@return whether objects were left out}
  boolean someTogether() {
    return places.length > 0;
  }

  /// {@return what each of them keeps at the least, in bytes}
  long least() {
    return least;
  }

  /// {@return the object that is at a place among them, in address order}
  int object(int place) {
    return places.length == 0 ? place : objects.get(place);
  }

  /// {@return an object's place among them; below 0 where it has no node of its own}
  int place(int object) {
    return places.length == 0 ? object : places[object];
  }

  /// {@return the nearest object that keeps one without a node of its own and has one;
  /// [Dominators#OUTSIDE] for none}
  int keeper(int object) {
    return ~places[object] - 1;
  }
}
