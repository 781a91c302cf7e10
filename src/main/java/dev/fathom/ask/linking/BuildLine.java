package dev.fathom.ask.linking;

import dev.fathom.analysis.linking.StartCost;
import dev.fathom.model.linking.LinkGraph;
import dev.fathom.model.linking.LinkedFile;
import java.util.List;
import java.util.Optional;

/// A build of a program: what one more process of it costs, and many.
///
/// @param graph the program with what it needs
/// @param cost foretold from the files
/// @param measured of processes that run it, ascending; none where none does
/// @param processes how many are to run
public record BuildLine(LinkGraph graph, StartCost cost, List<Long> measured, long processes) {
  public BuildLine {
    measured = List.copyOf(measured);
  }

  public LinkedFile program() {
    return graph.files().getFirst();
  }

  /// {@return how many places the loader fills in}
  public long relocations() {
    return graph.files().stream().mapToLong(file -> file.relocations().count()).sum();
  }

  /// {@return what one that runs takes for itself: the middle one of all that do}
  public Optional<Long> typical() {
    return measured.isEmpty()
        ? Optional.empty()
        : Optional.of(measured.get((measured.size() - 1) / 2));
  }

  /// {@return what all of them take, at most}
  public long total() {
    return cost.total(processes);
  }
}
