package dev.fathom.analysis.graph;

import dev.fathom.model.Findings;
import java.util.List;

/// The objects from which all others are reached, and why; modules first.
///
/// @param all of them, in the order in which they were found
public record Entries(List<ObjectGraph.Entry> all) {
  /// Decides what is reached from where. **Cost**: some 30 ns an edge.
  public static Entries of(Findings findings) {
    return new Entries(
        ObjectGraph.entries(findings, findings.references().edges(), findings.objects().count()));
  }
}
