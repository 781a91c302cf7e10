package dev.fathom.report.page;

import dev.fathom.analysis.account.picture.MemoryTree;
import dev.fathom.analysis.owners.OwnerTree;
import dev.fathom.analysis.owners.Owners;
import dev.fathom.report.table.OwnersTable;
import tools.jackson.core.JsonGenerator;

/// The trees that the page draws, as JSON: short names, since there are thousands of nodes.
final class PageTrees {
  private static final int LONGEST_NAME = 160;

  private PageTrees() {}

  static void memory(JsonGenerator json, String name, MemoryTree tree) {
    json.writeName(name);
    memory(json, tree);
  }

  private static void memory(JsonGenerator json, MemoryTree tree) {
    json.writeStartObject();
    json.writeStringProperty("n", cut(tree.name()));
    json.writeStringProperty("k", tree.kind().id());
    json.writeNumberProperty("v", tree.bytes());
    json.writeNumberProperty("c", tree.pieces());
    if (tree.children().isEmpty()) {
      json.writeStringProperty("a", tree.account());
    } else {
      json.writeArrayPropertyStart("s");
      tree.children().forEach(child -> memory(json, child));
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  static void owners(JsonGenerator json, String name, OwnerTree tree, OwnerWays ways) {
    json.writeName(name);
    owners(json, tree, "", ways);
  }

  /// Where the path of a node goes on from that of the node above it, only the rest is written.
  private static void owners(JsonGenerator json, OwnerTree tree, String above, OwnerWays ways) {
    Owners.Owner owner = tree.owner();
    json.writeStartObject();
    String called = OwnersTable.called(owner);
    boolean goesOn = !above.isEmpty() && called.startsWith(above);
    json.writeStringProperty("n", cut(goesOn ? called.substring(above.length()) : called));
    if (goesOn) {
      json.writeBooleanProperty("x", true);
    }
    json.writeStringProperty("t", cut(owner.type()));
    json.writeStringProperty("at", Long.toHexString(owner.address()));
    json.writeNumberProperty("v", owner.retained());
    json.writeNumberProperty("r", owner.resident());
    json.writeNumberProperty("c", owner.objects());
    json.writeNumberProperty("own", tree.own());
    ways.write(json, owner);
    if (tree.rest() > 0) {
      json.writeNumberProperty("rest", tree.rest());
      json.writeNumberProperty("restv", tree.restBytes());
    }
    if (!tree.children().isEmpty()) {
      json.writeArrayPropertyStart("s");
      tree.children().forEach(child -> owners(json, child, owner.path(), ways));
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  /// Without the middle, if it is very long: what the target calls a thing has no bound.
  static String cut(String name) {
    if (name.codePointCount(0, name.length()) <= LONGEST_NAME) {
      return name;
    }
    int half = LONGEST_NAME / 2;
    return name.substring(0, name.offsetByCodePoints(0, half))
        + "…"
        + name.substring(name.offsetByCodePoints(name.length(), -half));
  }
}
