package dev.fathom.report.table.fleet;

import dev.fathom.ask.dataset.DatasetAnswer;
import dev.fathom.view.Column;
import dev.fathom.view.TableSpec;
import java.util.List;

/// What is in a dataset.
public final class DatasetTablesTable {
  /// As programs get it.
  public static final TableSpec<DatasetAnswer.Table> SPEC =
      new TableSpec<>(
          "tables",
          "TABLES",
          "a table of a dataset",
          List.of(
              Column.text("table", "table", "its name", row -> row.table().id()),
              Column.count("files", "files", "how many files", row -> row.extent().files()),
              Column.count(
                  "merged",
                  "merged",
                  "how many of these have the rows of many looks",
                  row -> row.extent().merged()),
              Column.bytes("bytes", "bytes", "what they take", row -> row.extent().bytes()),
              Column.count("apps", "apps", "how many apps", row -> row.extent().apps().size()),
              Column.text(
                  "first",
                  "first day",
                  "the first day (UTC); empty of none",
                  row -> row.isEmpty() ? "" : row.extent().first().toString()),
              Column.text(
                  "last",
                  "last day",
                  "the last day (UTC); empty of none",
                  row -> row.isEmpty() ? "" : row.extent().last().toString())));

  private DatasetTablesTable() {}
}
