package dev.fathom.analysis;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A conclusion that is drawn when it is asked for first, and by one thread: others wait for it.
///
/// Whoever draws it may ask for others that it follows from; none may follow from itself. It may
/// not wait for a pool of threads in which somebody waits for it.
final class Once<T> implements Supplier<T> {
  private final Supplier<T> source;
  private final AtomicReference<@Nullable T> drawn = new AtomicReference<>(null);

  Once(Supplier<T> source) {
    this.source = source;
  }

  @Override
  public T get() {
    T known = drawn.get();
    return known == null ? draw() : known;
  }

  private synchronized T draw() {
    T known = drawn.get();
    if (known == null) {
      offer(source.get());
      known = drawn.get();
    }
    if (known == null) {
      throw new IllegalStateException("nothing was concluded");
    }
    return known;
  }

  /// {@return whether it need not be drawn any more}
  boolean isDrawn() {
    return drawn.get() != null;
  }

  /// Takes what was drawn on the way to something else, if there is nothing yet.
  void offer(T conclusion) {
    drawn.compareAndSet(null, conclusion);
  }
}
