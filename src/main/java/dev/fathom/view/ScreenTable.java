package dev.fathom.view;

import dev.fathom.model.ByteUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A table on a terminal: some columns of its [TableSpec], in the order of the screen, and between
/// them what follows from several rows, such as a share.
public final class ScreenTable<R> {
  private final TableSpec<R> spec;
  private final @Nullable String title;
  private final List<Cell<R>> cells = new ArrayList<>();
  private final List<String[]> above = new ArrayList<>();
  private final List<String[]> below = new ArrayList<>();

  /// A column as it is shown.
  ///
  /// @param figure whether it is a number, and no name
  /// @param spared whether it is the first to go where there is little room
  private record Cell<R>(
      String title, Table.Align align, Function<R, String> text, boolean figure, boolean spared) {}

  /// So many figures are shown however little room there is.
  private static final int LEAST_FIGURES = 2;

  /// What rows are too small to be shown one by one.
  private record Folded<R>(Column<R> column, ByteUnit unit) {
    boolean holds(R row) {
      return column.isKnown(row) && unit.isNothing(column.number(row));
    }
  }

  private Optional<Folded<R>> folded = Optional.empty();

  private ScreenTable(TableSpec<R> spec, @Nullable String title) {
    this.spec = spec;
    this.title = title;
  }

  /// Begins a table of nothing but columns: the first one's head tells what it is.
  public static <R> ScreenTable<R> ofColumns(TableSpec<R> spec) {
    return new ScreenTable<>(spec, null);
  }

  /// Begins a table without columns; its own title stands before them.
  public static <R> ScreenTable<R> of(TableSpec<R> spec) {
    return of(spec, spec.title());
  }

  /// The same with another title.
  public static <R> ScreenTable<R> of(TableSpec<R> spec, String title) {
    return new ScreenTable<>(spec, title);
  }

  /// Shows a column. Sizes have the same unit as the others that were given it.
  ///
  /// @return this
  public ScreenTable<R> show(String id, ByteUnit unit) {
    return show(id, unit, "");
  }

  /// The same with a mark before each value.
  public ScreenTable<R> show(String id, ByteUnit unit, String mark) {
    Column<R> column = spec.column(id);
    return add(column.title(), column, row -> mark + text(column, row, unit::format));
  }

  /// The same under another head.
  public ScreenTable<R> showAs(String head, String id, ByteUnit unit) {
    Column<R> column = spec.column(id);
    return add(head, column, row -> text(column, row, unit::format));
  }

  /// Shows a column, each size in the unit that suits it.
  ///
  /// @return this
  public ScreenTable<R> show(String id) {
    Column<R> column = spec.column(id);
    return add(column.title(), column, row -> text(column, row, ByteUnit::inText));
  }

  /// Shows a column of text, of each at most `longest` characters.
  ///
  /// @return this
  public ScreenTable<R> show(String id, int longest) {
    Column<R> column = spec.column(id);
    return add(column.title(), column, row -> Escape.terminal(column.words(row), longest));
  }

  private ScreenTable<R> add(String head, Column<R> column, Function<R, String> text) {
    Table.Align align =
        switch (column.kind()) {
          case TEXT, FLAG, ADDRESS -> Table.Align.LEFT;
          case ID, COUNT, BYTES, SHARE -> Table.Align.RIGHT;
        };
    boolean figure =
        switch (column.kind()) {
          case COUNT, BYTES, SHARE -> true;
          case TEXT, FLAG, ADDRESS, ID -> false;
        };
    cells.add(new Cell<>(head, align, text, figure, false));
    return this;
  }

  /// Says that the column before can be spared where there is little room.
  ///
  /// @return this
  public ScreenTable<R> spare() {
    Cell<R> cell = cells.removeLast();
    cells.add(new Cell<>(cell.title(), cell.align(), cell.text(), cell.figure(), true));
    return this;
  }

  /// Tells rows whose size in a column is written as zero together, in one line: where there are
  /// several.
  ///
  /// @return this
  public ScreenTable<R> fold(String id, ByteUnit unit) {
    folded = Optional.of(new Folded<>(spec.column(id), unit));
    return this;
  }

