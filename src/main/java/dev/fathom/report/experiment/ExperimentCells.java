package dev.fathom.report.experiment;

import dev.fathom.ask.experiment.DataTable;
import dev.fathom.model.ByteUnit;
import dev.fathom.view.Percent;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// The cells of a table as a person reads them.
final class ExperimentCells {
  private ExperimentCells() {}

  /// {@return the columns that a person is shown: none in which nothing stands, or no amount}
  static List<Integer> shown(DataTable table) {
    return IntStream.range(0, table.columns().size())
        .filter(column -> column == 0 || says(table, column))
        .boxed()
        .toList();
  }

  private static boolean says(DataTable table, int column) {
    DataTable.DataColumn head = table.columns().get(column);
    return !head.title().isEmpty()
        && table.rows().stream()
            .map(row -> row.get(column))
            .anyMatch(cell -> says(cell, head.kind()));
  }

  private static boolean says(Object cell, DataTable.Kind kind) {
    if (kind == DataTable.Kind.EACH && cell instanceof Number amount) {
      return positive(amount.doubleValue()) != 0;
    }
    return !cell.equals(DataTable.NOTHING);
  }

  /// {@return all cells, by row; what comes from a target is not escaped}
  static String[][] of(DataTable table) {
    String[][] cells = new String[table.rows().size()][table.columns().size()];
    for (int column = 0; column < table.columns().size(); column++) {
      DataTable.Kind kind = table.columns().get(column).kind();
      ByteUnit unit = ByteUnit.forLargest(largest(table, column));
      for (int row = 0; row < cells.length; row++) {
        cells[row][column] = cell(table.rows().get(row).get(column), kind, unit);
      }
    }
    return cells;
  }

  private static long largest(DataTable table, int column) {
    return table.rows().stream()
        .map(row -> row.get(column))
        .filter(Number.class::isInstance)
        .mapToLong(cell -> Math.abs(((Number) cell).longValue()))
        .max()
        .orElse(0);
  }

  private static String cell(Object value, DataTable.Kind kind, ByteUnit unit) {
    if (!(value instanceof Number number)) {
      return value.toString();
    }
    return switch (kind) {
      case BYTES -> bytes(number.longValue(), unit);
      case COUNT -> String.format(Locale.ROOT, "%,d", number.longValue());
      case EACH -> String.format(Locale.ROOT, "%,.1f", positive(number.doubleValue()));
      case SHARE -> Percent.of(number.doubleValue());
      case TEXT -> number.toString();
    };
  }

  /// What would look like nothing in the unit of its column has one of its own.
  private static String bytes(long amount, ByteUnit unit) {
    String text = unit.format(amount);
    return amount != 0 && text.startsWith("0.0 ") ? ByteUnit.inText(amount) : text;
  }

  /// Nothing is not written with a sign.
  private static double positive(double value) {
    return Math.abs(value) < 0.05 ? 0 : value;
  }
}
