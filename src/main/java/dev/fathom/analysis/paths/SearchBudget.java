package dev.fathom.analysis.paths;

/// How many references the search for paths has looked at, and how many it may.
final class SearchBudget {
  private static final long FREE = 20_000_000;
  private static final long AN_EDGE = 20;

  private final long most;
  private long count;

  /// @param edges how many references there are
  SearchBudget(int edges) {
    this.most = FREE + AN_EDGE * edges;
  }

  void spend(int looks) {
    count += looks;
  }

  boolean isSpent() {
    return count > most;
  }
}
