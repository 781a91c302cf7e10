package dev.fathom.export.stack;

import dev.fathom.analysis.owners.Owners.Owner;
import java.util.List;
import java.util.Objects;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// A frame while the tree grows.
final class StackNode {
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

  private static final int SAME_STEPS = 3;
  private static final int SAME_TYPES = 5;

  final int number;
  final @Nullable StackNode parent;
  final Form form;
  final int depth;

  /// Of its first object.
  final int type;

  /// By what it follows the node above it; for each kind of step and type another one.
  final int key;

  /// How the step is spelled; empty where it has no name.
  final List<String> steps;

  final int head;
  final @Nullable Owner row;
  @Nullable StackNode smaller;

  /// Whether what is below a part of it is told as itself.
  boolean repeats;

  long own;
  long kept;
  long objects;

  StackNode(
      int number,
      @Nullable StackNode parent,
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

  /// {@return the node that one below this is told with, because it is a repetition: the last steps
  /// were made twice before, or others that lead to the same types so often that it is a tree}
  @Nullable StackNode repeatedBy(int nextKey, int nextType) {
    for (int length = 1; length <= LONGEST_LINK; length++) {
      StackNode again = above(length - 1);
      if (again == null) {
        return null;
      }
      if ((again.key == nextKey && repeats(nextKey, length, SAME_STEPS, node -> node.key))
          || (again.type == nextType && repeats(nextType, length, SAME_TYPES, node -> node.type))) {
        again.repeats = true;
        return again;
      }
    }
    return null;
  }

  /// Whether the last steps, `next` among them, are like those before, and so on, so many times.
  private boolean repeats(int next, int length, int times, ToIntFunction<StackNode> like) {
    int last = next;
    for (int at = 0; at < (times - 1) * length; at++) {
      StackNode other = above(at + length - 1);
      if (other == null || last != like.applyAsInt(other)) {
        return false;
      }
      last = like.applyAsInt(Objects.requireNonNull(above(at)));
    }
    return true;
  }

  private @Nullable StackNode above(int steps) {
    StackNode at = this;
    for (int step = 0; step < steps && at != null; step++) {
      at = at.parent;
    }
    return at;
  }
}
