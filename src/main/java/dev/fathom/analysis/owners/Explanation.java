package dev.fathom.analysis.owners;

import dev.fathom.model.Findings;
import dev.fathom.model.dialect.Dialect;
import dev.fathom.model.object.EdgeTable;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One object, explained: its parts, who holds it, what it refers to.
///
/// @param owner the object as an owner
/// @param parts the object taken apart
/// @param partTypes the type of the object to which each part refers, in the order of the parts;
///   empty where it refers to none
/// @param referred how many objects of each type it refers to, the most frequent first
/// @param instances how many objects of its type there are
/// @param dialect in whose words it is told
public record Explanation(
    Owners.Owner owner,
    ObjectParts parts,
    List<String> partTypes,
    List<Referred> referred,
    long instances,
    Dialect dialect) {

  /// Objects of one type.
  public record Referred(String type, long count) {}

  public static Explanation of(Findings findings, Owners owners, int object) {
    ObjectParts parts = ObjectParts.of(findings, object);
    int type = findings.objects().type(object);
    long instances = 0;
    for (int other = 0; other < findings.objects().count(); other++) {
      if (findings.objects().type(other) == type) {
        instances++;
      }
    }
    List<String> partTypes =
        parts.parts().stream()
            .map(part -> part.to() == ObjectParts.NOTHING ? "" : typeOf(findings, part.to()))
            .toList();
    return new Explanation(
        owners.ofObject(object),
        parts,
        partTypes,
        referred(findings, object),
        instances,
        findings.types().get(type).dialect());
  }

  private static List<Referred> referred(Findings findings, int object) {
    EdgeTable edges = findings.references().edges();
    Map<String, Long> counts = new LinkedHashMap<>();
    for (int edge = edges.first(object); edge < edges.first(object + 1); edge++) {
      counts.merge(typeOf(findings, edges.target(edge)), 1L, Long::sum);
    }
    return counts.entrySet().stream()
        .map(entry -> new Referred(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparingLong(Referred::count).reversed())
        .toList();
  }

  private static String typeOf(Findings findings, int object) {
    return findings.types().get(findings.objects().type(object)).qualifiedName();
  }
}
