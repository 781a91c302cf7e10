package dev.fathom.report.page;

import dev.fathom.analysis.graph.OwnerPaths;
import dev.fathom.analysis.owners.OwnerTree;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.model.Findings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JsonGenerator;

/// The paths to the objects that keep the most, step by step, as JSON: so that a file without a
/// server shows single objects, too.
final class OwnerWays {
  private static final int MOST_OBJECTS = 200;

  /// A path has no bound: of a long one the beginning and the end are told.
  private static final int MOST_STEPS = 16;

  private final Findings findings;
  private final OwnerPaths paths;
  private final Set<Long> told = new HashSet<>();

  OwnerWays(Findings findings, Owners owners, OwnerTree tree) {
    this.findings = findings;
    this.paths = owners.paths();
    List<Owners.Owner> all = new ArrayList<>();
    collect(tree, all);
    all.sort(Comparator.comparingLong(Owners.Owner::retained).reversed());
    all.stream().limit(MOST_OBJECTS).map(Owners.Owner::address).forEach(told::add);
  }

  /// Goes down as deep as the tree of the page.
  private static void collect(OwnerTree tree, List<Owners.Owner> into) {
    if (single(tree.owner())) {
      into.add(tree.owner());
    }
    tree.children().forEach(child -> collect(child, into));
  }

  private static boolean single(Owners.Owner owner) {
    return owner.members() == 1 && owner.address() != 0;
  }

  /// Writes the path to a node's object, if it is one of those, into the node that is open.
  void write(JsonGenerator json, Owners.Owner owner) {
    if (!single(owner) || !told.contains(owner.address())) {
      return;
    }
    findings
        .objects()
        .beginningAt(owner.address())
        .ifPresent(object -> write(json, paths.steps(object)));
  }

  private void write(JsonGenerator json, List<OwnerPaths.Step> steps) {
    json.writeArrayPropertyStart("w");
    for (int at = 0; at < steps.size(); at++) {
      if (steps.size() <= MOST_STEPS
          || at < MOST_STEPS / 2
          || at >= steps.size() - MOST_STEPS / 2) {
        step(json, steps.get(at));
      } else if (at == MOST_STEPS / 2) {
        left(json, steps.size() - MOST_STEPS);
      }
    }
    json.writeEndArray();
  }

  private void step(JsonGenerator json, OwnerPaths.Step step) {
    json.writeStartObject();
    json.writeStringProperty("name", PageTrees.cut(step.name()));
    json.writeStringProperty(
        "type",
        PageTrees.cut(
            findings.types().get(findings.objects().type(step.object())).qualifiedName()));
    json.writeNumberProperty("address", findings.objects().address(step.object()));
    json.writeEndObject();
  }

  private static void left(JsonGenerator json, int steps) {
    json.writeStartObject();
    json.writeStringProperty("name", "…");
    json.writeStringProperty("type", steps + " more steps");
    json.writeNumberProperty("address", 0);
    json.writeEndObject();
  }
}
