package dev.fathom.view;

import dev.fathom.model.ByteUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// A table on a terminal: some columns of its [TableSpec], in the order of the screen, and between
/// them what follows from several rows, such as a share.
public final class ScreenTable<R> {
  private final TableSpec<R> spec;
  private final String title;
  private final List<Cell<R>> cells = new ArrayList<>();

  /// A column as it is shown.
  private record Cell<R>(String title, Table.Align align, Function<R, String> text) {}

  private ScreenTable(TableSpec<R> spec, String title) {
    this.spec = spec;
    this.title = title;
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
    Table.Align align =
        switch (column.kind()) {
          case TEXT, FLAG, ADDRESS -> Table.Align.LEFT;
          case COUNT, BYTES, SHARE -> Table.Align.RIGHT;
        };
    cells.add(new Cell<>(column.title(), align, row -> mark + text(column, row, unit)));
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
    cells.add(new Cell<>(head, Table.Align.RIGHT, text));
    return this;
  }

  /// Shows a name that several columns make up.
  ///
  /// @return this
  public ScreenTable<R> name(String title, Function<R, String> text) {
    cells.add(new Cell<>(title, Table.Align.LEFT, row -> Escape.terminal(text.apply(row))));
    return this;
  }

  private static <R> String text(Column<R> column, R row, ByteUnit unit) {
    return switch (column.kind()) {
      case TEXT -> Escape.terminal(column.words(row));
      case COUNT -> String.format(Locale.ROOT, "%,d", column.number(row));
      case BYTES -> unit.format(column.number(row));
      case ADDRESS -> "0x%x".formatted(column.number(row));
      case SHARE, FLAG -> column.words(row);
    };
  }

  /// {@return the lines, each of at most `width` characters, the head first}
  public List<String> lines(List<R> rows, Style style, int width) {
    List<Table.Align> aligns = new ArrayList<>(List.of(Table.Align.LEFT));
    List<String> head = new ArrayList<>(List.of(title));
    for (Cell<R> cell : cells) {
      aligns.add(cell.align());
      head.add(cell.title());
    }
    Table table = new Table(aligns.toArray(Table.Align[]::new));
    table.row(head.toArray(String[]::new));
    for (R row : rows) {
      List<String> line = new ArrayList<>(List.of(""));
      cells.forEach(cell -> line.add(cell.text().apply(row)));
      table.row(line.toArray(String[]::new));
    }
    return table.headed(style, width);
  }
}
