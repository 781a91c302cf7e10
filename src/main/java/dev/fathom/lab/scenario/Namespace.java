package dev.fathom.lab.scenario;

import dev.fathom.lab.interpreter.CPythonModel;
import dev.fathom.lab.interpreter.MicroPythonModel;
import dev.fathom.lab.interpreter.ModelInterpreter;
import dev.fathom.lab.sketch.NameTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The names of a program, what they lead to, and all objects that it has made.
final class Namespace {
  private static final String LIST = "list";

  /// How far in its block CPython's list begins: behind the collector's head.
  private static final int LIST_BEGINS = 16;

  private final ModelInterpreter interpreter;
  private final Map<String, Long> names = new LinkedHashMap<>();

  /// What was made, by its word: what it is called in a drawing.
  private final Map<Long, String> made = new LinkedHashMap<>();

  Namespace(ModelInterpreter interpreter) {
    this.interpreter = interpreter;
  }

  ModelInterpreter interpreter() {
    return interpreter;
  }

  @Nullable Long value(String name) {
    return names.get(name);
  }

  /// Lets a name lead to a value, whose reference it takes over.
  void bind(String name, long value) {
    @Nullable Long before = names.put(name, value);
    if (before != null) {
      interpreter.drop(before);
    }
  }

  /// Takes a name away.
  ///
  /// @return whether there was one
  boolean unbind(String name) {
    @Nullable Long value = names.remove(name);
    if (value != null) {
      interpreter.drop(value);
    }
    return value != null;
  }

  long number(long number) {
    return noted(interpreter.integer(number), "int " + number);
  }

  long text(int length) {
    return noted(interpreter.text(length), "str of " + length);
  }

  long list() {
    return noted(interpreter.list(), LIST);
  }

  private long noted(long value, String what) {
    made.remove(value - LIST_BEGINS); // what was in the same block before, and is gone
    made.remove(value + LIST_BEGINS);
    made.put(value, what);
    return value;
  }

  /// {@return what was made and is there still, words that are no objects left out}
  List<Long> objects() {
    return made.keySet().stream().filter(this::isThere).toList();
  }

  private boolean isThere(long value) {
    return switch (interpreter) {
      case CPythonModel python -> python.isLive(value);
      case MicroPythonModel micro ->
          !MicroPythonModel.isWord(value) && micro.heap().isAllocated(value);
      default -> true;
    };
  }

  /// {@return what of that no name leads to}
  List<Long> lost() {
    Set<Long> reached = new HashSet<>();
    Deque<Long> open = new ArrayDeque<>(names.values());
    while (!open.isEmpty()) {
      long value = open.pop();
      if (reached.add(value)) {
        open.addAll(items(value));
      }
    }
    return objects().stream().filter(value -> !reached.contains(value)).toList();
  }

  private List<Long> items(long value) {
    return isList(value) && isThere(value)
        ? IntStream.range(0, interpreter.length(value))
            .mapToObj(index -> interpreter.item(value, index))
            .toList()
        : List.of();
  }

  boolean isList(long value) {
    return LIST.equals(made.get(value));
  }

  /// {@return the names that lead to a value}
  List<String> namesOf(long value) {
    return names.entrySet().stream()
        .filter(entry -> entry.getValue() == value)
        .map(Map.Entry::getKey)
        .toList();
  }

  /// {@return a line for each object that a name leads to, and for each that none reaches}
  List<String> drawn() {
    List<NameTable.Line> lines = new ArrayList<>();
    Set<Long> values = new HashSet<>(names.values());
    List<Long> lost = lost();
    made.forEach((value, what) -> {
      boolean named = values.contains(value);
      if (named || lost.contains(value)) {
        lines.add(
            new NameTable.Line(
                namesOf(value), described(value, what), references(value), note(value, named)));
      }
    });
    return NameTable.of(lines);
  }

  private String note(long value, boolean named) {
    if (MicroPythonModel.isWord(value)) {
      return "in the word itself: " + bits(value);
    }
    if (interpreter instanceof CPythonModel python && python.isImmortal(value)) {
      return "immortal";
    }
    return named ? "" : "no name leads there";
  }

  /// {@return the last bits of a word, among them its tag}
  static String bits(long word) {
    return "0b…" + Long.toBinaryString((1L << Byte.SIZE) | (word & 0xff)).substring(1);
  }

  private long references(long value) {
    return interpreter instanceof CPythonModel python ? python.references(value) : -1;
  }

  /// {@return a value as a program writes it: `[1, 2, 3, itself]`}
  private String described(long value, String what) {
    if (!what.equals(LIST)) {
      return what;
    }
    List<String> items = new ArrayList<>();
    for (long item : items(value)) {
      items.add(item == value ? "itself" : inList(item));
    }
    return "list [" + String.join(", ", items) + "]";
  }

  private String inList(long item) {
    String what = made.getOrDefault(item, "?");
    return what.startsWith("int ") ? what.substring("int ".length()) : what;
  }
}
