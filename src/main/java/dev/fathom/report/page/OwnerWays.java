package dev.fathom.report.page;

import dev.fathom.analysis.graph.OwnerPaths;
import dev.fathom.analysis.owners.OwnerTree;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.model.Findings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import tools.jackson.core.JsonGenerator;

/// The paths to the objects that keep the most, step by step, as JSON: so that a file without a
/// server shows single objects, too.
final class OwnerWays {
  private static final int MOST_OBJECTS = 200;

  /// A path has no bound: of a long one the beginning and the end are told.
  private static final int MOST_STEPS = 16;

  /// Names of a target have no bound either: what is larger is told first, as long as there is
  /// room.
  private static final int MOST_CHARACTERS = 200_000;

  private final Findings findings;
  private final OwnerPaths paths;

  /// By the addresses of the objects.
  private final Map<Long, List<Step>> ways = new HashMap<>();

  /// A step as it is written; the address is 0 where it stands for some that are left out.
  private record Step(String name, String type, long address) {
    int characters() {
      return name.length() + type.length();
    }
  }

  OwnerWays(Findings findings, Owners owners, OwnerTree tree) {
    this.findings = findings;
    this.paths = owners.paths();
    List<Owners.Owner> all = new ArrayList<>();
    collect(tree, all);
    all.sort(Comparator.comparingLong(Owners.Owner::retained).reversed());
    long room = MOST_CHARACTERS;
    for (Owners.Owner owner : all.subList(0, Math.min(MOST_OBJECTS, all.size()))) {
      OptionalInt object = findings.objects().beginningAt(owner.address());
      if (object.isEmpty()) {
        continue;
      }
      List<Step> way = way(object.getAsInt());
      room -= way.stream().mapToInt(Step::characters).sum();
      if (room < 0) {
        return;
      }
      ways.put(owner.address(), way);
    }
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

  private List<Step> way(int object) {
    List<OwnerPaths.Step> all = paths.steps(object);
    List<Step> way = new ArrayList<>();
    for (int at = 0; at < all.size(); at++) {
      boolean end = at < MOST_STEPS / 2 || at >= all.size() - MOST_STEPS / 2;
      if (end) {
        way.add(step(all.get(at)));
      } else if (at == MOST_STEPS / 2) {
        way.add(new Step("…", all.size() - MOST_STEPS + " more steps", 0));
      }
    }
    return way;
  }

  private Step step(OwnerPaths.Step step) {
    return new Step(
        PageTrees.cut(step.name()),
        PageTrees.cut(findings.types().get(findings.objects().type(step.object())).qualifiedName()),
        findings.objects().address(step.object()));
  }

  /// Writes the path to a node's object, if it is one of those, into the node that is open.
  void write(JsonGenerator json, Owners.Owner owner) {
    List<Step> way = single(owner) ? ways.getOrDefault(owner.address(), List.of()) : List.of();
    if (way.isEmpty()) {
      return;
    }
    json.writeArrayPropertyStart("w");
    for (Step step : way) {
      json.writeStartObject();
      json.writeStringProperty("name", step.name());
      json.writeStringProperty("type", step.type());
      json.writeNumberProperty("address", step.address());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
