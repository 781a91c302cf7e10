package dev.fathom.analysis.graph;

import dev.fathom.model.Findings;

/// What follows from the graph of a target's objects. Each is drawn when it is asked for first.
public interface GraphAnalysis {
  /// {@return what it follows from}
  Findings findings();

  /// {@return from where all objects are reached}
  Entries entries();

  /// {@return what each object takes itself}
  OwnSizes sizes();

  /// {@return through which object all paths to each lead}
  Dominators dominators();

  /// {@return what each object keeps}
  Retained retained();

  /// {@return the shortest path to each object}
  OwnerPaths paths();
}
