package dev.fathom.lab.sketch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What processes come to, one below the other, and where one parts from another: a column for
/// each.
public final class Timelines {
  private static final String GAP = "   ";
  private static final int MOST_EVENTS = 1000;

  private final Map<String, Line> lines = new LinkedHashMap<>();
  private int events;

  /// What a process comes to.
  private static final class Line {
    private final int from;
    private final List<String> events = new ArrayList<>();

    Line(int from) {
      this.from = from;
    }
  }

  /// Notes that a process comes to something.
  ///
  /// @return whether there was room to note it
  public boolean at(String task, String event) {
    if (events >= MOST_EVENTS) {
      return false;
    }
    events++;
    lines.computeIfAbsent(task, ignored -> new Line(0)).events.add(event);
    return true;
  }

  /// Notes that a child begins where its parent is. One that has come to nothing is not drawn.
  public void forked(String parent, String child) {
    Line line = lines.get(parent);
    if (line != null && !line.events.isEmpty()) {
      int last = line.events.size() - 1;
      line.events.set(last, line.events.get(last) + " — fork() ↴");
      lines.put(child, new Line(line.from + line.events.size()));
    }
  }

  /// {@return a line for each event, with an arrow between them}
  public List<String> drawn() {
    int rows =
        lines.values().stream().mapToInt(line -> line.from + line.events.size()).max().orElse(0);
    List<StringBuilder> drawn = new ArrayList<>();
    for (int row = 0; row < 2 * rows; row++) {
      drawn.add(new StringBuilder());
    }
    lines.forEach((task, line) -> column(task, line, drawn));
    return drawn.stream()
        .map(row -> row.toString().stripTrailing())
        .filter(row -> !row.isEmpty())
        .toList();
  }

  private static void column(String task, Line line, List<StringBuilder> drawn) {
    int column = drawn.stream().mapToInt(StringBuilder::length).max().orElse(0);
    String indent = column == 0 ? task + GAP : " ".repeat(column) + GAP;
    for (int i = 0; i < line.events.size(); i++) {
      int row = 2 * (line.from + i);
      if (i == 0 && column == 0) {
        drawn.get(row).append(indent);
      }
      pad(drawn.get(row), indent.length()).append(line.events.get(i));
      if (i > 0 || line.from > 0) {
        pad(drawn.get(row - 1), indent.length()).append("↓");
      }
    }
    if (line.from > 0) {
      pad(drawn.get(2 * line.from - 2), indent.length()).append(task);
    }
  }

  private static StringBuilder pad(StringBuilder row, int column) {
    return row.append(" ".repeat(Math.max(0, column - row.length())));
  }
}
