package dev.fathom.ask.linking;

import dev.fathom.analysis.linking.LinkFinding;
import dev.fathom.model.linking.LinkGraph;
import dev.fathom.model.linking.LinkedFile;
import java.util.List;

/// What is to be said of a file.
///
/// @param graph the file with what it needs; where a host loads it, that first
/// @param file the number of the file in there
/// @param findings what is amiss, the gravest first
/// @param wanted how many symbols its group wants from others
public record FileAnswer(LinkGraph graph, int file, List<LinkFinding> findings, int wanted) {
  public FileAnswer {
    findings = List.copyOf(findings);
  }

  public LinkedFile subject() {
    return graph.files().get(file);
  }

  /// {@return whether another program loads it}
  public boolean isHosted() {
    return graph.groups().size() > 1;
  }

  /// {@return the file and what it needs, each below the one that needs it first}
  public List<LibraryLine> libraries() {
    return LibraryLine.tree(graph, file);
  }
}
