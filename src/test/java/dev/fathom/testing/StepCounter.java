package dev.fathom.testing;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/// Counts how often elements of lists are looked at: a measure of work that a busy machine does not
/// change.
public final class StepCounter {
  private long steps;

  /// {@return the same list, each look at which is counted}
  public <E> List<E> count(List<E> list) {
    return new Counted<>(list);
  }

  public long steps() {
    return steps;
  }

  private final class Counted<E> extends AbstractList<E> implements RandomAccess {
    private final List<E> list;

    Counted(List<E> list) {
      this.list = list;
    }

    @Override
    public E get(int index) {
      steps++;
      return list.get(index);
    }

    @Override
    public int size() {
      return list.size();
    }
  }
}
