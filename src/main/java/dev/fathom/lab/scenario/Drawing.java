package dev.fathom.lab.scenario;

import dev.fathom.lab.machine.AreaUse;
import dev.fathom.lab.machine.Row;
import dev.fathom.lab.machine.Shape;
import dev.fathom.lab.machine.Usage;
import dev.fathom.view.Escape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Draws page tables in the manner of the talk: virtual pages on the left, frames on the right,
/// what changed since the drawing before marked with an arrow.
public final class Drawing {
  private static final String GAP = "   ";
  private static final String DIFFERS = " ≠ ";

  /// Lines of a box above its first row: the name and the edge.
  private static final int ABOVE = 2;

  private final Lines lines;
  private final int width;
  private final Map<String, Row> rowsBefore = new HashMap<>();
  private final Map<String, AreaUse> areasBefore = new HashMap<>();

  /// @param width columns of the screen
  public Drawing(Shape shape, int width) {
    this.lines = new Lines(shape);
    this.width = width;
  }

  /// {@return the page tables after a step; empty if nothing is to be drawn}
  public String draw(Step step, StepPicture picture) {
    if (picture == StepPicture.NONE) {
      return "";
    }
    List<Box> boxes = boxes(step, picture);
    StringBuilder text = new StringBuilder();
    int from = 0;
    while (from < boxes.size()) {
      int used = boxes.get(from).width();
      int to = from + 1;
      while (to < boxes.size() && used + GAP.length() + boxes.get(to).width() <= width) {
        used += GAP.length() + boxes.get(to).width();
        to++;
      }
      band(boxes.subList(from, to), picture, text);
      from = to;
    }
    remember(step);
    return text.toString();
  }

  private void remember(Step step) {
    rowsBefore.clear();
    areasBefore.clear();
    for (Step.Table table : step.tables()) {
      table.rows().forEach(row -> rowsBefore.put(table.task() + '/' + row.page(), row));
      table.areas().forEach(use -> areasBefore.put(key(table, use), use));
    }
  }

  private static String key(Step.Table table, AreaUse use) {
    return table.task() + '/' + use.area().label() + '/' + use.area().first();
  }

  private List<Box> boxes(Step step, StepPicture picture) {
    List<Box> boxes = new ArrayList<>();
    List<Step.Table> tables = step.tables();
    for (Step.Table table : tables) {
      List<Step.Table> together =
          tables.stream()
              .filter(other -> other.equals(table) || other.creator().equals(table.task()))
              .toList();
      Optional<Box> joined =
          together.size() > 1 && picture == StepPicture.TABLES
              ? joined(together, step.mark())
              : Optional.empty();
      joined.ifPresent(boxes::add);
      if (boxes.isEmpty() && picture == StepPicture.TABLES) {
        sharing(tables, step.mark()).ifPresent(boxes::add);
      }
      boolean drawn = boxes.stream().anyMatch(box -> box.tables().contains(table));
      if (!drawn) {
        boxes.add(box(table, step.mark(), picture));
      }
    }
    return boxes;
  }

  private static void band(List<Box> boxes, StepPicture picture, StringBuilder text) {
    int height = boxes.stream().mapToInt(box -> box.lines().size()).max().orElse(0);
    for (int line = 0; line < height; line++) {
      StringBuilder row = new StringBuilder();
      for (int i = 0; i < boxes.size(); i++) {
        Box box = boxes.get(i);
        if (i > 0) {
          boolean differs =
              picture == StepPicture.DIFFERENCES && differ(boxes.get(i - 1), box, line - ABOVE);
          row.append(differs ? DIFFERS : GAP);
        }
        String drawn = line < box.lines().size() ? box.lines().get(line) : "";
        row.append(drawn).append(" ".repeat(box.width() - drawn.length()));
      }
      text.append(row.toString().stripTrailing()).append('\n');
    }
  }

  /// {@return whether two processes have pages for the same end in frames of their own}
  private static boolean differ(Box left, Box right, int index) {
    List<Row> leftRows = left.tables().getFirst().rows();
    List<Row> rightRows = right.tables().getFirst().rows();
    if (index < 0 || index >= leftRows.size() || index >= rightRows.size()) {
      return false;
    }
    Row one = leftRows.get(index);
    Row other = rightRows.get(index);
    return one.isPresent()
        && other.isPresent()
        && one.frame() != other.frame()
        && one.label().equals(other.label());
  }

