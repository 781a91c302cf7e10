package dev.fathom.elf.mangling;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A part of a name. What is declared stands in the middle of a type in C++ (`int (*name)[3]`): so
/// each has a left and a right side.
interface Node {
  void left(Spelling spelling);

  default void right(Spelling spelling) {}

  /// {@return whether what points to it needs parentheses}
  default boolean isFunctionOrArray(Spelling spelling) {
    return false;
  }

  default boolean isArray(Spelling spelling) {
    return false;
  }

  /// {@return itself, or what it stands for now}
  default Node resolved(Spelling spelling) {
    return this;
  }

  /// {@return the part of a name after which constructors are called}
  default Node base() {
    return this;
  }

  /// {@return whether it is spelled without parentheses in an expression}
  default boolean isSimple() {
    return false;
  }

  /// {@return the same as a part of another name}
  default Node asScope() {
    return this;
  }

  /// A text that stands for itself.
  record Text(String text) implements Node {
    @Override
    public void left(Spelling spelling) {
      spelling.add(text);
    }

    @Override
    public boolean isSimple() {
      return true;
    }
  }

  /// An abbreviation: `Ss` is `std::string`, whose constructor is that of `basic_string`.
  record Abbreviated(String text, String baseName) implements Node {
    @Override
    public void left(Spelling spelling) {
      spelling.add(text);
    }

    @Override
    public Node base() {
      return new Text(baseName);
    }

    @Override
    public boolean isSimple() {
      return true;
    }
  }

  /// `scope::name`.
  record Nested(Node scope, Node name) implements Node {
    @Override
    public void left(Spelling spelling) {
      spelling.add(scope).add("::").add(name);
    }

    @Override
    public Node base() {
      return name.base();
    }

    @Override
    public boolean isSimple() {
      return true;
    }
  }

  /// `template<arguments>`.
  record WithArguments(Node template, List<Node> arguments) implements Node {
    @Override
    public void left(Spelling spelling) {
      spelling.add(template);
      spelling.add(spelling.endsWith('<') ? " <" : "<");
      int pack = spelling.packAt;
      spelling.list(arguments);
      spelling.packAt = pack;
      spelling.add(">");
    }

    @Override
    public Node base() {
      return template.base();
    }
  }

  /// What stands before a part, and behind it: `[abi:cxx11]`, `vtable for`.
  record Around(String before, Node inner, String behind) implements Node {
    @Override
    public void left(Spelling spelling) {
      spelling.add(before).add(inner).add(behind);
    }

    @Override
    public Node base() {
      return inner.base();
    }

    @Override
    public boolean isSimple() {
      return inner.isSimple();
    }
  }

  /// Parts after one another.
  record Row(List<Node> parts) implements Node {
    @Override
    public void left(Spelling spelling) {
      parts.forEach(spelling::add);
    }
  }

  /// A list in brackets.
  record Listed(Node before, String open, List<Node> items, String close) implements Node {
    @Override
    public void left(Spelling spelling) {
      spelling.add(before).add(open).list(items).add(close);
    }
  }

  /// A type with `const` and the like behind it.
  record Qualified(Node type, String qualifiers) implements Node {
    @Override
    public void left(Spelling spelling) {
      spelling.left(type).add(qualifiers);
    }

    @Override
    public void right(Spelling spelling) {
      spelling.right(type);
    }

    @Override
    public boolean isFunctionOrArray(Spelling spelling) {
      return type.isFunctionOrArray(spelling);
    }

    @Override
    public boolean isArray(Spelling spelling) {
      return type.isArray(spelling);
    }
  }

  /// A pointer or reference: `*`, `&`, `&&`.
  record Pointer(Node to, String sign) implements Node {
    /// What it leads to, references to references taken together.
    private Pointer collapsed(Spelling spelling) {
      Node inner = to.resolved(spelling);
      if (sign.equals("*") || !(inner instanceof Pointer other) || other.sign.equals("*")) {
        return this;
      }
      return new Pointer(other.to, sign.equals("&&") ? other.sign : "&").collapsed(spelling);
    }

    @Override
    public void left(Spelling spelling) {
      Pointer all = collapsed(spelling);
      spelling.left(all.to);
      spelling
          .add(all.to.isArray(spelling) ? " (" : all.to.isFunctionOrArray(spelling) ? "(" : "")
          .add(all.sign);
    }

    @Override
    public void right(Spelling spelling) {
      Pointer all = collapsed(spelling);
      spelling.add(all.to.isFunctionOrArray(spelling) ? ")" : "").right(all.to);
    }
  }

  /// A pointer to a member of a class.
  record MemberPointer(Node of, Node type) implements Node {
    @Override
    public void left(Spelling spelling) {
      spelling.left(type).add(type.isFunctionOrArray(spelling) ? "(" : " ").add(of).add("::*");
    }

