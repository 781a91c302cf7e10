package dev.fathom.snapshot.sql;

import dev.fathom.model.ProcessAccessException;
import dev.fathom.snapshot.SnapshotException;
import dev.fathom.snapshot.dataset.Dataset;
import dev.fathom.snapshot.dataset.DatasetFiles;
import dev.fathom.snapshot.dataset.DatasetTable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One query of the tables of a dataset.
///
/// DuckDB reads the files where they lie, those alone that the query is about: it leaves out
/// folders by what the query says of `app` and `taken`. A query only selects, unless it is allowed
/// files. **Cost**: some 0.2 s, 30 µs a file of the tables that it names, and the query.
public final class DatasetQuery {
  /// How often it is asked anew because files were put together meanwhile.
  private static final int MOST_TRIES = 10;

  /// DuckDB's words for any statement but a query (`json_serialize_sql`).
  private static final String SELECT_ALONE = "Only SELECT statements";

  /// DuckDB's words for a file that does not end as Parquet does.
  private static final String CUT_OFF = "No magic bytes found";

  private final Dataset dataset;
  private final String sql;
  private final boolean files;
  private final int most;

  private DatasetQuery(Dataset dataset, String sql, boolean files, int most) {
    this.dataset = dataset;
    this.sql = sql;
    this.files = files;
    this.most = most;
  }

  /// Asks. The answer is that of one moment: no row of it is missing or there twice because files
  /// were put together while it was read.
  ///
  /// @param files whether the query may read and write the user's files
  /// @param most how many rows are wanted at most
  /// @throws SnapshotException if the query is wrong; the message is DuckDB's
  public static Query.Answer ask(Dataset dataset, String sql, boolean files, int most)
      throws IOException {
    DatasetQuery query = new DatasetQuery(dataset, sql, files, most);
    DatasetFiles current = DatasetFiles.of(dataset);
    for (int tries = 1; ; tries++) {
      try {
        Query.Answer answer = query.ask(current);
        if (current.areNamed() || current.isStill()) {
          return answer;
        }
      } catch (SQLException wrong) {
        if (current.isStill() || tries == MOST_TRIES) {
          throw query.told(wrong);
        }
      }
      current = DatasetFiles.named(dataset);
    }
  }

  private SnapshotException told(SQLException wrong) {
    String message = Query.line(String.valueOf(wrong.getMessage()));
    if (message.contains(CUT_OFF)) {
      return new SnapshotException(message + " (it is cut off or damaged: remove it)");
    }
    boolean kept = !files && message.contains(Query.KEPT_FROM_FILES);
    return new SnapshotException(kept ? message + Query.ALLOWED : message);
  }

  private Query.Answer ask(DatasetFiles current) throws SQLException, IOException {
    try (Connection connection = Engine.open();
        Statement statement = connection.createStatement()) {
      if (!files) {
        checkSelects(connection);
      }
      prepare(statement, current);
      if (!statement.execute(sql)) {
        return new Query.Answer(List.of(), List.of());
      }
      try (ResultSet results = statement.getResultSet()) {
        return Query.answer(results, most);
      }
    }
  }

  private void prepare(Statement statement, DatasetFiles current)
      throws SQLException, ProcessAccessException, IOException {
    // A pattern is looked at before it is a name: it has to begin with a folder that may be read.
    Path folder = dataset.folder().toAbsolutePath();
    List<Path> folders = List.of(folder, Path.of(DatasetFiles.literally(folder)));
    for (String setting : Engine.settings(List.of(), folders, files)) {
      statement.execute(setting);
    }
    List<DatasetTable> named = Stream.of(DatasetTable.values()).filter(this::names).toList();
    // `show tables` names none, and is to show all.
    for (DatasetTable table : named.isEmpty() ? List.of(DatasetTable.values()) : named) {
      statement.execute(view(table, current));
    }
  }

  /// Whoever only reads cannot damage anything: the folder could be written to as well.
  private void checkSelects(Connection connection) throws SQLException, SnapshotException {
    try (PreparedStatement check =
        connection.prepareStatement("SELECT json_serialize_sql(?::VARCHAR)::VARCHAR")) {
      check.setString(1, sql);
      try (ResultSet result = check.executeQuery()) {
        if (result.next() && result.getString(1).contains(SELECT_ALONE)) {
          throw new SnapshotException(
              "a dataset is only asked: the query has to begin with select, with or from"
                  + " (--allow-files lets it do more)");
        }
      }
    }
  }

  private boolean names(DatasetTable table) {
    return Pattern.compile("\\b" + table.id() + "\\b", Pattern.CASE_INSENSITIVE)
        .matcher(sql)
        .find();
  }

  private String view(DatasetTable table, DatasetFiles current) throws IOException {
    List<String> paths = new ArrayList<>();
    current.patterns(table).forEach(path -> paths.add(Engine.quoted(path)));
    String rows =
        paths.isEmpty()
            ? empty(table)
            : "SELECT app, taken, "
                + columns(table)
                + " FROM read_parquet(["
                + String.join(", ", paths)
                + "], hive_partitioning = true,"
                + " hive_types = {'app': VARCHAR, 'host': VARCHAR, 'taken': DATE})";
    return "CREATE VIEW " + table.id() + " AS " + rows;
  }

  private static String columns(DatasetTable table) {
    return table.columns().stream()
        .map(DatasetTable.Column::name)
        .collect(Collectors.joining(", "));
  }

  private static String empty(DatasetTable table) {
    return table.columns().stream()
        .map(column ->
            String.format(
                Locale.ROOT,
                "NULL::%s AS %s",
                column.number() ? "BIGINT" : "VARCHAR",
                column.name()))
        .collect(
            Collectors.joining(
                ", ", "SELECT NULL::VARCHAR AS app, NULL::DATE AS taken, ", " WHERE false"));
  }
}
