package dev.fathom.analysis.paths;

/// How many references the search for ways has looked at, and how many it may.
final class WayLooks {
  private static final long FREE = 20_000_000;
  private static final long AN_EDGE = 20;

  private final long most;
  private long count;

  /// @param edges how many references there are
  WayLooks(int edges) {
    this.most = FREE + AN_EDGE * edges;
  }

  void add(int looks) {
    count += looks;
  }

  boolean areSpent() {
    return count > most;
  }
}
