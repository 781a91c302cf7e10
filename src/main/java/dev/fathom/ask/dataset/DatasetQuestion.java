package dev.fathom.ask.dataset;

import dev.fathom.snapshot.dataset.Dataset;
import dev.fathom.snapshot.dataset.DatasetTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What is in a dataset? **Cost**: some 30 µs a file.
public record DatasetQuestion(Path folder) {
  /// Asks it.
  ///
  /// @throws dev.fathom.snapshot.SnapshotException if it is none
  public DatasetAnswer answer() throws IOException {
    Dataset dataset = Dataset.open(folder);
    List<DatasetAnswer.Table> tables = new ArrayList<>();
    for (DatasetTable table : DatasetTable.values()) {
      tables.add(new DatasetAnswer.Table(table, dataset.extent(table)));
    }
    return new DatasetAnswer(tables);
  }
}
