package dev.fathom.elf.mangling;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads names: of functions, variables and classes.
final class Names {
  private static final int DEEPEST = 160;
  private static final int MOST_PARTS = 4096;
  private static final String ANONYMOUS = "_GLOBAL__N";

  final NameCursor cursor;
  final Types types;
  final Expressions expressions;

  /// What later parts may refer to.
  final List<Node> substitutions = new ArrayList<>();

  /// The arguments of the template that was named last.
  List<Node> arguments = new ArrayList<>();

  private List<Node.Forward> forwards = new ArrayList<>();
  private boolean inLambda;
  private int depth;
  private int parts;

  /// What is known of a name behind it.
  static final class State {
    boolean endsWithArguments;

    /// Constructors, destructors and conversions have no result.
    boolean withoutResult;

    String behind = "";

    /// Whether it is the name of a type: its arguments are not those to which the parameters of the
    /// function refer.
    final boolean ofType;

    State() {
      this(false);
    }

    State(boolean ofType) {
      this.ofType = ofType;
    }
  }

  Names(NameCursor cursor) {
    this.cursor = cursor;
    types = new Types(this);
    expressions = new Expressions(this);
  }

  /// Goes one level deeper.
  void enter() {
    if (++depth > DEEPEST || ++parts > MOST_PARTS) {
      throw new Unreadable();
    }
  }

  void leave() {
    depth--;
  }

  <T extends Node> T remember(T node) {
    if (++parts > MOST_PARTS) {
      throw new Unreadable();
    }
    substitutions.add(node);
    return node;
  }

  /// A function with its parameters, a variable, or something that the compiler made.
  Node encoding() {
    enter();
    try {
      if (cursor.peek() == 'T' || (cursor.peek() == 'G' && cursor.peek(1) != 0)) {
        return special();
      }
      List<Node.Forward> outer = forwards;
      forwards = new ArrayList<>();
      State state = new State();
      Node name = name(state);
      char next = cursor.peek();
      Node all = name;
      if (next != 0 && next != 'E' && next != '.' && next != '_' && next != '@') {
        Node result = state.endsWithArguments && !state.withoutResult ? types.type() : null;
        all = new Node.Function(result, name, parameters(), state.behind);
      }
      for (Node.Forward forward : forwards) {
        if (forward.index >= arguments.size()) {
          throw new Unreadable();
        }
        forward.to = arguments.get(forward.index);
      }
      forwards = outer;
      return all;
    } finally {
      leave();
    }
  }

  List<Node> parameters() {
    List<Node> parameters = new ArrayList<>();
    if (cursor.next("v")) {
      return parameters;
    }
    for (char c = cursor.peek(); c != 0 && c != 'E' && c != '.' && c != '@'; c = cursor.peek()) {
      if ((c == 'R' || c == 'O') && cursor.peek(1) == 'E') {
        break; // of the function that is declared
      }
      parameters.add(types.type());
    }
    return parameters;
  }

  private Node special() {
    if (cursor.next("GV")) {
      return new Node.Around("guard variable for ", name(new State()), "");
    }
    if (cursor.next("GR")) {
      Node name = name(new State());
      int number = cursor.peek() == '_' || cursor.isDigit() ? cursor.ordinalInLetters() : 0;
      return new Node.Around("reference temporary #" + number + " for ", name, "");
    }
    if (cursor.next("GTt") || cursor.next("GTn")) {
      return new Node.Around("transaction clone for ", encoding(), "");
    }
    cursor.expect("T");
    return switch (cursor.take()) {
      case 'V' -> new Node.Around("vtable for ", types.type(), "");
      case 'T' -> new Node.Around("VTT for ", types.type(), "");
      case 'I' -> new Node.Around("typeinfo for ", types.type(), "");
      case 'S' -> new Node.Around("typeinfo name for ", types.type(), "");
      case 'W' -> new Node.Around("TLS wrapper function for ", name(new State()), "");
      case 'H' -> new Node.Around("TLS init function for ", name(new State()), "");
      case 'A' -> new Node.Around("template parameter object for ", types.argument(), "");
      case 'C' -> {
        Node derived = types.type();
        cursor.number();
        cursor.expect("_");
        Node base = types.type();
        yield new Node.Row(
            List.of(
                new Node.Text("construction vtable for "), base, new Node.Text("-in-"), derived));
      }
      case 'h' -> {
        offset();
        yield new Node.Around("non-virtual thunk to ", encoding(), "");
      }
      case 'v' -> {
        offset();
        offset();
        yield new Node.Around("virtual thunk to ", encoding(), "");
      }
      case 'c' -> {
        for (int twice = 0; twice < 2; twice++) {
          boolean isVirtual = cursor.take() == 'v';
          offset();
          if (isVirtual) {
            offset();
          }
        }
        yield new Node.Around("covariant return thunk to ", encoding(), "");
      }
      default -> throw new Unreadable();
    };
  }

