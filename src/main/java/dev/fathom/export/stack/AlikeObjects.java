package dev.fathom.export.stack;

import dev.fathom.analysis.graph.Dominators;
import dev.fathom.analysis.graph.GraphAnalysis;
import dev.fathom.analysis.graph.OwnerPaths;
import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.EdgeTable;
import java.util.List;

/// Tells together what one step leads to from objects that are told together, if it is of one type:
/// `rows[*]['name']`, `nodes[*].children[*]`.
final class AlikeObjects {
  /// An object with more below it is a table: what is in it is not told by its keys.
  private static final int FEW = 32;

  /// So many kinds of edges are remembered: of others the step is spelled again.
  private static final int MOST_EDGES = 1 << 20;

  /// Instead of a kind of edge: not from the object that dominates.
  private static final int SEVERAL = 4;

  /// Instead of a name.
  private static final int OPEN = 0;

  private final Dominators dominators;
  private final OwnerPaths paths;
  private final EdgeTable edges;
  private final StepNames steps;
  private final NodeTree tree;

  /// By the kind and the name of the edge, which is another one in each table.
  private final NodeIndex byEdge = new NodeIndex(MOST_EDGES);

  /// By what the step is, as it is spelled.
  private final NodeIndex byStep = new NodeIndex(Integer.MAX_VALUE);

  /// The object that was asked about last, whether it only passes on what it holds.
  private int asked = Dominators.OUTSIDE;

  private boolean passesOn;

  AlikeObjects(GraphAnalysis graph, StepNames steps, NodeTree tree) {
    this.dominators = graph.dominators();
    this.paths = graph.paths();
    this.edges = graph.findings().references().edges();
    this.steps = steps;
    this.tree = tree;
  }

  /// Gives each object that has no node the one that it belongs to. **Cost**: some 100 ns an
  /// object.
  void tell() {
    for (int object : dominators.order()) {
      if (!tree.has(object)) {
        tree.put(object, node(object, tree.of(dominators.of(object))).number);
      }
    }
  }

  private StackNode node(int object, StackNode above) {
    if (above.form == StackNode.Form.SMALLER) {
      return above;
    }
    int by = paths.by(object);
    int dominator = dominators.of(object);
    boolean direct = by >= edges.first(dominator) && by < edges.first(dominator + 1);
    int kind = direct ? edges.kind(by) : SEVERAL;
    int name = direct && isNamed(by, dominator) ? edges.name(by) + 1 : OPEN;
    long one = (long) above.number << Integer.SIZE | steps.type(object);
    long other = (long) kind << Integer.SIZE | name;
    int known = byEdge.get(one, other);
    if (known != NodeTree.NONE) {
      return tree.nodes().get(known);
    }
    StackNode node = find(object, above, direct, name != OPEN);
    byEdge.put(one, other, node.number);
    return node;
  }

  /// Whether what an edge is called says what it leads to, and is not only one of many.
  private boolean isNamed(int edge, int dominator) {
    int kind = edges.kind(edge);
    if (kind == EdgeKind.FIELD.code()) {
      return true;
    }
    return kind != EdgeKind.INDEX.code()
        && edges.named(edge)
        && (kind == EdgeKind.ATTRIBUTE.code() || isSmall(dominator) || passesOn(dominator));
  }

  private boolean isSmall(int dominator) {
    return dominators.endBelow(dominator) - dominators.firstBelow(dominator) <= FEW;
  }

  private boolean passesOn(int object) {
    if (object != asked) {
      asked = object;
      passesOn = steps.passesOn(object);
    }
    return passesOn;
  }

  private StackNode find(int object, StackNode above, boolean direct, boolean named) {
    int type = steps.type(object);
    String step = direct ? step(object, named) : "";
    int key = tree.key(direct ? step : "several", type);
    int known = byStep.get(above.number, key);
    if (known != NodeTree.NONE) {
      return tree.nodes().get(known);
    }
    StackNode node = made(object, above, direct, step, key);
    byStep.put(above.number, key, node.number);
    return node;
  }

  /// A field of a structure with very many may be one of a table.
  private String step(int object, boolean named) {
    return (named && isSmall(dominators.of(object))) || steps.isAttribute(object)
        ? steps.of(object)
        : steps.open(object);
  }

  private StackNode made(int object, StackNode above, boolean direct, String step, int key) {
    StackNode again = above.repeatedBy(key, steps.type(object));
    if (again != null) {
      return again;
    }
    if (!tree.hasRoomBelow(above)) {
      return tree.smaller(above);
    }
    int type = steps.type(object);
    if (!direct) {
      return tree.add(above, StackNode.Form.SEVERAL, type, "several", List.of(), object);
    }
    return tree.add(above, StackNode.Form.STEP, type, step, List.of(step), object);
  }
}
