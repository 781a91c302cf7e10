package dev.fathom.export.stack;

import dev.fathom.analysis.owners.Owners.Owner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A frame while the tree grows.
final class Node {
  /// What it stands for.
  enum Form {
    /// Everything.
    ALL,
    /// A row of owners.
    ROW,
    /// What one step leads to from the objects of the node above it.
    STEP,
    /// What several below the node above it hold together, of one type.
    SEVERAL,
    /// What is told together because it is small, or too deep.
    SMALLER,
    /// What is told by its type alone.
    TYPE
  }

  /// Parts of a structure that repeat themselves are at most so many steps long: an object, its
  /// attributes, a wrapper, its items.
  private static final int LONGEST_LINK = 4;

  final int number;
  final @Nullable Node parent;
  final Form form;
  final int depth;

  /// Of its first object.
  final int type;

  /// By what it follows the node above it; for each kind of step and type another one.
  final int key;

  /// How the step is spelled, with one before it that only passes on.
  final List<String> steps;

  final int head;
  final @Nullable Owner row;
  @Nullable Node smaller;

  /// Whether what is below a part of it is told as itself.
  boolean repeats;

  long own;
  long kept;
  long objects;

  Node(
      int number,
      @Nullable Node parent,
      Form form,
      int type,
      int key,
      List<String> steps,
      int head,
      @Nullable Owner row) {
    this.number = number;
    this.parent = parent;
    this.form = form;
    this.depth = parent == null ? 0 : parent.depth + 1;
    this.type = type;
    this.key = key;
    this.steps = steps;
    this.head = head;
    this.row = row;
  }

  /// {@return the node of which one below this is a repetition: the steps to it were made twice
  /// before}
  @Nullable Node repeatedBy(int next) {
    for (int length = 1; length <= LONGEST_LINK; length++) {
      Node again = above(length - 1);
      if (again == null) {
        return null;
      }
      if (again.key == next && repeats(next, length)) {
        again.repeats = true;
        return again;
      }
    }
    return null;
  }

  /// Whether the last steps, `next` among them, are the same as those before, and these as those
  /// before them.
  private boolean repeats(int next, int length) {
    for (int at = 0; at < 2 * length; at++) {
      Node one = at == 0 ? null : above(at - 1);
      Node other = above(at + length - 1);
      if (other == null || (at == 0 ? next : one == null ? -1 : one.key) != other.key) {
        return false;
      }
    }
    return true;
  }

  private @Nullable Node above(int steps) {
    Node at = this;
    for (int step = 0; step < steps && at != null; step++) {
      at = at.parent;
    }
    return at;
  }
}
