package dev.fathom.analysis.linking;

import java.util.Optional;

/// What a diagnosis asks about that is in none of the linked files.
public interface SystemKnowledge {
  /// {@return a symbol as its language writes it; itself where that is how it is}
  String spelled(String symbol);

  /// {@return the package of this system that brings a library, by the name that it is needed by}
  Optional<String> packageOf(String library);
}