  private void offset() {
    cursor.next("n");
    cursor.digits();
    cursor.expect("_");
  }

  Node name(State state) {
    enter();
    try {
      if (cursor.next("N")) {
        return nested(state);
      }
      if (cursor.next("Z")) {
        return local(state);
      }
      Node name;
      if (cursor.peek() == 'S' && cursor.peek(1) != 't') {
        name = substitution();
        if (cursor.peek() != 'I') {
          throw new Unreadable();
        }
      } else {
        name = unscoped(state);
        if (cursor.peek() == 'I') {
          remember(name);
        }
      }
      if (cursor.peek() == 'I') {
        state.endsWithArguments = true;
        name = new Node.WithArguments(name, types.arguments(!state.ofType));
      }
      return name;
    } finally {
      leave();
    }
  }

  private Node unscoped(State state) {
    boolean std = cursor.next("St");
    Node name = unqualified(state, null);
    return std ? new Node.Nested(new Node.Text("std"), name) : name;
  }

  private Node nested(State state) {
    state.behind = types.qualifiers();
    if (cursor.next("R")) {
      state.behind += " &";
    } else if (cursor.next("O")) {
      state.behind += " &&";
    } else if (cursor.next("H")) {
      state.behind = ""; // a parameter that is the object
    }
    Node name = cursor.next("St") ? new Node.Text("std") : null;
    boolean remembered = false;
    while (!cursor.next("E")) {
      enter();
      char c = cursor.peek();
      boolean wasArguments = state.endsWithArguments;
      state.endsWithArguments = false;
      if (cursor.next("M")) {
        // what follows initialises the member before
      } else if (c == 'T') {
        name = under(name, types.templateParameter());
        remember(name);
        remembered = true;
      } else if (c == 'I') {
        if (name == null || wasArguments) {
          throw new Unreadable();
        }
        name = remember(new Node.WithArguments(name, types.arguments(!state.ofType)));
        state.endsWithArguments = true;
        remembered = true;
      } else if (c == 'D' && (cursor.peek(1) == 't' || cursor.peek(1) == 'T')) {
        name = remember(under(name, types.decltype()));
        remembered = true;
      } else if (c == 'S' && cursor.peek(1) != 't') {
        if (name != null) {
          throw new Unreadable();
        }
        name = substitution();
        remembered = false;
      } else {
        name = remember(under(name, unqualified(state, name)));
        remembered = true;
      }
      leave();
    }
    if (name == null || !remembered) {
      throw new Unreadable();
    }
    substitutions.removeLast();
    return name;
  }

  private static Node under(@Nullable Node scope, Node name) {
    return scope == null ? name : new Node.Nested(scope, name);
  }

  private Node local(State state) {
    List<Node> outer = arguments;
    arguments = new ArrayList<>();
    Node scope = encoding().asScope();
    arguments = outer;
    cursor.expect("E");
    if (cursor.next("s")) {
      discriminator();
      return new Node.Nested(scope, new Node.Text("string literal"));
    }
    if (cursor.next("d")) {
      int number = cursor.ordinal();
      Node name = name(state);
      return new Node.Row(
          List.of(scope, new Node.Text("::{default arg#" + (number + 1) + "}::"), name));
    }
    Node name = name(state);
    discriminator();
    return new Node.Nested(scope, name);
  }

  private void discriminator() {
    int start = cursor.position();
    if (!cursor.next("_")) {
      return;
    }
    if (cursor.next("_")) {
      String digits = cursor.digits();
      if (digits.isEmpty() || !cursor.next("_")) {
        cursor.back(start);
      }
    } else if (cursor.isDigit()) {
      cursor.take();
    } else {
      cursor.back(start);
    }
  }