  private Box box(Step.Table table, Optional<Step.Mark> mark, StepPicture picture) {
    List<String> drawn = new ArrayList<>();
    String edge = table.areas().isEmpty() ? lines.edge() : "─".repeat(lines.areaWidth());
    List<String> rows = new ArrayList<>();
    table.rows().forEach(row -> rows.add(row(table, row, mark, picture)));
    table.areas().forEach(use -> rows.add(area(table, use)));
    drawn.add("   " + name(table));
    drawn.add("  ┌" + edge + "┐");
    drawn.addAll(rows);
    drawn.add("  └" + edge + "┘");
    if (picture == StepPicture.RESIDENCY) {
      tick(table, drawn);
    }
    drawn.add("   " + usage(table.usage()));
    return Box.of(drawn, List.of(table));
  }

  private static String name(Step.Table table) {
    return Escape.terminal(table.task()) + (table.isThread() ? " (thread)" : "");
  }

  private static String usage(Usage usage) {
    return String.format(
        Locale.ROOT,
        "VIRT %d RES %d SHR %d PSS %.1f",
        usage.virtual(),
        usage.resident(),
        usage.shared(),
        usage.proportional());
  }

  private String row(Step.Table table, Row row, Optional<Step.Mark> mark, StepPicture picture) {
    if (picture == StepPicture.SHARED && row.sharers() < 2) {
      return "  │" + lines.blank() + "│";
    }
    return bordered(
        changed(table.task(), row) || isFault(mark, table.task(), row),
        lines.row(row),
        Lines.label(row) + note(mark, table.task(), row));
  }

  private String area(Step.Table table, AreaUse use) {
    @Nullable AreaUse before = areasBefore.get(key(table, use));
    boolean changed = before == null ? use.resident() > 0 : !before.equals(use);
    return bordered(changed, lines.area(use), Lines.areaLabel(use));
  }

  private static String bordered(boolean changed, String inner, String beside) {
    return (changed ? "→ │" : "  │") + inner + "│" + (beside.isBlank() ? "" : " " + beside.strip());
  }

  private static boolean met(Optional<Step.Mark> mark, String task, Row row) {
    return mark.filter(met -> met.task().equals(task) && met.page() == row.page()).isPresent();
  }

  private static boolean isFault(Optional<Step.Mark> mark, String task, Row row) {
    return met(mark, task, row) && mark.filter(met -> !met.outcome().succeeded()).isPresent();
  }

  private static String note(Optional<Step.Mark> mark, String task, Row row) {
    return met(mark, task, row) ? " " + mark.map(met -> Lines.note(met.outcome())).orElse("") : "";
  }

  private boolean changed(String task, Row row) {
    @Nullable Row old = rowsBefore.get(task + '/' + row.page());
    return old == null
        ? row.isPresent()
        : old.frame() != row.frame()
            || old.writable() != row.writable()
            || old.allowed() != row.allowed()
            || old.swapped() != row.swapped();
  }

  /// Adds the columns in which a page counts for VIRT and for RES.
  private static void tick(Step.Table table, List<String> drawn) {
    int column = drawn.stream().mapToInt(String::length).max().orElse(0) + 2;
    drawn.set(1, padded(drawn.get(1), column) + "VIRT RES");
    for (int i = 0; i < table.rows().size(); i++) {
      Row row = table.rows().get(i);
      String ticks = (row.allowed() ? " ✓  " : "    ") + (row.isPresent() ? "  ✓" : "");
      drawn.set(i + ABOVE, padded(drawn.get(i + ABOVE), column) + ticks);
    }
  }

  private static String padded(String text, int column) {
    return text + " ".repeat(Math.max(0, column - text.length()));
  }

