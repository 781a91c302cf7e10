package dev.fathom.export.stack;

import dev.fathom.analysis.owners.Owners;
import dev.fathom.analysis.owners.RowsBelow;
import java.util.Comparator;
import java.util.PriorityQueue;

/// Divides what single objects keep, the largest first, into the rows that owners are told in, so
/// that both say the same of them.
final class LargeOwners {
  private static final int MOST_DIVIDED = 3000;

  private final Owners owners;
  private final StepNames steps;
  private final NodeTree tree;
  private final long least;
  private final PriorityQueue<Open> open =
      new PriorityQueue<>(
          Comparator.comparingLong(Open::kept).reversed().thenComparingInt(Open::object));

  /// An object whose part is not divided yet.
  private record Open(int object, long kept, StackNode node) {}

  /// @param least rows that keep less are left to others; bytes
  LargeOwners(Owners owners, StepNames steps, NodeTree tree, long least) {
    this.owners = owners;
    this.steps = steps;
    this.tree = tree;
    this.least = least;
  }

  /// **Cost**: some 100 ns for each object below one that is divided, and some 10 ns for each
  /// reference in its part.
  void divide() {
    divide(Owners.ALL, tree.root());
    for (int left = MOST_DIVIDED; left > 0 && !open.isEmpty(); left--) {
      Open next = open.remove();
      divide(next.object(), next.node());
    }
  }

  private void divide(int object, StackNode above) {
    RowsBelow rows = RowsBelow.below(owners, object);
    int[] nodes = new int[rows.count()];
    for (int row = 0; row < nodes.length; row++) {
      if (rows.bytes(row) >= least && tree.hasRoomBelow(above)) {
        nodes[row] = node(rows, row, above).number;
      } else {
        nodes[row] = object == Owners.ALL ? tree.smaller(above).number : NodeTree.NONE;
      }
    }
    rows.tell((member, row) -> tree.put(member, nodes[row]));
  }

  private StackNode node(RowsBelow rows, int row, StackNode above) {
    int head = rows.head(row);
    boolean single = rows.members(row) == 1;
    int type = steps.type(head);
    String follows = owners.paths().isRoot(head) ? "root " + head : steps.open(head);
    StackNode again = above.repeatedBy(tree.key(follows, type), type);
    if (again != null) {
      return again;
    }
    StackNode node = tree.addRow(above, type, follows, head, rows.told(row));
    if (single) {
      open.add(new Open(head, rows.bytes(row), node));
    }
    return node;
  }
}