  /// @param scope the name before it, after which constructors are called
  Node unqualified(State state, @Nullable Node scope) {
    cursor.next("L"); // known in one file alone
    char c = cursor.peek();
    Node name;
    if (cursor.isDigit()) {
      String source = cursor.source();
      name =
          new Node.Text(
              source.startsWith(ANONYMOUS.substring(0, 8)) && isAnonymous(source)
                  ? "(anonymous namespace)"
                  : source);
    } else if (cursor.next("Ut")) {
      name = new Node.Text("{unnamed type#" + (cursor.ordinal() + 1) + "}");
    } else if (cursor.next("Ul")) {
      name = lambda();
    } else if (cursor.next("DC")) {
      List<Node> bound = new ArrayList<>();
      while (!cursor.next("E")) {
        bound.add(new Node.Text(cursor.source()));
      }
      name = new Node.Listed(new Node.Text(""), "[", bound, "]");
    } else if (scope != null && c == 'C') {
      cursor.take();
      boolean inherited = cursor.next("I");
      constructorKind("12345");
      if (inherited) {
        name(new State());
      }
      state.withoutResult = true;
      name = new Node.Around("", scope.base(), "");
    } else if (scope != null && c == 'D' && cursor.peek(1) >= '0' && cursor.peek(1) <= '5') {
      cursor.take();
      constructorKind("01245");
      state.withoutResult = true;
      name = new Node.Around("~", scope.base(), "");
    } else {
      name = operator(state);
    }
    while (cursor.next("B")) {
      name = new Node.Around("", name, "[abi:" + cursor.source() + "]");
    }
    return name;
  }

  private static boolean isAnonymous(String source) {
    return source.length() >= ANONYMOUS.length()
        && (source.charAt(8) == '_' || source.charAt(8) == '.' || source.charAt(8) == '$')
        && source.charAt(9) == 'N';
  }

  private void constructorKind(String kinds) {
    if (kinds.indexOf(cursor.take()) < 0) {
      throw new Unreadable();
    }
  }

  private Node lambda() {
    boolean outer = inLambda;
    inLambda = true;
    List<Node> parameters = parameters();
    inLambda = outer;
    cursor.expect("E");
    return new Node.Listed(
        new Node.Text(""), "{lambda(", parameters, ")#" + (cursor.ordinal() + 1) + "}");
  }

  private Node operator(State state) {
    if (cursor.next("cv")) {
      state.withoutResult = true;
      return new Node.Around("operator ", types.convertedTo(), "");
    }
    if (cursor.next("li")) {
      return new Node.Text("operator\"\" " + cursor.source());
    }
    if (cursor.peek() == 'v' && cursor.peek(1) >= '0' && cursor.peek(1) <= '9') {
      cursor.take(2);
      return new Node.Text("operator " + cursor.source());
    }
    String name = Operators.name(cursor.take(2));
    if (name.isEmpty()) {
      throw new Unreadable();
    }
    return new Node.Text(name);
  }

  /// Something that stands earlier in the name, or for a part of the standard library.
  Node substitution() {
    cursor.expect("S");
    Node name =
        switch (cursor.peek()) {
          case 'a' -> new Node.Abbreviated("std::allocator", "allocator");
          case 'b' -> new Node.Abbreviated("std::basic_string", "basic_string");
          case 's' -> new Node.Abbreviated("std::string", "basic_string");
          case 'i' -> new Node.Abbreviated("std::istream", "basic_istream");
          case 'o' -> new Node.Abbreviated("std::ostream", "basic_ostream");
          case 'd' -> new Node.Abbreviated("std::iostream", "basic_iostream");
          default -> null;
        };
    if (name == null) {
      int number = cursor.ordinalInLetters();
      if (number >= substitutions.size()) {
        throw new Unreadable();
      }
      return substitutions.get(number);
    }
    cursor.take();
    boolean tagged = false;
    while (cursor.next("B")) {
      name = new Node.Around("", name, "[abi:" + cursor.source() + "]");
      tagged = true;
    }
    return tagged ? remember(name) : name;
  }

  /// The argument that a parameter of a template stands for.
  Node argumentAt(int index) {
    if (inLambda) {
      return new Node.Text("auto:" + (index + 1));
    }
    if (index < arguments.size()) {
      return arguments.get(index);
    }
    if (forwards.size() > MOST_PARTS) {
      throw new Unreadable();
    }
    Node.Forward forward = new Node.Forward(index);
    forwards.add(forward);
    return forward;
  }
}
