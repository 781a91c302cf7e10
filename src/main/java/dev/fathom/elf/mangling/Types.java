package dev.fathom.elf.mangling;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Reads types, and arguments of templates.
final class Types {
  private static final Map<Character, String> BUILTIN =
      Map.ofEntries(
          Map.entry('v', "void"),
          Map.entry('w', "wchar_t"),
          Map.entry('b', "bool"),
          Map.entry('c', "char"),
          Map.entry('a', "signed char"),
          Map.entry('h', "unsigned char"),
          Map.entry('s', "short"),
          Map.entry('t', "unsigned short"),
          Map.entry('i', "int"),
          Map.entry('j', "unsigned int"),
          Map.entry('l', "long"),
          Map.entry('m', "unsigned long"),
          Map.entry('x', "long long"),
          Map.entry('y', "unsigned long long"),
          Map.entry('n', "__int128"),
          Map.entry('o', "unsigned __int128"),
          Map.entry('f', "float"),
          Map.entry('d', "double"),
          Map.entry('e', "long double"),
          Map.entry('g', "__float128"),
          Map.entry('z', "..."));

  private static final Map<Character, String> BUILTIN_BEHIND_D =
      Map.ofEntries(
          Map.entry('d', "decimal64"),
          Map.entry('e', "decimal128"),
          Map.entry('f', "decimal32"),
          Map.entry('h', "half"),
          Map.entry('i', "char32_t"),
          Map.entry('s', "char16_t"),
          Map.entry('u', "char8_t"),
          Map.entry('a', "auto"),
          Map.entry('c', "decltype(auto)"),
          Map.entry('n', "decltype(nullptr)"));

  private final Names names;
  private final NameCursor cursor;
  private boolean convertsTo;

  Types(Names names) {
    this.names = names;
    this.cursor = names.cursor;
  }

  /// {@return ` const` and the like, as they stand there}
  String qualifiers() {
    StringBuilder all = new StringBuilder();
    // In this order: restrict, volatile, const; they are written the other way round.
    if (cursor.next("r")) {
      all.insert(0, " restrict");
    }
    if (cursor.next("V")) {
      all.insert(0, " volatile");
    }
    if (cursor.next("K")) {
      all.insert(0, " const");
    }
    return all.toString().replace(" restrict", " __restrict");
  }

  /// The type to which an operator converts: arguments behind it are the operator's.
  Node convertedTo() {
    convertsTo = true;
    try {
      return type();
    } finally {
      convertsTo = false;
    }
  }

  Node type() {
    names.enter();
    try {
      String qualifiers = cursor.peek() == 'r' || isQualifier() ? qualifiers() : "";
      if (!qualifiers.isEmpty()) {
        return names.remember(qualified(qualifiers));
      }
      String builtin = BUILTIN.get(cursor.peek());
      if (builtin != null) {
        cursor.take();
        return new Node.Text(builtin);
      }
      return compound();
    } finally {
      names.leave();
    }
  }

  private boolean isQualifier() {
    return cursor.peek() == 'V' || cursor.peek() == 'K';
  }

  private Node qualified(String qualifiers) {
    if (cursor.peek() == 'F' || (cursor.peek() == 'D' && "oOwx".indexOf(cursor.peek(1)) >= 0)) {
      return function(qualifiers); // of a member function
    }
    return new Node.Qualified(type(), qualifiers);
  }

  private Node compound() {
    char c = cursor.peek();
    return switch (c) {
      case 'P', 'R', 'O' -> {
        cursor.take();
        String sign = c == 'P' ? "*" : c == 'R' ? "&" : "&&";
        yield names.remember(new Node.Pointer(type(), sign));
      }
      case 'C', 'G' -> {
        cursor.take();
        yield names.remember(new Node.Qualified(type(), c == 'C' ? " _Complex" : " _Imaginary"));
      }
      case 'F' -> names.remember(function(""));
      case 'A' -> names.remember(array());
      case 'M' -> {
        cursor.take();
        Node of = type();
        yield names.remember(new Node.MemberPointer(of, type()));
      }
      case 'T' -> ofTemplateParameter();
      case 'S' -> {
        if (cursor.peek(1) == 't') {
          yield className();
        }
        Node substitution = names.substitution();
        yield cursor.peek() == 'I'
            ? names.remember(new Node.WithArguments(substitution, arguments(false)))
            : substitution;
      }
      case 'D' -> behindD();
      case 'U' -> names.remember(vendorQualified());
      case 'u' -> {
        cursor.take();
        Node vendor = new Node.Text(cursor.source());
        yield names.remember(
            cursor.peek() == 'I' ? new Node.WithArguments(vendor, arguments(false)) : vendor);
      }
      default -> className();
    };
  }

  private Node className() {
    return names.remember(names.name(new Names.State(true)));
  }

  private Node ofTemplateParameter() {
    char kind = cursor.peek(1);
    if (kind == 's' || kind == 'u' || kind == 'e') {
      cursor.take(2);
      return className();
    }
    boolean converts = convertsTo;
    Node parameter = names.remember(templateParameter());
    return cursor.peek() == 'I' && !converts
        ? names.remember(new Node.WithArguments(parameter, arguments(false)))
        : parameter;
  }

