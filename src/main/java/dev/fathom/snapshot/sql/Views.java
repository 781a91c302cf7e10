package dev.fathom.snapshot.sql;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The views that queries are about; `docs/snapshot-format.md` lists them.
final class Views {
  /// The name of a type as code writes it.
  private static final String QUALIFIED =
      "CASE WHEN t.module IN ('', 'builtins') THEN t.name ELSE t.module || '.' || t.name END";

  private Views() {}

  /// {@return the statements that make them}
  ///
  /// @param tables of the snapshot, and where they are
  /// @param withSizes whether the view of the objects says what they take
  static List<String> of(Map<String, Path> tables, boolean withSizes) {
    List<String> views = new ArrayList<>();
    // Tables that a view of the same name refines are seen through it only.
    tables.forEach((table, file) -> views.add(view(refined(table) ? "raw_" + table : table, file)));
    boolean sizes = withSizes && tables.containsKey("sizes");
    views.add(
        "CREATE VIEW objects AS SELECT o.id, o.address, "
            + QUALIFIED
            + " AS type, t.module, o.type AS type_id, o.shallow"
            + (sizes ? ", s.allocated, s.resident, s.retained" : "")
            + " FROM raw_objects o LEFT JOIN types t ON t.id = o.type"
            + (sizes ? " LEFT JOIN sizes s ON s.object = o.id" : ""));
    views.add(
        "CREATE VIEW edges AS SELECT e.source, e.target, e.kind,"
            + " CASE e.kind WHEN 'index' THEN e.name::VARCHAR WHEN 'field' THEN f.name"
            + " ELSE n.text END AS name"
            + " FROM raw_edges e LEFT JOIN fields f ON e.kind = 'field' AND f.id = e.name"
            + " LEFT JOIN names n ON e.kind IN ('key', 'attribute') AND n.object = e.name");
    for (String pieces : List.of("chunks", "blocks")) {
      views.add(
          "CREATE VIEW "
              + pieces
              + " AS SELECT * FROM raw_"
              + pieces
              + " WHERE state <> 'nothing'");
    }
    return views;
  }

  private static boolean refined(String table) {
    return Set.of("objects", "edges", "chunks", "blocks").contains(table);
  }

  private static String view(String name, Path file) {
    return "CREATE VIEW "
        + name
        + " AS SELECT * FROM read_parquet("
        + Engine.quoted(file.toString())
        + ")";
  }
}
