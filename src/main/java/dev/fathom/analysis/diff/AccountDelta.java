package dev.fathom.analysis.diff;

/// A line of two balance sheets; resident bytes.
///
/// @param id for programs
/// @param label for people
/// @param depth 0 for an account, 1 for a part of the one above
public record AccountDelta(String id, String label, int depth, long before, long after) {
  public long delta() {
    return after - before;
  }
}