  /// The parameter of a template that stands there.
  Node templateParameter() {
    cursor.expect("T");
    if (cursor.next("L")) {
      cursor.ordinal();
    }
    return names.argumentAt(cursor.ordinal());
  }

  private Node behindD() {
    char kind = cursor.peek(1);
    return switch (kind) {
      case 't', 'T' -> names.remember(decltype());
      case 'p' -> {
        cursor.take(2);
        yield names.remember(new Node.Expansion(type()));
      }
      case 'v' -> {
        cursor.take(2);
        Node size = cursor.isDigit() ? new Node.Text(cursor.digits()) : vectorSize();
        cursor.expect("_");
        yield names.remember(
            new Node.Row(List.of(type(), new Node.Text(" __vector("), size, new Node.Text(")"))));
      }
      case 'o', 'O', 'w', 'x' -> names.remember(function(""));
      case 'F' -> {
        cursor.take(2);
        String bits = cursor.digits();
        if (cursor.next("b")) {
          yield new Node.Text("std::bfloat" + bits + "_t");
        }
        boolean extended = cursor.next("x");
        if (!extended) {
          cursor.expect("_");
        }
        yield new Node.Text("_Float" + bits + (extended ? "x" : ""));
      }
      case 'B', 'U' -> {
        cursor.take(2);
        Node size = cursor.isDigit() ? new Node.Text(cursor.digits()) : names.expressions.read();
        cursor.expect("_");
        yield new Node.Around(kind == 'B' ? "_BitInt(" : "unsigned _BitInt(", size, ")");
      }
      default -> {
        String builtin = BUILTIN_BEHIND_D.get(kind);
        if (builtin == null) {
          throw new Unreadable();
        }
        cursor.take(2);
        yield new Node.Text(builtin);
      }
    };
  }

  private Node vectorSize() {
    cursor.expect("_");
    return names.expressions.read();
  }

  Node decltype() {
    if (!cursor.next("Dt")) {
      cursor.expect("DT");
    }
    Node expression = names.expressions.read();
    cursor.expect("E");
    return new Node.Around("decltype (", expression, ")");
  }

  private Node vendorQualified() {
    cursor.expect("U");
    String vendor = cursor.source();
    List<Node> arguments = cursor.peek() == 'I' ? arguments(false) : List.of();
    Node type = type();
    return arguments.isEmpty()
        ? new Node.Qualified(type, " " + vendor)
        : new Node.Row(
            List.of(type, new Node.WithArguments(new Node.Text(" " + vendor), arguments)));
  }

  private Node array() {
    cursor.expect("A");
    Node size =
        cursor.isDigit()
            ? new Node.Text(cursor.digits())
            : cursor.peek() == '_' ? new Node.Text("") : names.expressions.read();
    cursor.expect("_");
    return new Node.Array(type(), size);
  }

  private Node function(String qualifiers) {
    StringBuilder behind = new StringBuilder(qualifiers);
    cursor.next("Dx");
    Node condition = null;
    List<Node> thrown = null;
    if (cursor.next("Do")) {
      behind.append(" noexcept");
    } else if (cursor.next("DO")) {
      condition = names.expressions.read();
      cursor.expect("E");
    } else if (cursor.next("Dw")) {
      thrown = new ArrayList<>();
      while (!cursor.next("E")) {
        thrown.add(type());
      }
    }
    cursor.next("Dx");
    cursor.expect("F");
    cursor.next("Y");
    Node result = type();
    List<Node> parameters = names.parameters();
    if (cursor.next("R")) {
      behind.append(" &");
    } else if (cursor.next("O")) {
      behind.append(" &&");
    }
    cursor.expect("E");
    if (condition != null) {
      behind.append(new Spelling().add(" noexcept(").add(condition).add(")"));
    }
    if (thrown != null) {
      behind.append(new Spelling().add(" throw(").list(thrown).add(")"));
    }
    return new Node.FunctionType(result, parameters, behind.toString());
  }

  /// The arguments of a template.
  ///
  /// @param named whether it is one of the name that is read, to whose arguments its parameters
  ///   refer
  List<Node> arguments(boolean named) {
    cursor.expect("I");
    List<Node> all = new ArrayList<>();
    if (named) {
      names.arguments = new ArrayList<>();
    }
    List<Node> known = names.arguments;
    while (!cursor.next("E")) {
      Node argument = argument();
      all.add(argument);
      if (named) {
        names.arguments = known;
        known.add(
            argument instanceof Node.Arguments pack ? new Node.Pack(pack.elements()) : argument);
      }
    }
    if (named) {
      names.arguments = known;
    }
    return all;
  }

  Node argument() {
    names.enter();
    try {
      return switch (cursor.peek()) {
        case 'X' -> {
          cursor.take();
          Node expression = names.expressions.read();
          cursor.expect("E");
          yield expression;
        }
        case 'J' -> {
          cursor.take();
          List<Node> elements = new ArrayList<>();
          while (!cursor.next("E")) {
            elements.add(argument());
          }
          yield new Node.Arguments(elements);
        }
        case 'L' -> names.expressions.literal();
        default -> type();
      };
    } finally {
      names.leave();
    }
  }
}
