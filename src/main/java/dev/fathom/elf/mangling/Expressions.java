package dev.fathom.elf.mangling;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Reads expressions: arguments of templates that are values, sizes of arrays, what `decltype` is
/// asked about.
final class Expressions {
  private static final Map<String, String> SUFFIXES =
      Map.of("i", "", "j", "u", "l", "l", "m", "ul", "x", "ll", "y", "ull");

  private static final Map<String, String> CASTS =
      Map.of(
          "sc", "static_cast", "dc", "dynamic_cast", "rc", "reinterpret_cast", "cc", "const_cast");

  private final Names names;
  private final NameCursor cursor;

  Expressions(Names names) {
    this.names = names;
    this.cursor = names.cursor;
  }

  Node read() {
    names.enter();
    try {
      char c = cursor.peek();
      if (c == 'L') {
        return literal();
      }
      if (c == 'T') {
        return names.types.templateParameter();
      }
      if (c == 'f' && isParameter()) {
        return parameter();
      }
      if (cursor.isDigit()) {
        return unresolvedBase();
      }
      return byLetters(cursor.take(2));
    } finally {
      names.leave();
    }
  }

  private boolean isParameter() {
    char kind = cursor.peek(1);
    char next = cursor.peek(2);
    return kind == 'p' || (kind == 'L' && next >= '0' && next <= '9');
  }

  private Node parameter() {
    cursor.take();
    if (cursor.next("pT")) {
      return new Node.Text("this");
    }
    if (cursor.take() == 'L') {
      cursor.number();
      cursor.expect("p");
    }
    names.types.qualifiers();
    return new Node.Text("{parm#" + (cursor.ordinal() + 1) + "}");
  }

  private Node byLetters(String letters) {
    String cast = CASTS.get(letters);
    if (cast != null) {
      Node type = names.types.type();
      return row(cast + "<", type, ">(", read(), ")");
    }
    return switch (letters) {
      case "cl" -> new Node.Listed(new Node.Operand(read()), "(", until("E"), ")");
      case "cp" -> new Node.Listed(new Node.Operand(read()), "(", until("E"), ")");
      case "cv" -> conversion();
      case "il" -> new Node.Listed(new Node.Text(""), "{", until("E"), "}");
      case "tl" -> new Node.Listed(names.types.type(), "{", until("E"), "}");
      case "dt" -> row("", read(), ".", member(), "");
      case "pt" -> row("", read(), "->", member(), "");
      case "ix" -> row("", new Node.Operand(read()), "[", read(), "]");
      case "qu" -> {
        Node condition = new Node.Operand(read());
        Node first = new Node.Operand(read());
        yield row("", condition, "?", row("", first, " : ", new Node.Operand(read()), ""), "");
      }
      case "st" -> new Node.Around("sizeof (", names.types.type(), ")");
      case "sz" -> new Node.Around("sizeof ", new Node.Operand(read()), "");
      case "at" -> new Node.Around("alignof (", names.types.type(), ")");
      case "az" -> new Node.Around("alignof ", new Node.Operand(read()), "");
      case "nx" -> new Node.Around("noexcept(", read(), ")");
      case "te" -> new Node.Around("typeid(", read(), ")");
      case "ti" -> new Node.Around("typeid(", names.types.type(), ")");
      case "sp" -> new Node.Expansion(read());
      case "sZ" -> size(read());
      case "tr" -> new Node.Text("throw");
      case "tw" -> new Node.Around("throw ", read(), "");
      case "gs" -> new Node.Around("::", read(), "");
      case "sr" -> unresolved();
      case "on" -> {
        Node name = new Node.Text(Operators.name(cursor.take(2)));
        yield cursor.peek() == 'I'
            ? new Node.WithArguments(name, names.types.arguments(false))
            : name;
      }
      case "dn" -> new Node.Around("~", unresolvedType(), "");
      case "fl", "fr", "fL", "fR" -> fold(letters.charAt(1));
      default -> operation(letters);
    };
  }

