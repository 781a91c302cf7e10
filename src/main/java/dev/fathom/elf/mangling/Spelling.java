package dev.fathom.elf.mangling;

/// The text of a name while it is put together. Parts of a name may stand for others many times
/// over: so its length and the work on it are bounded.
final class Spelling {
  private static final int LONGEST = 8192;
  private static final int MOST_STEPS = 50_000;
  private static final int DEEPEST = 300;

  /// No pack of arguments is gone through.
  static final int NO_PACK = -1;

  private final StringBuilder text = new StringBuilder();
  private int steps;
  private int depth;

  /// Which of a pack's arguments is spelled now.
  int packAt = NO_PACK;

  int packSize = NO_PACK;

  Spelling add(String more) {
    if (text.length() + more.length() > LONGEST) {
      throw new Unreadable();
    }
    text.append(more);
    return this;
  }

  /// Adds what stands before the name that is declared, and what stands behind it.
  Spelling add(Node node) {
    left(node);
    right(node);
    return this;
  }

  Spelling left(Node node) {
    enter();
    node.left(this);
    depth--;
    return this;
  }

  Spelling right(Node node) {
    enter();
    node.right(this);
    depth--;
    return this;
  }

  private void enter() {
    if (++steps > MOST_STEPS || ++depth > DEEPEST) {
      throw new Unreadable();
    }
  }

  Spelling list(Iterable<Node> nodes) {
    boolean first = true;
    for (Node node : nodes) {
      int before = text.length();
      if (!first) {
        add(", ");
      }
      int start = text.length();
      add(node);
      if (text.length() == start) {
        text.setLength(before); // an empty pack
      } else {
        first = false;
      }
    }
    return this;
  }

  boolean endsWith(char c) {
    return !text.isEmpty() && text.charAt(text.length() - 1) == c;
  }

  int length() {
    return text.length();
  }

  void cut(int length) {
    text.setLength(length);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
