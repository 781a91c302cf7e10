package dev.fathom.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// What follows from findings, kept so that it is concluded once, whoever asks: one thing of a
/// kind. A snapshot brings along what its writer concluded.
///
/// Nobody here knows what the conclusions are: the floors above know.
public final class Conclusions {
  private final Map<Class<?>, Object> drawn = new HashMap<>();
  private final Map<Class<?>, Supplier<?>> stored = new HashMap<>();

  /// {@return the conclusion of a kind: the one that was drawn before, else the one that is stored,
  /// else what `otherwise` concludes}
  public <T> T of(Class<T> kind, Supplier<T> otherwise) {
    return find(kind)
        .orElseGet(() -> {
          // Outside of the lock: what is concluded may need other conclusions, on another thread.
          T fresh = otherwise.get();
          put(kind, fresh);
          return fresh;
        });
  }

  /// {@return the conclusion of a kind, if it was drawn before or is stored}
  public synchronized <T> Optional<T> find(Class<T> kind) {
    Object known = drawn.get(kind);
    if (known == null && stored.containsKey(kind)) {
      known = stored.get(kind).get();
      drawn.put(kind, known);
    }
    return Optional.ofNullable(known).map(kind::cast);
  }

  /// Adds a conclusion; one that was drawn before stays.
  public synchronized <T> void put(Class<T> kind, T conclusion) {
    drawn.putIfAbsent(kind, conclusion);
  }

  /// Says where a conclusion comes from when it is asked for.
  public synchronized <T> void store(Class<T> kind, Supplier<T> source) {
    stored.put(kind, source);
  }
}