  private Node operation(String letters) {
    boolean before = (letters.equals("pp") || letters.equals("mm")) && cursor.next("_");
    String unary = Operators.unary(letters);
    if (!unary.isEmpty()) {
      Node operand = read();
      if (letters.equals("ad") && operand instanceof Node.Function function) {
        operand = function.name();
      }
      boolean behind = (letters.equals("pp") || letters.equals("mm")) && !before;
      return behind
          ? new Node.Around("", new Node.Operand(operand), unary)
          : row(unary, new Node.Operand(operand), "", new Node.Text(""), "");
    }
    String binary = Operators.binary(letters);
    if (binary.isEmpty()) {
      throw new Unreadable();
    }
    Node left = new Node.Operand(read());
    Node right = new Node.Operand(read());
    // A sign of greater would end the arguments.
    return binary.equals(">")
        ? row("(", left, binary, right, ")")
        : row("", left, binary, right, "");
  }

  private Node fold(char kind) {
    String sign = Operators.binary(cursor.take(2));
    if (sign.isEmpty()) {
      throw new Unreadable();
    }
    Node first = new Node.Operand(read());
    return switch (kind) {
      case 'l' -> new Node.Around("(..." + sign, first, ")");
      case 'r' -> new Node.Around("(", first, sign + "...)");
      default -> row("(", first, sign + "..." + sign, new Node.Operand(read()), ")");
    };
  }

  private static Node size(Node pack) {
    return pack instanceof Node.Pack known
        ? new Node.Text(Integer.toString(known.elements().size()))
        : new Node.Around("sizeof...(", pack, ")");
  }

  private Node conversion() {
    Node type = names.types.type();
    return cursor.next("_")
        ? new Node.Listed(new Node.Around("(", type, ")"), "(", until("E"), ")")
        : row("(", type, ")", new Node.Operand(read()), "");
  }

  private Node member() {
    return cursor.isDigit() ? unresolvedBase() : read();
  }

  private List<Node> until(String end) {
    List<Node> all = new ArrayList<>();
    while (!cursor.next(end)) {
      all.add(read());
    }
    return all;
  }

  private Node unresolvedBase() {
    Node name = new Node.Text(cursor.source());
    return cursor.peek() == 'I' ? new Node.WithArguments(name, names.types.arguments(false)) : name;
  }

  /// A name that is looked up where the template is used: `T::value`.
  private Node unresolved() {
    Node scope;
    if (cursor.next("N")) {
      scope = unresolvedType();
      while (!cursor.next("E")) {
        scope = new Node.Nested(scope, unresolvedBase());
      }
    } else if (cursor.isDigit()) {
      scope = unresolvedBase();
      while (!cursor.next("E")) {
        scope = new Node.Nested(scope, unresolvedBase());
      }
    } else {
      scope = unresolvedType();
    }
    return new Node.Nested(scope, base());
  }

  private Node base() {
    return cursor.isDigit()
        ? unresolvedBase()
        : cursor.next("on") || cursor.peek() == 'd' ? read() : operatorName();
  }

  private Node operatorName() {
    String name = Operators.name(cursor.take(2));
    if (name.isEmpty()) {
      throw new Unreadable();
    }
    Node node = new Node.Text(name);
    return cursor.peek() == 'I' ? new Node.WithArguments(node, names.types.arguments(false)) : node;
  }

  private Node unresolvedType() {
    return cursor.isDigit() ? unresolvedBase() : names.types.type();
  }

  /// A value with its type.
  Node literal() {
    cursor.expect("L");
    if (cursor.next("_Z") || cursor.next("Z")) {
      Node encoding = names.encoding();
      cursor.expect("E");
      return encoding;
    }
    String letter = Character.toString(cursor.peek());
    Node type = names.types.type();
    boolean negative = cursor.next("n");
    StringBuilder value = new StringBuilder();
    while (!cursor.next("E")) {
      value.append(cursor.take());
    }
    String digits = (negative ? "-" : "") + value;
    if (letter.equals("b") && (digits.equals("0") || digits.equals("1"))) {
      return new Node.Text(digits.equals("1") ? "true" : "false");
    }
    String suffix = SUFFIXES.get(letter);
    if (suffix != null) {
      return new Node.Text(digits + suffix);
    }
    boolean isFloat = letter.equals("f") || letter.equals("d") || letter.equals("e");
    return row("(", type, ")", new Node.Text(isFloat ? "[" + digits + "]" : digits), "");
  }

  private static Node row(String before, Node first, String between, Node second, String behind) {
    return new Node.Row(
        List.of(
            new Node.Text(before), first, new Node.Text(between), second, new Node.Text(behind)));
  }
}