    @Override
    public void right(Spelling spelling) {
      spelling.add(type.isFunctionOrArray(spelling) ? ")" : "").right(type);
    }
  }

  /// An array.
  record Array(Node of, Node size) implements Node {
    @Override
    public void left(Spelling spelling) {
      spelling.left(of);
    }

    @Override
    public void right(Spelling spelling) {
      spelling.add(spelling.endsWith(']') ? "[" : " [").add(size).add("]").right(of);
    }

    @Override
    public boolean isFunctionOrArray(Spelling spelling) {
      return true;
    }

    @Override
    public boolean isArray(Spelling spelling) {
      return true;
    }
  }

  /// A function's type.
  record FunctionType(Node result, List<Node> parameters, String behind) implements Node {
    @Override
    public void left(Spelling spelling) {
      spelling.left(result).add(" ");
    }

    @Override
    public void right(Spelling spelling) {
      spelling.add("(").list(parameters).add(")").add(behind).right(result);
    }

    @Override
    public boolean isFunctionOrArray(Spelling spelling) {
      return true;
    }
  }

  /// A function with its parameters.
  record Function(@Nullable Node result, Node name, List<Node> parameters, String behind)
      implements Node {
    @Override
    public void left(Spelling spelling) {
      if (result != null) {
        spelling.left(result).add(result.isFunctionOrArray(spelling) ? "" : " ");
      }
      spelling.add(name).add("(").list(parameters).add(")");
      if (result != null) {
        spelling.right(result);
      }
      spelling.add(behind);
    }

    @Override
    public Node asScope() {
      return new Function(null, name, parameters, behind);
    }
  }

  /// An argument that stands for several, spelled one at a time where it is gone through.
  record Pack(List<Node> elements) implements Node {
    @Override
    public void left(Spelling spelling) {
      Node current = current(spelling);
      if (current != null) {
        spelling.left(current);
      }
    }

    @Override
    public void right(Spelling spelling) {
      Node current = current(spelling);
      if (current != null) {
        spelling.right(current);
      }
    }

    @Override
    public Node resolved(Spelling spelling) {
      Node current = current(spelling);
      return current == null ? this : current.resolved(spelling);
    }

    @Override
    public boolean isFunctionOrArray(Spelling spelling) {
      Node current = current(spelling);
      return current != null && current.isFunctionOrArray(spelling);
    }

    @Override
    public boolean isArray(Spelling spelling) {
      Node current = current(spelling);
      return current != null && current.isArray(spelling);
    }

    private @Nullable Node current(Spelling spelling) {
      if (spelling.packSize == Spelling.NO_PACK) {
        spelling.packSize = elements.size();
        spelling.packAt = 0;
      }
      return spelling.packAt >= 0 && spelling.packAt < elements.size()
          ? elements.get(spelling.packAt)
          : null;
    }
  }

  /// All of a pack, as arguments.
  record Arguments(List<Node> elements) implements Node {
    @Override
    public void left(Spelling spelling) {
      spelling.list(elements);
    }
  }

  /// A pattern, spelled for each element of the packs in it.
  record Expansion(Node pattern) implements Node {
    @Override
    public void left(Spelling spelling) {
      int at = spelling.packAt;
      int size = spelling.packSize;
      int start = spelling.length();
      spelling.packAt = Spelling.NO_PACK;
      spelling.packSize = Spelling.NO_PACK;
      spelling.add(pattern);
      if (spelling.packSize == Spelling.NO_PACK) {
        spelling.add("...");
      } else if (spelling.packSize == 0) {
        spelling.cut(start);
      }
      for (int element = 1; element < spelling.packSize; element++) {
        spelling.packAt = element;
        spelling.add(", ").add(pattern);
      }
      spelling.packAt = at;
      spelling.packSize = size;
    }
  }

  /// A parameter of a template whose argument comes later in the name.
  final class Forward implements Node {
    @Nullable Node to;

    /// How many times it is being spelled: it may contain itself.
    private boolean open;

    final int index;

    Forward(int index) {
      this.index = index;
    }

    @Override
    public void left(Spelling spelling) {
      Node target = to;
      if (target == null || open) {
        throw new Unreadable();
      }
      open = true;
      try {
        spelling.left(target);
      } finally {
        open = false;
      }
    }

    @Override
    public void right(Spelling spelling) {
      Node target = to;
      if (target == null || open) {
        throw new Unreadable();
      }
      open = true;
      try {
        spelling.right(target);
      } finally {
        open = false;
      }
    }
  }

  /// An operand: in parentheses unless it is simple.
  record Operand(Node inner) implements Node {
    @Override
    public void left(Spelling spelling) {
      boolean simple = inner.isSimple();
      spelling.add(simple ? "" : "(").add(inner).add(simple ? "" : ")");
    }
  }
}
