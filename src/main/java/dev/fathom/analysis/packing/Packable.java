package dev.fathom.analysis.packing;

import dev.fathom.analysis.graph.GraphAnalysis;
import java.util.List;

/// Sequences all of whose items are small objects of one type, which nothing else refers to: one
/// object would do.
///
/// @param path of the sequence, or of the one that would save most; of the target's choosing
/// @param type of it; likewise
/// @param item the type of its items; likewise
/// @param what is made of it: `an array`
/// @param code what makes that, as the program would write it; empty of several
/// @param sequences how many they are
/// @param items how many all of these have
/// @param resident what they take with their items, in memory
/// @param saving how much less what is made of them would take
public record Packable(
    String path,
    String type,
    String item,
    String what,
    String code,
    long sequences,
    long items,
    long resident,
    long saving) {
  /// {@return those that are worth a sentence, the one that would save most first: single
  /// sequences, and what is left of each kind together} **Cost**: some nanoseconds an object; some
  /// more an edge where there are sequences that may be worth it.
  ///
  /// @param least below so many bytes nothing is worth it
  public static List<Packable> of(GraphAnalysis graph, long least) {
    return new PackableSearch(graph, least).found();
  }
}
