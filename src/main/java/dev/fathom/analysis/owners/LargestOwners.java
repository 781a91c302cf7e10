package dev.fathom.analysis.owners;

import java.util.List;

/// Who holds the memory, as far as reports show it.
///
/// @param largest those that keep the most, the largest first
/// @param complete whether there are no more
/// @param accumulationPoint where memory piles up; empty where there are no objects
/// @param bytes what all objects take
public record LargestOwners(
    List<Owners.Owner> largest,
    boolean complete,
    List<Owners.Owner> accumulationPoint,
    long bytes) {
  /// {@return whether so many are known}
  boolean has(int top) {
    return complete || top <= largest.size();
  }

  List<Owners.Owner> largest(int top) {
    return largest.subList(0, Math.min(top, largest.size()));
  }
}