  /// A process and its threads: a box for each one's stack, and below it one for what they have in
  /// common.
  ///
  /// @return empty if the stacks are not the topmost pages, or it would be too wide
  private Optional<Box> joined(List<Step.Table> tables, Optional<Step.Mark> mark) {
    int stack = 0;
    List<Row> rows = tables.getFirst().rows();
    while (stack < rows.size() && rows.get(stack).label().equals("stack")) {
      stack++;
    }
    int depth = stack;
    boolean alike =
        depth > 0
            && tables.stream()
                .allMatch(table ->
                    table.rows().size() == rows.size()
                        && table.rows().stream().filter(row -> row.label().equals("stack")).count()
                            == depth
                        && table
                            .rows()
                            .subList(depth, rows.size())
                            .equals(rows.subList(depth, rows.size())));
    if (!alike) {
      return Optional.empty();
    }
    List<Box> stacks = tables.stream().map(table -> upperBox(table, depth, mark)).toList();
    Box box =
        JoinedBoxes.join(stacks, lines.edge().length(), common(tables, depth, rows.size(), mark));
    return box.width() <= width ? Optional.of(box) : Optional.empty();
  }

  /// Two processes that have shared memory at the same pages: in one box between the two halves of
  /// theirs.
  ///
  /// @return empty if there is none, or it would be too wide
  private Optional<Box> sharing(List<Step.Table> tables, Optional<Step.Mark> mark) {
    if (tables.size() != 2 || tables.stream().anyMatch(Step.Table::isThread)) {
      return Optional.empty();
    }
    List<Row> rows = tables.getFirst().rows();
    List<Row> others = tables.getLast().rows();
    List<Integer> shared =
        IntStream.range(0, Math.min(rows.size(), others.size()))
            .filter(at -> rows.get(at).common() && rows.get(at).equals(others.get(at)))
            .boxed()
            .toList();
    if (shared.isEmpty() || shared.getLast() - shared.getFirst() >= shared.size()) {
      return Optional.empty();
    }
    int from = shared.getFirst();
    int to = shared.getLast() + 1;
    List<Box> upper = tables.stream().map(table -> upperBox(table, from, mark)).toList();
    List<Box> lower = tables.stream().map(table -> lowerBox(table, to, mark)).toList();
    Box box = JoinedBoxes.join(upper, lines.edge().length(), common(tables, from, to, mark), lower);
    return box.width() <= width ? Optional.of(box) : Optional.empty();
  }

  private Box lowerBox(Step.Table table, int from, Optional<Step.Mark> mark) {
    List<String> drawn = new ArrayList<>();
    table
        .rows()
        .subList(from, table.rows().size())
        .forEach(row -> drawn.add(row(table, row, mark, StepPicture.TABLES)));
    drawn.add("  └" + lines.edge() + "┘");
    drawn.add("   " + usage(table.usage()));
    return Box.of(drawn, List.of(table));
  }

  private Box upperBox(Step.Table table, int depth, Optional<Step.Mark> mark) {
    List<String> drawn = new ArrayList<>();
    drawn.add("   " + name(table));
    drawn.add("  ┌" + lines.edge() + "┐");
    table
        .rows()
        .subList(0, depth)
        .forEach(row -> drawn.add(row(table, row, mark, StepPicture.TABLES)));
    return Box.of(drawn, List.of(table));
  }

  private List<JoinedBoxes.CommonRow> common(
      List<Step.Table> tables, int from, int to, Optional<Step.Mark> mark) {
    List<JoinedBoxes.CommonRow> common = new ArrayList<>();
    Step.Table first = tables.getFirst();
    for (Row row : first.rows().subList(from, to)) {
      StringBuilder beside = new StringBuilder(Lines.label(row));
      boolean marked = changed(first.task(), row);
      for (Step.Table table : tables) {
        beside.append(note(mark, table.task(), row));
        marked |= isFault(mark, table.task(), row);
      }
      common.add(new JoinedBoxes.CommonRow(marked, lines.row(row), beside.toString().strip()));
    }
    return common;
  }

  /// A drawn page table.
  ///
  /// @param tables what is drawn in it: a process, or a process and its threads
  record Box(List<String> lines, List<Step.Table> tables, int width) {
    static Box of(List<String> lines, List<Step.Table> tables) {
      return new Box(lines, tables, lines.stream().mapToInt(String::length).max().orElse(0));
    }
  }
}
