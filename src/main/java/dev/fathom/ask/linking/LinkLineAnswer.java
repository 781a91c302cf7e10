package dev.fathom.ask.linking;

import dev.fathom.analysis.linking.LinkFinding;
import dev.fathom.analysis.linking.ObjectLink;
import java.util.List;

/// What a linker would say of object files and archives.
///
/// @param lines of the object files, those that are not taken among them
/// @param outcome what is taken, and what is amiss
public record LinkLineAnswer(List<ObjectLine> lines, ObjectLink.Outcome outcome) {
  /// An object file.
  ///
  /// @param taken whether it would become part of what is linked
  /// @param because the symbol for which it is taken from its archive; empty where it was named, or
  ///   is not taken
  public record ObjectLine(String name, boolean taken, String because, int offered, int wanted) {}

  public LinkLineAnswer {
    lines = List.copyOf(lines);
  }

  /// {@return whether it could not be linked}
  public boolean hasFailures() {
    return outcome.findings().stream().anyMatch(LinkFinding::isFailure);
  }
}
