package dev.fathom.export.stack;

import dev.fathom.analysis.graph.OwnerPaths;
import dev.fathom.analysis.owners.OwnerForm;
import dev.fathom.analysis.owners.Owners.Owner;
import dev.fathom.model.Findings;
import dev.fathom.view.Escape;
import dev.fathom.view.Fit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// What frames are called. Each has a name of its own: readers add up what is called the same.
final class FrameNames {
  /// Longer names are cut in the middle: both ends say something.
  private static final int LONGEST = 240;

  private static final double HEAD = 0.4;

  private static final String SEVERAL = ": held by several";
  private static final String SMALLER = ": smaller";

  /// Follows what is told with a part that comes again and again.
  private static final String REPEATED = "…";

  private final Findings findings;
  private final OwnerPaths paths;
  private final StepNames steps;
  private final Set<String> given = new HashSet<>();

  /// The steps to each node, as far as they were asked for.
  private final Map<StackNode, List<String>> ways = new HashMap<>();

  FrameNames(Findings findings, OwnerPaths paths, StepNames steps) {
    this.findings = findings;
    this.paths = paths;
    this.steps = steps;
  }

  /// {@return the frame of a node}
  ///
  /// @param parent its number
  StackFrame frame(StackNode node, int parent) {
    String path = path(node);
    String repeated = node.repeats ? path + REPEATED : path;
    String type =
        node.type == NodeTree.NO_TYPE ? "" : findings.types().get(node.type).qualifiedName();
    Owner row = node.row;
    String holders = row == null || row.holders().isEmpty() ? "" : row.nearestHolders();
    String name =
        repeated
            + (type.isEmpty() || path.equals(type) ? "" : " (" + type + ")")
            + (holders.isEmpty() ? "" : " held by " + holders);
    String above = node.parent == null ? "" : path(node.parent);
    String step =
        path.length() > above.length() && path.startsWith(above)
            ? repeated.substring(above.length())
            : repeated;
    return new StackFrame(parent, unique(bounded(name), node.head), bounded(step), bounded(type));
  }

  /// {@return the frame of what is smaller below a node}
  ///
  /// @param parent the number of its frame
  StackFrame smaller(StackNode node, int parent) {
    String above = path(node);
    String name = (above.isEmpty() ? "all" : above) + SMALLER;
    return new StackFrame(parent, unique(bounded(name), NodeTree.NONE), SMALLER.substring(2), "");
  }

  private String path(StackNode node) {
    return switch (node.form) {
      case ALL, SMALLER -> "";
      case ROW -> Objects.requireNonNull(node.row).path();
      case STEP -> steps.syntax(node.head).join(way(node));
      case SEVERAL -> path(Objects.requireNonNull(node.parent)) + SEVERAL;
      case TYPE ->
          node.steps.isEmpty()
              ? findings.types().get(node.type).qualifiedName()
              : node.steps.getFirst();
    };
  }

  /// {@return the steps to a node from the outermost one}
  private List<String> way(StackNode node) {
    List<String> known = ways.get(node);
    if (known == null) {
      known =
          node.form == StackNode.Form.ROW
              ? wayToRow(node, Objects.requireNonNull(node.row))
              : node.form == StackNode.Form.STEP ? wayByStep(node) : List.of(path(node));
      ways.put(node, known);
    }
    return known;
  }

  private List<String> wayByStep(StackNode node) {
    List<String> way = new ArrayList<>(way(Objects.requireNonNull(node.parent)));
    way.addAll(node.steps);
    return way;
  }

  private List<String> wayToRow(StackNode node, Owner row) {
    boolean open = row.members() > 1;
    if (paths.isRoot(node.head) ? open : open && row.form() != OwnerForm.ALIKE) {
      return List.of(row.path());
    }
    List<String> way = new ArrayList<>();
    paths.steps(node.head).forEach(step -> way.add(step.name()));
    if (open) {
      way.set(way.size() - 1, steps.open(node.head));
    }
    return way;
  }

  /// What a target chose may be long, or not fit for a screen.
  static String bounded(String name) {
    return Fit.middle(Escape.terminal(name, name.length()), LONGEST, HEAD);
  }

  private String unique(String name, int head) {
    if (given.add(name)) {
      return name;
    }
    String with =
        head < 0 ? name : name + " @0x" + Long.toHexString(findings.objects().address(head));
    String next = with;
    for (int number = 2; !given.add(next); number++) {
      next = with + " #" + number;
    }
    return next;
  }
}
