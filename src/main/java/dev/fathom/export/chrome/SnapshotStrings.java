package dev.fathom.export.chrome;

import dev.fathom.view.Escape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/// The names of nodes and edges, each once, by number. Those that look groups on a screen may be
/// there twice.
///
/// **Memory**: some 60 bytes a name, which itself is that of the findings.
final class SnapshotStrings {
  /// Names beyond so many are one.
  private static final int MOST = 1 << 20;

  private static final String OTHER = "…";

  private final int most;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<String> names = new ArrayList<>();

  SnapshotStrings() {
    this(MOST);
  }

  /// A table of so many names at most.
  SnapshotStrings(int most) {
    this.most = most;
    add(OTHER);
  }

  /// {@return the number of a name}
  ///
  /// @param name of the target's choosing
  int number(String name) {
    Integer known = numbers.get(name);
    if (known != null) {
      return known;
    }
    return names.size() < most ? add(name) : 0;
  }

  private int add(String name) {
    numbers.put(name, names.size());
    names.add(name);
    return names.size() - 1;
  }

  /// {@return whether there was no room for a name}
  boolean full() {
    return names.size() >= most;
  }

  /// Writes them as a screen may show them, the long ones cut.
  void write(JsonGenerator json) {
    json.writeStartArray();
    for (String name : names) {
      json.writeString(Escape.terminal(name));
      json.writeRaw('\n');
    }
    json.writeEndArray();
  }
}
