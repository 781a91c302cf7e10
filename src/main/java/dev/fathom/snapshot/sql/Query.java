package dev.fathom.snapshot.sql;

import dev.fathom.snapshot.Snapshot;
import dev.fathom.snapshot.SnapshotException;
import dev.fathom.snapshot.parquet.TableWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One query of the tables of a snapshot.
///
/// The tables are unpacked into a directory that only the user can read, and that goes when the
/// query is answered. **Cost**: some 0.2 s, and the query.
public final class Query {
  private static final String SUFFIX = ".parquet";

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
  /// @throws SnapshotException if the query is wrong; the message is DuckDB's
  public static Answer ask(Path file, Map<String, TableWriter> more, String sql)
      throws IOException {
    Path directory = Files.createTempDirectory("fathom-sql-");
    try {
      Set<String> tables = Snapshot.unpack(file, directory, SUFFIX);
      for (Map.Entry<String, TableWriter> table : more.entrySet()) {
        try (OutputStream out =
            new BufferedOutputStream(
                Files.newOutputStream(directory.resolve(table.getKey() + SUFFIX)))) {
          table.getValue().write().writeTo(out);
        }
      }
      tables.addAll(more.keySet());
      return ask(directory, tables, sql);
    } catch (SQLException wrong) {
      throw new SnapshotException(
          String.valueOf(wrong.getMessage()).lines().findFirst().orElse("the query failed"));
    } finally {
      delete(directory);
    }
  }

  private static Answer ask(Path directory, Set<String> tables, String sql)
      throws SQLException, SnapshotException {
    try (Connection connection = Engine.open();
        Statement statement = connection.createStatement()) {
      // Nothing is fetched from anywhere.
      statement.execute("SET autoinstall_known_extensions=false");
      statement.execute("SET autoload_known_extensions=false");
      for (String view : Views.of(directory, SUFFIX, tables, SIZES.matcher(sql).find())) {
        statement.execute(view);
      }
      if (!statement.execute(sql)) {
        return new Answer(List.of(), List.of());
      }
      try (ResultSet results = statement.getResultSet()) {
        return answer(results);
      }
    }
  }

  private static Answer answer(ResultSet results) throws SQLException {
    int count = results.getMetaData().getColumnCount();
    List<String> columns = new ArrayList<>();
    for (int column = 1; column <= count; column++) {
      columns.add(results.getMetaData().getColumnLabel(column));
    }
    List<List<@Nullable Object>> rows = new ArrayList<>();
    while (results.next()) {
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

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
