package dev.fathom.snapshot.sql;

import dev.fathom.host.NamelessFile;
import dev.fathom.host.OutputException;
import dev.fathom.model.ProcessAccessException;
import dev.fathom.model.Progress;
import dev.fathom.snapshot.Snapshot;
import dev.fathom.snapshot.SnapshotException;
import dev.fathom.snapshot.parquet.TableWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One query of the tables of a snapshot.
///
/// The tables are unpacked into files without names, which go however Fathom ends. A query reads
/// them, and may make tables of its own in memory; nothing else, unless it is allowed files: no
/// file, no network, no extension, no setting ([Engine]). **Cost**: some 0.2 s, and the query.
public final class Query {
  /// DuckDB's words for it. What is said of that to who can give an option.
  public static final String ALLOWED = " (--allow-files lets a query read and write files)";

  static final String KEPT_FROM_FILES = "file system operations are disabled";

  /// What objects take is in a table of its own, which is only joined where it is asked for.
  private static final Pattern SIZES =
      Pattern.compile("\\b(allocated|resident|retained)\\b", Pattern.CASE_INSENSITIVE);

  /// What an answer looks like.
  ///
  /// @param columns their names
  /// @param rows of numbers, texts, truth values and nulls
  public record Answer(List<String> columns, List<List<@Nullable Object>> rows) {}

  private Query() {}

  /// Asks.
  ///
  /// @param file a snapshot
  /// @param more tables beside those of the snapshot
  /// @param files whether the query may read and write the user's files
  /// @throws SnapshotException if the query is wrong; the message is DuckDB's
  public static Answer ask(Path file, Map<String, TableWriter> more, String sql, boolean files)
      throws IOException {
    return ask(file, more, sql, files, Integer.MAX_VALUE);
  }

  /// The same, of which no more than so many rows are wanted.
  public static Answer ask(
      Path file, Map<String, TableWriter> more, String sql, boolean files, int most)
      throws IOException {
    Map<String, NamelessFile> tables = new LinkedHashMap<>();
    try {
      unpack(file, more, tables);
      return ask(paths(tables), sql, files, most);
    } catch (SQLException wrong) {
      String message = line(String.valueOf(wrong.getMessage()));
      boolean kept = !files && message.contains(KEPT_FROM_FILES);
      throw new SnapshotException(kept ? message + ALLOWED : message);
    } finally {
      tables.values().forEach(NamelessFile::close);
    }
  }

  private static void unpack(
      Path file, Map<String, TableWriter> more, Map<String, NamelessFile> tables)
      throws IOException {
    Path directory = NamelessFile.temporaryDirectory();
    try {
      Snapshot.unpack(file, name -> fresh(name, directory, tables));
      for (Map.Entry<String, TableWriter> table : more.entrySet()) {
        NamelessFile own = NamelessFile.in(directory);
        tables.put(table.getKey(), own);
        try (OutputStream out = own.output()) {
          table.getValue().write().writeTo(out);
          out.flush();
        }
      }
    } catch (OutputException full) {
      throw new SnapshotException(
          full.getMessage()
              + "; tables are unpacked there, or where"
              + " FATHOM_JAVA_OPTIONS=-Djava.io.tmpdir=DIRECTORY says");
    }
  }

  private static OutputStream fresh(String name, Path directory, Map<String, NamelessFile> tables)
      throws OutputException {
    NamelessFile file = NamelessFile.in(directory);
    tables.put(name, file);
    return file.output();
  }

  private static Map<String, Path> paths(Map<String, NamelessFile> tables) {
    Map<String, Path> paths = new LinkedHashMap<>();
    tables.forEach((name, table) -> paths.put(name, table.path()));
    return paths;
  }

  /// DuckDB shows where in the query it found something wrong, on lines of their own.
  static String line(String message) {
    return message
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.matches("\\^+"))
        .collect(Collectors.joining(" "));
  }

  private static Answer ask(Map<String, Path> tables, String sql, boolean files, int most)
      throws SQLException, SnapshotException, ProcessAccessException {
    try (Connection connection = Engine.open();
        Statement statement = connection.createStatement()) {
      for (String setting : Engine.settings(tables.values(), List.of(), files)) {
        statement.execute(setting);
      }
      for (String view : Views.of(tables, SIZES.matcher(sql).find())) {
        statement.execute(view);
      }
      Progress.Ending ending = Progress.current().whenGivenUp(() -> cancel(statement));
      try (ending) {
        if (!statement.execute(sql)) {
          return new Answer(List.of(), List.of());
        }
        try (ResultSet results = statement.getResultSet()) {
          return answer(results, most);
        }
      }
    }
  }

  /// Has a query end that nobody waits for any more.
  private static void cancel(Statement statement) {
    try {
      statement.cancel();
    } catch (SQLException ended) {
      return; // it is over
    }
  }

  static Answer answer(ResultSet results, int most) throws SQLException {
    int count = results.getMetaData().getColumnCount();
    List<String> columns = new ArrayList<>();
    for (int column = 1; column <= count; column++) {
      columns.add(results.getMetaData().getColumnLabel(column));
    }
    List<List<@Nullable Object>> rows = new ArrayList<>();
    while (rows.size() < most && results.next()) {
      List<@Nullable Object> row = new ArrayList<>();
      for (int column = 1; column <= count; column++) {
        row.add(plain(results.getObject(column)));
      }
      rows.add(row);
    }
    return new Answer(columns, rows);
  }

  private static @Nullable Object plain(@Nullable Object value) {
    return value == null || value instanceof Number || value instanceof Boolean
        ? value
        : value.toString();
  }
}
