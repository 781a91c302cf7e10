package dev.fathom.ask.dataset;

import dev.fathom.snapshot.dataset.DatasetTable;
import dev.fathom.snapshot.dataset.TableExtent;
import java.util.List;

/// What is in it.
public record DatasetAnswer(List<Table> tables) {
  /// One of its tables.
  public record Table(DatasetTable table, TableExtent extent) {
    public boolean isEmpty() {
      return extent.files() == 0;
    }
  }

  public DatasetAnswer {
    tables = List.copyOf(tables);
  }

  /// Whether there are small files that could be put together.
  public boolean hasSmallFiles() {
    return tables.stream().anyMatch(table -> table.extent().files() > table.extent().merged() + 1);
  }

  public long bytes() {
    return tables.stream().mapToLong(table -> table.extent().bytes()).sum();
  }

  public long files() {
    return tables.stream().mapToLong(table -> table.extent().files()).sum();
  }
}
