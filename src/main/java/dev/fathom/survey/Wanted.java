package dev.fathom.survey;

/// Which memory somebody asks about.
@FunctionalInterface
public interface Wanted {
  /// Asks for everything.
  Wanted ALL = (start, end) -> true;

  /// Whether any of the bytes from `start` up to `end` is wanted. Asked in address order, mostly.
  boolean anyIn(long start, long end);
}
