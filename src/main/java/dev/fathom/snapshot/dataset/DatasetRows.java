package dev.fathom.snapshot.dataset;

import dev.fathom.snapshot.parquet.DamagedTableException;
import dev.fathom.snapshot.parquet.Numbers;
import dev.fathom.snapshot.parquet.TableReader;
import dev.fathom.snapshot.parquet.TableWriter;
import dev.fathom.snapshot.parquet.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Rows of one table. **Memory**: 8 bytes a cell, and each text once a column.
public final class DatasetRows {
  /// What says in a file which version of the tables it has.
  static final String VERSION = "fathom.dataset";

  /// More of a name, in characters, is left out.
  private static final int LONGEST_TEXT = 400;

  private final DatasetTable table;
  private final List<Cells> columns = new ArrayList<>();
  private int count;

  public DatasetRows(DatasetTable table) {
    this.table = table;
    table.columns().forEach(column -> columns.add(new Cells()));
  }

  /// What one column has.
  private static final class Cells {
    private long[] values = new long[16];

    /// Of a column of texts: which there are, each value being the place of one.
    private final List<String> texts = new ArrayList<>();

    private final Map<String, Integer> places = new HashMap<>();

    private void put(int row, long value) {
      if (row == values.length) {
        values = Arrays.copyOf(values, 2 * row);
      }
      values[row] = value;
    }

    private void put(int row, String text) {
      Integer known = places.get(text);
      if (known == null) {
        known = texts.size();
        places.put(text, known);
        texts.add(text);
      }
      put(row, known);
    }

    private String text(int row) {
      return texts.get((int) values[row]);
    }

    /// {@return the place of each text among them all in order}
    private long[] ranks() {
      List<Integer> sorted = new ArrayList<>(IntStream.range(0, texts.size()).boxed().toList());
      sorted.sort(Comparator.comparing(texts::get));
      long[] ranks = new long[texts.size()];
      for (int rank = 0; rank < ranks.length; rank++) {
        ranks[sorted.get(rank)] = rank;
      }
      return ranks;
    }
  }

  public DatasetTable table() {
    return table;
  }

  public int count() {
    return count;
  }

  /// Adds a row.
  ///
  /// @param values a [String] or a [Long] for each column, in their order
  public void add(List<Object> values) {
    if (values.size() != columns.size()) {
      throw new IllegalArgumentException(values.size() + " values for " + table.id());
    }
    for (int column = 0; column < values.size(); column++) {
      switch (values.get(column)) {
        case String text -> columns.get(column).put(count, bounded(text));
        case Long number -> columns.get(column).put(count, number);
        default -> throw new IllegalArgumentException(String.valueOf(values.get(column)));
      }
    }
    count++;
  }

  /// Names are of the target's choosing: however long they are, the beginning tells them apart.
  private static String bounded(String text) {
    return text.codePointCount(0, text.length()) <= LONGEST_TEXT
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LONGEST_TEXT)) + "…";
  }

  /// Adds all rows of a file.
  ///
  /// @throws DamagedTableException if it has not the columns of this table
  void append(TableReader file) throws IOException {
    int end = Math.addExact(count, file.rows());
    for (int at = 0; at < columns.size(); at++) {
      DatasetTable.Column column = table.columns().get(at);
      Cells cells = columns.get(at);
      if (column.number()) {
        Numbers numbers = file.numbers(column.name());
        for (int row = count; row < end; row++) {
          cells.put(row, numbers.next());
        }
      } else {
        Texts texts = file.texts(column.name());
        for (int row = count; row < end; row++) {
          cells.put(row, texts.next());
        }
      }
    }
    count = end;
  }

  /// Adds all rows of others of the same table.
  void append(DatasetRows others) {
    for (int at = 0; at < columns.size(); at++) {
      boolean number = table.columns().get(at).number();
      Cells cells = columns.get(at);
      Cells more = others.columns.get(at);
      for (int row = 0; row < others.count; row++) {
        if (number) {
          cells.put(count + row, more.values[row]);
        } else {
          cells.put(count + row, more.text(row));
        }
      }
    }
    count += others.count;
  }

  /// {@return them as a file, sorted by what they are about, then by host and time: so a name is
  /// found by the statistics of row groups, and numbers beside each other are alike}
  TableWriter write() {
    int[] sorted = sorted();
    TableWriter out = new TableWriter(count).property(VERSION, "" + DatasetTable.VERSION);
    for (int at = 0; at < columns.size(); at++) {
      DatasetTable.Column column = table.columns().get(at);
      Cells cells = columns.get(at);
      if (column.number()) {
        out.numbers(column.name(), row -> cells.values[sorted[row]]);
      } else {
        out.words(column.name(), row -> cells.text(sorted[row]));
      }
    }
    return out;
  }

  private int[] sorted() {
    List<long[]> keys = new ArrayList<>();
    for (int at : table.order()) {
      Cells cells = columns.get(at);
      if (table.columns().get(at).number()) {
        keys.add(cells.values);
      } else {
        long[] ranks = cells.ranks();
        keys.add(Arrays.stream(cells.values, 0, count).map(place -> ranks[(int) place]).toArray());
      }
    }
    List<Integer> rows = new ArrayList<>(IntStream.range(0, count).boxed().toList());
    Collections.sort(
        rows,
        (one, other) -> {
          int order = 0;
          for (int key = 0; order == 0 && key < keys.size(); key++) {
            order = Long.compare(keys.get(key)[one], keys.get(key)[other]);
          }
          return order;
        });
    return rows.stream().mapToInt(Integer::intValue).toArray();
  }
}
