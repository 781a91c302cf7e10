package dev.fathom.ask.graph;

import dev.fathom.analysis.neighbourhood.Neighbourhood;
import dev.fathom.model.Findings;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.object.Detail;
import java.util.List;
import java.util.Map;

/// What surrounds it.
///
/// @param details what the runtimes' own tools would say of the objects, by address
public record GraphAnswer(
    Findings findings, Neighbourhood around, Map<Long, List<Detail>> details) {
  public GraphAnswer {
    details = Map.copyOf(details);
  }

  /// {@return what is said of a node}
  public List<Detail> details(Neighbourhood.Node node) {
    return details.getOrDefault(node.address(), List.of());
  }

  /// {@return in whose words a node is told}
  public Dialect dialect(Neighbourhood.Node node) {
    return findings.types().get(findings.objects().type(node.object())).dialect();
  }
}
