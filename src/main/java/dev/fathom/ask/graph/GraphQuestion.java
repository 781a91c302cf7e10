package dev.fathom.ask.graph;

import dev.fathom.analysis.Analysis;
import dev.fathom.analysis.neighbourhood.Neighbourhood;
import dev.fathom.ask.Again;
import dev.fathom.ask.Question;
import dev.fathom.ask.Resolver;
import dev.fathom.model.Findings;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.object.Detail;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What surrounds an object?
///
/// @param wanted an address or a path, or a type, of which a typical object is taken
/// @param steps how far, to either side
/// @param nodes how many objects are drawn at most
/// @param again what is held once more for what the objects have in them; empty where nothing may
///   be
/// @param values whether numbers and the text of strings are wanted, too
public record GraphQuestion(
    String wanted, int steps, int nodes, Optional<Again> again, boolean values)
    implements Question<GraphAnswer> {
  @Override
  public GraphAnswer answer(Analysis analysis) throws IOException {
    int object = new Resolver(analysis).typical(wanted);
    Neighbourhood around = Neighbourhood.of(analysis, object, steps, nodes);
    return new GraphAnswer(analysis.findings(), around, details(analysis.findings(), around));
  }

  private Map<Long, List<Detail>> details(Findings findings, Neighbourhood around)
      throws IOException {
    Map<String, List<Long>> addresses = new LinkedHashMap<>();
    for (Neighbourhood.Node node : around.nodes()) {
      int type = findings.objects().type(node.object());
      Dialect dialect = findings.types().get(type).dialect();
      // What has no type of its own is a part of others.
      boolean whole = findings.types().head(type).type().isThere();
      if (dialect.describesObjects() && whole) {
        addresses.computeIfAbsent(dialect.runtime(), _ -> new ArrayList<>()).add(node.address());
      }
    }
    Map<Long, List<Detail>> details = new HashMap<>();
    if (again.isPresent()) {
      for (Map.Entry<String, List<Long>> each : addresses.entrySet()) {
        details.putAll(again.get().describe(each.getKey(), each.getValue(), values, 1));
      }
    }
    return details;
  }
}