  /// Shows what is worked out of several rows, or a column in words of its own.
  ///
  /// @param title or the id of the column, whose title it is then
  /// @return this
  public ScreenTable<R> work(String title, Function<R, String> text) {
    String head =
        spec.columns().stream()
            .filter(column -> column.id().equals(title))
            .map(Column::title)
            .findFirst()
            .orElse(title);
    cells.add(new Cell<>(head, Table.Align.RIGHT, text, true, false));
    return this;
  }

  /// Shows a name that several columns make up.
  ///
  /// @return this
  public ScreenTable<R> name(String title, Function<R, String> text) {
    cells.add(
        new Cell<>(title, Table.Align.LEFT, row -> Escape.terminal(text.apply(row)), false, false));
    return this;
  }

  /// Writes a line before the rows, about something else than they are.
  ///
  /// @param words a cell for each column
  /// @return this
  public ScreenTable<R> above(String... words) {
    above.add(words.clone());
    return this;
  }

  /// Writes a line after the rows, such as a sum.
  ///
  /// @param words a cell for each column
  /// @return this
  public ScreenTable<R> below(String... words) {
    below.add(words.clone());
    return this;
  }

  private static <R> String text(Column<R> column, R row, LongFunction<String> size) {
    if (!column.isKnown(row)) {
      return "";
    }
    return switch (column.kind()) {
      case TEXT -> Escape.terminal(column.words(row));
      case COUNT -> String.format(Locale.ROOT, "%,d", column.number(row));
      case BYTES -> size.apply(column.number(row));
      case ADDRESS -> "0x%x".formatted(column.number(row));
      case ID, SHARE, FLAG -> column.words(row);
    };
  }

  /// {@return the lines, each of at most `width` characters, the head first}
  public List<String> lines(List<R> rows, Style style, int width) {
    List<Cell<R>> all = new ArrayList<>(cells);
    if (title != null) {
      all.addFirst(new Cell<>(title, Table.Align.LEFT, row -> "", false, false));
    }
    Table table = new Table(all.stream().map(Cell::align).toArray(Table.Align[]::new));
    table.row(all.stream().map(Cell::title).toArray(String[]::new));
    above.forEach(table::row);
    spare(table, all);
    List<R> small =
        folded.map(each -> rows.stream().filter(each::holds).toList()).orElse(List.of());
    boolean told = false;
    for (R row : rows) {
      boolean one = small.size() < 2 || !folded.orElseThrow().holds(row);
      if (one) {
        table.row(all.stream().map(cell -> cell.text().apply(row)).toArray(String[]::new));
      } else if (!told) {
        table.line(small(small));
        told = true;
      }
    }
    below.forEach(table::row);
    return table.headed(style, width);
  }

  /// First what was said to be one that can be spared, then other figures, from the right.
  private static <R> void spare(Table table, List<Cell<R>> all) {
    for (int column = all.size() - 1; column >= 0; column--) {
      if (all.get(column).spared()) {
        table.spare(column);
      }
    }
    List<Integer> figures =
        IntStream.range(0, all.size()).filter(at -> all.get(at).figure()).boxed().toList();
    for (int at = figures.size() - 1; at >= LEAST_FIGURES; at--) {
      table.spare(figures.get(at));
    }
  }

  private String small(List<R> rows) {
    Folded<R> together = folded.orElseThrow();
    long sum = rows.stream().mapToLong(together.column()::number).sum();
    return String.format(
        Locale.ROOT,
        "%s… %,d of less than %s each, %s together",
        " ".repeat(title == null ? 0 : title.length() + 2),
        rows.size(),
        together.unit().smallest(),
        ByteUnit.inText(sum));
  }

  /// {@return the same, below an empty line}
  public List<String> section(List<R> rows, Style style, int width) {
    List<String> lines = lines(rows, style, width);
    lines.addFirst("");
    return lines;
  }
}
