package dev.fathom.runtime.pypy.type;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.stream.IntStream;

/// Which class of the interpreter's sources another extends. The translator numbers classes so that
/// those of all subclasses lie between two numbers that a class has (`ll_issubclass` in
/// `rpython/rtyper/rclass.py`).
final class Parents {
  static final int NONE = -1;

  private Parents() {}

  /// {@return by type: the nearest that it extends and that has instances, or [#NONE]}
  static int[] of(TypeInfos infos) {
    int[] parents = new int[infos.count()];
    Arrays.fill(parents, NONE);
    int[] classes =
        IntStream.range(0, infos.count())
            .filter(type -> infos.isClass(type) && infos.classNumber(type) < infos.classEnd(type))
            .boxed()
            .sorted(
                Comparator.comparingLong(infos::classNumber)
                    .thenComparing(Comparator.comparingLong(infos::classEnd).reversed()))
            .mapToInt(Integer::intValue)
            .toArray();
    Deque<Integer> open = new ArrayDeque<>();
    for (int type : classes) {
      while (!open.isEmpty() && infos.classEnd(open.peek()) < infos.classEnd(type)) {
        open.pop();
      }
      parents[type] = open.isEmpty() ? NONE : open.peek();
      open.push(type);
    }
    return parents;
  }
}
