package dev.fathom.export.hprof;

import dev.fathom.model.object.EdgeKind;
import dev.fathom.model.object.EdgeTable;
import dev.fathom.model.object.References;
import dev.fathom.view.Escape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The names of edges, each text once: of fields, and of attributes and keys that the program's
/// source spells.
final class EdgeNames {
  /// The number of an edge without a name.
  static final int NONE = -1;

  private final EdgeTable edges;
  private final List<String> texts = new ArrayList<>();

  /// The number of each field's name.
  private final int[] fields;

  // An open table: objects that spell names, plus 1, and the numbers of these names.
  private final int[] spelling;
  private final int[] spelled;

  EdgeNames(References references) {
    this.edges = references.edges();
    Map<String, Integer> numbers = new HashMap<>();
    this.fields = references.fields().stream().mapToInt(field -> number(numbers, field)).toArray();
    int places = Integer.highestOneBit(Math.max(1, references.spellings().size())) << 2;
    this.spelling = new int[places];
    this.spelled = new int[places];
    references.spellings().forEach((object, text) -> put(object, number(numbers, text)));
  }

  private int number(Map<String, Integer> numbers, String name) {
    String text = Escape.terminal(name);
    Integer known = numbers.putIfAbsent(text, texts.size());
    if (known == null) {
      texts.add(text);
      return texts.size() - 1;
    }
    return known;
  }

  private void put(int object, int number) {
    int place = place(object);
    spelling[place] = object + 1;
    spelled[place] = number;
  }

  /// {@return where an object stands in the table, or where it would}
  private int place(int object) {
    int place = ((object * 0x9e3779b1) >>> 1) & (spelling.length - 1);
    while (spelling[place] != 0 && spelling[place] != object + 1) {
      place = (place + 1) & (spelling.length - 1);
    }
    return place;
  }

  int count() {
    return texts.size();
  }

  /// {@return a name, escaped}
  String text(int number) {
    return texts.get(number);
  }

  /// {@return the number of an edge's name, or [#NONE]}
  int of(int edge) {
    if (edges.kind(edge) == EdgeKind.FIELD.code()) {
      int field = edges.name(edge);
      return field >= 0 && field < fields.length ? fields[field] : NONE;
    }
    if (!edges.named(edge)) {
      return NONE;
    }
    int place = place(edges.name(edge));
    return spelling[place] == 0 ? NONE : spelled[place];
  }
}
